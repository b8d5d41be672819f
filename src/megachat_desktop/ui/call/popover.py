"""A plate that opens over the call beside the button it belongs to, and keeps the focus inside."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QStyle, QVBoxLayout, QWidget

from megachat_desktop.ui.call.bars import Fade
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.focus import focus_again
from megachat_desktop.ui.kit.frames import BAR, scroll_area

TIP = 9
_GAP = 4
EDGE = 8
_RADIUS = 16


class Popover(QWidget):
    """Opened by ``open_at``; closed by Esc, a second click on its button, or ``close_popover``."""

    opened = Signal(bool)  # whether it is open now

    def __init__(self, look: Look, parent: QWidget, name: str, width: int) -> None:
        super().__init__(parent)
        self._look, self._beneath = look, parent
        self._wide = width
        self._anchor: QWidget | None = None
        self._before: QWidget | None = None
        self._below = True
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(18, 16, 18, 16)
        self.body.setSpacing(14)
        self._scroll = scroll_area(self._content)
        self._scroll.setObjectName("callScroll")
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._scroll)
        self._fade = Fade(look.looks, self)
        self.hide()

    def toggle_at(self, anchor: QWidget, *, below: bool) -> None:
        """What the button does."""
        if self.isVisible():
            self.close_popover()
        else:
            self.open_at(anchor, below=below)

    def open_at(self, anchor: QWidget, *, below: bool) -> None:
        """Show it below or above ``anchor``, with the focus inside."""
        self._anchor, self._below = anchor, below
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.raise_()
        self.show()
        self.arrange()  # words have their size once they are shown
        self._fade.move_to((self,), True)
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.opened.emit(True)

    def close_popover(self) -> None:
        """Take it away; the focus goes back to where it came from."""
        if self.isVisible():
            self.hide()

    def grow(self) -> None:
        """What is inside may have become wider."""
        if self._least_width() + BAR > self.width():
            self.arrange()

    def arrange(self) -> None:
        """Lie beside the anchor, inside the window."""
        anchor = self._anchor
        if anchor is None:
            return
        room = self._beneath.rect()
        top = QRect(anchor.mapTo(self._beneath, anchor.rect().topLeft()), anchor.size())
        place = QStyle.visualRect(self.layoutDirection(), room, top)  # as reading sees it
        tip = TIP + _GAP
        free = room.height() - place.bottom() - tip if self._below else place.top() - tip
        width = self._width_in(room.width() - 2 * EDGE, free - EDGE)
        wanted = self._height_for(width) + TIP + 2
        height = min(wanted, free - EDGE)
        # Left to itself Qt keeps a bar for the very lines that wrap because of it.
        policy = Qt.ScrollBarPolicy
        bar = policy.ScrollBarAlwaysOff if height == wanted else policy.ScrollBarAsNeeded
        self._scroll.setVerticalScrollBarPolicy(bar)
        x = max(EDGE, min(place.right() - width + 1, room.width() - width - EDGE))
        y = place.bottom() + _GAP if self._below else place.top() - _GAP - height
        self._outer.setContentsMargins(0, TIP if self._below else 0, 0, 0 if self._below else TIP)
        area = QRect(x, y, width, height)
        self.setGeometry(QStyle.visualRect(self.layoutDirection(), room, area))

    def _width_in(self, room: int, height: int) -> int:
        """Wide enough for what is inside, and beside it for the bar of what has to scroll."""
        least = self._least_width()
        if self._height_for(max(self._wide, least)) + TIP + 2 > height:
            least += BAR
        return min(max(self._wide, least), room)

    def _least_width(self) -> int:
        self.body.activate()  # Qt would answer with what layouts inside of layouts wanted before
        return self._content.minimumSizeHint().width()

    def _height_for(self, width: int) -> int:
        self.body.activate()
        if self.body.hasHeightForWidth():
            return self.body.totalHeightForWidth(width)
        return self.body.totalSizeHint().height()

    def _outline(self) -> QPainterPath:
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        area.adjust(0, TIP if self._below else 0, 0, 0 if self._below else -TIP)
        path = QPainterPath()
        path.addRoundedRect(area, _RADIUS, _RADIUS)
        if self._anchor is not None:
            centre = self._anchor.rect().center()
            x = float(self.mapFromGlobal(self._anchor.mapToGlobal(centre)).x())
            x = max(area.left() + 24, min(x, area.right() - 24))
            edge = area.top() if self._below else area.bottom()
            point = edge - TIP if self._below else edge + TIP
            tip = QPainterPath(QPointF(x - TIP, edge))
            tip.lineTo(x, point)
            tip.lineTo(x + TIP, edge)
            tip.closeSubpath()
            path = path.united(tip)
        return path

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        return QSize(self._wide, self._height_for(self._wide) + TIP)

    def focusNextPrevChild(self, forward: bool) -> bool:
        inside = [
            w
            for w in self._content.findChildren(QWidget)
            if w.isVisible() and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if not inside:
            return True
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        focused = self.window().focusWidget()
        here = inside.index(focused) if focused in inside else (-1 if forward else len(inside))
        inside[(here + (1 if forward else -1)) % len(inside)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popover()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # a click inside is not one beside it

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            focus_again(self._before, self._beneath.window())
            self._before = None
            self.opened.emit(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        painter.setPen(QPen(color("call-border"), 1))
        painter.setBrush(color("call-surface"))
        painter.drawPath(self._outline())
        painter.end()
