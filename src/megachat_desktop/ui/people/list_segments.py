"""Chats, Contacts, Calls: which list the sidebar shows."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QStyle, QStyleOption, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.keys import Key, with_key
from megachat_desktop.ui.kit.text import MANY, badge_words
from megachat_desktop.ui.kit.theme import font

CHATS, CONTACTS, CALLS = range(3)
_KEYS = (Key.CHATS, Key.CONTACTS, Key.CALLS)


class _ListSegment(Button):
    """One of them, with the number of things that wait there, or a dot for them."""

    def __init__(self, look: Look, text: str, icon: str, *, dot: bool) -> None:
        super().__init__(look, text, icon, kind="segment", size="small")
        self._dot = dot
        self._icon = icon
        self._tight = False
        self.words = text
        self.count = 0
        self.setProperty("segment", True)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def lay_out(self, *, icon: bool, room: bool) -> int:
        """With or without the icon and room for the number; returns the width it then wants."""
        self._tight = not room
        self.set_icon_name(self._icon if icon else "")
        wide = 9 if self.count > MANY else 7
        after = " " * wide if room and self.count and not self._dot else ""
        before = " " if icon else ""
        self.setText(f"{before}{self.words}{after}")
        return self.sizeHint().width()

    def show_count(self, count: int) -> None:
        """So many; 0 for nothing."""
        self.count = count
        self.update()

    @property
    def number_shown(self) -> str:
        """What the badge says: no more than it has room for."""
        return badge_words(self.count)

    def _tint(self) -> None:
        """As strong as the words beside it."""
        super()._tint()
        if self._icon_name:
            icons, color = self._look.icons, self._look.looks.color
            icon = QIcon(icons.pixmap(self._icon_name, 16, color("text-secondary")))
            chosen = icons.pixmap(self._icon_name, 16, color("text"))
            icon.addPixmap(chosen, QIcon.Mode.Normal, QIcon.State.On)
            self.setIcon(icon)

    # Qt's own from here on.

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.looks.color("badge"))
        words = self.words_width(strong=self.isChecked())
        content = words + (0 if self.icon().isNull() else 20)
        start = max(4, (self.width() - content) // 2)
        if self._tight:
            painter.drawEllipse(self._placed(self.width() - 10, 8, 3))
        elif self._dot:
            after = min(start + content + 2, self.width() - 10)
            painter.drawEllipse(self._placed(after if self.icon().isNull() else start + 12, 8, 5))
        else:
            self._paint_count(painter, start + content)
        painter.end()

    def _paint_count(self, painter: QPainter, content_end: int) -> None:
        face = font("micro")
        face.setWeight(QFont.Weight.Bold)
        text = self.number_shown
        size = max(16, QFontMetrics(face).height())
        width = max(size, QFontMetrics(face).horizontalAdvance(text) + 8)
        area = self._placed(
            min(content_end, self.width() - 5) - width, width, (self.height() - size) // 2
        )
        area.setHeight(size)
        painter.drawRoundedRect(area, size / 2, size / 2)
        painter.setFont(face)
        painter.setPen(self._look.looks.color("badge-text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _placed(self, left: int, size: int, top: int) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(left, top, size, size))


class ListSegments(QWidget):
    """Exactly one is chosen."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(3)
        self._group = QButtonGroup(self)
        texts = (
            (self.tr("Chats"), "chat"),
            (self.tr("Contacts"), "person"),
            (self.tr("Calls"), "phone"),
        )
        self._segments = [
            _ListSegment(look, text, icon, dot=number == CONTACTS)
            for number, (text, icon) in enumerate(texts)
        ]
        for number, segment in enumerate(self._segments):
            segment.setToolTip(with_key(segment.words, _KEYS[number]))
            self._group.addButton(segment, number)
            layout.addWidget(segment)
        self._segments[CHATS].setChecked(True)
        self._group.idClicked.connect(self.chosen)
        self._group.idToggled.connect(self.update)

    @property
    def number(self) -> int:
        """Which one is chosen."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Choose another."""
        self._segments[number].setChecked(True)

    def render_counts(self, requests: int, missed: int) -> None:
        """People who wait for an answer, and missed calls that nobody has looked at."""
        for number, count in ((CONTACTS, requests), (CALLS, missed)):
            segment = self._segments[number]
            segment.show_count(count)
            spoken = self.tr("{segment}, {count} new").format(segment=segment.words, count=count)
            segment.setAccessibleName(spoken if count else segment.words)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 12
        for icon, number in ((True, True), (False, True), (False, False)):
            wanted = sum(s.lay_out(icon=icon, room=number) for s in self._segments)
            if wanted <= room:
                break

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.looks.color("shadow"))
        chosen = QRectF(self._segments[self.number].geometry())
        painter.drawRoundedRect(chosen.adjusted(0, 0, 0, 1), 8, 8)  # the one chosen is raised
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
