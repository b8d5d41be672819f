"""A text between us and a contact, as it is kept."""

from enum import Enum

from msgspec import Struct

from megachat_desktop.model.call import Direction
from megachat_desktop.model.ids import AccountId, MessageId


class MessageState(Enum):
    """How far a text has come; receipts show it (DESIGN.md, section 4, Conversation)."""

    WAITING = "waiting"  # on this computer
    SENT = "sent"  # left it
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class TextMessage(Struct, frozen=True):
    """One text of a conversation. ``created`` in Unix seconds; ``body`` is foreign plain text."""

    message_id: MessageId
    account: AccountId
    direction: Direction
    body: str
    created: float
    state: MessageState = MessageState.WAITING
