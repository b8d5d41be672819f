"""The call desk: every call of this profile, from the first click to its line in the history.

Records of calls arrive here after their commit, in order; what an OFFER means is decided by
``protocol.call_admission``, what becomes of a call by its machine.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine.call_exchange import CalleeExchange, CallerExchange
from megachat_desktop.engine.call_report import call_report
from megachat_desktop.engine.calls.face import CallFace
from megachat_desktop.engine.calls.floor import Floor
from megachat_desktop.engine.calls.history import CallHistory
from megachat_desktop.engine.calls.incoming import IncomingRecords
from megachat_desktop.engine.calls.lost_peers import LostPeers
from megachat_desktop.engine.calls.run import CallRun
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import (
    AlreadyInCallError,
    NoSuchCallError,
    RemoteProtocolError,
)
from megachat_desktop.model.call import (
    Call,
    CallState,
    Direction,
    EndReason,
)
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.events import CallReported
from megachat_desktop.model.ids import AccountId, CallId, DeviceId
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.protocol.call_admission import Admission, OwnCall, Verdict
from megachat_desktop.protocol.call_records import CallBody, HangUp, Offer
from megachat_desktop.protocol.call_vocabulary import Cause, Input
from megachat_desktop.protocol.early_answers import EarlyAnswers
from megachat_desktop.protocol.stray_records import StrayRecords
from megachat_desktop.storage.store import Store

_log = logging.getLogger(__name__)

REMEMBER_ENDED_S = 60.0
END_LIMIT_S = 2.0


class CallDesk:
    """All calls; one run each."""

    def __init__(self, services: CallServices, store: Store) -> None:
        self._services = services
        self._history = CallHistory(services, store)
        self._runs: dict[CallId, CallRun] = {}
        self._early = EarlyAnswers()
        self._stray = StrayRecords()
        self._incoming = IncomingRecords()
        self._floor = Floor()
        self.lost_peers = LostPeers(lambda: tuple(self._runs.values()))
        self._tasks = TaskSet()
        self._offered_ms: dict[CallId, int] = {}
        self._answered_ms: dict[CallId, int] = {}
        self._cancelled_ms: dict[AccountId, list[int]] = {}

    # --- what the person does -------------------------------------------------------------------

    def start(self, contact: Contact, device: DeviceId, video: bool) -> CallId:
        """Call somebody. Raises AlreadyInCallError."""
        if any(run.live for run in self._runs.values()):
            raise AlreadyInCallError
        call_id = CallId(random_bytes(16))
        exchange = CallerExchange(call_id, self._services.own, Party(contact.account, device))
        face = self._new_face(call_id, contact, Direction.OUT, video)
        face.camera_on = video
        self._offered_ms[call_id] = self._unix_ms()
        self._open(face, exchange).feed(Input.DIAL)
        return call_id

    def accept(self, call_id: CallId, video: bool, *, hold: bool = False) -> None:
        """Take a call; the one that runs ends, or pauses with ``hold``. Raises NoSuchCallError.

        Others that ring go on ringing.
        """
        run = self._live_run(call_id)
        waiting = self._services.settings().call_waiting
        self._floor.give(run, self._runs.values(), hold=hold, keep_ringing=waiting)
        run.face.camera_on = video
        self._history.rings_no_more(call_id)
        self._early.followed_up(run.account, call_id)
        self._answered_ms.setdefault(call_id, self._unix_ms())
        run.feed(Input.ACCEPT)

    def decline(self, call_id: CallId) -> None:
        """Refuse a call that rings. Raises NoSuchCallError."""
        run = self._live_run(call_id)
        self._early.followed_up(run.account, call_id)
        run.feed(Input.DECLINE)

    def hang_up(self, call_id: CallId) -> None:
        """End a call; one that is over already stays so."""
        if (run := self._runs.get(call_id)) and run.live:
            run.feed(Input.HANG_UP)

    def hold(self, call_id: CallId, on: bool) -> None:
        """Pause or go on; whoever else is spoken with then pauses. Raises NoSuchCallError."""
        run = self._live_run(call_id)
        if on:
            run.feed(Input.HOLD)
        else:
            self._floor.resume(run, self._runs.values())

    async def end_with(self, account: AccountId) -> None:
        """Hang up on this contact and wait until it is said, a moment at most."""
        ending = [run for run in self._runs.values() if run.account == account]
        for run in ending:
            if run.live:
                run.feed(Input.HANG_UP)
        await _wait_until_closed(ending, END_LIMIT_S)

    def choose_devices(self, choice: MediaChoice) -> None:
        """Other devices, or another treatment of sound, in whatever calls there are."""
        for run in self._runs.values():
            if run.live and run.hands.media is not None:
                run.hands.media.set_devices(choice)

    async def set_sending(
        self, call_id: CallId, microphone: bool | None = None, camera: bool | None = None
    ) -> None:
        """Mute, unmute, camera on or off; the peer is told. Raises NoSuchCallError."""
        run = self._live_run(call_id)
        if microphone is not None:
            run.face.microphone_on = microphone
        if camera is not None:
            run.face.camera_on = camera
        run.hands.apply_sending()
        run.show()
        if run.machine.state in (CallState.ACTIVE, CallState.ON_HOLD, CallState.RECONNECTING):
            await run.hands.sending.tell()

    def know(self, contact: Contact) -> None:
        """What is known of a contact has changed: calls with them go by that from now on."""
        for run in self._runs.values():
            if run.live and run.account == contact.account:
                run.face.contact = contact

    # --- what is asked --------------------------------------------------------------------------

    def live(self) -> list[Call]:
        """Every call that is not over."""
        return [run.call for run in self._runs.values() if run.live]

    def run_of(self, call_id: CallId) -> CallRun | None:
        """The run of a call, for its pictures."""
        return self._runs.get(call_id)

    def is_in_call_with(self, account: AccountId) -> bool:
        """Whether a call with this contact is live."""
        return account in self.in_call_with()

    def in_call_with(self) -> set[AccountId]:
        """The contacts with whom calls are live. Asked often: it makes no snapshot."""
        return {run.account for run in self._runs.values() if run.live}

    # --- what arrives ---------------------------------------------------------------------------

    def on_record(self, sender: Party, body: CallBody) -> None:
        """A record of a call other than OFFER."""
        run = self._runs.get(body.call_id)
        if run is None or run.peer != sender:
            now = self._services.clock.monotonic()
            if self._stray.take(sender.account, body, now):
                self._tell_failed(sender.account, body.call_id)
            return
        try:
            self._incoming.take(run, body)
        except RemoteProtocolError as error:
            _log.info("call %s: %s", body.call_id.hex()[:8], error)
            run.feed(Input.BROKEN)
        if run.machine.answered:
            self._answered_ms.setdefault(body.call_id, self._unix_ms())
        run.show()

    def own_calls(self) -> tuple[OwnCall, ...]:
        """Our live calls, as ``call_admission`` wants them."""
        return tuple(
            OwnCall(
                call_id=run.call_id,
                contact=run.account,
                role=run.role,
                state=run.machine.state,
                offered_ms=self._offered_ms.get(run.call_id, 0),
                answered_ms=self._answered_ms.get(run.call_id),
            )
            for run in self._runs.values()
            if run.live
        )

    def cancelled_ms(self, account: AccountId) -> tuple[int, ...]:
        """When this contact gave up calling us, Unix ms."""
        return tuple(self._cancelled_ms.get(account, ()))

    def on_offer(
        self, contact: Contact, sender: Party, offer: Offer, raw_body: bytes, admission: Admission
    ) -> None:
        """An OFFER was judged; carry the verdict out."""
        verdict = admission.verdict
        ended = self._runs.get(admission.ends) if admission.ends else None
        if ended is not None:
            glare = verdict is Verdict.ANSWER_AT_ONCE
            if glare:
                ended.face.continues_as = offer.call_id
            ended.feed(Input.GLARE_LOST if glare else Input.REPLACED)
        match verdict:
            case Verdict.IGNORE:
                pass
            case Verdict.REFUSE:
                self._tell(sender.account, HangUp(offer.call_id, EndReason.FAILED))
            case Verdict.BUSY:
                self._tell(sender.account, HangUp(offer.call_id, EndReason.BUSY))
                self._history.turned_away(contact, offer, EndReason.BUSY)
            case Verdict.MISSED:
                self._history.turned_away(contact, offer, EndReason.NO_ANSWER)
            case Verdict.RING | Verdict.WAIT | Verdict.ANSWER_AT_ONCE:
                self._ring(contact, sender, offer, raw_body, verdict, ended)

    def _ring(
        self,
        contact: Contact,
        sender: Party,
        offer: Offer,
        raw_body: bytes,
        verdict: Verdict,
        replaced: CallRun | None,
    ) -> None:
        try:
            exchange = CalleeExchange(offer, raw_body, sender, self._services.own)
            face = self._new_face(offer.call_id, contact, Direction.IN, offer.video)
            face.peer_camera_on = offer.video
            if verdict is Verdict.ANSWER_AT_ONCE and replaced is not None:
                face.camera_on = replaced.face.camera_on
            self._open(face, exchange).hands.take_offer(offer)
        except RemoteProtocolError as error:
            _log.info("offer %s: %s", offer.call_id.hex()[:8], error)
            if run := self._runs.pop(offer.call_id, None):
                self._tasks.spawn(run.close(), "malformed offer")
            self._tell(sender.account, HangUp(offer.call_id, EndReason.FAILED))
            return
        self._offered_ms[offer.call_id] = offer.ts_ms
        if verdict is not Verdict.ANSWER_AT_ONCE:
            self._history.rings(contact, offer)
        self._runs[offer.call_id].feed(self._first_input(contact.account, offer.call_id, verdict))
        for ice in self._stray.claim(
            contact.account, offer.call_id, self._services.clock.monotonic()
        ):
            self.on_record(sender, ice)

    def _first_input(self, account: AccountId, call_id: CallId, verdict: Verdict) -> Input:
        now = self._services.clock.monotonic()
        if verdict is Verdict.ANSWER_AT_ONCE:
            self._answered_ms[call_id] = self._unix_ms()
            return Input.OFFER_GLARE
        if verdict is Verdict.WAIT:
            return Input.OFFER_WAITING
        if self._services.settings().early_answer and self._early.may_give(account, now):
            self._early.gave(account, call_id, now)
            return Input.OFFER_EARLY
        return Input.OFFER_LATE

    # --- ends -----------------------------------------------------------------------------------

    async def close(self) -> None:
        """The program ends: hang up everything and wait until it is said and let go."""
        self.lost_peers.close()
        for run in tuple(self._runs.values()):
            if run.live:
                run.feed(Input.QUIT)
        runs = tuple(self._runs.values())
        await _wait_until_closed(runs, END_LIMIT_S)
        await asyncio.gather(*(run.close() for run in runs))
        await self._tasks.close()
        await self._history.close()

    def _on_ended(self, run: CallRun) -> None:
        call = run.call
        end = run.machine.end
        unanswered = call.direction is Direction.IN and not run.machine.answered
        if unanswered and end and end.cause is Cause.PEER:
            self._cancelled_ms.setdefault(call.account, []).append(self._unix_ms())
            del self._cancelled_ms[call.account][:-8]
        self._floor.over(run, self._runs.values())
        self._tasks.spawn(self._finish(run), f"end of call {call.call_id.hex()[:8]}")

    async def _finish(self, run: CallRun) -> None:
        """History, report, and after a minute forget the call."""
        call = run.call
        if call.continues_as is None:
            await self._history.over(run)
        await run.closed.wait()
        cpu_s = time.process_time() - run.face.cpu_at_start
        report = call_report(run.call, run.face.last_media, cpu_s)
        self._services.emit(CallReported(call.call_id, report))
        await asyncio.sleep(REMEMBER_ENDED_S)
        self._runs.pop(call.call_id, None)
        self._offered_ms.pop(call.call_id, None)
        self._answered_ms.pop(call.call_id, None)
        await run.close()

    # --- making ---------------------------------------------------------------------------------

    def _new_face(
        self, call_id: CallId, contact: Contact, direction: Direction, video: bool
    ) -> CallFace:
        now = self._services.clock.monotonic()
        return CallFace(call_id, contact, direction, video, now)

    def _open(self, face: CallFace, exchange: CallerExchange | CalleeExchange) -> CallRun:
        run = CallRun(self._services, face, exchange, self._on_ended)
        self._runs[face.call_id] = run
        return run

    def _live_run(self, call_id: CallId) -> CallRun:
        run = self._runs.get(call_id)
        if run is None or not run.live:
            raise NoSuchCallError
        return run

    def _tell_failed(self, account: AccountId, call_id: CallId) -> None:
        self._tell(account, HangUp(call_id, EndReason.FAILED))

    def _tell(self, account: AccountId, *bodies: CallBody) -> None:
        self._tasks.spawn(self._services.post(account, list(bodies)), "call record")

    def _unix_ms(self) -> int:
        return round(self._services.clock.unix() * 1000)


async def _wait_until_closed(runs: Iterable[CallRun], seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for run in runs:
                await run.closed.wait()
