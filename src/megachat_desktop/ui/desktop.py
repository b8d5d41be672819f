"""Everything that is on the screen, connected: snapshots in, intents out, nothing remembered.

INCOMING shows the popup, a call that we are in has its window, and each state its sound; the same
snapshots feed the tray and the main window. What a start does not show is made when it is wanted.
"""

import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.events import NoticeRaised
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.settings import Availability, Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.call.call_screens import CallScreens
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.face_book import FaceBook
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.ring.bell import Bell
from megachat_desktop.ui.ring.notice_boards import DesktopBoard, TrayBoard
from megachat_desktop.ui.ring.ring_trial import RingTrial
from megachat_desktop.ui.ring.ringing import Sounds
from megachat_desktop.ui.ring.screen_lock import DesktopLock
from megachat_desktop.ui.ring.surroundings import surroundings_of_this_desktop
from megachat_desktop.ui.start.closing import Closing
from megachat_desktop.ui.tray import Tray

if TYPE_CHECKING:  # a tenth of the start: loaded when they are wanted
    from megachat_desktop.ui.people.add_contact import AddContactSheet
    from megachat_desktop.ui.people.verify import VerifySheet
    from megachat_desktop.ui.settings.settings_window import SettingsWindow


class Desktop(QObject):
    """Made before the engine starts, so that it hears everything from the beginning."""

    quit_requested = Signal()
    settings_made = Signal(object)  # SettingsWindow, before it shows for the first time

    def __init__(
        self,
        bridge: Bridge,
        look: Look,
        sounds: Sounds,
        unix: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self.bridge = self._bridge = bridge
        self._look = look
        self._avatars = avatars = AvatarPainter(look.looks, look.icons)
        self.faces = FaceBook(bridge, avatars.faces, self)
        self.history = History(bridge, unix)
        self.window = MainWindow(bridge, look, avatars, self.history)
        self._ring_trial = RingTrial(self)
        self.tray = Tray(look, self)
        self.closing = Closing(bridge, self.tray, self.window, self)
        self.calls = CallScreens(bridge, look, avatars, self)
        self.lock = DesktopLock(bridge, self)
        self.board = DesktopBoard(bridge, TrayBoard(self.tray, self), self)
        self.bell = Bell(
            bridge, look, avatars, sounds, self.tray, self.window,
            surroundings_of_this_desktop(), self.lock, self.board, self._ring_trial,
        )  # fmt: skip
        self.popups = self.bell.popups
        self.bell.reply_unsent.connect(self._on_reply_unsent)
        self._connect_bridge()
        self._connect_window()
        self._connect_tray()

    @cached_property
    def add_contact(self) -> "AddContactSheet":
        """The sheet over the main window that adds somebody."""
        from megachat_desktop.ui.people.add_contact import AddContactSheet

        sheet = AddContactSheet(self._bridge, self._look, self._avatars, self.window)
        sheet.added.connect(self._on_added)
        return sheet

    @cached_property
    def verify(self) -> "VerifySheet":
        """The sheet over the main window that compares keys."""
        from megachat_desktop.ui.people.verify import VerifySheet

        return VerifySheet(self._bridge, self._look, self.window)

    @cached_property
    def settings(self) -> "SettingsWindow":
        """The window of the settings."""
        from megachat_desktop.ui.settings.settings_window import SettingsWindow

        window = SettingsWindow(self._bridge, self._look, self._avatars, self._ring_trial)
        window.echo_requested.connect(self._on_echo_requested)
        self.settings_made.emit(window)
        return window

    @property
    def made_settings(self) -> "SettingsWindow | None":
        """The window of the settings, if it was wanted so far."""
        made: SettingsWindow | None = self.__dict__.get("settings")
        return made

    @property
    def open_page(self) -> str:
        """The page of the settings that is open; "" when they are not."""
        made = self.made_settings
        return made.shown_key if made is not None and made.isVisible() else ""

    def late_steps(self) -> tuple[Callable[[], object], ...]:
        """What makes the rest, a moment after the start: the first click need not wait for it."""
        panes = self.window.panes
        sheets = (lambda: self.add_contact, lambda: self.verify, lambda: self.settings)
        return (panes.make_conversation, panes.make_calls, panes.make_details, *sheets)

    def show(self) -> None:
        """Appear."""
        self.tray.show()
        self.window.show()

    def close(self) -> None:
        """Take every window away; the engine may be gone already, or still tell how it stops."""
        for listener in (self, self.bell, self.calls):
            self._bridge.disconnect(listener)
        self.bell.close()
        self.board.close()
        self.lock.close()
        self.calls.close()
        self.closing.close()
        self.tray.close()
        if self.made_settings is not None:
            self.made_settings.hide()
        self.window.hide()

    def retire(self) -> None:
        """Free every window after ``close``, this object last: others take their place."""
        windows = (self.bell, self.window, self.made_settings, self.tray, self.history, self)
        for gone in filter(None, windows):
            gone.deleteLater()

    def call(self, account: AccountId, video: bool) -> None:
        """Call somebody."""
        self._bridge.run(self._bridge.engine.calls.start(account, video))

    def raise_window(self, link: str = "") -> None:
        """A second start asked for us; a link opens the question about it."""
        self.window.bring_forward()
        if link:
            self.add_contact.open_with(link)

    # --- wiring ---------------------------------------------------------------------------------

    def _connect_bridge(self) -> None:
        bridge = self._bridge
        bridge.call_changed.connect(self._on_call_changed)
        bridge.settings_changed.connect(self._on_settings_changed)
        for news in (bridge.network_changed, bridge.availability_changed, bridge.chats_changed):
            news.connect(self._on_own_state_changed)
        bridge.notice_raised.connect(self._on_notice_raised)

    def _connect_window(self) -> None:
        window, sidebar = self.window, self.window.sidebar
        window.close_requested.connect(self.closing.close_window)
        self.closing.quit_requested.connect(self.quit_requested)
        window.call_requested.connect(self.call)
        window.menu.verify_requested.connect(self._on_verify_requested)
        window.verify_requested.connect(self._on_verify_requested)
        window.echo_requested.connect(self._on_echo_requested)
        window.empty.add_contact_requested.connect(self._on_add_requested)
        sidebar.add_contact_requested.connect(self._on_add_requested)
        sidebar.settings_menu_requested.connect(self._on_settings_requested)
        sidebar.availability_requested.connect(self._on_availability_requested)
        sidebar.quiet_requested.connect(self._on_quiet_requested)
        sidebar.strip.return_requested.connect(self.calls.bring)
        sidebar.strip.hang_up_requested.connect(self._on_hang_up_requested)
        sidebar.strip.microphone_requested.connect(self._on_microphone_requested)
        window.keys_requested.connect(self._on_keys_requested)
        self.calls.again_requested.connect(self.call)
        self.calls.main_requested.connect(self.window.bring_forward)
        self.calls.chat_requested.connect(self._on_chat_requested)
        self.board.clicked.connect(self._on_chat_requested)

    def _connect_tray(self) -> None:
        self.tray.open_requested.connect(self.window.bring_forward)
        self.tray.quit_requested.connect(self.quit_requested)
        self.tray.hang_up_requested.connect(self._on_hang_up_requested)
        self.tray.microphone_requested.connect(self._on_microphone_requested)
        self.tray.availability_requested.connect(self._on_availability_requested)
        self.tray.quiet_requested.connect(self._on_quiet_requested)
        self.tray.settings_requested.connect(self._on_settings_requested)

    # --- from the engine ------------------------------------------------------------------------

    def _on_call_changed(self, call: Call) -> None:
        self.calls.render(call)
        self.tray.render(self._bridge.seen)

    def _on_settings_changed(self, settings: Settings) -> None:
        looks = self._look.looks
        looks.set_choice(settings.theme)
        looks.set_text_percent(settings.text_percent)
        looks.set_reduced_motion(settings.reduced_motion)
        self.tray.render(self._bridge.seen)

    def _on_own_state_changed(self, _news: object) -> None:
        self.tray.render(self._bridge.seen)

    def _on_notice_raised(self, notice: NoticeRaised) -> None:
        self.window.notices.tell(notice.sentence)

    # --- from the person ------------------------------------------------------------------------

    def _on_add_requested(self) -> None:
        if self._bridge.running:
            self.add_contact.open_with()

    def _on_verify_requested(self, account: AccountId) -> None:
        self.verify.open_for(account)

    def _on_keys_requested(self) -> None:
        if self._bridge.running:
            self.settings.open("shortcuts")

    def _on_settings_requested(self, *_: object) -> None:
        if self._bridge.running:
            self.settings.open()

    def _on_added(self, contact: Contact) -> None:
        self.window.choose(contact.account)

    def _on_echo_requested(self) -> None:
        for contact in self._bridge.seen.contacts.values():
            if contact.is_echo:
                self.call(contact.account, True)
                return

    def _on_availability_requested(self, availability: Availability) -> None:
        self._bridge.run(self._bridge.engine.set_availability(availability))

    def _on_quiet_requested(self, until: float) -> None:
        self._bridge.run(self._bridge.engine.be_quiet_until(until))

    def _on_chat_requested(self, account: AccountId) -> None:
        self.window.bring_forward()
        self.window.choose(account)

    def _on_reply_unsent(self, account: AccountId, text: str) -> None:
        self.window.pane.unsent.keep(account, text)

    def _on_hang_up_requested(self, call_id: CallId) -> None:
        self._bridge.run(self._bridge.engine.calls.hang_up(call_id))

    def _on_microphone_requested(self, call_id: CallId, on: bool) -> None:
        self._bridge.run(self._bridge.engine.calls.set_microphone(call_id, on))
