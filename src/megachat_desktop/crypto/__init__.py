"""Bytes in, bytes out: every primitive and composition of PROTOCOL.md. No I/O and no clock."""
