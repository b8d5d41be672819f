"""What the messenger needs from its surroundings, and what it tells them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId, DeviceId, MessageId, NodeKey
from megachat_desktop.protocol.frames import CloseCode, Frame
from megachat_desktop.protocol.records import Record
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.transaction import Transaction

AfterCommit = Callable[[], None]


class Peer(Struct, frozen=True):
    """The other end of the connection that a frame came over."""

    node_key: NodeKey  # whom QUIC proved
    source: str  # their address or relay, for rationing strangers
    nearby: bool = False  # a local connection while we are visible to people nearby


class Sender(Struct, frozen=True):
    """Whose session a record came in. ``state`` is None for somebody who is no contact."""

    account: AccountId
    device: DeviceId
    node_key: NodeKey
    state: ContactState | None
    nearby: bool
    missing: bool = False  # chained records before this one have not arrived


class Reply(Struct, frozen=True):
    """What to send back on the same connection; ``close`` ends it after that."""

    frames: tuple[Frame, ...] = ()
    close: CloseCode | None = None


class Transport(Protocol):
    """The open connections, as the messenger sees them."""

    async def transmit(self, account: AccountId, frame: Frame) -> bool:
        """Write a frame to a contact's device. False when there is no open connection."""
        ...

    def want_connection(self, account: AccountId) -> None:
        """Something waits for this contact: dial when it makes sense."""
        ...


class RecordHandler(Protocol):
    """What a record does. Runs inside the transaction, on the writer's thread."""

    def __call__(self, tx: Transaction, sender: Sender, record: Record) -> Sequence[AfterCommit]:
        """Change the database only; what is returned runs on the engine's loop after the commit.

        A DEVICE_INFO, also one inside a request or acceptance, is taken with ``pin_info``.
        Raises RemoteProtocolError to refuse the whole envelope, without a trace.
        """
        ...


class MessengerSink(Protocol):
    """What the messenger tells the engine, always on the engine's loop."""

    def on_acknowledged(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """Their device has these records and will not forget them."""

    def on_delivered(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """Their device says, inside the session, that it took these records."""

    def on_given_up(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """These records were not delivered in their time."""

    def on_refused(self, account: AccountId) -> None:
        """Their device refused its keys or an envelope: unknown, blocked, a dead invite …"""

    def on_contact_pinned(self, contact: StoredContact) -> None:
        """What is known of a contact's device has changed."""

    def on_inbox_changed(self) -> None:
        """Our INBOX key is a new one: contacts need a DEVICE_INFO with a higher number."""

    def on_disk_full(self) -> None:
        """Something that was sent to us could not be taken in; it will be sent again."""


class NoSink:
    """Tells nobody."""

    def on_acknowledged(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """See MessengerSink."""

    def on_delivered(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """See MessengerSink."""

    def on_given_up(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """See MessengerSink."""

    def on_refused(self, account: AccountId) -> None:
        """See MessengerSink."""

    def on_contact_pinned(self, contact: StoredContact) -> None:
        """See MessengerSink."""

    def on_inbox_changed(self) -> None:
        """See MessengerSink."""

    def on_disk_full(self) -> None:
        """See MessengerSink."""
