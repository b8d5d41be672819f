"""The search field of the sidebar."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.keys import Key, shown, with_key
from megachat_desktop.ui.kit.text import plain_label

SEARCH_AFTER_MS = 150


class SearchField(QLineEdit):
    """Search as you type; Down goes into the results, Enter opens the first of them.

    Esc clears, a second Esc leaves.
    """

    searched = Signal(str)  # 150 ms after the last key; at once when it was emptied
    left_downwards = Signal()
    left = Signal()
    first_wanted = Signal()  # what was typed so far has been told by ``searched``

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "search")
        self.setPlaceholderText(self.tr("Search people, messages"))
        self.setAccessibleName(with_key(self.tr("Search people and messages"), Key.SEARCH))
        self._icon = self._child(plain_label())
        self._hint = self._child(
            plain_label(shown(Key.SEARCH).replace("+", " "), "micro", "secondary")
        )
        self._hint.setObjectName("keyHint")
        self._hint.setIndent(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        look.looks.changed.connect(self._tint)
        self.textChanged.connect(self._on_text_changed)
        self._tint()

    def _child(self, widget: QLabel) -> QLabel:
        widget.setParent(self)
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return widget

    def _tint(self) -> None:
        color = self._look.looks.color("text-secondary")
        self._icon.setPixmap(self._look.icons.pixmap("search", 16, color))
        self._arrange()

    def _arrange(self) -> None:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for widget, at_start in ((self._icon, True), (self._hint, False)):
            widget.ensurePolished()
            widget.adjustSize()
            left = at_start is not mirrored
            edge = 12 if at_start else 8
            x = edge if left else self.width() - widget.width() - edge
            widget.move(x, (self.height() - widget.height()) // 2)
        room = 0 if self._hint.isHidden() else self._hint.width()
        self.setTextMargins(room if mirrored else 0, 0, 0 if mirrored else room, 0)

    def _on_text_changed(self, text: str) -> None:
        self._hint.setVisible(not text)
        self._arrange()
        self._timer.start(SEARCH_AFTER_MS if text.strip() else 0)

    def _on_timeout(self) -> None:
        self.searched.emit(self.text())

    # Qt's own from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.left_downwards.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.text().strip():
                if self._timer.isActive():
                    self._timer.stop()
                    self._on_timeout()
                self.first_wanted.emit()
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
