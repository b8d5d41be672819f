"""The SFrame header: key id and counter in 1 to 17 bytes (RFC 9605, section 4.3).

    X K K K Y C C C | KID bytes, if X | CTR bytes, if Y

With the flag clear the three bits are the value itself (0 to 7), else the value's length less one.
Every pair has exactly one encoding; the decoder takes no other.
"""

from megachat_desktop.errors import CryptoError, LocalProtocolError

MAX_HEADER_SIZE = 17
_U64_LIMIT = 1 << 64


def encode_header(kid: int, ctr: int) -> bytes:
    """Return the header of two u64 values. Raises LocalProtocolError outside that range."""
    if not (0 <= kid < _U64_LIMIT and 0 <= ctr < _U64_LIMIT):
        raise LocalProtocolError("KID or CTR out of range")
    kid_bits, kid_bytes = _encode_value(kid)
    ctr_bits, ctr_bytes = _encode_value(ctr)
    return bytes((kid_bits << 4 | ctr_bits,)) + kid_bytes + ctr_bytes


def decode_header(sealed: bytes) -> tuple[int, int, int]:
    """Return (KID, CTR, header length). Raises CryptoError unless it is minimal and whole."""
    if not sealed:
        raise CryptoError("no SFrame header")
    kid, at = _decode_value(sealed, sealed[0] >> 4, 1)
    ctr, at = _decode_value(sealed, sealed[0] & 0x0F, at)
    return kid, ctr, at


def _encode_value(value: int) -> tuple[int, bytes]:
    if value < 8:
        return value, b""
    length = (value.bit_length() + 7) // 8
    return 0x08 | length - 1, value.to_bytes(length, "big")


def _decode_value(sealed: bytes, bits: int, at: int) -> tuple[int, int]:
    if not bits & 0x08:
        return bits, at
    end = at + (bits & 0x07) + 1
    field = sealed[at:end]
    value = int.from_bytes(field, "big")
    if len(field) != end - at or field[0] == 0 or value < 8:
        raise CryptoError("SFrame header cut short or not minimal")
    return value, end
