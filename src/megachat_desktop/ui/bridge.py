"""The only place where the GUI thread and the engine thread meet.

    click ─▶ bridge.run(engine.calls.start(…))      a coroutine goes to the engine's loop
    event ─▶ queued signal ─▶ Seen ─▶ typed signal  a snapshot comes back on the GUI thread

An expected failure becomes one sentence in ``error_occurred`` (see ``Job``).
"""

from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from megachat_desktop.engine.engine import Engine
from megachat_desktop.model.events import (
    AccountChanged,
    AvailabilityChanged,
    CallChanged,
    CallMissed,
    CallReported,
    CallStatsChanged,
    ChatsChanged,
    ContactChanged,
    ContactRemoved,
    ConversationChanged,
    DeviceCheckChanged,
    DevicesChanged,
    EngineEvent,
    NearbyChanged,
    NetworkChanged,
    NoticeRaised,
    SettingsChanged,
)
from megachat_desktop.ui.engine_thread import EngineThread, Job
from megachat_desktop.ui.seen import Seen

_Result = TypeVar("_Result")

Close = Callable[[], Awaitable[None]]
Compose = Callable[[], Coroutine[Any, Any, tuple[Engine, Close]]]


class Bridge(QObject):
    """Sends intents down and hands snapshots up. ``seen`` is updated before each signal."""

    account_changed = Signal(object)  # Account
    contact_changed = Signal(object)  # Contact
    contact_removed = Signal(object)  # AccountId
    nearby_changed = Signal(object)  # tuple[NearbyPerson, ...]
    call_changed = Signal(object)  # Call
    call_missed = Signal(object)  # CallLogEntry
    chats_changed = Signal(object)  # tuple[Chat, ...]
    conversation_changed = Signal(object)  # AccountId
    stats_changed = Signal(object)  # CallStatsChanged
    call_reported = Signal(object)  # CallReported
    device_check_changed = Signal(object)  # DeviceCheck
    devices_changed = Signal(object)  # tuple[MediaDevice, ...]
    settings_changed = Signal(object)  # Settings
    availability_changed = Signal(object)  # Availability, ours at the moment
    network_changed = Signal(object)  # NetworkChanged
    notice_raised = Signal(object)  # NoticeRaised
    error_occurred = Signal(str)  # a sentence
    _arrived = Signal(object)  # EngineEvent, emitted on the engine's thread
    _told_all = Signal()  # emitted there too

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self._thread: EngineThread | None = None
        self._engine: Engine | None = None
        self._close: Close | None = None
        self._arrived.connect(self.deliver, Qt.ConnectionType.QueuedConnection)
        self._told_all.connect(self._on_told_all, Qt.ConnectionType.QueuedConnection)

    @property
    def engine(self) -> Engine:
        """The engine; its coroutines go through ``run`` or ``ask``."""
        if self._engine is None:
            raise RuntimeError("the engine has not started yet")
        return self._engine

    @property
    def running(self) -> bool:
        """Whether there is an engine."""
        return self._engine is not None

    def start(self, compose: Compose) -> "Future[None]":
        """Make the engine on its own thread and listen to it. Failures are in the future."""
        return self.submit(self._start(compose))

    def submit(self, work: Coroutine[Any, Any, _Result]) -> "Future[_Result]":
        """Do it on the engine's thread; the caller looks after failures."""
        if self._thread is None:
            self._thread = EngineThread()
        return self._thread.submit(work)

    async def _start(self, compose: Compose) -> None:
        engine, close = await compose()
        self._engine, self._close = engine, close
        engine.subscribe(self._on_engine_event)
        self._told_all.emit()  # queued behind what was just told

    def stop(self) -> "Future[None]":
        """Stop the engine; call ``close`` once the future is done."""
        if self._thread is None:
            done: Future[None] = Future()
            done.set_result(None)
            return done
        return self._thread.submit(self._stop())

    async def _stop(self) -> None:
        close, self._close = self._close, None
        if close is not None:
            await close()

    def close(self) -> None:
        """End the engine's thread."""
        self._engine = None
        if self._thread is not None:
            self._thread.close()
            self._thread = None

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do it; a failure is told through ``error_occurred``."""
        self.ask(work).failed.connect(self._on_failed)

    def ask(self, work: Coroutine[Any, Any, Any]) -> Job:
        """Do it and report to whoever connects to the job."""
        if self._thread is None:
            work.close()
            raise RuntimeError("the engine has not started yet")
        job = Job(self)
        job.watch(self._thread.submit(work))
        return job

    def deliver(self, event: EngineEvent) -> None:
        """Take one event, on the GUI thread."""
        self.seen.take(event)
        match event:
            case AccountChanged(account):
                self.account_changed.emit(account)
            case ContactChanged(contact):
                self.contact_changed.emit(contact)
            case ContactRemoved(account_id):
                self.contact_removed.emit(account_id)
            case NearbyChanged(people):
                self.nearby_changed.emit(people)
            case CallChanged(call):
                self.call_changed.emit(call)
            case CallMissed(entry):
                self.call_missed.emit(entry)
            case ChatsChanged(chats):
                self.chats_changed.emit(chats)
            case ConversationChanged(account_id):
                self.conversation_changed.emit(account_id)
            case CallStatsChanged():
                self.stats_changed.emit(event)
            case CallReported():
                self.call_reported.emit(event)
            case DevicesChanged(devices):
                self.devices_changed.emit(devices)
            case DeviceCheckChanged(check):
                self.device_check_changed.emit(check)
            case SettingsChanged(settings):
                self.settings_changed.emit(settings)
            case AvailabilityChanged(now):
                self.availability_changed.emit(now)
            case NetworkChanged():
                self.network_changed.emit(event)
            case NoticeRaised():
                self.notice_raised.emit(event)

    def repeat(self) -> None:
        """Tell everything that was seen once more, to windows that have just been made."""
        for event in self.seen.events():
            self.deliver(event)

    def _on_told_all(self) -> None:
        self.seen.caught_up = True

    def _on_engine_event(self, event: EngineEvent) -> None:
        self._arrived.emit(event)  # this is the engine's thread

    def _on_failed(self, sentence: str) -> None:
        if sentence:
            self.error_occurred.emit(sentence)
