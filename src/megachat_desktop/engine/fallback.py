"""The second carrier of a call's packets: iroh datagrams (PROTOCOL.md 7.2)."""

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.engine.ports import DatagramPath
from megachat_desktop.engine.switchboard import Switchboard
from megachat_desktop.model.ids import AccountId, CallId

PACKET_KIND = b"\x01"


def path_tag(call_id: CallId, path: int) -> bytes:
    """The nine bytes before every packet of one path."""
    return PACKET_KIND + hash_labelled("path-tag", call_id, bytes((path,)))[:8]


def fallback_path(
    board: Switchboard, account: AccountId, call_id: CallId, role: str
) -> DatagramPath | None:
    """The carrier for path 0 of a call, where a connection is open right now."""
    link = board.link_to(account)
    return link.connection.datagram_path(path_tag(call_id, 0), role) if link else None
