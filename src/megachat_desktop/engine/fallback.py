"""The second carrier of a call's packets: iroh datagrams (PROTOCOL.md 7.2)."""

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.engine.network_ports import DatagramPath, Network
from megachat_desktop.model.ids import CallId, NodeKey

PACKET_KIND = b"\x01"


def path_tag(call_id: CallId, path: int) -> bytes:
    """The nine bytes before every packet of one path."""
    return PACKET_KIND + hash_labelled("path-tag", call_id, bytes((path,)))[:8]


def fallback_path(
    network: Network, node_key: NodeKey | None, call_id: CallId, role: str
) -> DatagramPath | None:
    """The carrier for path 0 of a call; it may be opened before there is a connection."""
    return network.datagram_path(node_key, path_tag(call_id, 0), role) if node_key else None
