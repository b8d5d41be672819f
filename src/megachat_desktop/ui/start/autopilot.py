"""Drives the window without a person: what ``megachat demo`` and its like ask for.

add a link ─▶ call when accepted ─▶ pictures both ways ─▶ screenshot ─▶ hang up after a while
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.ui.start.windows import Windows

_LOOK_MS = 100
_SETTLED = 30  # painted pictures of each side before the screenshot


@dataclass(frozen=True)
class Orders:
    """What to do by itself."""

    accept_contacts: bool = False
    answer: str | None = None  # "audio" or "video"
    add: str | None = None  # a link
    call: str | None = None  # "audio" or "video", once the added contact has accepted
    seconds: float | None = None  # hang up so long after the call became active
    screenshot: Path | None = None

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return self != Orders()


class Autopilot(QObject):
    """Carries out ``Orders`` through the same intents as a person's clicks."""

    def __init__(self, orders: Orders, windows: Windows) -> None:
        super().__init__(windows)
        self._orders, self._windows, self._bridge = orders, windows, windows.desktop.bridge
        self._added: AccountId | None = None
        self._answered: set[CallId] = set()
        self._timed: set[CallId] = set()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._take_screenshot)
        self._bridge.contact_changed.connect(self._on_contact_changed)
        self._bridge.call_changed.connect(self._on_call_changed)

    def start(self) -> None:
        """The engine is online."""
        for contact in tuple(self._bridge.seen.contacts.values()):
            self._on_contact_changed(contact)
        if self._orders.add:
            job = self._bridge.ask(self._bridge.engine.contacts.add(self._orders.add))
            job.succeeded.connect(self._on_added)
            job.failed.connect(self._bridge.error_occurred)

    def _on_added(self, contact: Contact) -> None:
        self._added = contact.account
        self._on_contact_changed(self._bridge.seen.contacts.get(contact.account, contact))

    def _on_contact_changed(self, contact: Contact) -> None:
        engine = self._bridge.engine
        if contact.state is ContactState.ASKED_BY_THEM and self._orders.accept_contacts:
            self._bridge.run(engine.contacts.accept(contact.account))
        accepted = contact.state is ContactState.ACCEPTED and contact.account == self._added
        if accepted and self._orders.call:
            self._added = None
            self._windows.desktop.call(contact.account, self._orders.call == "video")

    def _on_call_changed(self, call: Call) -> None:
        if call.state is CallState.INCOMING and self._orders.answer:
            if call.call_id not in self._answered:
                self._answered.add(call.call_id)
                video = self._orders.answer == "video" and call.video
                self._bridge.run(self._bridge.engine.calls.accept(call.call_id, video))
        elif call.state is CallState.ACTIVE and call.call_id not in self._timed:
            self._timed.add(call.call_id)
            self._on_active()

    def _on_active(self) -> None:
        if self._orders.screenshot:
            self._look.start()
        if self._orders.seconds is not None:
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(self._on_time_up)
            timer.start(round(self._orders.seconds * 1000))

    def _on_time_up(self) -> None:
        self._take_screenshot(anyway=True)
        for call_id in tuple(self._windows.desktop.calls.shown):
            self._bridge.run(self._bridge.engine.calls.hang_up(call_id))

    def _take_screenshot(self, anyway: bool = False) -> None:
        """Once, when both pictures have been painted a few times, or when it is time."""
        path = self._orders.screenshot
        if path is None or not self._look.isActive():
            return
        for window in self._windows.desktop.calls.shown.values():
            views = (window.view.video, window.view.self_view)
            if anyway or all(view.painted_count >= _SETTLED for view in views):
                self._look.stop()
                temporary = path.with_name(path.name + ".part")
                if window.grab().save(str(temporary), "PNG"):
                    temporary.replace(path)
                return
