"""The round button over a conversation that is scrolled up: back to the newest."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import badge_words
from megachat_desktop.ui.kit.theme import font

SIZE, EDGE, BADGE = 44, 16, 18
FAR = 120  # pixels above the end from which on it is shown


class ToEnd(Button):
    """Shown while the end of ``view`` is far; ``count`` says what came there meanwhile."""

    def __init__(self, look: Look, view: QAbstractScrollArea) -> None:
        super().__init__(look, "", "arrow-down", kind="neutral", parent=view)
        self.setProperty("shape", "disc")
        self._view, self._count = view, 0
        self.setFixedSize(SIZE, SIZE)
        bar = view.verticalScrollBar()
        bar.valueChanged.connect(self._follow)
        bar.rangeChanged.connect(self._follow)
        self.clicked.connect(self._on_clicked)
        view.viewport().installEventFilter(self)
        self._name()
        self.hide()

    @property
    def count(self) -> int:
        """How many entries came while the end was out of sight."""
        return self._count

    def add(self) -> None:
        """One entry came."""
        if self.isVisible():
            self._count += 1
            self._name()
            self.update()

    def _follow(self, *_: object) -> None:
        bar = self._view.verticalScrollBar()
        far = bar.maximum() - bar.value() > FAR
        if not far:
            self._count = 0
            self._name()
        self.setVisible(far)

    def _name(self) -> None:
        name = self.tr("To the newest")
        if self._count:
            name = self.tr("To the newest, {count} new").format(count=self._count)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def _on_clicked(self) -> None:
        bar = self._view.verticalScrollBar()
        had_focus = self.hasFocus()
        bar.setValue(bar.maximum())
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        area = self._view.viewport().geometry()
        mirrored = self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = area.left() + EDGE if mirrored else area.right() - EDGE - SIZE
        self.move(x, area.bottom() - EDGE - SIZE)

    # Qt's own from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutDirectionChange)
        if event.type() in kinds:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        face = font("micro")
        face.setWeight(QFont.Weight.Bold)
        text = badge_words(self._count)
        width = max(BADGE, QFontMetrics(face).horizontalAdvance(text) + 8)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.looks.color("badge"))
        area = QRectF(SIZE - width, 0, width, BADGE)
        painter.drawRoundedRect(area, BADGE / 2, BADGE / 2)
        painter.setFont(face)
        painter.setPen(self._look.looks.color("badge-text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
