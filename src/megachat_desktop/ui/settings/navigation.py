"""The settings' list of pages: one Tab stop, arrows move, the last entry stands at the bottom."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from megachat_desktop.ui.kit.buttons import Look, paint_focus_ring
from megachat_desktop.ui.kit.focus import by_keyboard
from megachat_desktop.ui.kit.text import elided, plain_label
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.theme import font
from megachat_desktop.ui.settings.pages import PageEntry

WIDTH, _ROW, _ICON, _INSET, _TEXT = 239, 40, 20, 12, 44


class NavigationButton(QAbstractButton):
    """One page of the list."""

    def __init__(self, look: Look, entry: PageEntry) -> None:
        super().__init__()
        self._look, self._icon_name = look, entry.icon
        self._ring = False
        self.setText(entry.title)
        self.setAccessibleName(entry.title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.looks.changed.connect(self._on_looks_changed)

    def _on_looks_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        text = QFontMetrics(font("body-strong")).horizontalAdvance(self.text())
        return QSize(max(WIDTH - 2 * _INSET, _TEXT + text + _INSET), grown(_ROW))

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
        here = self.isChecked()
        if here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selection" if here else "surface-hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        icon_color = color("accent" if here else "text-secondary")
        place = self._mirrored(QRect(_INSET, (self.height() - _ICON) // 2, _ICON, _ICON))
        painter.drawPixmap(place, self._look.icons.pixmap(self._icon_name, _ICON, icon_color))
        painter.setFont(font("body-strong" if here else "body"))
        painter.setPen(color("text" if here else "text-secondary"))
        area = self._mirrored(QRect(_TEXT, 0, self.width() - _TEXT - 8, self.height()))
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        text = elided(self.text(), painter.fontMetrics(), area.width())
        painter.drawText(area, QStyle.visualAlignment(self.layoutDirection(), start), text)
        painter.end()
        if self._ring and self.hasFocus():
            paint_focus_ring(self, self._look.looks)


class Navigation(QWidget):
    """Renders ``show_key``; ``chosen`` says which page the person wants."""

    chosen = Signal(str)

    def __init__(self, look: Look, title: str, entries: tuple[PageEntry, ...]) -> None:
        super().__init__()
        self.setObjectName("settingsNavigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(title)
        self._keys = [entry.key for entry in entries]
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_INSET, 20, _INSET, 20)
        layout.setSpacing(0)
        heading = plain_label(title, "heading")
        heading.setContentsMargins(_INSET, 0, 0, 16)
        layout.addWidget(heading)
        for number, entry in enumerate(entries):
            button = NavigationButton(look, entry)
            self._group.addButton(button, number)
            if number == len(entries) - 1:
                layout.addStretch()
            layout.addWidget(button)
        self._group.idClicked.connect(self._on_clicked)

    def button(self, key: str) -> QAbstractButton:
        """The entry of a page."""
        return self._group.button(self._keys.index(key))

    def show_key(self, key: str) -> None:
        """Which page is shown."""
        self.button(key).setChecked(True)

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._keys[number])
