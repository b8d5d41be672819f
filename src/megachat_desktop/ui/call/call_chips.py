"""The small dark plates over a call's picture: who and how long, safety pictures, quality."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.model.media import MediaSnapshot, path_quality
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Look, paint_focus_ring
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.kit.theme import font
from megachat_desktop.ui.words import path_word, short_path_word

HEIGHT = 40


class Chip(QWidget):
    """A dark plate, 72 % black, 8 pixels round."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setFixedHeight(HEIGHT)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_plate(painter, QRectF(self.rect()), self.look)
        painter.end()


def paint_plate(painter: QPainter, area: QRectF, look: Look) -> None:
    """The plate under a chip."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.looks.color("call-chip"))
    painter.drawRoundedRect(area, 8, 8)


class WhoChip(Chip):
    """Name, badge and timer of a call whose picture fills the window."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__(look)
        self._avatar = Avatar(avatars, look.looks, 24, "call-background")
        self._name = ElidedLabel("body-strong", "call")
        self._badge = plain_label()
        self._time = plain_label("", "timer", "call-secondary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 12, 0)
        layout.setSpacing(8)
        for widget in (self._avatar, self._name, self._badge, self._time):
            layout.addWidget(widget)
        pixmap = look.icons.pixmap(
            "verified-badge", 16, look.looks.color("call-accent"), second="#0C1012"
        )
        self._badge.setPixmap(pixmap)

    def render_call(self, call: Call, *, echo: bool) -> None:
        """Show who it is."""
        name = shown_name(call.contact_name)
        self._avatar.show_person(name, call.account, echo=echo)
        self._name.set_whole_text(name)
        self._badge.setVisible(call.verified and not echo)
        self.adjustSize()

    def show_time(self, text: str) -> None:
        """The timer, or what keeps the call from being one."""
        if text != self._time.text():
            self._time.setText(text)
            self.adjustSize()


class SafetyChip(QAbstractButton):
    """Shield and the first four of the seven pictures; opens them all."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._emoji: tuple[str, ...] = ()
        self._narrow = False
        self._verified = False

    def set_narrow(self, narrow: bool) -> None:
        """The shield alone."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self.adjustSize()

    def render_call(self, call: Call) -> None:
        """Show the pictures as soon as there are any."""
        self._emoji = tuple(picture.emoji for picture in call.safety[:4])
        self._verified = call.verified
        names = ", ".join(picture.name for picture in call.safety)
        self.setAccessibleName(self.tr("Safety pictures: {names}").format(names=names))
        self.setToolTip(self.tr("Compare the safety pictures"))
        self.setVisible(bool(self._emoji))
        self.adjustSize()
        self.update()

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        return QSize(HEIGHT if self._narrow else 44 + 24 * len(self._emoji), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_plate(painter, QRectF(self.rect()), self._look)
        color = self._look.looks.color("call-accent")
        icon = "shield-check" if self._verified else "shield"
        left = 10 if self._narrow else 12
        painter.drawPixmap(left, 10, self._look.icons.pixmap(icon, 20, color))
        face = font("heading")
        face.setWeight(face.Weight.Normal)
        painter.setFont(face)
        painter.setPen(self._look.looks.color("call-text"))
        for number, emoji in enumerate(() if self._narrow else self._emoji):
            area = QRectF(38 + 24 * number, 0, 26, HEIGHT)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, emoji)
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, self._look.looks)


class QualityChip(Chip):
    """Bars and the path in one word."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._bars, self._path = plain_label(), plain_label("", "secondary", "call")
        self._quality = "good"
        self.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(self._bars)
        layout.addWidget(self._path)

    def render_call(self, call: Call) -> None:
        """Show the path, once there is one."""
        if call.path or not call.live:
            self._show_path(call.path)

    def set_narrow(self, narrow: bool) -> None:
        """The bars alone."""
        self._path.setVisible(not narrow)
        self.adjustSize()

    def render_stats(self, snapshot: MediaSnapshot) -> None:
        """Show how well it goes."""
        self._quality = quality(snapshot)
        self._show_path(snapshot.path.kind)

    def _show_path(self, path: str | None) -> None:
        self._path.setText(short_path_word(path))
        self.setToolTip(path_word(path))
        self.setAccessibleName(path_word(path))
        self.setVisible(bool(path))
        self._draw()

    def _draw(self) -> None:
        color = self.look.looks.color(f"call-{self._quality}")
        self._bars.setPixmap(self.look.icons.pixmap(f"signal-{self._quality}", 18, color))
        self.adjustSize()


def quality(snapshot: MediaSnapshot) -> str:
    """good, fair or poor, from the loss in and the round trip."""
    loss = max(snapshot.audio_in.loss_pct, snapshot.video_in.loss_pct)
    return path_quality(loss, snapshot.path.rtt_ms)


class IconChip(QAbstractButton):
    """A square plate with one icon."""

    def __init__(self, look: Look, icon: str, name: str) -> None:
        super().__init__()
        self._look, self._icon_name = look, icon
        self.setFixedSize(HEIGHT, HEIGHT)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon_name(self, icon: str) -> None:
        """Another icon."""
        self._icon_name = icon
        self.update()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_plate(painter, QRectF(self.rect()), self._look)
        color = self._look.looks.color("call-text")
        painter.drawPixmap(10, 10, self._look.icons.pixmap(self._icon_name, 20, color))
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, self._look.looks)


class FactLine(QWidget):
    """What is already known while it rings: found, which path, encrypted."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(22, 10, 20, 10)
        self._layout.setSpacing(8)
        self._facts: tuple[tuple[str, str], ...] = ()

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """(icon, words) of each; hidden without any."""
        if facts == self._facts:
            return
        self._facts = facts
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        color = self._look.looks.color("call-text-secondary")
        for number, (icon, words) in enumerate(facts):
            picture = plain_label()
            picture.setPixmap(self._look.icons.pixmap(icon, 16, color))
            if number:
                self._layout.addSpacing(16)
            self._layout.addWidget(picture)
            self._layout.addWidget(plain_label(words, "secondary", "call-secondary"))
        self.setVisible(bool(facts))
        self.updateGeometry()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.looks.color("call-border"), 1))
        painter.setBrush(self._look.looks.color("call-surface"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.end()
