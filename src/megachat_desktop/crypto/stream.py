"""Sealing of file chunks: age's STREAM (PROTOCOL.md, section 9; C2SP age specification).

Chunks have 65,536 bytes, only the last one may be shorter, and only an only one may be empty. The
nonce holds the chunk's index and a final flag, so a chunk opens in its own place and nowhere else.
"""

from megachat_desktop.crypto import aead
from megachat_desktop.crypto.hashing import hkdf
from megachat_desktop.crypto.unprintable import Unprintable
from megachat_desktop.errors import CryptoError, LocalProtocolError

CHUNK_SIZE = 65_536
SEALED_CHUNK_SIZE = CHUNK_SIZE + aead.TAG_SIZE
STREAM_NONCE_SIZE = 16


def chunk_count(size: int) -> int:
    """Return n = max(1, ⌈size / 65536⌉)."""
    return max(1, -(-size // CHUNK_SIZE))


class StreamKey(Unprintable):
    """The payload key of one FILE_HEAD; seals and opens any chunk by its index."""

    __slots__ = ("_count", "_key")

    def __init__(self, file_key: bytes, nonce: bytes, count: int) -> None:
        """``nonce``: 16 bytes, fresh for every transfer. ``count``: chunks of the file."""
        if len(nonce) != STREAM_NONCE_SIZE or count < 1:
            raise LocalProtocolError("wrong arguments for a stream key")
        self._key = hkdf(file_key, nonce, b"payload", aead.KEY_SIZE)
        self._count = count

    def seal(self, index: int, chunk: bytes) -> bytes:
        """Return the sealed chunk, 16 bytes longer. Raises LocalProtocolError for a bad size."""
        if not self._fits(index, len(chunk)):
            raise LocalProtocolError("chunk of a wrong size or index")
        return aead.seal_chunk(self._key, self._nonce(index), chunk)

    def open(self, index: int, sealed: bytes) -> bytes:
        """Return the chunk. Raises CryptoError if it is not exactly this one."""
        if not self._fits(index, len(sealed) - aead.TAG_SIZE):
            raise CryptoError("chunk of a wrong size or index")
        return aead.open_chunk(self._key, self._nonce(index), sealed)

    def _fits(self, index: int, size: int) -> bool:
        if not 0 <= index < self._count:
            return False
        if index < self._count - 1:
            return size == CHUNK_SIZE
        return (0 if self._count == 1 else 1) <= size <= CHUNK_SIZE

    def _nonce(self, index: int) -> bytes:
        final = index == self._count - 1
        return index.to_bytes(11, "big") + bytes((final,))
