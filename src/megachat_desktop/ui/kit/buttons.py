"""Buttons of the design: kind and size as properties, an icon that follows the theme."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QIcon,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from megachat_desktop.ui.kit.focus import by_keyboard
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.plain import keyless, set_tool_tip
from megachat_desktop.ui.kit.qss import button_icon_color
from megachat_desktop.ui.kit.theme import Looks

PADDINGS = {"small": 11, "regular": 15, "large": 21}  # before the words, with the edge


class Look:
    """Theme and icons together: what every widget that paints is given."""

    def __init__(self, looks: Looks, icons: Icons) -> None:
        self.looks = looks
        self.icons = icons


class Button(QPushButton):
    """A push button. An icon alone makes it square; then ``name`` says what it does."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        icon: str = "",
        *,
        kind: str = "neutral",
        size: str = "regular",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(keyless(_beside_icon(text) if icon else text), parent)
        self._look, self._icon_name, self._kind = look, icon, kind
        self._ring = False
        self._roomy: tuple[str, ...] = ()
        self.setProperty("kind", kind)
        self.setProperty("scale", size)
        if not text:
            self.setProperty("shape", "square")
        self.setAccessibleName(name or text)
        if name:
            set_tool_tip(self, name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tint()
        look.looks.changed.connect(self._tint)

    def set_icon_name(self, icon: str) -> None:
        """Another icon, or none."""
        if icon != self._icon_name:
            self._icon_name = icon
            self._tint()

    def set_kind(self, kind: str) -> None:
        """Another look, for another meaning."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._tint()

    def set_text(self, text: str) -> None:
        """Another word; its name too."""
        shown = self._as_shown(text)
        if shown != self.text():
            self.setText(shown)
            self.setAccessibleName(text)

    def keep_room_for(self, *texts: str) -> None:
        """It will have these words too: its width is that of the widest, so that nothing moves."""
        self._roomy = tuple(map(self._as_shown, texts))
        self.updateGeometry()

    def _as_shown(self, text: str) -> str:
        return keyless(_beside_icon(text) if self._icon_name else text)

    def _tint(self) -> None:
        if not self._icon_name:
            self.setIcon(QIcon())
            return
        size = 16 if self.property("scale") == "small" else 20
        color = self._look.looks.color(button_icon_color(self._kind))
        off = self._look.looks.color("text-disabled")
        self.setIcon(self._look.icons.icon(self._icon_name, size, color, off))
        self.setIconSize(QSize(size, size))

    def words_width(self, *, strong: bool) -> int:
        """How wide its words are, as those of a choice that is made or not made."""
        face = self.font()
        face.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Medium)
        return QFontMetrics(face).horizontalAdvance(self.text())

    def _room_kept(self) -> int:
        """How much wider than its words are the widest that it may have."""
        measure = self.fontMetrics().size  # as Qt does for a button
        widths = [measure(Qt.TextFlag.TextShowMnemonic, text).width() for text in self._roomy]
        return max(widths) - measure(Qt.TextFlag.TextShowMnemonic, self.text()).width()

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        """With room for the other words it may have, and for the stronger ones once chosen."""
        hint = super().sizeHint()
        extra = self._room_kept() if self._roomy else 0
        if self.isCheckable():
            # Qt puts an icon where it would stand before the plain words, and cuts what is longer.
            sides = 1 if self.icon().isNull() else 2
            extra += sides * (self.words_width(strong=True) - self.words_width(strong=False))
        return QSize(hint.width() + max(0, extra), hint.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ring and self.hasFocus():
            paint_focus_ring(self, self._look.looks)


def _beside_icon(text: str) -> str:
    """With the room that Qt does not leave after an icon."""
    return f"  {text}" if text else ""


def flush_row(button: Button) -> QHBoxLayout:
    """A row in which a button without a plate begins where the words above it begin."""
    row = QHBoxLayout()
    row.addSpacing(-PADDINGS[str(button.property("scale"))])
    row.addWidget(button)
    row.addStretch()
    return row


class Switch(QAbstractButton):
    """An on/off switch, 40 by 24."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._ring = False
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFixedSize(44, 28)
        look.looks.changed.connect(self.update)

    # Qt's own from here on.

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        track = QRectF(self.width() - 39.5, 2.5, 39, 23)  # flush with what stands above it
        on = self.isChecked()
        painter.setPen(QPen(color("accent" if on else "border-strong"), 1))
        painter.setBrush(color("accent" if on else "surface-raised"))
        painter.drawRoundedRect(track, 11.5, 11.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent-text" if on else "border-strong"))
        knob = QRectF(0, 0, 18, 18) if on else QRectF(0, 0, 16, 16)
        side = track.right() - 11.5 if on else track.left() + 11.5
        knob.moveCenter(QPointF(side, track.center().y()))
        painter.drawEllipse(knob)
        painter.end()
        if self._ring and self.hasFocus():
            paint_focus_ring(self, self._look.looks)


def paint_focus_ring(
    widget: QWidget, looks: Looks, radius: float = 8, color: QColor | None = None
) -> None:
    """The 2 px ring of the keyboard focus, inside the widget's edge."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color or looks.color("focus-ring"), 2))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), radius, radius)
    painter.end()
