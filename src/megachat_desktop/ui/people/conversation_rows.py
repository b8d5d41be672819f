"""The entries of a conversation as rows: day dividers, cards of calls, bubbles of texts."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from megachat_desktop.model.call import CallLogEntry, Direction
from megachat_desktop.model.chat import ConversationEntry, happened_at
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.ui.kit.rows import Place, Row, RowAction, RowButton, RowHeight
from megachat_desktop.ui.people.call_rows import log_icon
from megachat_desktop.ui.people.shown_text import shown_text
from megachat_desktop.ui.words import day_words, length_words, log_words, time_words

translate = QCoreApplication.translate

GROUP_WITHIN_S = 300.0
_TONES = {MessageState.READ: "accent", MessageState.FAILED: "danger-on-surface"}
_RECEIPTS = {
    MessageState.WAITING: "clock",
    MessageState.SENT: "check",
    MessageState.DELIVERED: "checks",
    MessageState.READ: "checks",
    MessageState.FAILED: "warning",
}


class ConversationRows:
    """Rows of ``entries``, which come oldest first."""

    def __init__(
        self,
        entries: Callable[[], Sequence[ConversationEntry]],
        name: Callable[[], str],
        now: Callable[[], float],
        wanted: Callable[[], str],
    ) -> None:
        """``wanted``: what is looked for in the conversation; empty for nothing."""
        self._entries, self._name, self._now, self._wanted = entries, name, now, wanted
        self._by_key: dict[bytes, tuple[ConversationEntry, bool]] = {}

    def places(self) -> list[Place]:
        """See ``RowSource``."""
        places: list[Place] = []
        self._by_key = {}
        entries, last_day = self._entries(), None
        for number, entry in enumerate(entries):
            day = date.fromtimestamp(happened_at(entry))
            key = entry_key(entry)
            after = entries[number + 1] if number + 1 < len(entries) else None
            self._by_key[key[2:]] = entry, not _is_grouped(entry, after)
            if day != last_day:
                places.append(Place(b"d:" + key[2:], height=RowHeight.HEADING))
                last_day = day
            places.append(Place(key, entry.account))
        return places

    def row(self, place: Place) -> Row:
        """See ``RowSource``."""
        entry, group_end = self._by_key[place.key[2:]]
        if place.height is RowHeight.HEADING:
            return Row(place.key, day_words(happened_at(entry), self._now()), heading=True)
        if isinstance(entry, TextMessage):
            return self._bubble(place.key, entry, group_end)
        return self._card(place.key, entry)

    def _bubble(self, key: bytes, message: TextMessage, group_end: bool) -> Row:
        own = message.direction is Direction.OUT
        at, body = time_words(message.created), shown_text(message.body)
        writer = translate("Conversation", "You") if own else self._name()
        state = [_state_word(message.state)] if own else []
        return Row(
            key,
            body,
            account=message.account,
            at=at,
            line_icon=_RECEIPTS[message.state] if own else "",
            line_tone=_TONES.get(message.state, ""),
            own=own,
            group_end=group_end,
            found=self._wanted(),
            spoken=f"{', '.join([writer, at, *state])}: {body}",
        )

    def _card(self, key: bytes, entry: CallLogEntry) -> Row:
        (words, what), at = card_words(entry), time_words(entry.started_at)
        verb = (
            translate("Conversation", "Call back")
            if entry.direction is Direction.IN
            else translate("Conversation", "Call again")
        )
        button = RowButton(RowAction.CALL_BACK, verb, text=verb)
        return Row(
            key,
            words,
            account=entry.account,
            at=" · ".join(part for part in (what, at) if part),
            line_icon=log_icon(entry),
            line_tone="danger-on-surface" if entry.missed else "text-secondary",
            buttons=(button,),
            spoken=f"{', '.join(p for p in (words, what, at) if p)}. {verb}",
        )


def card_words(entry: CallLogEntry) -> tuple[str, str]:
    """What kind of call it was, and what became of it."""
    if entry.missed:
        return log_words(entry), ""
    kind = (
        translate("Conversation", "Video call")
        if entry.video
        else translate("Conversation", "Voice call")
    )
    what = length_words(entry.duration_s) if entry.duration_s > 0 else log_words(entry)
    return kind, what


def entry_key(entry: ConversationEntry) -> bytes:
    """The key of an entry's row."""
    if isinstance(entry, TextMessage):
        return b"m:" + entry.message_id
    return b"l:" + entry.call_id


def _is_grouped(entry: ConversationEntry, after: ConversationEntry | None) -> bool:
    """Whether the next entry goes on where this one ends."""
    if not isinstance(entry, TextMessage) or not isinstance(after, TextMessage):
        return False
    same_day = date.fromtimestamp(entry.created) == date.fromtimestamp(after.created)
    close = after.created - entry.created < GROUP_WITHIN_S
    return entry.direction is after.direction and same_day and close


def _state_word(state: MessageState) -> str:
    return {
        MessageState.WAITING: translate("Conversation", "waiting"),
        MessageState.SENT: translate("Conversation", "sent"),
        MessageState.DELIVERED: translate("Conversation", "delivered"),
        MessageState.READ: translate("Conversation", "read"),
        MessageState.FAILED: translate("Conversation", "not sent"),
    }[state]
