"""Everything inside the call window: pictures or stage, bars, notices, popovers, and their places.

It renders snapshots and lays its parts out; what the person wants leaves through the parts' own
signals, which the window connects.
"""

from functools import cached_property

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.media import MediaSnapshot, SoundLevels
from megachat_desktop.model.settings import Corner
from megachat_desktop.ui.call.call_controls import ControlBar
from megachat_desktop.ui.call.call_stage import CallStage
from megachat_desktop.ui.call.devices_popover import DevicesPopover
from megachat_desktop.ui.call.notice_bar import NoticeBar
from megachat_desktop.ui.call.placing import in_corner, place
from megachat_desktop.ui.call.popover import Popover
from megachat_desktop.ui.call.quality_panel import QualityPanel
from megachat_desktop.ui.call.safety_popover import SafetyPopover
from megachat_desktop.ui.call.self_view import SelfView
from megachat_desktop.ui.call.stage_drawing import LARGE
from megachat_desktop.ui.call.stats_history import StatsHistory
from megachat_desktop.ui.call.top_bar import TopBar
from megachat_desktop.ui.call.video_view import VideoView
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.words import first_name, state_words

EDGE, TOP = 24, 20
NARROW, NARROW_EDGE = 640, 12
SELF_NARROW = (120, 75)
_GAP = 12


class Shade(QWidget):
    """Darkens an edge of the picture, so that the bars can be read."""

    def __init__(self, look: Look, *, top: bool) -> None:
        super().__init__()
        self._look, self._top = look, top
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        dark = self._look.looks.color("call-background")
        clear = self._look.looks.color("call-background")
        dark.setAlpha(150)
        clear.setAlpha(0)
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0 if self._top else 1, dark)
        gradient.setColorAt(1 if self._top else 0, clear)
        painter.fillRect(self.rect(), gradient)
        painter.end()


