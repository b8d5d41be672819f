"""The shield of a call, with the first of its safety pictures."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from megachat_desktop.model.call import Call
from megachat_desktop.ui.call.call_chips import HEIGHT, ChipButton
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.safety_tile import has_picture
from megachat_desktop.ui.kit.text_size import text_pixels
from megachat_desktop.ui.kit.theme import font

_ICON = 20
_EMOJI, _WORDS = 24, 2  # from one picture to the next; so many names where there are none


class SafetyChip(ChipButton):
    """Shield and the first four of the seven pictures; opens them all."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._emoji: tuple[str, ...] = ()
        self._words = ""  # in their place
        self._narrow = False
        self._icon, self._tint = "shield", "call-accent"

    def set_narrow(self, narrow: bool) -> None:
        """The shield alone."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self.updateGeometry()

    def render_call(self, call: Call) -> None:
        """Show the pictures as soon as there are any, and what was answered."""
        self._emoji = tuple(picture.emoji for picture in call.safety[:4])
        if all(map(has_picture, self._emoji)):
            self._words = ""
        else:
            self._words = ", ".join(picture.name for picture in call.safety[:_WORDS])
        differ = call.safety_match is False
        self._icon = "shield-alert" if differ else "shield-check" if call.verified else "shield"
        self._tint = "call-poor" if differ else "call-accent"
        names = ", ".join(picture.name for picture in call.safety)
        self.set_name(self.tr("Safety pictures: {names}").format(names=names))
        self.setAccessibleDescription(self._answer(call))
        self.setToolTip(self.tr("Compare the safety pictures"))
        self.setVisible(bool(self._emoji) and call.established)
        self.updateGeometry()
        self.update()

    def _answer(self, call: Call) -> str:
        if call.safety_match is False:
            return self.tr("They don't match. Don't share anything private.")
        return self.tr("Verified") if call.verified else self.tr("Not compared yet")

    def paint_face(self, painter: QPainter) -> None:
        """Shield, then pictures."""
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        color = self._look.looks.color(self._tint)
        left = 10 if self._narrow else 12
        left = self.width() - left - _ICON if mirrored else left
        painter.drawPixmap(left, 10, self._look.icons.pixmap(self._icon, _ICON, color))
        painter.setPen(self._look.looks.color("call-text"))
        if self._narrow:
            return
        if self._words:
            painter.setFont(font("secondary"))
            plate = self.rect().adjusted(12 if mirrored else 39, 0, -39 if mirrored else -12, 0)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._words)
            return
        face = font("heading")
        face.setWeight(face.Weight.Normal)
        painter.setFont(face)
        for number, emoji in enumerate(self._emoji):
            x, wide = 39 + text_pixels(_EMOJI) * number, text_pixels(26)
            area = QRectF(self.width() - x - wide if mirrored else x, 0, wide, HEIGHT)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, emoji)

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        wide = text_pixels(_EMOJI) * len(self._emoji)
        if self._words:
            wide = 4 + QFontMetrics(font("secondary")).horizontalAdvance(self._words)
        return QSize(HEIGHT if self._narrow else 49 + wide, HEIGHT)
