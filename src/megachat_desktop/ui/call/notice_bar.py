"""The plate above the control bar that carries one ``CallNotice``."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from megachat_desktop.ui.call.notices import CallNotice, Deed
from megachat_desktop.ui.kit.announce import announce
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.focus import focus_again
from megachat_desktop.ui.kit.text import plain_label

MAX_WIDTH = 560
_RADIUS = 12


class NoticeBar(QWidget):
    """Shows a notice while there is one."""

    done = Signal(object)  # Deed that was asked for
    dismissed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._notice: CallNotice | None = None
        self._icon = plain_label()
        self._text = plain_label("", "secondary", "call", wrap=True)
        self.action = Button(look, kind="call-accent", size="small")
        self.later = Button(look, self.tr("Not now"), kind="call", size="small")
        self.action.setProperty("shape", "")
        self.action.clicked.connect(self._on_action_clicked)
        self.later.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.later, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def notice(self) -> CallNotice | None:
        """What is said just now."""
        return self._notice

    @property
    def waits(self) -> bool:
        """Whether there is something to do about what is said."""
        return self.isVisible() and self._notice is not None and self._notice.deed is not None

    def render_notice(self, notice: CallNotice | None) -> None:
        """Say this, or nothing."""
        if notice == self._notice:
            return
        self._notice = notice
        focused = self.window().focusWidget()
        if notice is None and focused is not None and self.isAncestorOf(focused):
            focus_again(None, self.window())  # a key that was meant for it presses nothing else
        self.setVisible(notice is not None)
        if notice is None:
            return
        color = self._look.looks.color("call-text")
        self._icon.setPixmap(self._look.icons.pixmap(notice.icon, 20, color))
        self._text.setText(notice.text)
        self.action.setText(notice.action)
        self.action.setAccessibleName(notice.action)
        self.action.setVisible(notice.deed is not None)
        self.later.setVisible(notice.dismissable)
        announce(self, notice.text)

    def wanted_width(self, room: int) -> int:
        """As wide as one line of text, but no wider than the window allows."""
        buttons = sum(
            w.sizeHint().width() + 10 for w in (self.later, self.action) if not w.isHidden()
        )
        words = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 4
        return min(14 + 20 + 10 + words + buttons + 14, room, MAX_WIDTH + buttons)

    def _on_action_clicked(self) -> None:
        if self._notice is not None and isinstance(self._notice.deed, Deed):
            self.done.emit(self._notice.deed)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        painter.setPen(QPen(color("call-border"), 1))
        painter.setBrush(color("call-surface"))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS
        )
        painter.end()
