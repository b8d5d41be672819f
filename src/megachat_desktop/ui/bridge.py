"""The only place where the GUI thread and the engine thread meet.

    click ─▶ bridge.run(engine.calls.start(…))      a coroutine goes to the engine's loop
    event ─▶ queued signal ─▶ Seen ─▶ typed signal  a snapshot comes back on the GUI thread

An expected failure becomes one sentence in ``error_occurred``; anything else is logged whole and
told in one general sentence.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from megachat_desktop.engine.engine import Engine
from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import Contact, NearbyPerson
from megachat_desktop.model.device_check import DeviceCheck
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
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import MediaDevice
from megachat_desktop.model.settings import Availability, Settings
from megachat_desktop.ui.kit.text import shown_sentence

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

Close = Callable[[], Awaitable[None]]
Compose = Callable[[], Coroutine[Any, Any, tuple[Engine, Close]]]


def general_sentence() -> str:
    """What a person is told when we made a mistake."""
    return QCoreApplication.translate(
        "Bridge", "Something went wrong in MegaChat. It is noted in the log."
    )


@dataclass
class Seen:
    """The newest snapshot of everything, as the GUI thread has seen it."""

    caught_up: bool = False  # how things stood at the start is known; the rest is news
    account: Account | None = None
    settings: Settings = field(default_factory=Settings)
    availability: Availability = Availability.AVAILABLE
    network: NetworkChanged = field(default_factory=lambda: NetworkChanged(False, None))
    devices: tuple[MediaDevice, ...] = ()
    device_check: DeviceCheck = field(default_factory=DeviceCheck)
    nearby: tuple[NearbyPerson, ...] = ()
    contacts: dict[AccountId, Contact] = field(default_factory=dict)
    chats: dict[AccountId, Chat] = field(default_factory=dict)
    calls: dict[CallId, Call] = field(default_factory=dict)  # those that are not over

    def take(self, event: EngineEvent) -> None:
        """Bring one event into the picture."""
        match event:
            case AccountChanged(account):
                self.account = account
            case ContactChanged(contact):
                self.contacts[contact.account] = contact
            case ContactRemoved(account_id):
                self.contacts.pop(account_id, None)
                self.chats.pop(account_id, None)
            case ChatsChanged(chats):
                self.chats |= {chat.account: chat for chat in chats}
            case NearbyChanged(people):
                self.nearby = people
            case CallChanged(call) if call.live:
                self.calls[call.call_id] = call
            case CallChanged(call):
                self.calls.pop(call.call_id, None)
            case DevicesChanged(devices):
                self.devices = devices
            case DeviceCheckChanged(check):
                self.device_check = check
            case SettingsChanged(settings):
                self.settings = settings
            case AvailabilityChanged(now):
                self.availability = now
            case NetworkChanged():
                self.network = event
            case (
                CallMissed()
                | ConversationChanged()
                | CallStatsChanged()
                | CallReported()
                | NoticeRaised()
            ):
                pass

    def events(self) -> tuple[EngineEvent, ...]:
        """What would lead to this picture again, for windows that are made later."""
        own = (AccountChanged(self.account),) if self.account else ()
        return (
            *own,
            SettingsChanged(self.settings),
            self.network,
            DevicesChanged(self.devices),
            *map(ContactChanged, self.contacts.values()),
            NearbyChanged(self.nearby),
            *map(CallChanged, self.calls.values()),
        )


class EngineThread:
    """The thread of the engine and its loop."""

    def __init__(self) -> None:
        self._loop = _new_loop()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, _Result]) -> "Future[_Result]":
        """Run a coroutine on the engine's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """Stop the loop and wait for the thread; everything on it must have ended."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(_cancel_the_rest())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop; on Windows the selector loop, since aioice's UDP must not run on the proactor."""
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop()
    import uvloop

    return uvloop.new_event_loop()


async def _cancel_the_rest() -> None:
    """What libraries left running, as ``asyncio.run`` does at its end."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Job(QObject):
    """One piece of work on the engine's thread; ends in exactly one of its signals."""

    succeeded = Signal(object)  # what the coroutine returned
    failed = Signal(str)  # a sentence
    _settled = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._settled.connect(self._on_settled, Qt.ConnectionType.QueuedConnection)

    def watch(self, future: "Future[Any]") -> None:
        """Report the end of ``future`` on the GUI thread."""
        future.add_done_callback(self._on_future_done)

    def _on_future_done(self, future: "Future[Any]") -> None:
        try:
            self._settled.emit(future)  # this is the engine's thread
        except RuntimeError:
            _log.debug("the window was gone before the work was done")

    def _on_settled(self, future: "Future[Any]") -> None:
        self.deleteLater()
        try:
            result = future.result()
        except UserFacingError as error:
            self.failed.emit(shown_sentence(error.sentence))
        except (asyncio.CancelledError, CancelledError):
            self.failed.emit("")
        except Exception:  # noqa: BLE001  the one place where a bug becomes one sentence
            _log.exception("an intent of the window failed")
            self.failed.emit(general_sentence())
        else:
            self.succeeded.emit(result)


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
