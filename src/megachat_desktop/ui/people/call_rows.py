"""The history of calls as rows: grouped by day, equal neighbours folded into one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from megachat_desktop.model.call import CallLogEntry, Direction
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.kit.rows import Row
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.words import day_words, log_words, time_words


@dataclass(frozen=True)
class _Fold:
    entry: CallLogEntry  # the newest of them
    count: int


def call_rows(
    entries: Iterable[CallLogEntry], contacts: dict[AccountId, Contact], now: float, search: str
) -> list[Row]:
    """Rows of ``entries``, which come newest first; ``now`` in Unix seconds."""
    wanted = search.strip().casefold()
    shown = [e for e in entries if wanted in _name(e, contacts).casefold()]
    rows: list[Row] = []
    for day, of_day in groupby(shown, key=lambda e: day_words(e.started_at, now)):
        folds = _folded(list(of_day))
        rows.append(Row(b"d:" + folds[0].entry.call_id, day, heading=True))
        rows += [_row(fold, contacts) for fold in folds]
    return rows


def log_icon(entry: CallLogEntry) -> str:
    """The arrow of an entry."""
    if entry.missed:
        return "call-missed"
    return "call-outgoing" if entry.direction is Direction.OUT else "call-incoming"


def _folded(entries: Sequence[CallLogEntry]) -> list[_Fold]:
    groups = groupby(entries, key=lambda e: (e.account, log_icon(e), e.video, e.duration_s > 0))
    folds = []
    for _, group in groups:
        members = list(group)
        folds.append(_Fold(members[0], len(members)))
    return folds


def _row(fold: _Fold, contacts: dict[AccountId, Contact]) -> Row:
    entry, contact = fold.entry, contacts.get(fold.entry.account)
    name = _name(entry, contacts)
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
        verified=contact is not None and contact.verified and not contact.is_echo,
        echo=contact is not None and contact.is_echo,
        tall=True,
        spoken=f"{title}. {line}. {at}",
    )


def _name(entry: CallLogEntry, contacts: dict[AccountId, Contact]) -> str:
    contact = contacts.get(entry.account)
    return shown_name(contact.name) if contact else entry.account.hex()[:8]
