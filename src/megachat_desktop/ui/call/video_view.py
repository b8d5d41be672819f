"""Paints the newest picture of a slot; keeps the last one until the next is there.

    decode thread: slot.put ─▶ wake-up (one, queued) ─▶ update() ─▶ paintEvent: slot.take() ─▶ paint

The view tells the slot its size in device pixels, so that pictures arrive scaled; a hidden view
wants none and lets go of what it holds.
"""

import time
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.ui.kit.buttons import Look


class Fit(Enum):
    """What happens to a picture of another shape than the view."""

    CROP = "crop"
    WHOLE = "whole"


class _Waker(QObject):
    """Carries the wake-up from the decode thread; outlives the view if it must."""

    woken = Signal()


class VideoView(QWidget):
    """One stream of pictures. ``dimmed`` greys it while the connection is lost."""

    first_painted = Signal(float)  # monotonic seconds, once for each slot

    def __init__(self, look: Look, *, mirrored: bool = False, radius: int = 0) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, radius == 0)
        self._look, self._mirrored, self._radius = look, mirrored, radius
        self._slot: PictureSlot | None = None
        self._waker: _Waker | None = None
        self._picture: Picture | None = None
        self._image: QImage | None = None
        self.paint_placeholder: Callable[[QPainter, QRectF], None] | None = None
        self._shape: QSize | None = None  # of the decoded pictures
        self._told_first = False
        self.fit = Fit.CROP
        self.dimmed = False
        self.painted_count = 0

    @property
    def has_picture(self) -> bool:
        """Whether there is something to paint."""
        return self._image is not None

    @property
    def slot(self) -> PictureSlot | None:
        """Where its pictures come from."""
        return self._slot

    def attach(self, slot: PictureSlot | None) -> None:
        """Paint from this slot from now on; None lets go of everything."""
        if slot is self._slot:
            return
        self.clear()
        if self._slot is not None:
            self._slot.set_wake(None)
            self._slot.set_wanted_size(0, 0)
        self._slot = slot
        self._told_first = False
        if slot is None:
            self._waker = None
            return
        self._waker = _Waker()
        self._waker.woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._tell_size()
        slot.set_wake(self._waker.woken.emit)

    def set_mirrored(self, mirrored: bool) -> None:
        """As in a mirror, for the own picture."""
        if mirrored is not self._mirrored:
            self._mirrored = mirrored
            self.update()

    def toggle_fit(self) -> None:
        """What a double click does."""
        self.set_fit(Fit.WHOLE if self.fit is Fit.CROP else Fit.CROP)

    def set_fit(self, fit: Fit) -> None:
        """Fill the view, or show the whole picture."""
        self.fit = fit
        self._tell_size()
        self.update()

    def clear(self) -> None:
        """Forget the picture that is painted."""
        self._picture, self._image = None, None
        self.update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Grey or clear."""
        if dimmed is not self.dimmed:
            self.dimmed = dimmed
            self.update()

    def _on_woken(self) -> None:
        if self.isVisible():
            self.update()
        elif self._slot is not None:
            self._slot.take()  # nobody looks: let it go, and let the next wake-up come

    def _tell_size(self) -> None:
        if self._slot is None:
            return
        ratio = self.devicePixelRatioF() if self.isVisible() else 0
        size = QSizeF(self.size()) * ratio
        if self.fit is Fit.CROP and self._shape is not None:
            size = QSizeF(self._shape).scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        self._slot.set_wanted_size(round(size.width()), round(size.height()))

    def _take_newest(self) -> None:
        picture = self._slot.take() if self._slot is not None else None
        if picture is None:
            return
        shape = QSize(picture.width, picture.height)
        if shape != self._shape:
            self._shape = shape
            self._tell_size()
        if picture.bgra is None:
            return  # not scaled yet: the one after the size was told will be
        self._picture = picture  # it keeps the memory of the image alive
        self._image = QImage(
            picture.bgra,
            picture.bgra_width,
            picture.bgra_height,
            picture.stride,
            QImage.Format.Format_RGB32,
        )

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        if self._mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        shape = image.size().scaled(self.size(), _mode(self.fit))
        exact = abs(shape.width() * self.devicePixelRatioF() - image.width()) <= 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        painter.drawImage(_centred(shape, self.size()), image)
        self.painted_count += 1
        if not self._told_first:
            self._told_first = True
            self.first_painted.emit(time.monotonic())

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._take_newest()
        painter = QPainter(self)
        color = self._look.looks.color
        path = QPainterPath()
        if self._radius:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            path.addRoundedRect(QRectF(self.rect()), self._radius, self._radius)
            painter.setClipPath(path)
        bare = self._radius or self._image is None
        painter.fillRect(self.rect(), color("call-tile" if bare else "call-background"))
        if self._image is None and self.paint_placeholder is not None:
            self.paint_placeholder(painter, QRectF(self.rect()))
        if self._image is not None:
            painter.save()
            self._paint_image(painter, self._image)
            painter.restore()
        if self.dimmed:
            veil = color("call-background")
            veil.setAlpha(150)
            painter.fillRect(self.rect(), veil)
        if self._radius:
            line = color("call-text")
            line.setAlphaF(0.18)
            painter.setPen(QPen(line, 2))  # its outer half is clipped away
            painter.drawPath(path)
        painter.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.toggle_fit()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_size()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_size()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._slot is not None:
            self._slot.set_wanted_size(0, 0)
        self._picture, self._image = None, None


def _mode(fit: Fit) -> Qt.AspectRatioMode:
    if fit is Fit.CROP:
        return Qt.AspectRatioMode.KeepAspectRatioByExpanding
    return Qt.AspectRatioMode.KeepAspectRatio


def _centred(size: QSize, within: QSize) -> QRect:
    x, y = (within.width() - size.width()) // 2, (within.height() - size.height()) // 2
    return QRect(x, y, size.width(), size.height())
