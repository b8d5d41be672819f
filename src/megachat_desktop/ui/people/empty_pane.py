"""The right side while nobody is chosen."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.keys import Key, shown
from megachat_desktop.ui.kit.text import plain_label


class EmptyPane(QWidget):
    """It's quiet here, with its two ways out while there are no contacts, else a hint."""

    add_contact_requested = Signal()
    echo_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._drawing = _TwoEnds(look)
        self._title = plain_label(self.tr("It's quiet here"), "heading")
        self._text = plain_label("", "body", "secondary", wrap=True)
        self._add = Button(
            look, self.tr("Add a contact"), "person-add", kind="primary", parent=self
        )
        self._echo = Button(look, self.tr("Call the echo test"), "echo", parent=self)
        self._add.clicked.connect(self.add_contact_requested)
        self._echo.clicked.connect(self.echo_requested)
        self._lay_out()
        self.render_counts(0, echo=False)

    def render_counts(self, people: int, *, echo: bool) -> None:
        """``people`` besides the echo test; ``echo``: whether there is one to call."""
        alone = people == 0
        self._title.setVisible(alone)
        self._add.setVisible(alone)
        self._echo.setVisible(alone and echo)
        self._text.setText(
            self.tr("Send someone your link, or say hello to a person on your network.")
            if alone
            else self.tr("Choose a chat, or press {keys} to find someone.").format(
                keys=shown(Key.SEARCH)
            )
        )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch()
        middle = Qt.AlignmentFlag.AlignHCenter
        self._text.setAlignment(middle)
        self._text.setFixedWidth(280)
        for button in (self._add, self._echo):
            button.setMinimumWidth(232)
        for widget in (self._drawing, self._title):
            layout.addWidget(widget, 0, middle)
        holder = QHBoxLayout()  # an aligned label would not grow with its lines
        holder.addStretch()
        holder.addWidget(self._text)
        holder.addStretch()
        layout.addLayout(holder)
        layout.addSpacing(8)
        layout.addWidget(self._add, 0, middle)
        layout.addWidget(self._echo, 0, middle)
        layout.addStretch()


class _TwoEnds(QWidget):
    """A person, a dotted line, and the place for another."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(176, 76)
        look.looks.changed.connect(self.update)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, icons = self._look.looks.color, self._look.icons
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent-soft"))
        painter.drawEllipse(QRectF(2, 8, 60, 60))
        painter.drawPixmap(14, 20, icons.pixmap("person", 36, color("accent")))
        pen = QPen(color("accent"), 2.5, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.1, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(70, 38), QPointF(106, 38))
        dashed = QPen(color("border-strong"), 1.5)
        dashed.setDashPattern([3, 3])
        painter.setPen(dashed)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(114, 8, 60, 60))
        painter.drawPixmap(132, 26, icons.pixmap("plus", 24, color("text-secondary")))
        painter.end()
