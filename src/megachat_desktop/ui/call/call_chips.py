"""The small dark plates over a call's picture: who and how long, safety pictures, quality."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.ui.call.stats_history import GOOD
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Look, paint_focus_ring
from megachat_desktop.ui.kit.plain import set_tool_tip
from megachat_desktop.ui.kit.text import ElidedLabel, keep_digits_in_place, plain_label, shown_name
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.theme import font
from megachat_desktop.ui.words import inside, path_word, quality_word, short_path_word

HEIGHT = 40
_ICON = 20


def paint_plate(painter: QPainter, area: QRectF, fill: QColor) -> None:
    """The plate under a chip, 8 pixels round."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(area, 8, 8)


class NameTag(QWidget):
    """Whose picture the small one is, and a sign before it where there is something to know."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text, self.sign = plain_label("", "caption", "call"), plain_label()
        keep_digits_in_place(self._text)
        self.sign.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(6)
        layout.addWidget(self.sign)
        layout.addWidget(self._text)

    def show_name(self, name: str) -> None:
        """Another name."""
        self._text.setText(name)
        self.adjustSize()

    def show_sign(self, icon: str, meaning: str) -> None:
        """What is to be known, or nothing."""
        if icon:
            color = self._look.looks.color("call-text")
            self.sign.setPixmap(self._look.icons.pixmap(icon, 16, color))
        self.sign.setAccessibleName(meaning)
        self.sign.setVisible(bool(icon))

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_plate(painter, QRectF(self.rect()), self._look.looks.color("call-chip"))
        painter.end()


class WhoChip(QWidget):
    """Name, badge and timer of a call whose picture fills the window."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look = look
        self._avatar = Avatar(avatars, look.looks, 28, "call-background")
        self._name = ElidedLabel("body-strong", "call")
        self._badge = plain_label()
        self._time = plain_label("", "timer", "call-secondary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 12, 0)
        layout.setSpacing(8)
        for widget in (self._avatar, self._name, self._badge, self._time):
            layout.addWidget(widget)
        pixmap = look.icons.pixmap(
            "verified-badge", 16, look.looks.color("call-accent"), second="#0C1012"
        )
        self._badge.setPixmap(pixmap)
        self._badge.setAccessibleName(self.tr("Verified"))
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def render_call(self, call: Call, *, echo: bool) -> None:
        """Show who it is."""
        name = shown_name(call.contact_name)
        self._avatar.show_person(name, call.account, echo=echo)
        self._name.set_whole_text(name)
        self._badge.setVisible(call.verified and not echo)

    def show_time(self, text: str) -> None:
        """The timer, or what keeps the call from being one."""
        if text != self._time.text():
            self._time.setText(text)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_plate(painter, QRectF(self.rect()), self._look.looks.color("call-chip"))
        painter.end()


class ChipButton(QAbstractButton):
    """A plate that can be pressed; the keyboard reaches it, a click takes no focus."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._opened = look, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_opened(self, opened: bool) -> None:
        """Whether what it opens is open: it has a line around it then."""
        self._opened = opened
        self.update()

    def set_name(self, name: str) -> None:
        """For tooltip and screen readers."""
        if name != self.accessibleName():
            set_tool_tip(self, name)
            self.setAccessibleName(name)

    def paint_face(self, painter: QPainter) -> None:
        """What is on the plate."""
        raise NotImplementedError

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = self._look.looks.color
        fill = color("call-control-hover" if self.underMouse() else "call-chip")
        paint_plate(painter, QRectF(self.rect()), fill)
        if self._opened:
            painter.setPen(QPen(color("call-accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        self.paint_face(painter)
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, self._look.looks, color=color("call-speaking"))


class IconChip(ChipButton):
    """A square plate with one icon, and perhaps a word beside it."""

    def __init__(
        self, look: Look, icon: str, name: str, *, text: str = "", size: int = HEIGHT
    ) -> None:
        super().__init__(look)
        self._icon_name, self._side = icon, size
        self.setText(text)
        self.set_name(name)

    def set_face(self, icon: str, name: str) -> None:
        """Another icon, for what it does now."""
        self._icon_name = icon
        self.set_name(name)
        self.update()

    def paint_face(self, painter: QPainter) -> None:
        """Icon, then word."""
        color = self._look.looks.color("call-text")
        size = _ICON if self._side == HEIGHT else 16
        gap = (self._side - size) // 2
        area = QRectF(0, 0, self.width(), self.height())
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - gap - size if mirrored else gap
        painter.drawPixmap(left, gap, self._look.icons.pixmap(self._icon_name, size, color))
        painter.setFont(font("secondary"))
        painter.setPen(color)
        start = area.adjusted(10, 0, -38, 0) if mirrored else area.adjusted(38, 0, -10, 0)
        painter.drawText(start, Qt.AlignmentFlag.AlignVCenter, self.text())

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        if not self.text():
            return QSize(self._side, self._side)
        self.setFont(font("secondary"))
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self._side + words + 14, self._side)


class QualityChip(ChipButton):
    """Bars and the path in one word; opens the statistics."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._path: str | None = None
        self._established = False
        self._quality = GOOD
        self._narrow = False
        self.hide()

    def render_call(self, call: Call) -> None:
        """Show the path, once there is one."""
        self._path = call.path if call.live else None
        self._established = call.established
        self._show()

    def set_narrow(self, narrow: bool) -> None:
        """The bars alone."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self.updateGeometry()

    def render_stats(self, quality: str, path: str | None) -> None:
        """Show how well it goes."""
        if (quality, path or self._path) != (self._quality, self._path):
            self._quality, self._path = quality, path or self._path
            self._show()

    def _show(self) -> None:
        words = self.tr("Connection {quality}, {path}. Open statistics")
        quality, path = quality_word(self._quality), path_word(self._path)
        self.set_name(words.format(quality=inside(quality), path=inside(path)))
        self.setText(short_path_word(self._path))
        self.setVisible(bool(self._path) and self._established)
        self.updateGeometry()
        self.update()

    def paint_face(self, painter: QPainter) -> None:
        """Bars, then word."""
        color = self._look.looks.color
        icon = self._look.icons.pixmap(
            f"signal-{self._quality}", 18, color(f"call-{self._quality}")
        )
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = 11 if self._narrow else 13
        painter.drawPixmap(self.width() - left - 18 if mirrored else left, 11, icon)
        if self._narrow:
            return
        painter.setFont(font("secondary"))
        painter.setPen(color("call-text"))
        edges = (12, -40) if mirrored else (40, -12)
        area = QRectF(self.rect()).adjusted(edges[0], 0, edges[1], 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        if self._narrow:
            return QSize(HEIGHT, HEIGHT)
        self.setFont(font("secondary"))
        return QSize(52 + self.fontMetrics().horizontalAdvance(self.text()), grown(HEIGHT, 0))
