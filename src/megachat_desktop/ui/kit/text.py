"""Text that came from other people, made fit to be painted: one plain line, never mark-up."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from megachat_desktop.errors import Sentence
from megachat_desktop.model.names import ECHO_NAME, clean_line
from megachat_desktop.ui.kit.wrapped_label import WrappedLabel

SENTENCE_BYTES = 600
MANY = 99  # a badge has room for no more


def shown_name(name: str) -> str:
    """A person's name without line breaks and bidirectional tricks; never empty.

    The echo test has a name in each language, until the person gives it another one.
    """
    if name == ECHO_NAME:
        return QCoreApplication.translate("Words", "Echo test")
    return _cleaned(name)


@lru_cache(maxsize=16384)  # asked for every row of every list at every change
def _cleaned(name: str) -> str:
    return clean_line(name) or "?"


def shown_sentence(sentence: str) -> str:
    """A sentence from below in the person's language, on one line and of bounded length."""
    if isinstance(sentence, Sentence):
        said = QCoreApplication.translate("Sentences", sentence.template)
        sentence = said.format(**sentence.fields) if sentence.fields else said
    return clean_line(sentence, SENTENCE_BYTES)


def badge_words(count: int) -> str:
    """The number on a badge."""
    return str(count) if count <= MANY else f"{MANY}+"


def elided(text: str, metrics: QFontMetrics, width: int) -> str:
    """``text`` cut at the right with a real ellipsis when it is wider than ``width`` pixels."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def initials(name: str) -> str:
    """One or two letters that stand for a name."""
    words = [word for word in shown_name(name).split() if word[0].isalnum()]
    if not words:
        return shown_name(name)[:1].upper()
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def plain_label(
    text: str = "", kind: str = "body", tone: str = "", *, wrap: bool = False
) -> QLabel:
    """A label that never interprets its text. ``kind`` is a token of the type scale."""
    label = WrappedLabel() if wrap else QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setProperty("type", kind)
    label.setProperty("tone", tone)
    if kind == "timer":
        keep_digits_in_place(label)
    return label


def keep_digits_in_place(label: QLabel) -> None:
    """Figures of one width: a running clock must not sway. A style sheet cannot ask for them."""
    face = label.font()
    face.setFeature(QFont.Tag("tnum"), 1)
    label.setFont(face)


def say(label: QLabel, sentence: str, tone: str = "secondary") -> None:
    """Show a sentence in this tone; an empty one hides the label."""
    label.setProperty("tone", tone)
    label.setText(sentence)
    label.setVisible(bool(sentence))
    label.style().unpolish(label)
    label.style().polish(label)


class ElidedLabel(QLabel):
    """A plain label that shortens its text to its width instead of asking for more room."""

    def __init__(self, kind: str = "body", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", kind)
        self.setProperty("tone", tone)
        self.setMinimumWidth(24)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._whole = self._brief = ""

    @property
    def whole_text(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def set_whole_text(self, text: str, brief: str = "") -> None:
        """Show ``text``; where there is too little room ``brief``, or what fits of it."""
        self._whole, self._brief = text, brief
        self.setAccessibleName(text)
        self._shorten()
        self.updateGeometry()

    def set_kind(self, kind: str) -> None:
        """Another step of the type scale."""
        if self.property("type") != kind:
            self.setProperty("type", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._shorten()
            self.updateGeometry()

    def natural_width(self) -> int:
        """How wide the whole text would be."""
        return self.fontMetrics().horizontalAdvance(self._whole) + 2

    def _shorten(self) -> None:
        self._align()
        room = max(self.width(), 24)
        fits = self.fontMetrics().horizontalAdvance(self._whole) <= room
        text = self._whole if fits else self._brief or self._whole
        self.setText(elided(text, self.fontMetrics(), room))

    def _align(self) -> None:
        """At the start of the line as people read the window: Qt would go by the text alone."""
        if not self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
            upright = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
            self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | upright)

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(self.natural_width())
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()
