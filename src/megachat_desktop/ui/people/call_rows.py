"""The history of calls as rows: grouped by day, equal neighbours folded into one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from megachat_desktop.model.call import CallLogEntry, Direction
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.kit.rows import Place, Row, RowHeight
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.kit.trust_mark import trust_mark
from megachat_desktop.ui.people.contact_rows import call_buttons
from megachat_desktop.ui.seen import Seen
from megachat_desktop.ui.words import day_words, log_words, time_words


@dataclass(frozen=True)
class Fold:
    """Neighbours that look the same."""

    entry: CallLogEntry  # the newest of them
    count: int


class CallRows:
    """The entries that were read so far; more are appended page by page."""

    def __init__(self, seen: Callable[[], Seen], now: Callable[[], float]) -> None:
        self._seen, self._now = seen, now
        self.entries: list[CallLogEntry] = []  # newest first
        self._folds: dict[bytes, Fold] = {}
        self._places: list[Place] = []

    def begin(self, entries: Sequence[CallLogEntry]) -> None:
        """These, newest first, and no others."""
        self.entries, self._folds, self._places = [], {}, []
        self.append(entries)

    def append(self, entries: Sequence[CallLogEntry]) -> None:
        """The page after what there is; its first entries may belong to the last row."""
        again = self._take_last_row()
        self.entries += entries
        self._fold([*again, *entries])

    def places(self) -> Sequence[Place]:
        """See ``RowSource``."""
        return self._places

    def row(self, place: Place) -> Row:
        """See ``RowSource``."""
        fold = self._folds[place.key[2:]]
        if place.height is RowHeight.HEADING:
            day = day_words(fold.entry.started_at, self._now())
            return Row(place.key, day, heading=True)
        return _row(fold, self._seen().contacts)

    def _take_last_row(self) -> list[CallLogEntry]:
        if not self._places:
            return []
        fold = self._folds.pop(self._places.pop().key[2:])
        if self._places and self._places[-1].key == b"d:" + fold.entry.call_id:
            self._places.pop()
        return self.entries[-fold.count :]

    def _fold(self, entries: Iterable[CallLogEntry]) -> None:
        last_day = self._day_of_last()
        for (day, *_), group in groupby(entries, key=_likeness):
            members = list(group)
            fold = Fold(members[0], len(members))
            self._folds[fold.entry.call_id] = fold
            if day != last_day:
                self._places.append(Place(b"d:" + fold.entry.call_id, height=RowHeight.HEADING))
                last_day = day
            self._places.append(Place(b"l:" + fold.entry.call_id, fold.entry.account))

    def _day_of_last(self) -> int:
        if not self._places:
            return 0
        return _day(self._folds[self._places[-1].key[2:]].entry)


def log_icon(entry: CallLogEntry) -> str:
    """The arrow of an entry."""
    if entry.missed:
        return "call-missed"
    return "call-outgoing" if entry.direction is Direction.OUT else "call-incoming"


def _day(entry: CallLogEntry) -> int:
    return date.fromtimestamp(entry.started_at).toordinal()


def _likeness(entry: CallLogEntry) -> tuple[int, bytes, Direction, bool, bool, bool]:
    talked = entry.duration_s > 0
    return _day(entry), entry.account, entry.direction, entry.missed, entry.video, talked


def _row(fold: Fold, contacts: dict[AccountId, Contact]) -> Row:
    entry, contact = fold.entry, contacts.get(fold.entry.account)
    name = shown_name(contact.name) if contact else entry.account.hex()[:8]
    title = f"{name} ({fold.count})" if fold.count > 1 else name
    line = log_words(entry)
    at = time_words(entry.started_at)
    return Row(
        b"l:" + entry.call_id,
        title,
        account=entry.account,
        line=line,
        line_icon=log_icon(entry),
        line_tone="danger-on-surface" if entry.missed else "text-secondary",
        at=at,
        at_middle=True,
        mark=trust_mark(contact),
        echo=contact is not None and contact.is_echo,
        tall=True,
        buttons=call_buttons(name) if contact else (),
        spoken=f"{title}. {line}. {at}",
    )
