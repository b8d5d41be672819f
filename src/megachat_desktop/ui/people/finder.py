"""What occurs in the open conversation: its texts as the engine finds them, its calls by name."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.chat import ConversationEntry, happened_at
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.people.conversation_rows import card_words

MOST = 500  # of texts, and of calls that are looked through

_Found = tuple[tuple[TextMessage, ...], tuple[CallLogEntry, ...]]


class Finder(QObject):
    """Follows ``look_for``; ``changed`` when the answer comes or another match is the current."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.wanted = ""
        self.answered = False
        self.matches: tuple[ConversationEntry, ...] = ()  # newest first
        self.place = 0  # of the current match

    @property
    def current(self) -> ConversationEntry | None:
        """The match that is to be seen."""
        return self.matches[self.place] if self.matches else None

    def look_for(self, account: AccountId | None, text: str) -> None:
        """Search for this in the conversation with ``account``; for nothing: forget everything."""
        self.wanted, self.matches, self.place = " ".join(text.split()), (), 0
        self.answered = False
        if self.wanted and account is not None and self._bridge.running:
            job = self._bridge.ask(self._read(account, self.wanted))
            job.succeeded.connect(partial(self._on_read, self.wanted))
        self.changed.emit()

    def step(self, by: int) -> None:
        """To an older (1) or newer (-1) match, from the last to the first again."""
        if self.matches:
            self.place = (self.place + by) % len(self.matches)
            self.changed.emit()

    async def _read(self, account: AccountId, wanted: str) -> _Found:
        chats = self._bridge.engine.chats
        texts = await chats.search(wanted, MOST, account)
        return texts, await chats.calls(account, MOST)

    def _on_read(self, wanted: str, found: _Found) -> None:
        if wanted != self.wanted:
            return
        texts, calls = found
        named = [entry for entry in calls if wanted.casefold() in _words_of(entry)]
        matches: list[ConversationEntry] = [*texts, *named]
        self.matches = tuple(sorted(matches, key=happened_at, reverse=True))
        self.answered = True
        self.changed.emit()


def _words_of(entry: CallLogEntry) -> str:
    return " ".join(card_words(entry)).casefold()
