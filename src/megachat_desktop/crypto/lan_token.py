"""The token that only contacts recognise on the local network (PROTOCOL.md, section 11)."""

import nacl.encoding
import nacl.hash

from megachat_desktop.crypto.hashing import label
from megachat_desktop.model.ids import NodeKey

EPOCH_SECONDS = 900
TOKEN_SIZE = 16


def lan_token(node_key: NodeKey, epoch: int) -> bytes:
    """Return the 16-byte token of a device for ``epoch`` = ⌊Unix time / 900⌋."""
    data = label("lan") + epoch.to_bytes(8, "big")
    return keyed_blake2b(node_key, data, TOKEN_SIZE)


def keyed_blake2b(key: bytes, data: bytes, size: int) -> bytes:
    """Return ``size`` (1 to 64) bytes of keyed BLAKE2b. Source: RFC 7693."""
    return nacl.hash.blake2b(data, digest_size=size, key=key, encoder=nacl.encoding.RawEncoder)
