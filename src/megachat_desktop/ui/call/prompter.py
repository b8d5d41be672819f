"""Decides which notice a call shows: new headset, missing microphone, muted voice, camera."""

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from megachat_desktop.model.call import Call
from megachat_desktop.model.media import MediaDevice, MediaSnapshot
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.call.call_view import CallView
from megachat_desktop.ui.call.notices import Deed, DeviceOffers, MutedTalk, Problems, notice_of


class Prompter(QObject):
    """Feeds the view's ``NoticeBar`` and carries out what its buttons mean."""

    settings_requested = Signal(object)  # dict of changes
    camera_retry_requested = Signal()
    resume_requested = Signal()
    devices_requested = Signal()  # another one is to be chosen

    def __init__(self, view: CallView) -> None:
        super().__init__(view)
        self._view = view
        self._call: Call | None = None
        self._problems, self._talks_muted = Problems(), False
        self._offers, self._muted_talk = DeviceOffers(), MutedTalk()
        view.notices.done.connect(self._on_done)
        view.notices.dismissed.connect(self._on_dismissed)

    def render_call(self, call: Call) -> None:
        """How the call stands."""
        self._call = call
        self._render()

    def render_stats(self, snapshot: MediaSnapshot) -> None:
        """What keeps camera and microphone from working, if anything does."""
        self._problems = Problems(snapshot.camera_problem, snapshot.microphone_problem)
        self._render()

    def render_devices(self, devices: tuple[MediaDevice, ...], settings: Settings) -> None:
        """What there is to use; what is new is offered."""
        self._offers.look(devices, settings)
        self._render()

    def hear(self, microphone: float) -> None:
        """How loud our microphone is, ten times a second."""
        muted = self._call is not None and not self._call.microphone_on
        talks = self._muted_talk.feed(muted, microphone)
        if talks is not self._talks_muted:
            self._talks_muted = talks
            self._render()

    def _render(self) -> None:
        if self._call is None:
            return
        offered = self._offers.offered
        notice = notice_of(self._call, offered, self._problems, self._talks_muted)
        if notice != self._view.notices.notice:
            self._view.notices.render_notice(notice)
            self._view.arrange()

    def _on_done(self, deed: Deed) -> None:
        if deed is Deed.USE_DEVICES:
            self.settings_requested.emit(self._offers.choice())
            self._on_dismissed()
        elif deed is Deed.TRY_CAMERA:
            self.camera_retry_requested.emit()
        elif deed is Deed.RESUME:
            self.resume_requested.emit()
        elif deed is Deed.OPEN_SYSTEM_SETTINGS:
            notice = self._view.notices.notice
            QDesktopServices.openUrl(QUrl(notice.page if notice else ""))
        elif deed is Deed.CHOOSE_DEVICES:
            self.devices_requested.emit()

    def _on_dismissed(self) -> None:
        self._offers.decline()
        self._render()
