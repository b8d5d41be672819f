"""Paints a conversation: the day, the card of a call, the bubble of a text."""

from math import ceil

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.rows import Row, RowRole
from megachat_desktop.ui.kit.text import elided
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.theme import font, tokens

EDGE, NARROW_EDGE, PAD = 24, 12, 12
COLUMN = 960
CARD_PAD, CARD_EDGE = 17, 8
_ROUNDING = 2  # pixels between what words measure and what they take
DAY_ABOVE, DAY_BELOW = 5, 12  # pixels around the words of a day


class ConversationDelegate(QStyledItemDelegate):
    """Knows how high each row is at a width, and where the button of a card is."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.pointer: QPoint | None = None
        self.keyboard_focus = False
        self.marked = b""  # the key of the row that was looked for

    def height_of(self, row: Row, width: int) -> int:
        """Pixels, the gap below included."""
        if row.heading:
            return QFontMetrics(font("caption")).height() + DAY_ABOVE + DAY_BELOW
        if row.buttons:
            return self._card_size(row, width).height() + 10
        return self._bubble_size(row, width).height() + (10 if row.group_end else 4)

    def button_area(self, row: Row, rect: QRect, direction: Qt.LayoutDirection) -> QRect:
        """Where Call back is painted."""
        card = self._card_area(row, rect)
        width = QFontMetrics(_strong()).horizontalAdvance(row.buttons[0].text) + 16
        line = self._card_lines(row, card)[1]
        area = QRect(card.right() - CARD_PAD - width + 9, line.top(), width, line.height())
        return QStyle.visualRect(direction, rect, area)

    def title_area(self, row: Row, rect: QRect) -> QRect:
        """Where the words of a card are painted, before they are mirrored."""
        card = self._card_area(row, rect)
        upper, lower = self._card_lines(row, card)
        left = card.left() + CARD_PAD + 25
        room = card.right() - CARD_PAD - left
        if upper == lower:
            room -= QFontMetrics(_strong()).horizontalAdvance(row.buttons[0].text) + 8
        wanted = QFontMetrics(_strong()).horizontalAdvance(row.title) + _ROUNDING
        return QRect(left, upper.top(), min(wanted, room), upper.height())

    def _card_size(self, row: Row, room: int) -> QSize:
        """In ``room`` pixels; of two lines where one is too narrow for all but how long it was."""
        metrics, secondary = QFontMetrics(_strong()), QFontMetrics(font("secondary"))
        words = metrics.horizontalAdvance(row.title + row.buttons[0].text)
        words += CARD_PAD * 2 + 26 + _ROUNDING
        width = words + secondary.horizontalAdvance(f" · {row.at}") + 24
        least = words + secondary.horizontalAdvance(_when(row.at)) + 8
        height = max(44, metrics.height() + 24)
        room -= 2 * CARD_EDGE
        return QSize(min(width, room), height if least <= room else height + metrics.height() + 6)

    def _card_area(self, row: Row, rect: QRect) -> QRect:
        size = self._card_size(row, rect.width())
        left = rect.center().x() - size.width() // 2
        return QRect(QPoint(left, rect.top()), size)

    def _card_lines(self, row: Row, card: QRect) -> tuple[QRect, QRect]:
        """Where its words stand, and where when it was and the button do: often the same line."""
        step = QFontMetrics(_strong()).height() + 6
        if card.height() < 2 * step + 12:
            return card, card
        upper = QRect(card.left(), card.center().y() - step, card.width(), step)
        return upper, upper.translated(0, step)

    def _bubble_size(self, row: Row, width: int) -> QSize:
        widest = min(tokens()["layout"]["bubble-max"], min(width, COLUMN) - 2 * _edge(width) - 40)
        room = widest - 2 * PAD
        lines = _lines(row.title, room)
        width = ceil(max(lines.lineAt(n).naturalTextWidth() for n in range(lines.lineCount())))
        last = ceil(lines.lineAt(lines.lineCount() - 1).naturalTextWidth())
        height = ceil(lines.lineCount() * _step())
        meta = self._meta_width(row) + 10
        if last + meta <= room:  # the time stands after the last word
            return QSize(max(width, last + meta) + 2 * PAD, height + 16)
        return QSize(max(width, meta) + 2 * PAD, height + 16 + 14)

    def _meta_width(self, row: Row) -> int:
        width = QFontMetrics(font("micro")).horizontalAdvance(row.at) + 2
        return width + (18 if row.line_icon else 0)

    def _paint_day(self, painter: QPainter, rect: QRect, row: Row) -> None:
        face = font("caption")
        face.setWeight(QFont.Weight.Medium)
        painter.setFont(face)
        painter.setPen(self._look.looks.color("text-secondary"))
        area = rect.adjusted(0, DAY_ABOVE, 0, -DAY_BELOW)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, row.title)

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        color, rect, direction = self._look.looks.color, option.rect, option.direction
        card = self._card_area(row, rect)
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(color("surface-raised"))
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        words = self.title_area(row, rect)
        icon = QRect(card.left() + CARD_PAD - 2, words.center().y() - 8, 18, 18)
        pixmap = self._look.icons.pixmap(row.line_icon, 18, color(row.line_tone))
        painter.drawPixmap(QStyle.visualRect(direction, rect, icon), pixmap)
        title = elided(row.title, QFontMetrics(_strong()), words.width())
        end = self._write(painter, option, words, title, _strong(), "text")
        self._paint_when(painter, option, row, end)
        button = self.button_area(row, rect, direction)
        face = _strong()
        face.setUnderline(self.pointer is not None and button.contains(self.pointer))
        painter.setFont(face)
        painter.setPen(color("link"))
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, row.buttons[0].text)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), 12, 12)
        self._paint_ring(painter, option, row, outline)

    def _paint_when(
        self, painter: QPainter, option: QStyleOptionViewItem, row: Row, end: int
    ) -> None:
        """How long and when, after the words that ``end`` there, or below them."""
        card, words = self._card_area(row, option.rect), self.title_area(row, option.rect)
        upper, lower = self._card_lines(row, card)
        beside = upper == lower
        left = end if beside else words.left()
        verb = QFontMetrics(_strong()).horizontalAdvance(row.buttons[0].text)
        room = card.right() - CARD_PAD - verb - 8 - left
        at = _fitting(row.at, QFontMetrics(font("secondary")), room, " · " if beside else "")
        place = QRect(left, lower.top(), room, lower.height())
        self._write(painter, option, place, at, font("secondary"), "text-secondary")

    def _write(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        place: QRect,
        text: str,
        face: QFont,
        tone: str,
    ) -> int:
        """Text from the start of ``place`` on; returns where it ends."""
        left, width = place.left(), QFontMetrics(face).horizontalAdvance(text)
        area = QStyle.visualRect(
            option.direction, option.rect, QRect(left, place.top(), width + 2, place.height())
        )
        painter.setFont(face)
        painter.setPen(self._look.looks.color(tone))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return left + width

    def _paint_bubble(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        rect, kind = option.rect, "own" if row.own else "peer"
        size = self._bubble_size(row, rect.width())
        edge = max(0, (rect.width() - COLUMN) // 2) + _edge(rect.width())
        left = rect.right() + 1 - edge - size.width() if row.own else rect.left() + edge
        area = QStyle.visualRect(option.direction, rect, QRect(QPoint(left, rect.top()), size))
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        color = self._look.looks.color
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(f"bubble-{kind}"))
        right = row.own is not mirrored
        painter.drawPath(_shape(QRectF(area), row.group_end, right=right))
        painter.setPen(color(f"bubble-{kind}-text"))
        lines = _lines(row.title, area.width() - 2 * PAD)
        found = self._found_in(row)
        lines.draw(painter, QPointF(area.left() + PAD, area.top() + 8), found)
        self._paint_meta(painter, option, row, area, f"bubble-{kind}-meta")
        inside = QRectF(area).adjusted(1, 1, -1, -1)
        outline = _shape(inside, row.group_end, right=right)
        self._paint_ring(painter, option, row, outline)

    def _found_in(self, row: Row) -> list[QTextLayout.FormatRange]:
        """Everywhere in a bubble's text where what was looked for occurs."""
        text, wanted = row.title.casefold(), row.found.casefold()
        ranges: list[QTextLayout.FormatRange] = []
        if not wanted or len(text) != len(row.title):
            return ranges
        at = text.find(wanted)
        while at >= 0:
            one = QTextLayout.FormatRange()
            one.start, one.length = at, len(wanted)
            form = QTextCharFormat()
            form.setBackground(self._look.looks.color("accent"))
            form.setForeground(self._look.looks.color("accent-text"))
            one.format = form
            ranges.append(one)
            at = text.find(wanted, at + len(wanted))
        return ranges

    def _paint_meta(
        self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect, tone: str
    ) -> None:
        color = self._look.looks.color
        width, height = self._meta_width(row), QFontMetrics(font("micro")).height()
        inner = QRect(area.right() - PAD - width + 1, area.bottom() - 7 - height, width, height)
        if row.line_icon:
            icon = QRect(inner.right() - 13, inner.center().y() - 6, 14, 14)
            pixmap = self._look.icons.pixmap(row.line_icon, 14, color(row.line_tone or tone))
            painter.drawPixmap(QStyle.visualRect(option.direction, area, icon), pixmap)
            inner.setRight(icon.left() - 4)
        painter.setFont(font("micro"))
        painter.setPen(color(tone))
        place = QStyle.visualRect(option.direction, area, inner)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, row.at)

    def _paint_ring(
        self, painter: QPainter, option: QStyleOptionViewItem, row: Row, outline: QPainterPath
    ) -> None:
        focused = self.keyboard_focus and option.state & QStyle.StateFlag.State_HasFocus
        if focused or row.key == self.marked:
            painter.setPen(QPen(self._look.looks.color("focus-ring"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(outline.simplified())

    # Qt's own from here on.

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(RowRole.ROW)
        painter.save()
        painter.setClipRect(option.rect, Qt.ClipOperation.IntersectClip)  # marks may stand high
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            self._paint_day(painter, option.rect, row)
        elif row.buttons:
            self._paint_card(painter, option, row)
        else:
            self._paint_bubble(painter, option, row)
        painter.restore()


def _edge(width: int) -> int:
    """Beside the bubbles; less where the window is one column."""
    return EDGE if width >= 400 else NARROW_EDGE


def _fitting(at: str, metrics: QFontMetrics, width: int, before: str) -> str:
    """How long and when; where both have no room, only when."""
    whole = f"{before}{at}"
    if metrics.horizontalAdvance(whole) <= width:
        return whole
    return elided(_when(at, before), metrics, width)


def _when(at: str, before: str = " · ") -> str:
    return before + at.rpartition(" · ")[2]


def _strong() -> QFont:
    face = font("secondary")
    face.setWeight(QFont.Weight.DemiBold)
    return face


def _lines(text: str, width: int) -> QTextLayout:
    """``text`` broken between words, or inside those that are longer than a line."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font("body"))
    option = QTextOption()
    if QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        option.setAlignment(Qt.AlignmentFlag.AlignRight)  # the time has the other end
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    step, number = _step(), 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width + 1)
        line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
        number += 1
    layout.endLayout()
    return layout


def _step() -> int:
    """From one line of a text to the next, in pixels."""
    return max(grown(20), QFontMetrics(font("body")).height())


def _shape(area: QRectF, tight: bool, *, right: bool) -> QPainterPath:
    """Radius 16; the sender's lower corner is tight on the last of a group."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(area, 16, 16)
    if tight:
        corner = QRectF(area.right() - 20 if right else area.left(), area.bottom() - 20, 20, 20)
        path.addRoundedRect(corner, 4, 4)
    return path
