"""Find in this chat: a field over the conversation, and the way from match to match."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from megachat_desktop.ui.kit.announce import announce
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.keys import Key, with_key
from megachat_desktop.ui.kit.text import plain_label

FIND_AFTER_MS = 150


class FindBar(QWidget):
    """Shown by ``open``; Enter goes to an older match, Shift+Enter to a newer one, Esc closes."""

    wanted = Signal(str)  # 150 ms after the last key; empty when the bar closes
    stepped = Signal(int)  # 1 to an older match, -1 to a newer one
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("paneHeader")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in this chat"))
        self.field.setAccessibleName(with_key(self.tr("Find in this chat"), Key.FIND))
        self._count = plain_label("", "secondary", "secondary")
        self.older = _small(look, "chevron-up", self.tr("Older match, Enter"))
        self.newer = _small(look, "chevron-down", self.tr("Newer match, Shift+Enter"))
        self._close = _small(look, "close", self.tr("Close the search, Esc"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._lay_out()
        self._connect()
        self.render_matches(0, 0, answered=False)
        self.hide()

    @property
    def said(self) -> str:
        """What it says about the matches."""
        return self._count.text()

    def open(self) -> None:
        """Appear, with the focus in the field."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def dismiss(self) -> None:
        """Go, and forget what was looked for."""
        if not self.isHidden():
            self.hide()
            self.field.clear()
            self._tell()
            self.closed.emit()

    def render_matches(self, number: int, count: int, *, answered: bool) -> None:
        """The current match is the ``number``-th of ``count``; ``answered``: that is all."""
        said = self.tr("{number} of {count}").format(number=number, count=count)
        if not count:
            said = self.tr("Nothing found") if answered else ""
        if said and said != self._count.text():
            announce(self, said)
        self._count.setText(said)
        for button in (self.older, self.newer):
            button.setEnabled(count > 1)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self.field, 1)
        for widget in (self._count, self.older, self.newer, self._close):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_text_changed)
        self._timer.timeout.connect(self._tell)
        self.older.clicked.connect(self._on_older)
        self.newer.clicked.connect(self._on_newer)
        self._close.clicked.connect(self.dismiss)

    def _tell(self) -> None:
        self._timer.stop()
        self.wanted.emit(self.field.text())

    def _on_text_changed(self, _text: str) -> None:
        self._timer.start(FIND_AFTER_MS)

    def _on_older(self) -> None:
        self.stepped.emit(1)

    def _on_newer(self) -> None:
        self.stepped.emit(-1)

    # Qt's own from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.dismiss()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._timer.isActive():
                self._tell()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                newer = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.stepped.emit(-1 if newer else 1)
            case _:
                super().keyPressEvent(event)


def _small(look: Look, icon: str, name: str) -> Button:
    return Button(look, "", icon, kind="ghost", size="small", name=name)
