"""QR codes: our own link painted, and links read from pictures of bounded size."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from megachat_desktop.errors import UserFacingError

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_LINK = 512
_DARK, _LIGHT = "#0C2A36", "#FFFFFF"
_QUIET = 2  # modules around; the white card adds more


class NoCodeError(UserFacingError):
    """There is no contact's code in this picture."""

    code = "no_qr"


class PictureTooLargeError(UserFacingError):
    """This picture is too large to look for a code in it."""

    code = "picture_too_large"


def read_file(path: Path) -> str:
    """The link in a picture file. Raises NoCodeError, PictureTooLargeError."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PictureTooLargeError
        data = path.read_bytes()
    except OSError:
        raise NoCodeError from None
    return read_bytes(data)


def read_bytes(data: bytes) -> str:
    """The link in an encoded picture; its size is asked before it is decoded."""
    if len(data) > MAX_FILE_BYTES:
        raise PictureTooLargeError
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid():
        raise NoCodeError
    if size.width() * size.height() > MAX_PIXELS:
        raise PictureTooLargeError
    return read_image(reader.read())


def read_image(image: QImage) -> str:
    """The link in a picture. Raises NoCodeError, PictureTooLargeError."""
    import zxingcpp  # not before somebody looks for a code

    if image.isNull():
        raise NoCodeError
    if image.width() * image.height() > MAX_PIXELS:
        raise PictureTooLargeError
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(grey.constBits()).cast("B")
    rows = view[: grey.bytesPerLine() * grey.height()]
    pixels = rows.cast("B", (grey.height(), grey.bytesPerLine()))
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(pixels, formats=kinds)
    for code in found:
        if code.text.startswith("megachat://add/") and len(code.text) <= MAX_LINK:
            return str(code.text)
    raise NoCodeError


class QrView(QWidget):
    """A link as a QR code, always dark on white; nothing while there is no link."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._rows: tuple[tuple[int, ...], ...] = ()
        self.setFixedSize(QSize(size, size))

    def show_text(self, text: str) -> None:
        """Draw this from now on."""
        import segno  # not before there is a link to draw

        code = segno.make(text, error="m", micro=False)
        self._rows = tuple(tuple(row) for row in code.matrix_iter(border=_QUIET))
        self.update()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_LIGHT))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(QColor(_DARK))
        if self._rows:
            module = (self.width() - 8) / len(self._rows)
            self._paint_modules(painter, module)
        painter.end()

    def _paint_modules(self, painter: QPainter, module: float) -> None:
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    left, top = round(4 + x * module), round(4 + y * module)
                    right, bottom = round(4 + (x + 1) * module), round(4 + (y + 1) * module)
                    painter.drawRect(left, top, right - left, bottom - top)
