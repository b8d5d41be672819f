"""Ten colours in a row, one of them chosen: for the avatar."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from megachat_desktop.ui.kit.avatar import hues
from megachat_desktop.ui.kit.buttons import Look, paint_focus_ring
from megachat_desktop.ui.kit.focus import by_keyboard

translate = QCoreApplication.translate

RING = 4  # pixels around a disc
SWATCH = 32 + 2 * RING


def hue_word(hue: str) -> str:
    """A colour's name for people."""

    return {
        "petrol": translate("HuePicker", "Petrol"),
        "slate": translate("HuePicker", "Slate"),
        "indigo": translate("HuePicker", "Indigo"),
        "plum": translate("HuePicker", "Plum"),
        "rosewood": translate("HuePicker", "Rosewood"),
        "clay": translate("HuePicker", "Clay"),
        "ochre": translate("HuePicker", "Ochre"),
        "olive": translate("HuePicker", "Olive"),
        "lagoon": translate("HuePicker", "Lagoon"),
        "ink": translate("HuePicker", "Ink"),
    }[hue]


class HuePicker(QWidget):
    """One Tab stop; arrows move and choose, like any group of radio buttons."""

    chosen = Signal(str)  # a hue

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Colour"))
        self.swatches: dict[str, _Swatch] = {}
        for hue in hues():
            swatch = self.swatches[hue] = _Swatch(look, hue, self)
            swatch.toggled.connect(self._on_toggled)
        self.setMinimumWidth(len(self.swatches) // 2 * SWATCH)
        self.setFixedHeight(SWATCH)

    @property
    def hue(self) -> str:
        """The colour that is chosen; empty before the first choice."""
        return next((hue for hue, swatch in self.swatches.items() if swatch.isChecked()), "")

    def show_hue(self, hue: str) -> None:
        """Show which one is chosen, without a signal."""
        swatch = self.swatches.get(hue)
        if swatch is not None and not swatch.isChecked():
            self.blockSignals(True)
            swatch.setChecked(True)
            self.blockSignals(False)

    def _on_toggled(self, on: bool) -> None:
        if on:
            self.chosen.emit(self.hue)

    def _arrange(self) -> None:
        """Spread over the width; in two rows where one has no room."""
        columns = len(self.swatches)
        if self.width() < columns * SWATCH:
            columns //= 2
        step = (self.width() - SWATCH) / max(1, columns - 1)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for number, swatch in enumerate(self.swatches.values()):
            row, column = divmod(number, columns)
            column = columns - 1 - column if mirrored else column
            swatch.move(round(column * step), row * (SWATCH + 4))
        rows = len(self.swatches) // columns
        self.setFixedHeight(rows * SWATCH + (rows - 1) * 4)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class _Swatch(QAbstractButton):
    """One colour; the chosen one has a ring and a tick."""

    def __init__(self, look: Look, hue: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._hue = look, hue
        self._ring = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(hue_word(hue))
        self.setToolTip(hue_word(hue))
        self.setFixedSize(QSize(SWATCH, SWATCH))
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
        looks = self._look.looks
        disc = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(looks.theme.avatar_color(self._hue))
        painter.drawEllipse(disc)
        if self.isChecked():
            tick = self._look.icons.pixmap("check", 16, QColor("white"))
            painter.drawPixmap(self.rect().center().x() - 7, self.rect().center().y() - 7, tick)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(looks.color("accent"), 2))
            painter.drawEllipse(disc.adjusted(-3, -3, 3, 3))
        painter.end()
        if self._ring and self.hasFocus():
            paint_focus_ring(self, looks, SWATCH / 2)
