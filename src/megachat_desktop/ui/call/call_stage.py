"""What a call says where there is no picture, below the drawing of who is in it."""

from PySide6.QtCore import QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallState, EndReason
from megachat_desktop.ui.call.fact_line import FactLine, HintLine
from megachat_desktop.ui.call.stage_drawing import (
    LARGE,
    RING_REACH,
    SMALL,
    Cast,
    Place,
    Scene,
    StageDrawing,
    disc,
    reaching_area,
    scene_of,
)
from megachat_desktop.ui.call.stage_ground import StageGround
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import ElidedLabel, keep_digits_in_place, plain_label, shown_name
from megachat_desktop.ui.words import end_words, first_name, path_word, short_path_word, state_words

ROOMY = 620  # a window this high shows people in full size
WORDY = 640  # from this width on the path is told in full
_EDGE, _ABOVE_BAR = 16, 84  # what stays free below the words
_FRAME_MS = 33
_WORTH_ANOTHER = (EndReason.NO_ANSWER, EndReason.FAILED)  # who is busy or declined is left alone


class CallStage(QWidget):
    """Fills the call window behind the bars; renders a ``Call``."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look = look
        self._cast: Cast | None = None
        self._drawing, self._ground = StageDrawing(look, avatars), StageGround(look.looks)
        self._name, self._badge = ElidedLabel("display", "call"), plain_label()
        self._state = plain_label("", "state", "call-secondary", wrap=True)
        keep_digits_in_place(self._state)
        self._hint = HintLine(look)
        self.facts = FactLine(look)
        self.again = Button(look, self.tr("Call again"), "retry", kind="call-accent", size="large")
        self.done = Button(look, self.tr("Close"), kind="call", size="large")
        self._column, self._air = QWidget(self), QSpacerItem(0, 20)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_frame)
        avatars.faces.changed.connect(self.update)

    @property
    def sentence(self) -> str:
        """The words below the name."""
        return self._state.text()

    @property
    def hint(self) -> str:
        """The words below those."""
        return self._hint.text

    def render_call(self, call: Call, account: Account | None, *, echo: bool) -> None:
        """Show how the call stands."""
        self._cast = Cast(call, account, echo)
        self._name.set_whole_text(shown_name(call.contact_name))
        self._badge.setVisible(call.verified and not echo)
        over = call.state is CallState.ENDED
        if over:
            self._state.setText(end_words(call))
        elif words := state_words(call):
            self._state.setText(words)
        self.again.setVisible(over and call.end_reason in _WORTH_ANOTHER)
        self.done.setVisible(over)
        self._arrange()
        self._animate()
        self.update()

    def show_time(self, text: str) -> None:
        """The timer of a voice call."""
        self._state.setText(text)

    def show_level(self, level: float) -> None:
        """How loud the other voice is, root mean square."""
        voice = self._scene is Scene.VOICE
        if self._drawing.ring.follow(level) and voice and self.isVisible():
            self.update(self._drawn())

    def taken(self) -> tuple[QRect, ...]:
        """Where people and words are: nothing else should lie there."""
        layout = self._column.layout()
        assert layout is not None
        layout.activate()
        words = [self._name, self._badge, self._hint, self.facts]
        places = [w.geometry() for w in words if not w.isHidden()]
        line = self._state.fontMetrics().horizontalAdvance(self._state.text())
        middle = self._state.geometry()
        excess = max(0, middle.width() - line) // 2
        places.append(middle.adjusted(excess, 0, -excess, 0))
        start = self._column.pos()
        return (self._drawn(), *(place.translated(start) for place in places))

    def _drawn(self) -> QRect:
        """The part with the people in it."""
        place = self._place()
        if self._scene is Scene.REACHING:
            return reaching_area(place).toAlignedRect()
        size = LARGE + 2 * RING_REACH if self._scene is Scene.VOICE else SMALL
        return disc(place.centre, size * place.scale).toAlignedRect()

    def _place(self) -> Place:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return Place(self._centre(), self.width(), self._scale(), mirrored)

    @property
    def _scene(self) -> Scene | None:
        return scene_of(self._cast.call) if self._cast is not None else None

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addStretch()
        name.addWidget(self._name)
        name.addWidget(self._badge)
        name.addStretch()
        color = self._look.looks.color("call-accent")
        badge = self._look.icons.pixmap("verified-badge", 24, color, second="#0C1012")
        self._badge.setPixmap(badge)
        self._state.setAlignment(middle)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        buttons.addWidget(self.again)
        buttons.addWidget(self.done)
        buttons.addStretch()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(name)
        layout.addWidget(self._state)
        layout.addSpacerItem(self._air)
        layout.addWidget(self._hint, 0, middle)
        layout.addWidget(self.facts, 0, middle)
        layout.addLayout(buttons)
        layout.addStretch()

    def _hint_of(self, call: Call) -> tuple[str, str]:
        """(icon, sentence)."""
        if call.state is not CallState.ACTIVE:
            return "", ""
        if not call.peer_microphone_on:
            text = self.tr("{name} is muted.").format(name=first_name(call.contact_name))
            return "mic-off", text
        if not call.camera_on and not call.peer_camera_on:
            return "video-off", self.tr("Cameras are off. Turn yours on any time.")
        return "", ""

    def _facts_of(self, call: Call) -> tuple[tuple[str, str], ...]:
        if scene_of(call) is not Scene.REACHING or call.state is CallState.DIALING:
            return ()
        found = self.tr("Found {name}").format(name=first_name(call.contact_name))
        facts = [("check", found)]
        if call.path:
            words = path_word if self.width() >= WORDY else short_path_word
            facts.append(("path-direct", words(call.path)))
        if call.safety:
            facts.append(("shield-check", self.tr("Encrypted")))
        return tuple(facts)

    def _animate(self) -> None:
        moving = self._scene is Scene.REACHING
        still = self._look.looks.reduced_motion
        self._drawing.ring.set_still(still)
        if moving and self.isVisible() and not still:
            self._timer.start()
        else:
            self._timer.stop()

    def _on_frame(self) -> None:
        """Only the band with the two people and their line moves."""
        y = round(self._middle_y())
        self.update(0, y - SMALL, self.width(), 2 * SMALL)

    def _centre(self) -> QPointF:
        return QPointF(self.width() / 2, self._middle_y())

    def _middle_y(self) -> float:
        """Where the avatars' centres are."""
        voice = self._scene is Scene.VOICE
        least = (LARGE / 2 + RING_REACH + 8 if voice else SMALL / 2 + 34) * self._scale()
        share = 0.304 if self._scale() < 1 or not voice else 0.328
        return max(least, self.height() * share)

    def _scale(self) -> float:
        """Low windows show people smaller."""
        return max(0.5, min(1.0, self.height() / ROOMY))

    def _arrange(self) -> None:
        if self._cast is not None:
            self.facts.show_facts(self._facts_of(self._cast.call))
            self._hint.say(*self._hint_of(self._cast.call))
        below = 144 if self._scene is Scene.VOICE else 98
        below = round(below * self._scale())
        top = round(self._middle_y() + below)
        width = min(self.width() - 32, 640)
        bar = _EDGE if self._scene is Scene.OVER else _ABOVE_BAR
        room = self.height() - top - bar
        height = max(120, room)
        self._hint.fit(width)
        self._air.changeSize(0, round(20 * self._scale() ** 3))
        layout = self._column.layout()
        assert layout is not None
        if self.facts.isVisibleTo(self) and layout.totalMinimumHeightForWidth(width) > height:
            self.facts.hide()  # the bar must not lie over them
        if self._hint.isVisibleTo(self) and layout.totalMinimumHeightForWidth(width) > room:
            self._hint.hide()
        self._column.setGeometry((self.width() - width) // 2, top, width, height)

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._animate()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: object) -> None:
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground.paint(painter, self)
        if self._cast is not None:
            self._drawing.paint(painter, self._cast, self._place())
        painter.end()
