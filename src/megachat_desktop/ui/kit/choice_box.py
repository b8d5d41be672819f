"""A field that opens a list of choices, with an icon before the chosen one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyledItemDelegate

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.plain import set_tool_tip
from megachat_desktop.ui.kit.text import elided
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.theme import font, tokens

_EDGE, _ICON, _GAP, _CHEVRON = 12, 20, 7, 16

Options = Sequence[tuple[str, object]]


class ChoiceBox(QComboBox):
    """Renders ``set_options``; ``chosen`` says what the person picked, and nothing else does."""

    chosen = Signal(object)  # the value of the option

    def __init__(self, look: Look, name: str, icon: str = "") -> None:
        super().__init__()
        self._look, self._icon_name = look, icon
        self._values: list[object] = []
        self.setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))  # the style sheet can shape its rows
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(self._on_activated)
        look.looks.changed.connect(self.update)

    @property
    def value(self) -> object:
        """The value that is shown; None where there is no option."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_options(self, options: Options, current: object) -> None:
        """What there is to choose from, and what is chosen."""
        texts = [text for text, _ in options]
        if texts != [self.itemText(n) for n in range(self.count())]:
            self.clear()
            self.addItems(texts)
        self._values = [value for _, value in options]
        if current in self._values:
            self.setCurrentIndex(self._values.index(current))
        self.update()

    def choose(self, value: object) -> None:
        """As if the person had picked ``value``."""
        self.setCurrentIndex(self._values.index(value))
        self.chosen.emit(value)

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self._values[index])

    def _mirrored(self, rect: QRect) -> QRect:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            rect.moveLeft(self.width() - rect.left() - rect.width())
        return rect

    def _paint_frame(self, painter: QPainter) -> None:
        color = self._look.looks.color
        focused = self.hasFocus()
        width = 2 if focused else 1
        edge = "accent" if focused else "border-strong"
        painter.setPen(QPen(color(edge if self.isEnabled() else "control-border"), width))
        painter.setBrush(color("surface-raised"))
        inset = width / 2
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        radius = tokens()["radius"]["control"]
        painter.drawRoundedRect(area, radius, radius)

    def _paint_inside(self, painter: QPainter) -> None:
        color = self._look.looks.color
        tone = "text" if self.isEnabled() else "text-disabled"
        quiet = color("text-secondary" if self.isEnabled() else "text-disabled")
        middle = self.height() // 2
        left = _EDGE
        if self._icon_name:
            place = self._mirrored(QRect(left, middle - _ICON // 2, _ICON, _ICON))
            painter.drawPixmap(place, self._look.icons.pixmap(self._icon_name, _ICON, quiet))
            left += _ICON + _GAP
        right = self.width() - _EDGE - _CHEVRON
        place = self._mirrored(QRect(right, middle - _CHEVRON // 2, _CHEVRON, _CHEVRON))
        painter.drawPixmap(place, self._look.icons.pixmap("chevron-down", _CHEVRON, color(tone)))
        area = self._mirrored(QRect(left, 0, self._room(), self.height()))
        painter.setPen(color(tone))
        painter.setFont(font("body"))
        text = elided(self.currentText(), painter.fontMetrics(), area.width())
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, QStyle.visualAlignment(self.layoutDirection(), start), text)

    def _room(self) -> int:
        """The width that there is for the words."""
        before = _ICON + _GAP if self._icon_name else 0
        return self.width() - _EDGE - before - _GAP - _CHEVRON - _EDGE

    # Qt's own from here on.

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            text = self.currentText()
            cut = QFontMetrics(font("body")).horizontalAdvance(text) > self._room()
            set_tool_tip(self, text if cut else "")
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(160, grown(tokens()["control"]["field"]))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change what lies under the pointer

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        self._paint_inside(painter)
        painter.end()
