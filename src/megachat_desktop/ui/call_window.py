"""The window of one call, from "Calling…" to the sentence about its end.

It renders ``Call`` snapshots and keeps no state of its own; pictures come through the slots.
Closing it hides it: the strip of the main window brings it back, only the red button hangs up.
"""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallState, Direction
from megachat_desktop.model.media import MediaDevice, MediaSnapshot
from megachat_desktop.model.settings import Corner, Settings
from megachat_desktop.ui.call.announce import news_of
from megachat_desktop.ui.call.call_bars import CallBars
from megachat_desktop.ui.call.call_keys import CallKeys
from megachat_desktop.ui.call.call_pulse import CallPulse, LevelSource
from megachat_desktop.ui.call.call_screens import is_silent_end
from megachat_desktop.ui.call.call_view import NARROW, CallView
from megachat_desktop.ui.call.call_wishes import CallWishes
from megachat_desktop.ui.call.mini_window import MiniWindow
from megachat_desktop.ui.call.more_menu import MoreMenu
from megachat_desktop.ui.call.prompter import Prompter
from megachat_desktop.ui.call.quality_panel import QualityPanel
from megachat_desktop.ui.kit.announce import announce
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.fit import set_least
from megachat_desktop.ui.kit.keys import Key
from megachat_desktop.ui.kit.plain import set_title
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.kit.theme import tokens


