"""People painted by us, for pictures of the screens: small avatars and frames of a video."""

import av
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from megachat_desktop.media.picture import Picture
from megachat_desktop.model.avatar import AvatarPicture
from megachat_desktop.ui.start.drawn_face import Sitter, draw_face

AVATAR_SIDE = 384

ANNAS_LOOK = Sitter("#EDBE9B", "#A9773F", "#7D4A86", ("#C9BBA2", "#8D8271"), long_hair=True)
MEIS_LOOK = Sitter("#F0C9A4", "#1D1B20", "#0F7577", ("#9DB39A", "#5C7363"), long_hair=True)
OMARS_LOOK = Sitter("#B97F58", "#2A1F1A", "#39454C", ("#5E7078", "#333F45"), beard=True)
INES_LOOK = Sitter("#E9B594", "#7A3B26", "#4A55A2", ("#9FB6C4", "#66808F"), long_hair=True)
OWN_LOOK = Sitter("#E6B08A", "#3B2A20", "#52626C", ("#A9C0CC", "#5E7A88"))


def portrait(width: int, height: int, sitter: Sitter) -> Picture:
    """Somebody before a wall, as the decoder would hand a picture to a view."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    _paint(image, sitter, QPointF(width / 2, height * 0.44), height / 10)
    frame = av.VideoFrame(width, height, "yuv420p")
    pixels = memoryview(bytes(image.constBits()))
    return Picture(frame, 0.0, 0.0, None, pixels, width, height, image.bytesPerLine())


def avatar(sitter: Sitter) -> AvatarPicture:
    """The same person as a small square picture, as the engine decodes it."""
    image = QImage(AVATAR_SIDE, AVATAR_SIDE, QImage.Format.Format_RGB32)
    _paint(image, sitter, QPointF(AVATAR_SIDE / 2, AVATAR_SIDE * 0.48), AVATAR_SIDE / 7.2)
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    return AvatarPicture(AVATAR_SIDE, bytes(rgb.constBits()))


def _paint(image: QImage, sitter: Sitter, face: QPointF, unit: float) -> None:
    painter = QPainter(image)
    draw_face(painter, QRectF(image.rect()), sitter, face, unit)
    painter.end()
