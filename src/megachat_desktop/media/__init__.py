"""Sound and pictures: devices, codecs, the RTP engine and its DTLS-SRTP transport."""
