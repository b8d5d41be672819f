"""Node keys as iroh names them, checked before any use.

iroh itself takes small-order and non-canonical points, libsodium does not (PROTOCOL.md 14).
"""

from iroh import iroh_ffi

from megachat_desktop.crypto.keys import Ed25519Public
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.ids import NodeKey


def checked_node_key(raw: bytes) -> NodeKey:
    """Return ``raw`` as a node key. Raises RemoteProtocolError for anything but a sound point."""
    return NodeKey(Ed25519Public(raw).raw)


def is_sound_key(raw: bytes) -> bool:
    """Whether ``raw`` is a canonical point of full order."""
    try:
        checked_node_key(raw)
    except RemoteProtocolError:
        return False
    return True


def endpoint_id(node_key: NodeKey) -> iroh_ffi.EndpointId:
    """The key in iroh's type. Raises RemoteProtocolError."""
    return iroh_ffi.EndpointId.from_bytes(checked_node_key(node_key))