class CallWindow(QWidget):
    """Shown and hidden by ``CallScreens``, which goes by the call's state."""

    people_requested = Signal()
    chat_requested = Signal(object)  # AccountId
    closed_after_end = Signal(object)  # CallId
    hidden_while_live = Signal()
    settings_rendered = Signal(object)  # Settings, for parts that are made later

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self.setObjectName("callWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._call: Call | None = None
        self._settings = Settings()
        self.wishes = CallWishes(self)
        self._slots: tuple[PictureSlot | None, PictureSlot | None] = (None, None)
        self.view = CallView(look, avatars)
        self.view.setParent(self)
        self.mini = MiniWindow(look, avatars)
        self.bars = CallBars(look, self, self.view)
        self.prompter = Prompter(self.view)
        self.pulse = CallPulse(self.view, self.mini, self.prompter)
        deeds = {
            "devices": self._open_devices, "chat": self.open_chat,
            "statistics": self.toggle_statistics, "mini": self.show_mini,
            "full_screen": self.toggle_full_screen, "toggle_own": self._toggle_own,
            "corner": self._next_corner, "hold": self.wishes.hold,
        }  # fmt: skip
        self.more = MoreMenu(self, self.view, deeds)
        self.keys = CallKeys(self, {
            Key.MICROPHONE: self.view.bar.toggle_microphone,
            Key.CAMERA: self.view.bar.toggle_camera, Key.CHAT: self.open_chat,
            Key.STATISTICS: self.toggle_statistics, Key.FULL_SCREEN: self.toggle_full_screen,
            Key.HANG_UP: self.wishes.hang_up,
        })  # fmt: skip
        self._connect()
        self._connect_wishes()
        self._track_pointer()
        sizes = tokens()["layout"]
        set_least(self, sizes["call-window-min"])
        self.resize(*sizes["call-window-default"])
        self.view.setGeometry(self.rect())

    def _connect(self) -> None:
        view, bar, top = self.view, self.view.bar, self.view.top
        bar.devices_requested.connect(self._open_devices)
        bar.chat_requested.connect(self.open_chat)
        bar.more_requested.connect(self._open_more)
        top.safety.clicked.connect(self._on_safety_clicked)
        top.quality.clicked.connect(self.toggle_statistics)
        top.full_screen.clicked.connect(self.toggle_full_screen)
        top.mini.clicked.connect(self.show_mini)
        top.people.clicked.connect(self.people_requested)
        view.self_view.swap_requested.connect(view.swap)
        view.self_view.hide_requested.connect(self._toggle_own)
        view.self_view.corner_chosen.connect(self._choose_corner)
        view.stage.done.clicked.connect(self.close)
        self.mini.return_requested.connect(partial(self.leave_mini, in_front=True))
        self.keys.used.connect(self.bars.activity)
        self.prompter.devices_requested.connect(self._open_devices)

    def _connect_wishes(self) -> None:
        wishes, view = self.wishes, self.view
        for buttons in (view.bar, self.mini):
            buttons.microphone_requested.connect(wishes.switch_microphone)
            buttons.hang_up_requested.connect(wishes.hang_up)
        view.bar.camera_requested.connect(wishes.switch_camera)
        view.safety.answered.connect(wishes.answer_safety)
        view.devices.chosen.connect(wishes.choose_device)
        view.statistics_made.connect(self._on_statistics_made)
        view.stage.again.clicked.connect(wishes.call_again)
        self.prompter.settings_requested.connect(wishes.settings_requested)
        self.prompter.resume_requested.connect(wishes.resume)
        self.prompter.camera_retry_requested.connect(wishes.retry_camera)
        self.keys.talk.connect(wishes.talk)

    def _track_pointer(self) -> None:
        for widget in (self, *self.findChildren(QWidget)):
            widget.setMouseTracking(True)  # moves that nobody takes arrive at the window

    # --- snapshots ------------------------------------------------------------------------------

    @property
    def call(self) -> Call | None:
        """The snapshot that is shown."""
        return self._call

    def render_call(self, call: Call, account: Account | None, *, echo: bool = False) -> None:
        """Show how the call stands."""
        before, self._call = self._call, call
        self.wishes.render_call(call)
        set_title(self, self.tr("Call: {name}").format(name=shown_name(call.contact_name)))
        self.view.render_call(call, account, echo=echo)
        self.mini.render_call(call, echo=echo)
        if call.state is CallState.ENDED:
            self._end()
        self.pulse.render_call(call)
        self.prompter.render_call(call)
        self.bars.render_call(call)
        if news := news_of(before, call):
            announce(self, news)

    def render_stats(self, snapshot: MediaSnapshot) -> None:
        """Show how well it goes."""
        self.view.render_stats(snapshot)
        self.prompter.render_stats(snapshot)

    def render_devices(self, devices: tuple[MediaDevice, ...], settings: Settings) -> None:
        """What there is to use; a new headset is offered."""
        self.view.devices.render_devices(devices, settings)
        self.prompter.render_devices(devices, settings)

    def render_settings(self, settings: Settings) -> None:
        """What the person chose."""
        self.view.mirror = settings.mirror_preview
        self._settings = settings
        self.settings_rendered.emit(settings)
        if settings.self_view_corner is not self.view.self_view.corner:
            self.view.settle_self_view(settings.self_view_corner)
        self.attach(*self._slots)

    def render_unseen(self, unseen: int) -> None:
        """How much of the conversation with this person nobody has looked at."""
        self.view.bar.show_unseen(unseen)

    def attach(self, remote: PictureSlot | None, own: PictureSlot | None) -> None:
        """Where the pictures come from; None frees what is held."""
        self._slots = remote, own
        small = self.mini.isVisible()
        if small:
            self.view.attach(None, None)
        self.mini.attach(remote if small else None)
        if not small:
            self.view.attach(remote, own)

    def attach_levels(self, levels: LevelSource) -> None:
        """Where to ask how loud both ends are; it must not block."""
        self.pulse.attach_levels(levels)

    def free(self) -> None:
        """Let go of everything; it will not be seen again."""
        self.attach(None, None)
        self.mini.hide()
        self.mini.deleteLater()
        self.hide()

    def _end(self) -> None:
        self.keys.release()
        self.attach(None, None)
        if self._call is None or not is_silent_end(self._call):  # else it just goes, as it is
            self.leave_mini(in_front=self.mini.isActiveWindow())

    # --- what the person does -------------------------------------------------------------------

    def toggle_full_screen(self) -> None:
        """F. After it the window is as large as it was before, maximized too."""
        full = not self.isFullScreen()
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.show()
        self.view.top.show_full_screen(full)

    def _on_statistics_made(self, panel: QualityPanel) -> None:
        panel.size_button.chosen.connect(self.wishes.choose_picture_size)
        panel.size_button.render_settings(self._settings)
        self.settings_rendered.connect(panel.size_button.render_settings)

    def toggle_statistics(self) -> None:
        """I."""
        call, panel = self._call, self.view.statistics
        if call is not None and call.live:
            top = self.view.top
            anchor = top.quality if top.quality.isVisibleTo(top) else top
            panel.toggle_at(anchor, below=True)
            panel.render_stats(self.view.history)

    def open_chat(self) -> None:
        """C."""
        if self._call is not None:
            self.chat_requested.emit(self._call.account)

    def show_mini(self) -> None:
        """The small window takes the place of this one."""
        if self._call is not None and self._call.live:
            self.mini.appear(self)
            self.attach(*self._slots)
            self.hide()

    def leave_mini(self, *, in_front: bool = True) -> None:
        """This window again; the keyboard is another window's if it is not to be in front."""
        if self.mini.isVisible():
            self.mini.hide()
            self.attach(*self._slots)
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not in_front)
            self.show()
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
            if in_front:
                self.activateWindow()

    def _open_devices(self) -> None:
        bar = self.view.bar
        anchor = bar.devices if bar.devices.isVisible() else bar.more
        self.view.devices.toggle_at(anchor, below=False)

    def _open_more(self) -> None:
        menu = self.more.make(narrow=self.width() < NARROW, full=self.isFullScreen())
        self.bars.hold_for(menu)
        menu.popup(self.view.bar.more.mapToGlobal(QPoint(0, -8 - menu.sizeHint().height())))

    def _toggle_own(self) -> None:
        self.view.own_hidden = not self.view.own_hidden
        if self._call is not None:
            self.view.show_parts(self._call)

    def _next_corner(self) -> None:
        corner: Corner = self.view.self_view.corner
        self._choose_corner(corner.next)

    def _choose_corner(self, corner: Corner) -> None:
        """At once; the settings remember it for the next call."""
        self.view.settle_self_view(corner)
        self.wishes.choose_corner(corner)

    def _on_safety_clicked(self) -> None:
        self.view.safety.toggle_at(self.view.top.safety, below=True)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view.setGeometry(self.rect())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.bars.activity()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.bars.activity()
        for popover in self.view.popovers:
            popover.close_popover()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.isFullScreen():
            self.toggle_full_screen()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # out of the bars

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # or a button would wait for Space
        call = self._call
        if call is not None and call.direction is Direction.IN and call.active_at is None:
            self.view.bar.ignore_second_click()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.bars.keeper.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if self._call is None:
            return
        if self._call.live:
            self.hidden_while_live.emit()
        else:
            self.closed_after_end.emit(self._call.call_id)
