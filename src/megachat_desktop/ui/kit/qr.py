"""QR codes: our own link painted, and links read from pictures of bounded size."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMimeData,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from megachat_desktop.errors import UserFacingError
from megachat_desktop.media.codes import Modules, codes_in
from megachat_desktop.media.image_bounds import image_kind, is_endless

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
LINK_PREFIX = "megachat://add/"
_FORMATS = tuple(f"image/{kind}" for kind in ("png", "jpeg", "webp", "bmp", "gif"))
_DARK, _LIGHT = "#0C2A36", "#FFFFFF"
_QUIET = 2  # modules around; the white card adds more
_EDGE = 10.0  # pixels of white at least
_EYE = 7  # modules


class NoCodeError(UserFacingError):
    """There is no contact's code in this picture."""

    code = "no_qr"


class PictureTooLargeError(UserFacingError):
    """This picture is too large to look for a code in it."""

    code = "picture_too_large"


def read_file(path: Path) -> str:
    """The link in a picture file. Raises NoCodeError, PictureTooLargeError."""
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise NoCodeError
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError:
        raise NoCodeError from None
    return read_bytes(data)


def read_bytes(data: bytes) -> str:
    """The link in an encoded picture; its size is asked before it is decoded."""
    if len(data) > MAX_FILE_BYTES:
        raise PictureTooLargeError
    kind = image_kind(data)
    if not kind or is_endless(data):  # Qt would open drawings and documents as well
        raise NoCodeError
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, kind.encode())
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid():
        raise NoCodeError
    if size.width() * size.height() > MAX_PIXELS:
        raise PictureTooLargeError
    return read_image(reader.read())


def read_image(image: QImage) -> str:
    """The link in a picture. Raises NoCodeError, PictureTooLargeError."""
    if image.isNull():
        raise NoCodeError
    if image.width() * image.height() > MAX_PIXELS:
        raise PictureTooLargeError
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(grey.constBits()).cast("B")
    rows = view[: grey.bytesPerLine() * grey.height()]
    pixels = rows.cast("B", (grey.height(), grey.bytesPerLine()))
    for text in codes_in(pixels):
        if text.startswith(LINK_PREFIX):
            return text
    raise NoCodeError


def holds_picture(mime: QMimeData) -> bool:
    """Whether what was pasted or dropped is a picture."""
    return mime.hasImage() or any(mime.hasFormat(kind) for kind in _FORMATS)


def reader_of(mime: QMimeData) -> Callable[[], str]:
    """How to find the link in a pasted picture; to be called off the GUI thread.

    Of another program's picture the bytes are taken: Qt would decode them here and now, however
    large the picture is.
    """
    kind = next((kind for kind in _FORMATS if mime.hasFormat(kind)), "")
    if kind:
        return partial(read_bytes, bytes(mime.data(kind).data()))
    return partial(read_image, QImage(mime.imageData()))


class QrView(QWidget):
    """A link as a QR code, always dark on white; nothing while there is no link.

    Round dots and eyes, as the design has them; with ``logo`` our icon covers the middle, which
    the code's own correction (level M) makes good.
    """

    def __init__(self, size: int, logo: QPixmap | None = None) -> None:
        super().__init__()
        self._rows: Modules = ()
        self._logo = logo
        self.setFixedSize(QSize(size, size))

    def show_code(self, modules: Modules) -> None:
        """Draw this from now on."""
        self._rows = modules
        self.update()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_LIGHT))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        if self._rows:
            edge = max(_EDGE, self.width() * _QUIET / (len(self._rows) + 2 * _QUIET))
            module = (self.width() - 2 * edge) / len(self._rows)
            painter.translate(edge, edge)
            _paint_code(painter, self._rows, module)
            if self._logo is not None:
                _paint_logo(painter, self._logo, module * len(self._rows))
        painter.end()


def _paint_code(painter: QPainter, rows: Modules, module: float) -> None:
    last = len(rows) - _EYE
    painter.setBrush(QColor(_DARK))
    dot = module * 0.46
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            in_eye = ((x < _EYE or x >= last) and y < _EYE) or (x < _EYE and y >= last)
            if dark and not in_eye:
                painter.drawEllipse(QPointF((x + 0.5) * module, (y + 0.5) * module), dot, dot)
    for x, y in ((0, 0), (last, 0), (0, last)):
        _paint_eye(painter, QRectF(x * module, y * module, _EYE * module, _EYE * module))


def _paint_eye(painter: QPainter, eye: QRectF) -> None:
    module = eye.width() / _EYE
    for inset, colour in ((0, _DARK), (1, _LIGHT), (2, _DARK)):
        step = inset * module
        painter.setBrush(QColor(colour))
        radius = (2.0 - 0.5 * inset) * module
        painter.drawRoundedRect(eye.adjusted(step, step, -step, -step), radius, radius)


def _paint_logo(painter: QPainter, logo: QPixmap, width: float) -> None:
    side = width * 0.17
    plate = QRectF(0, 0, side * 1.2, side * 1.2)
    plate.moveCenter(QPointF(width / 2, width / 2))
    painter.setBrush(QColor(_LIGHT))
    painter.drawRoundedRect(plate, 6, 6)
    picture = QRectF(0, 0, side, side)
    picture.moveCenter(plate.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(picture, logo, QRectF(logo.rect()))
