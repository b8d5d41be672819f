"""The pictures that avatars show instead of initials: asked for when first painted, bounded.

paint ─▶ pixmap() ─▶ unknown: wanted ─▶ somebody asks the engine ─▶ put() ─▶ changed ─▶ paint
"""

from collections import OrderedDict

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPixmap

from megachat_desktop.model.avatar import AvatarPicture

MAX_IMAGES = 64
MAX_PIXMAPS = 256


class Faces(QObject):
    """Which accounts have a picture or a colour of their own. GUI thread only."""

    wanted = Signal(bytes, bytes)  # account, avatar id
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ids: dict[bytes, bytes] = {}
        self._hues: dict[bytes, str] = {}
        self._asked: set[tuple[bytes, bytes]] = set()
        self._images: OrderedDict[bytes, QImage] = OrderedDict()
        self._pixmaps: OrderedDict[tuple[bytes, int], QPixmap] = OrderedDict()

    def know(self, account: bytes, avatar_id: bytes, hue: str = "") -> None:
        """This account has this picture (empty: none) and this colour (empty: by its key)."""
        if (avatar_id, hue) == (self._ids.get(account, b""), self._hues.get(account, "")):
            return
        self._ids.pop(account, None)
        self._hues.pop(account, None)
        if avatar_id:
            self._ids[account] = avatar_id
        if hue:
            self._hues[account] = hue
        self.changed.emit()

    def hue(self, account: bytes) -> str:
        """The colour that was chosen; empty where none was."""
        return self._hues.get(account, "")

    def put(self, avatar_id: bytes, picture: AvatarPicture) -> None:
        """The picture that was wanted has been decoded."""
        side = picture.side
        image = QImage(picture.rgb, side, side, 3 * side, QImage.Format.Format_RGB888)
        self._images[avatar_id] = image.convertToFormat(QImage.Format.Format_RGB32)
        if len(self._images) > MAX_IMAGES:
            forgotten, _ = self._images.popitem(last=False)
            self._asked = {asked for asked in self._asked if asked[1] != forgotten}
        self.changed.emit()

    def pixmap(self, account: bytes, pixels: int) -> QPixmap | None:
        """The round picture of an account, ``pixels`` large; None where initials must do."""
        avatar_id = self._ids.get(account)
        if avatar_id is None:
            return None
        key = avatar_id, pixels
        found = self._pixmaps.get(key)
        if found is None:
            image = self._images.get(avatar_id)
            if image is None:
                self._ask(account, avatar_id)
                return None
            found = self._pixmaps[key] = _round(image, pixels)
            if len(self._pixmaps) > MAX_PIXMAPS:
                self._pixmaps.popitem(last=False)
        self._pixmaps.move_to_end(key)
        return found

    def _ask(self, account: bytes, avatar_id: bytes) -> None:
        if (account, avatar_id) not in self._asked:
            self._asked.add((account, avatar_id))
            self.wanted.emit(account, avatar_id)


def _round(image: QImage, pixels: int) -> QPixmap:
    scaled = image.scaled(
        pixels,
        pixels,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(scaled))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QRectF(0, 0, pixels, pixels))
    painter.end()
    return pixmap
