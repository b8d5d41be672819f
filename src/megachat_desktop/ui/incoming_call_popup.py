"""The window of an incoming call: always on top, never in the way of typing (DESIGN.md, section 9).

When it shows and hides is the business of ``incoming_popups``.
"""

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.plain import set_title
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.ring.caller import REACH, Caller
from megachat_desktop.ui.ring.popup_card import SHADOW, card_region, paint_card
from megachat_desktop.ui.ring.popup_parts import Clock, OpenTile, Tile, TimeLine
from megachat_desktop.ui.ring.reply_panel import ReplyPanel
from megachat_desktop.ui.ring.typing_guard import TypingGuard
from megachat_desktop.ui.words import incoming_words, inside, verified_briefly

ENGINES_CLOCK = SystemClock()  # the times of calls are of it
GUARD_S = 0.3
_INSIDE = 16


class IncomingCallPopup(QWidget):
    """One ringing call. Shown and hidden by ``IncomingPopups`` alone."""

    accepted = Signal(object, bool, bool)  # CallId, with video, whether the running call pauses
    declined = Signal(object)  # CallId
    replied = Signal(object, str)  # CallId, the sentence
    resized = Signal()

    def __init__(
        self, look: Look, avatars: AvatarPainter, clock: Clock = ENGINES_CLOCK.monotonic
    ) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._look, self._clock = look, clock
        self._call: Call | None = None
        self._busy = self._cut = False
        self._shown_at = 0.0
        self._typing = TypingGuard(clock)
        self._make_parts(avatars)
        self._lay_out()
        self._connect()
        look.looks.changed.connect(self.update)
        look.looks.changed.connect(self._fit)
        self._fit()

    def show_call(self, call: Call, contact: Contact | None, *, busy: bool = False) -> None:
        """Fill in who calls; ``busy``: we are in another call. Showing it is left to others."""
        self._call, self._busy = call, busy
        name = shown_name(call.contact_name)
        self.caller.render_call(call, contact)
        self._name_answers(call, busy)
        trust = self.tr("verified") if call.verified else self.tr("not verified yet")
        if contact is not None and contact.mismatched:
            trust = inside(verified_briefly(contact))
        title = self.tr("{kind} from {name}").format(kind=incoming_words(call), name=name)
        set_title(self, title)
        self.setAccessibleName(f"{title}, {trust}")
        self._fit()

    def cut_out(self, cut: bool) -> None:
        """Be the card alone, without its shadow, where nothing shines through a window."""
        self._cut = cut
        self._shape()

    def move_to(self, place: QPoint) -> None:
        """Stand there. A click on its way to what stood there before counts for nothing."""
        if place != self.pos():
            self.move(place)
            self._shown_at = self._clock()

    @property
    def call(self) -> Call | None:
        """The call that it shows."""
        return self._call

    @property
    def shown_for_s(self) -> float:
        """Since when it can be seen where it stands."""
        return self._clock() - self._shown_at

    @property
    def _rings_since(self) -> float:
        """Longer than it can be seen, where a film or another language kept it away until now."""
        return (self._call.started_at if self._call else 0.0) or self._shown_at

    def accept(self) -> None:
        """As the first button does it."""
        self._answer_with(video=bool(self._call and self._call.video), hold=self._busy)

    def decline(self) -> None:
        """As the red button does it."""
        if self._call is not None and self._may_answer():
            self.declined.emit(self._call.call_id)

    # --- making ---------------------------------------------------------------------------------

    def _make_parts(self, avatars: AvatarPainter) -> None:
        look = self._look
        self.caller = Caller(look, avatars, self._clock)
        self._accept = Tile(look, "video", "success", self.tr("Accept"))
        self._audio = Tile(look, "phone", "success-soft", self.tr("Audio only"))
        self._reply = OpenTile(
            look, "chat", "neutral", self.tr("Reply"), self.tr("Reply with message")
        )
        self._decline = Tile(look, "phone-end", "danger", self.tr("Decline"))
        self.panel = ReplyPanel(look)
        self._line = TimeLine(look, self._clock)
        self._fade = QPropertyAnimation(self, b"windowOpacity", self)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)

    def _connect(self) -> None:
        self._accept.button.clicked.connect(self.accept)
        self._audio.button.clicked.connect(self._on_audio_clicked)
        self._reply.button.clicked.connect(self._on_reply_clicked)
        self._decline.button.clicked.connect(self.decline)
        self.panel.chosen.connect(self._on_sentence_chosen)
        self.panel.own_wanted.connect(self._on_own_wanted)
        self.panel.left.connect(self._on_reply_clicked)
        for button in self.findChildren(Button):
            button.installEventFilter(self)

    def _lay_out(self) -> None:
        edge = SHADOW + _INSIDE
        outer = QVBoxLayout(self)
        outer.setContentsMargins(edge, SHADOW + _INSIDE, edge, SHADOW + 1)
        outer.setSpacing(0)
        caller = QHBoxLayout()
        caller.setSpacing(0)
        caller.addSpacing(-REACH)
        caller.addWidget(self.caller)
        outer.addLayout(caller)
        outer.addSpacing(8)
        tiles = QHBoxLayout()
        tiles.setSpacing(10)
        for tile in (self._accept, self._audio, self._reply, self._decline):
            tiles.addWidget(tile, 1, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(tiles)
        outer.addSpacing(12)
        outer.addWidget(self.panel)
        outer.addStretch()
        outer.addSpacing(4)
        outer.addWidget(self._line)

    # --- showing --------------------------------------------------------------------------------

    def _name_answers(self, call: Call, busy: bool) -> None:
        self._accept.button.set_icon_name("video" if call.video else "phone")
        if busy:
            first, second = self.tr("Hold and accept"), self.tr("End and accept")
            self._accept.set_words(first, first, wrap=True)
            self._audio.set_words(second, second, wrap=True)
        else:
            with_video = self.tr("Accept with video") if call.video else self.tr("Accept")
            self._accept.set_words(self.tr("Accept"), with_video)
            self._audio.set_words(self.tr("Audio only"), self.tr("Accept, audio only"))
        self._audio.setVisible(call.video or busy)

    def _fit(self) -> None:
        """As designed, and larger where the words of the answers are."""
        width, height = tokens()["layout"]["incoming-popup"]
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setFixedWidth(max(width + 2 * SHADOW, layout.totalMinimumSize().width()))
        needed = layout.totalSizeHint().height()
        if layout.hasHeightForWidth():  # words below the answers that break
            needed = max(needed, layout.totalHeightForWidth(self.minimumWidth()))
        wanted = max(height + 2 * SHADOW, needed)
        if wanted != self.height() or self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)
            self.resized.emit()

    def _shape(self) -> None:
        if self._cut:
            self.setMask(card_region(self.rect()))
        elif not self.mask().isEmpty():
            self.clearMask()

    # --- answers --------------------------------------------------------------------------------

    def _may_answer(self) -> bool:
        """Not in the first 300 ms: such a click was meant for something else."""
        return self.shown_for_s >= GUARD_S

    def _answer_with(self, *, video: bool, hold: bool) -> None:
        if self._call is not None and self._may_answer():
            self.accepted.emit(self._call.call_id, video, hold)

    def _on_audio_clicked(self) -> None:
        """The second button: audio only, or with a call running the end of that one."""
        video = self._busy and bool(self._call and self._call.video)
        self._answer_with(video=video, hold=False)

    def _on_reply_clicked(self) -> None:
        if self._may_answer():
            self.panel.fold() if self.panel.isVisibleTo(self) else self.panel.show()
        self._reply.show_open(self.panel.isVisibleTo(self))
        self._fit()

    def _on_own_wanted(self) -> None:
        self._fit()
        self.activateWindow()  # the person wants to type here, and said so

    def _on_sentence_chosen(self, text: str) -> None:
        if self._call is not None:
            self.replied.emit(self._call.call_id, text)

    def _announce(self) -> None:
        event = QAccessibleAnnouncementEvent(self, self.accessibleName())
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _fade_in(self) -> None:
        duration = self._look.looks.duration_ms("base")
        if duration == 0:
            return
        self._fade.setDuration(duration)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.start()

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        self._shown_at = self._clock()
        self._line.started_at = self._rings_since
        super().showEvent(event)
        self._announce()
        self._fade_in()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shape()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # it goes when the ringing ends

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._typing.focus_came()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._typing.is_typed_on(event)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if self._typing.is_typed_on(event):
            return
        match event.key():
            case Qt.Key.Key_Escape if not event.isAutoRepeat():
                self.decline()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if event.isAutoRepeat():
                pass
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focused, Button):
                focused.click()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.accept()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, self._look.looks, self.rect(), event.rect())
        painter.end()
