"""Padding of message payloads, so that a length says little (PROTOCOL.md, section 5.3)."""

import nacl.bindings
import nacl.exceptions

from megachat_desktop.errors import CryptoError

_SMALL_LIMIT = 4096
_SMALL_BLOCK = 256
_LARGE_BLOCK = 1024


def pad(payload: bytes) -> bytes:
    """Return the payload padded to 256 bytes below 4096, else to 1024 (always at least one)."""
    block = _SMALL_BLOCK if len(payload) < _SMALL_LIMIT else _LARGE_BLOCK
    return bytes(nacl.bindings.sodium_pad(payload, block))


def unpad(padded: bytes) -> bytes:
    """Return the payload of ``pad``. Raises CryptoError unless ``padded`` is its exact result."""
    block = _SMALL_BLOCK if len(padded) <= _SMALL_LIMIT else _LARGE_BLOCK
    if not padded or len(padded) % block:
        raise CryptoError("bad padding")
    try:
        return bytes(nacl.bindings.sodium_unpad(padded, block))
    except nacl.exceptions.CryptoError as error:
        raise CryptoError("bad padding") from error
