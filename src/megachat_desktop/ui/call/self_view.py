"""The small picture: ourselves, or the other one while the two are swapped.

Drag it to any corner, click it to swap it with the large one; the pointer over it shows the button
that hides it.
"""

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QPropertyAnimation, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication

from megachat_desktop.model.settings import Corner
from megachat_desktop.ui.call.call_chips import IconChip, NameTag
from megachat_desktop.ui.call.placing import mirrored, nearest_corner, parent_of
from megachat_desktop.ui.call.video_view import VideoView
from megachat_desktop.ui.kit.buttons import Look

RADIUS = 12


class SelfView(VideoView):
    """Shown while there is a second picture; ``corner`` is where it belongs."""

    swap_requested = Signal()
    hide_requested = Signal()
    corner_chosen = Signal(object)  # Corner

    def __init__(self, look: Look) -> None:
        super().__init__(look, mirrored=True, radius=RADIUS)
        self.corner = Corner.BOTTOM_END
        self._pressed: QPoint | None = None
        self._dragging = False
        self.tag = NameTag(look)
        self.tag.setParent(self)
        self.hide_button = IconChip(look, "eye-off", self.tr("Hide your picture"), size=32)
        self.hide_button.setParent(self)
        self.hide_button.hide()
        self.hide_button.clicked.connect(self.hide_requested)
        self.setToolTip(self.tr("Click to swap the pictures, drag to another corner"))
        self._slide = QPropertyAnimation(self, b"geometry", self)
        self._slide.setEasingCurve(QEasingCurve(QEasingCurve.Type.OutCubic))

    def show_name(self, name: str, *, labelled: bool) -> None:
        """Whose picture it is; a narrow window has no room for the words."""
        self.tag.show_name(name)
        self.tag.setVisible(labelled)
        self._place_tag()

    @property
    def dragging(self) -> bool:
        """Whether the pointer carries it just now."""
        return self._dragging

    def settle(self, area: QRect, *, moving: bool = False) -> None:
        """Lie there; ``moving`` slides from where it is."""
        target = mirrored(parent_of(self), area)
        duration = self._look.looks.duration_ms("base")
        self._slide.stop()
        if moving and duration and self.isVisible():
            self._slide.setDuration(duration)
            self._slide.setStartValue(self.geometry())
            self._slide.setEndValue(target)
            self._slide.start()
        else:
            self.setGeometry(target)

    def _drag_to(self, point: QPoint) -> None:
        assert self._pressed is not None
        if (point - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            place = self.mapToParent(point - self._pressed)
            room = parent_of(self).rect()
            x = max(0, min(place.x(), room.width() - self.width()))
            y = max(0, min(place.y(), room.height() - self.height()))
            self.move(x, y)

    def _place_tag(self) -> None:
        size = self.tag.sizeHint()
        start = QRect(QPoint(8, self.height() - size.height() - 8), size)
        self.tag.setGeometry(mirrored(self, start))

    # Qt's own from here on.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._slide.stop()
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            event.ignore()  # the window wants to know that the pointer moves
        else:
            self._drag_to(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        self._pressed = None
        if self._dragging:
            self._dragging = False
            parent = parent_of(self)
            from_right = parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
            corner = nearest_corner(self.geometry().center(), parent.rect(), from_right)
            self.corner_chosen.emit(corner)
        elif self.rect().contains(event.position().toPoint()):
            self.swap_requested.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the first click has done it

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hide_button.show()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hide_button.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tag()
        size = self.hide_button.sizeHint()
        end = QRect(QPoint(self.width() - size.width() - 6, 6), size)
        self.hide_button.setGeometry(mirrored(self, end))
