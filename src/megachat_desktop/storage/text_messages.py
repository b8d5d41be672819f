"""The texts of all conversations, kept until their contact is removed."""

import apsw
from msgspec.structs import asdict

from megachat_desktop.model.call import Direction
from megachat_desktop.model.ids import AccountId, MessageId
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.storage.database import Row, known, rows, upsert

SELECT = "SELECT message_id, account, direction, body, created, state FROM text_message"


class TextMessages:
    """Texts by contact, newest first."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def save(self, message: TextMessage) -> None:
        """Write a text down; the same id again replaces it."""
        values = asdict(message) | {
            "direction": message.direction.value,
            "state": message.state.value,
        }
        upsert(self._connection, "text_message", "message_id", values)

    def newest(
        self, account: AccountId, limit: int, before: float | None = None
    ) -> list[TextMessage]:
        """The last ``limit`` texts with a contact, older than ``before`` (Unix s) where given."""
        found = rows(
            self._connection,
            f"{SELECT} WHERE account = ?1 AND (?2 IS NULL OR created < ?2)"
            " ORDER BY created DESC LIMIT ?3",
            account,
            before,
            limit,
        )
        return [message_of(row) for row in found]

    def forget(self, account: AccountId) -> None:
        """Forget all texts with a contact."""
        self._connection.execute("DELETE FROM text_message WHERE account = ?", (account,))


def message_of(row: Row) -> TextMessage:
    """The text of a row that ``SELECT`` found."""
    message_id, account, direction, body, created, state = row
    return TextMessage(
        message_id=MessageId(message_id),
        account=AccountId(account),
        direction=Direction(direction),
        body=str(body),
        created=float(created),
        state=known(state, MessageState.SENT),
    )
