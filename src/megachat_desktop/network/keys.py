"""Public keys of endpoints, checked before any use (PROTOCOL.md, section 1 and 14)."""

from iroh import iroh_ffi
from nacl.bindings import crypto_core_ed25519_is_valid_point

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.ids import NodeKey


def is_sound_key(raw: bytes) -> bool:
    """Whether ``raw`` is a canonical point of full order."""
    return len(raw) == 32 and crypto_core_ed25519_is_valid_point(raw)


def checked_node_key(raw: bytes) -> NodeKey:
    """Return ``raw`` as a node key. Raises RemoteProtocolError for anything but a sound point.

    iroh itself takes small-order and non-canonical points, libsodium does not.
    """
    if not is_sound_key(raw):
        raise RemoteProtocolError("node key is no valid point")
    return NodeKey(raw)


def endpoint_id(node_key: NodeKey) -> iroh_ffi.EndpointId:
    """The same key as iroh names it. Raises RemoteProtocolError."""
    return iroh_ffi.EndpointId.from_bytes(checked_node_key(node_key))
