"""The conversation with one contact, as the list of chats shows it."""

from msgspec import Struct

from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import TextMessage

ConversationEntry = CallLogEntry | TextMessage

MUTED_FOR_GOOD = float("inf")


def happened_at(entry: ConversationEntry) -> float:
    """When an entry of a conversation happened, Unix seconds."""
    return entry.created if isinstance(entry, TextMessage) else entry.started_at


class Chat(Struct, frozen=True):
    """A snapshot of one chat. ``muted_until`` in Unix seconds, 0 when it is not muted."""

    account: AccountId
    last: ConversationEntry | None = None  # the newest that happened
    unseen: int = 0  # missed calls that nobody has looked at
    pinned: bool = False
    muted_until: float = 0.0
    marked_unread: bool = False
    hidden: bool = False  # until something happens again

    @property
    def at(self) -> float:
        """When something last happened, Unix seconds; 0 for never."""
        return happened_at(self.last) if self.last else 0.0

    @property
    def unread(self) -> bool:
        """Whether the chat wants to be looked at."""
        return self.unseen > 0 or self.marked_unread

    def muted(self, now: float) -> bool:
        """Whether its news are to stay quiet at ``now``, Unix seconds."""
        return self.muted_until > now
