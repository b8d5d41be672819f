"""One call of the list of calls with a person: what it was, when, by which path, how long."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from megachat_desktop.model.call import CallLogEntry, Direction
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.people.call_rows import log_icon
from megachat_desktop.ui.words import (
    clock_words,
    date_words,
    length_words,
    log_words,
    path_word,
    short_date_words,
    time_words,
)

translate = QCoreApplication.translate

_TONES = {
    "good": "success-on-surface",
    "fair": "warning-on-surface",
    "poor": "danger-on-surface",
}


class CallEntry(QWidget):
    """Shows one entry; ``narrow`` is brief, and leaves the rest to the tool tip."""

    def __init__(
        self, look: Look, entry: CallLogEntry, name: str, now: float, *, narrow: bool = False
    ) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(grown(56, 2))
        title, line = call_title(entry, name), call_line(entry, now)
        path = path_word(entry.path)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        length = clock_words(entry.duration_s) if entry.duration_s > 0 else ""
        second = QHBoxLayout()
        second.setSpacing(8)
        shown = brief_line(entry, now) if narrow else line
        second.addWidget(_elided(shown, "caption", "secondary"), 1)
        if length and narrow:  # beside the short line, so that names are not shortened
            second.addWidget(plain_label(length, "caption"))
        words.addWidget(_elided(title, "setting"))
        words.addLayout(second)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(14)
        layout.addWidget(self._arrow(entry))
        layout.addLayout(words, 1)
        if path and not narrow:
            layout.addWidget(self._bars(entry))
            layout.addSpacing(-6)
            layout.addWidget(plain_label(path, "secondary", "secondary"))
        if length and not narrow:
            layout.addWidget(self._length(length))
        said = ", ".join(part for part in (line, path, length) if part)
        self.setAccessibleName(f"{title}. {said}")
        self.setToolTip(" · ".join(filter(None, (line, path))) if narrow else "")

    def _arrow(self, entry: CallLogEntry) -> QLabel:
        tone = "danger-on-surface" if entry.missed else "text-secondary"
        return self._icon(log_icon(entry), 20, tone)

    def _bars(self, entry: CallLogEntry) -> QLabel:
        quality = entry.quality or "good"
        return self._icon(f"signal-{quality}", 16, _TONES.get(quality, "text-secondary"))

    def _icon(self, name: str, size: int, tone: str) -> QLabel:
        label = plain_label()
        label.setPixmap(self._look.icons.pixmap(name, size, self._look.looks.color(tone)))
        return label

    def _length(self, text: str) -> QLabel:
        label = plain_label(text, "length")
        label.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        label.setMinimumWidth(76)
        return label


def _elided(text: str, kind: str, tone: str = "") -> ElidedLabel:
    label = ElidedLabel(kind, tone)
    label.set_whole_text(text)
    return label


def call_title(entry: CallLogEntry, name: str) -> str:
    """Who called whom, or that it was missed."""
    if entry.missed:
        return log_words(entry)
    if entry.direction is Direction.OUT:
        return translate("CallDetails", "You called {name}").format(name=name)
    return translate("CallDetails", "{name} called you").format(name=name)


def call_line(entry: CallLogEntry, now: float) -> str:
    """When, and what there is to say: the kind, that nobody answered, how long it rang."""
    parts = [f"{date_words(entry.started_at, now)}, {time_words(entry.started_at)}"]
    if not entry.missed:
        video = translate("Words", "Video") if entry.video else translate("Words", "Voice")
        parts.append(video)
        if entry.duration_s <= 0:
            parts.append(log_words(entry))
    return " · ".join([*parts, *_rang_words(entry)])


def brief_line(entry: CallLogEntry, now: float) -> str:
    """The same in the width of the details panel: short dates, and one thing to say."""
    when = f"{short_date_words(entry.started_at, now)}, {time_words(entry.started_at)}"
    if entry.missed:
        said = _rang_words(entry)
    elif entry.duration_s <= 0:
        said = [log_words(entry)]
    else:
        said = [translate("Words", "Video") if entry.video else translate("Words", "Voice")]
    return " · ".join([when, *said])


def _rang_words(entry: CallLogEntry) -> list[str]:
    if entry.duration_s > 0 or entry.rang_s < 1:
        return []
    rang = translate("CallDetails", "Rang for {time}")
    return [rang.format(time=length_words(entry.rang_s))]
