"""The window of an incoming call: always on top, never in the way of typing (DESIGN.md, section 9).

When it shows and hides is the business of ``incoming_popups``.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.words import incoming_words, verified_line

GUARD_S = 0.3
SHADOW = 16
_FRAME_MS = 40

Clock = Callable[[], float]


class IncomingCallPopup(QWidget):
    """One ringing call. Shown and hidden by ``IncomingPopups`` alone."""

    accepted = Signal(object, bool)  # CallId, with video
    declined = Signal(object)  # CallId

    def __init__(self, look: Look, avatars: AvatarPainter, clock: Clock = time.monotonic) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._look, self._avatars, self._clock = look, avatars, clock
        avatars.faces.changed.connect(self.update)
        self._call: Call | None = None
        self._echo = False
        self._shown_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)
        self._kind = plain_label("", "caption", "secondary")
        self._name = ElidedLabel("heading")
        self._badge = plain_label()
        self._trust = ElidedLabel("secondary", "secondary")
        self._accept = self._big("video", "success", self.tr("Accept"))
        self._accept_word = plain_label("", "caption")
        self._audio = self._big("phone", "success-soft", self.tr("Audio only"))
        self._decline = self._big("phone-end", "danger", self.tr("Decline"))
        self._lay_out()
        self._accept.clicked.connect(self._on_accept_clicked)
        self._audio.clicked.connect(self._on_audio_clicked)
        self._decline.clicked.connect(self._on_decline_clicked)
        look.looks.changed.connect(self._tint)
        width, height = tokens()["layout"]["incoming-popup"]
        self.setFixedSize(width + 2 * SHADOW, height + 2 * SHADOW)

    def show_call(self, call: Call, contact: Contact | None, *, busy: bool = False) -> None:
        """Fill in who calls; ``show`` is the caller's business."""
        self._call = call
        self._echo = bool(contact and contact.is_echo)
        name = shown_name(call.contact_name)
        kind = incoming_words(call)
        trust = verified_line(contact) if contact else self.tr("Not verified yet")
        self._kind.setText(kind)
        self._name.set_whole_text(name)
        self._trust.set_whole_text(trust)
        self._badge.setVisible(call.verified)
        self._audio_column.setVisible(call.video)
        self._accept.set_icon_name("video" if call.video else "phone")
        self._accept_word.setText(self.tr("End and accept") if busy else self.tr("Accept"))
        accept = self.tr("Accept with video") if call.video else self._accept_word.text()
        self._accept.setAccessibleName(accept)
        self.setWindowTitle(self.tr("{kind} from {name}").format(kind=kind, name=name))
        self.setAccessibleName(f"{self.windowTitle()}, {trust}")
        self._tint()

    @property
    def call(self) -> Call | None:
        """The call that it shows."""
        return self._call

    def _big(self, icon: str, kind: str, name: str) -> Button:
        button = Button(self._look, "", icon, kind=kind, size="large", name=name)
        button.setProperty("shape", "tile")
        return button

    def _column(self, button: Button, label: QLabel) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        button.setMinimumWidth(60)
        button.setMaximumWidth(16_777_215)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(button)
        layout.addWidget(label)
        return column

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SHADOW + 16, SHADOW + 14, SHADOW + 16, SHADOW + 12)
        outer.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(6)
        self._app = plain_label()
        top.addWidget(self._app)
        top.addWidget(plain_label("MegaChat", "caption", "secondary"))
        top.addStretch()
        top.addWidget(self._kind)
        outer.addLayout(top)
        outer.addLayout(self._who())
        outer.addLayout(self._buttons())
        outer.addStretch()

    def _who(self) -> QGridLayout:
        who = QGridLayout()
        who.setContentsMargins(78, 10, 0, 12)
        who.setVerticalSpacing(2)
        name = QHBoxLayout()
        name.setSpacing(6)
        name.addWidget(self._name)
        name.addWidget(self._badge)
        name.addStretch()
        who.addLayout(name, 0, 0)
        who.addWidget(self._trust, 1, 0)
        who.setRowMinimumHeight(0, 28)
        who.setRowMinimumHeight(1, 20)
        return who

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        self._audio_column = self._column(
            self._audio, plain_label(self.tr("Audio only"), "caption")
        )
        buttons.addWidget(self._column(self._accept, self._accept_word))
        buttons.addWidget(self._audio_column)
        buttons.addWidget(self._column(self._decline, plain_label(self.tr("Decline"), "caption")))
        return buttons

    def _tint(self) -> None:
        color, icons = self._look.looks.color, self._look.icons
        tick = color("accent-text").name()
        self._badge.setPixmap(icons.pixmap("verified-badge", 18, color("accent"), second=tick))
        self._app.setPixmap(icons.pixmap("app-icon-16", 16, color("accent")))
        self.update()

    def _answer(self, video: bool | None) -> None:
        """Pass an answer on, unless it came in the first 300 ms: a click meant for elsewhere."""
        if self._call is None or self._clock() - self._shown_at < GUARD_S:
            return
        if video is None:
            self.declined.emit(self._call.call_id)
        else:
            self.accepted.emit(self._call.call_id, video)

    def _on_accept_clicked(self) -> None:
        self._answer(bool(self._call and self._call.video))

    def _on_audio_clicked(self) -> None:
        self._answer(False)

    def _on_decline_clicked(self) -> None:
        self._answer(None)

    def _left(self) -> float:
        """How much of the 45 s is left, 1 to 0."""
        whole_s: float = tokens()["timing"]["incoming-ring-timeout"] / 1000
        return max(0.0, 1.0 - (self._clock() - self._shown_at) / whole_s)

    def _paint_shadow(self, painter: QPainter, card: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        shadow = QColor(self._look.looks.color("shadow"))
        for step in range(SHADOW, 0, -2):
            shadow.setAlpha(max(2, round(14 * (1 - step / SHADOW))))
            painter.setBrush(shadow)
            area = card.adjusted(-step, -step + 4, step, min(step + 4, SHADOW))
            painter.drawRoundedRect(area, 16 + step, 16 + step)

    def _paint_ring(self, painter: QPainter, avatar: QRectF) -> None:
        pulse = ((self._clock() - self._shown_at) % 1.6) / 1.6
        color = QColor(self._look.looks.color("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 2))
        painter.drawEllipse(avatar.adjusted(-4, -4, 4, 4))
        color.setAlphaF(0.5 * (1 - pulse))
        painter.setPen(QPen(color, 2))
        grown = 4 + 6 * pulse
        painter.drawEllipse(avatar.adjusted(-grown, -grown, grown, grown))

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        self._shown_at = self._clock()
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # it goes when the ringing ends

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        match event.key():
            case Qt.Key.Key_Escape:
                self._on_decline_clicked()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focused, Button):
                focused.click()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_accept_clicked()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        self._paint_shadow(painter, card)
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(color("surface-raised"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 16, 16)
        avatar = QRectF(card.left() + 18, card.top() + 46, 60, 60)
        if self._call is not None:
            self._paint_ring(painter, avatar)
            name = self._call.contact_name
            self._avatars.paint(painter, avatar, name, self._call.account, echo=self._echo)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("border-strong"))
        width = (card.width() - 32) * self._left()
        painter.drawRoundedRect(QRectF(card.left() + 16, card.bottom() - 4, width, 3), 1.5, 1.5)
        painter.end()
