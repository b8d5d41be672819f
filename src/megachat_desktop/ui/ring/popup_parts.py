"""The parts of an incoming call's window: the ringing avatar, the tiles, the line."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.plain import set_tool_tip
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.theme import tokens

AVATAR = 64
TILE_HEIGHT = 44
_AROUND = 10  # room for the ring as it grows
_FRAME_MS = 40
_LINE_MS = 125  # the line moves by one pixel in this time
_LINE_HEIGHT = 3

Clock = Callable[[], float]


class RingingAvatar(QWidget):
    """Who calls, in a ring that grows and fades; the ring stands still under reduced motion."""

    def __init__(self, look: Look, avatars: AvatarPainter, clock: Clock) -> None:
        super().__init__()
        self._look, self._avatars, self._clock = look, avatars, clock
        self._call: Call | None = None
        self._echo = False
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)
        self.setFixedSize(QSize(AVATAR + 2 * _AROUND, AVATAR + 2 * _AROUND))
        avatars.faces.changed.connect(self.update)
        look.looks.changed.connect(self._pulse)

    def show_call(self, call: Call, *, echo: bool) -> None:
        """Paint this caller from now on."""
        self._call, self._echo = call, echo
        self.update()

    @property
    def pulses(self) -> bool:
        """Whether the ring moves."""
        return self._timer.isActive()

    def _pulse(self) -> None:
        if self.isVisible() and not self._look.looks.reduced_motion:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pulse()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._call is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(_AROUND, _AROUND, AVATAR, AVATAR)
        color = QColor(self._look.looks.color("accent"))
        painter.setPen(QPen(color, 2))
        painter.drawEllipse(disc.adjusted(-4, -4, 4, 4))
        if self.pulses:
            cycle_s: float = tokens()["motion"]["ring-pulse"] / 1000
            pulse = self._clock() % cycle_s / cycle_s
            color.setAlphaF(0.5 * (1 - pulse))
            painter.setPen(QPen(color, 2))
            grown = 4 + (_AROUND - 5) * pulse
            painter.drawEllipse(disc.adjusted(-grown, -grown, grown, grown))
        name, account = self._call.contact_name, self._call.account
        self._avatars.paint(painter, disc, name, account, echo=self._echo)
        painter.end()


class Tile(QWidget):
    """One answer: a button with an icon, its word below."""

    def __init__(self, look: Look, icon: str, kind: str, word: str, name: str = "") -> None:
        super().__init__()
        self.button = Button(look, "", icon, kind=kind, size="large", name=name or word)
        self.button.setProperty("shape", "tile")
        self.button.setMinimumWidth(60)
        self.button.setMaximumWidth(16_777_215)
        self.button.setFixedHeight(TILE_HEIGHT)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._word = plain_label(word, "tile-word")
        self._word.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.button)
        column.addWidget(self._word, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def word(self) -> str:
        """What stands below the button."""
        return self._word.text()

    def set_words(self, word: str, name: str, *, wrap: bool = False) -> None:
        """What stands below, in two lines with ``wrap``, and what a screen reader says."""
        self._word.setText(word)
        self._word.setWordWrap(wrap)
        if (column := self.layout()) is not None:
            column.activate()  # the popup asks at once how high it has to be
        self.button.setAccessibleName(name)
        set_tool_tip(self.button, name)


class OpenTile(Tile):
    """A tile that unfolds something, and shows that it is open."""

    def __init__(self, look: Look, icon: str, kind: str, word: str, name: str) -> None:
        super().__init__(look, icon, kind, word, name)
        self._kind = kind
        self.button.setCheckable(True)  # screen readers say whether it is open

    def show_open(self, opened: bool) -> None:
        """Whether what it unfolds can be seen."""
        self.button.setChecked(opened)
        self.button.set_kind("soft" if opened else self._kind)


class TimeLine(QWidget):
    """Runs out over the 45 s that a call rings; ``started_at`` by the clock given."""

    def __init__(self, look: Look, clock: Clock) -> None:
        super().__init__()
        self._look, self._clock = look, clock
        self.started_at = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(_LINE_MS)
        self._timer.timeout.connect(self.update)
        self.setFixedHeight(_LINE_HEIGHT)
        look.looks.changed.connect(self.update)

    @property
    def left(self) -> float:
        """How much is left, 1 to 0."""
        whole_s: float = tokens()["timing"]["incoming-ring-timeout"] / 1000
        return min(1.0, max(0.0, 1.0 - (self._clock() - self.started_at) / whole_s))

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.looks.color("border-strong"))
        width = self.width() * self.left
        start = self.width() - width if self.isRightToLeft() else 0.0
        painter.drawRoundedRect(QRectF(start, 0, width, _LINE_HEIGHT), 1.5, 1.5)
        painter.end()