class CallView(QWidget):
    """Fills the call window. ``swapped`` puts our own picture into the large place."""

    statistics_made = Signal(object)  # QualityPanel

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look, self._avatars = look, avatars
        self._call: Call | None = None
        self._account: Account | None = None
        self._echo = False
        self._slots: tuple[PictureSlot | None, PictureSlot | None] = (None, None)
        self.mirror = True
        self.swapped = self.own_hidden = False
        self.history = StatsHistory()
        self.video = VideoView(look)
        self.stage = CallStage(look, avatars)
        self.shades = Shade(look, top=True), Shade(look, top=False)
        self.lost = plain_label("", "title", "call")
        self.self_view = SelfView(look)
        self.notices = NoticeBar(look)
        self.top = TopBar(look, avatars)
        self.bar = ControlBar(look)
        for widget in (
            self.video, self.stage, *self.shades, self.lost, self.self_view, self.notices,
            self.top, self.bar,
        ):  # fmt: skip
            widget.setParent(self)
        self.safety = SafetyPopover(look, self)
        self.devices = DevicesPopover(look, self)
        self.safety.opened.connect(self.top.safety.show_opened)
        avatars.faces.changed.connect(self.update)
        self.video.paint_placeholder = self._paint_large
        self.self_view.paint_placeholder = self._paint_small

    @cached_property
    def statistics(self) -> QualityPanel:
        """How well the call goes, in figures; made when somebody wants to know."""
        panel = QualityPanel(self._look, self)
        panel.opened.connect(self.top.quality.show_opened)
        if self._call is not None:
            panel.render_call(self._call)
        self.statistics_made.emit(panel)
        return panel

    @property
    def _made_statistics(self) -> QualityPanel | None:
        made: QualityPanel | None = self.__dict__.get("statistics")
        return made

    @property
    def call(self) -> Call | None:
        """The snapshot that is shown."""
        return self._call

    @property
    def popovers(self) -> tuple[Popover, ...]:
        """All that can be open."""
        made = self._made_statistics
        return self.safety, *([made] if made else []), self.devices

    @property
    def pictures(self) -> bool:
        """Whether a picture fills the window."""
        call = self._call
        return call is not None and call.established and call.peer_camera_on

    def render_call(self, call: Call, account: Account | None, *, echo: bool) -> None:
        """Show how the call stands."""
        self._call, self._account, self._echo = call, account, echo
        self.stage.render_call(call, account, echo=echo)
        self.top.render_call(call, pictures=self.pictures, echo=echo)
        self.bar.render_call(call)
        self.safety.render_call(call)
        if self._made_statistics is not None:
            self._made_statistics.render_call(call)
        if not call.live:
            self.devices.close_popover()
        self.show_parts(call)

    def render_stats(self, snapshot: MediaSnapshot) -> None:
        """Show how well it goes."""
        self.history.add(snapshot)
        self.top.quality.render_stats(self.history.quality, snapshot.path.kind)
        if self._made_statistics is not None:
            self._made_statistics.render_stats(self.history)

    def show_levels(self, levels: SoundLevels) -> None:
        """How loud both ends are."""
        self.stage.show_level(levels.voice)
        if self.devices.isVisible():
            self.devices.show_levels(levels)

    def attach(self, remote: PictureSlot | None, own: PictureSlot | None) -> None:
        """Where the pictures come from; None frees what is held."""
        self._slots = remote, own
        large, small = (own, remote) if self.swapped else (remote, own)
        if large is not self.video.slot or small is not self.self_view.slot:
            self.video.attach(None)
            self.self_view.attach(None)
        self.video.attach(large)
        self.self_view.attach(small)
        self.video.set_mirrored(self.swapped and self.mirror)
        self.self_view.set_mirrored(not self.swapped and self.mirror)

    def swap(self) -> None:
        """The large picture becomes the small one."""
        if self.pictures:
            self.swapped = not self.swapped
            self.attach(*self._slots)
            if self._call is not None:
                self.show_parts(self._call)

    def show_parts(self, call: Call) -> None:
        """Show and hide by the state alone."""
        pictures = self.pictures
        if not pictures and self.swapped:
            self.swapped = False
            self.attach(*self._slots)
        self.video.setVisible(pictures)
        self.stage.setVisible(not pictures)
        dimmed = call.state in (CallState.RECONNECTING, CallState.ON_HOLD)
        self.video.set_dimmed(dimmed)
        self.lost.setVisible(pictures and dimmed)
        self.lost.setText(state_words(call))
        whose = first_name(call.contact_name) if self.swapped else self.tr("You")
        self.self_view.show_name(whose, labelled=self.width() >= NARROW)
        self.arrange()

    def arrange(self) -> None:
        """Give every part its place."""
        width, height = self.width(), self.height()
        narrow = width < NARROW
        edge = NARROW_EDGE if narrow else EDGE
        self.video.setGeometry(self.rect())
        self.stage.setGeometry(self.rect())
        self.shades[0].setGeometry(0, 0, width, 140)
        self.shades[1].setGeometry(0, height - 210, width, 210)
        self.bar.set_narrow(narrow)
        self.top.set_narrow(narrow)
        place(self.top, QRect(edge, TOP, width - 2 * edge, self.top.height()))
        size = self.bar.sizeHint()
        x, y = (width - size.width()) // 2, height - size.height() - edge
        place(self.bar, QRect(QPoint(x, y), size))
        self._arrange_self_view()
        self._arrange_notice(y)
        self.lost.adjustSize()
        self.lost.move((width - self.lost.width()) // 2, height // 2 - 12)
        for popover in self.popovers:
            if popover.isVisible():
                popover.arrange()

    def settle_self_view(self, corner: Corner) -> None:
        """Let the small picture slide into this corner."""
        self.self_view.corner = corner
        self._arrange_self_view(moving=True)

    def _arrange_self_view(self, *, moving: bool = False) -> None:
        if self.self_view.dragging:
            return
        place_ = self._self_view_place() if self._self_view_wanted() else None
        if place_ is not None:
            self.self_view.settle(place_, moving=moving)
        self.self_view.setVisible(place_ is not None)

    def _self_view_wanted(self) -> bool:
        call = self._call
        if call is None or not call.live:
            return False
        return self.swapped or (call.camera_on and call.has_camera and not self.own_hidden)

    def _self_view_place(self) -> QRect | None:
        """Its corner; beside people and words of a low window any other, smaller or not at all."""
        own = self.self_view.corner
        if self.pictures:
            return self._in_corner(own, self._self_view_sizes()[0])
        taken = self.stage.taken()
        for size in self._self_view_sizes():
            for corner in (own, *(other for other in Corner if other is not own)):
                found = self._in_corner(corner, size)
                if not any(found.intersects(area) for area in taken):
                    return found
        return None

    def _self_view_sizes(self) -> tuple[QSize, ...]:
        small = QSize(*SELF_NARROW)
        if self.width() < NARROW:
            return (small,)
        return QSize(*tokens()["layout"]["self-view"]), small

    def _in_corner(self, corner: Corner, size: QSize) -> QRect:
        edge = NARROW_EDGE if self.width() < NARROW else EDGE
        beside = (self.width() - self.bar.width()) // 2 - edge - _GAP
        top = TOP + self.top.height() + _GAP
        below = edge if size.width() <= beside else self.height() - self.bar.y() + _GAP
        area = QRect(edge, top, self.width() - 2 * edge, self.height() - top - below)
        return in_corner(corner, size, area)

    def _arrange_notice(self, bar_top: int) -> None:
        width = self.notices.wanted_width(self.width() - 2 * NARROW_EDGE)
        height = max(44, self.notices.heightForWidth(width))
        area = QRect((self.width() - width) // 2, bar_top - _GAP - height, width, height)
        small = self.self_view
        if small.isVisibleTo(self) and area.intersects(small.geometry()):
            area.moveBottom(small.geometry().top() - _GAP)
        self.notices.setGeometry(area)

    def _paint_large(self, painter: QPainter, area: QRectF) -> None:
        self._paint_avatar(painter, area, LARGE, own=self.swapped)

    def _paint_small(self, painter: QPainter, area: QRectF) -> None:
        self._paint_avatar(painter, area, area.height() * 0.5, own=not self.swapped)

    def _paint_avatar(self, painter: QPainter, area: QRectF, size: float, *, own: bool) -> None:
        """A camera is on, and no picture is there yet."""
        disc = QRectF(0, 0, size, size)
        disc.moveCenter(area.center())
        if own and self._account is not None:
            self._avatars.paint(painter, disc, self._account.name, self._account.account)
        elif not own and self._call is not None:
            name, account = self._call.contact_name, self._call.account
            self._avatars.paint(painter, disc, name, account, echo=self._echo)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._call is not None:
            self.show_parts(self._call)
