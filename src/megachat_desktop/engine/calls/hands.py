"""Carries out the orders of one call machine: talks to media, to the key agreement, to the peer.

Everything here is told by the run what to do and tells the run what came of it; it decides nothing.
"""

import logging
from collections.abc import Callable
from typing import assert_never

from megachat_desktop.engine.call_exchange import CalleeExchange, CallerExchange
from megachat_desktop.engine.calls.candidates import FIRST_PATH, OwnCandidates, TheirCandidates
from megachat_desktop.engine.calls.face import CallFace
from megachat_desktop.engine.calls.media_news import MediaNews, ignore_input
from megachat_desktop.engine.calls.own_sending import OwnSending
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.engine.media_ports import MediaPeer
from megachat_desktop.engine.safety import safety_pictures
from megachat_desktop.errors import CryptoError, LocalProtocolError, RemoteProtocolError, Sentence
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.call import Direction
from megachat_desktop.model.events import NoticeRaised
from megachat_desktop.model.media import SoundLevels
from megachat_desktop.protocol.call_description import (
    CallDescription,
    check_pair,
    decode_description,
    encode_description,
)
from megachat_desktop.protocol.call_records import (
    Answer,
    Confirm,
    HangUp,
    Ice,
    Offer,
    Ringing,
    RingState,
)
from megachat_desktop.protocol.call_vocabulary import (
    Action,
    Cause,
    Input,
    Order,
    RaiseAlarm,
    SendAnswer,
    SendHangUp,
    SendRinging,
)
from megachat_desktop.protocol.records import RecordBody

_log = logging.getLogger(__name__)

_ALARMS = {
    Cause.WRONG_CONFIRM: Sentence(
        "The call was ended because its encryption did not match on both ends. "
        "Somebody may be in between. Nothing was sent or shown."
    ),
    Cause.NO_CONFIRM: Sentence(
        "The call was ended because the other end did not confirm its encryption."
    ),
}


class CallHands:
    """The working side of one call."""

    def __init__(
        self,
        services: CallServices,
        face: CallFace,
        exchange: CallerExchange | CalleeExchange,
        feed: Callable[[Input], None],
        show: Callable[[], None],
    ) -> None:
        self.exchange = exchange
        self.offer_sent = False
        self.media: MediaPeer | None = None
        self.remote_description: CallDescription | None = None
        self.peer_confirm = b""
        self._services = services
        self._face = face
        self._feed = feed
        self._own_description = b""
        self._own_candidates = OwnCandidates(face.call_id)
        self._their_candidates = TheirCandidates()
        self.sending = OwnSending(services, face)
        self._news = MediaNews(services, face, self._own_candidates, self.sending, feed, show)

    # --- orders ---------------------------------------------------------------------------------

    async def carry_out(self, action: Action) -> None:
        """Do one thing. Raises MegaChatError or OSError."""
        match action:
            case SendRinging():
                await self._send_ringing(action)
            case SendAnswer():
                await self._send_answer(action)
            case SendHangUp(reason):
                await self._post(HangUp(self._face.call_id, reason))
            case RaiseAlarm(cause):
                self._raise_alarm(cause)
            case Order():
                await self._carry_out_order(action)
            case _:
                assert_never(action)

    async def _carry_out_order(self, order: Order) -> None:
        match order:
            case Order.PREPARE_MEDIA:
                await self._prepare_media()
            case Order.SEND_OFFER:
                await self._send_offer()
            case Order.SEND_REVEAL:
                assert isinstance(self.exchange, CallerExchange)
                await self._post(self.exchange.reveal(), *self._own_candidates.take())
            case Order.CONNECT_MEDIA:
                self._connect_media()
            case Order.SEND_CONFIRM:
                mac = self.exchange.confirm(FIRST_PATH, *self._path_proof())
                await self._post(Confirm(self._face.call_id, FIRST_PATH, mac))
            case Order.VERIFY_CONFIRM:
                self._verify_confirm()
            case Order.OPEN_GATE:
                self._open_gate()
            case Order.SEND_STATE:
                await self.sending.tell()
            case Order.HOLD_MEDIA | Order.RESUME_MEDIA:
                self._set_hold(order is Order.HOLD_MEDIA)
            case Order.CLOSE_MEDIA:
                await self.close_media()
                self.exchange.wipe()
            case Order.REPAIR_PATH | Order.DEPOSIT_MISSED_CALL:
                # A new path is not offered and a mailbox is not used by this version: the call
                # waits for its path to come back, and the callee learns of the call when online.
                _log.info("call %s: %s", self._face.call_id.hex()[:8], order.value)
            case _:
                assert_never(order)

    async def _prepare_media(self) -> None:
        self.sending.hold = False
        exchange = self.exchange
        role = "controlling" if isinstance(exchange, CallerExchange) else "controlled"
        fallback = self._services.fallback_path(
            self._face.contact.account, self._face.call_id, role
        )
        self.media = self._services.media.create_peer(
            exchange.role, self._services.choice(), self._services.settings(), self._news, fallback
        )
        self._own_description = encode_description(
            await self.media.describe(self.remote_description)
        )

    async def _send_offer(self) -> None:
        assert isinstance(self.exchange, CallerExchange)
        now_ms = round(self._services.clock.unix() * 1000)
        offer = self.exchange.offer(self._own_description, now_ms, self._face.video)
        self.offer_sent = True
        await self._services.post(
            self._face.contact.account,
            [offer, *self._own_candidates.take()],
            lambda: self._feed(Input.OFFER_ACKED),
        )
        self._face.stage("offer_sent", self._services.clock.monotonic())

    async def _send_ringing(self, action: SendRinging) -> None:
        state = RingState.WAITING if action.waiting else RingState.RINGING
        part = self._callee_part() if action.with_callee else None
        ringing = Ringing(self._face.call_id, self.exchange.offer_hash, state, part)
        candidates = self._own_candidates.take() if action.with_callee else []
        await self._post(ringing, *candidates)
        self._face.stage("ringing", self._services.clock.monotonic())

    async def _send_answer(self, action: SendAnswer) -> None:
        part = self._callee_part() if action.with_callee else None
        streams = self.sending.bits
        answer = Answer(self._face.call_id, self.exchange.offer_hash, streams, part)
        await self._post(answer, *(self._own_candidates.take() if action.with_callee else []))
        self._face.stage("answered", self._services.clock.monotonic())

    def _callee_part(self) -> bytes:
        assert isinstance(self.exchange, CalleeExchange)
        return self.exchange.callee_part(self._own_description)

    def _connect_media(self) -> None:
        if self.media is None or self.remote_description is None:
            raise LocalProtocolError("no description to connect to")
        self.media.connect(self.remote_description)
        self._show_own()
        for candidates, end in self._their_candidates.take():
            self.media.add_candidates(FIRST_PATH, candidates, end)

    def _path_proof(self) -> tuple[bytes, bytes, bytes]:
        if self.media is None:
            raise LocalProtocolError("no media to prove a path of")
        own, peer = self.media.fingerprints(FIRST_PATH)
        return self.media.exporter(FIRST_PATH, self.exchange.transcript), own, peer

    def _verify_confirm(self) -> None:
        try:
            self.exchange.check_confirm(FIRST_PATH, *self._path_proof(), self.peer_confirm)
        except CryptoError:
            self._feed(Input.CONFIRM_WRONG)
        else:
            self._face.stage("confirmed", self._services.clock.monotonic())
            self._feed(Input.CONFIRM_VERIFIED)

    def _open_gate(self) -> None:
        if self.media is None:
            raise LocalProtocolError("no media behind the gate")
        self.media.set_keys(self.exchange.media_keys())
        self.media.open_gate(FIRST_PATH, self._face.microphone_on, self._face.camera_on)

    def _set_hold(self, hold: bool) -> None:
        self.sending.hold = hold
        if self.media is not None:
            self.media.set_hold(hold)

    def _raise_alarm(self, cause: Cause) -> None:
        sentence = _ALARMS.get(cause)
        if sentence:
            code = cause.name.lower()
            self._services.emit(NoticeRaised(code, sentence, self._face.contact.account))

    async def close_media(self) -> None:
        """Let go of every device and socket of this call; idempotent."""
        if self.media is not None:
            self._face.last_media = self.media.snapshot()
            media, self.media = self.media, None
            await media.close()

    def let_go_of_run(self) -> None:
        """The call is forgotten. Run and hands would keep each other until a full collection."""
        self._feed = ignore_input
        self._news.let_go_of_run()

    def note_stage(self, name: str) -> None:
        """A stage of the set-up was reached just now."""
        self._face.stage(name, self._services.clock.monotonic())

    # --- what comes from the peer ---------------------------------------------------------------

    def take_offer(self, offer: Offer) -> None:
        """The caller's description. Raises RemoteProtocolError."""
        self.remote_description = decode_description(offer.description)

    def take_callee(self, part: bytes | None) -> bool:
        """The callee's half, when this record brought it. Raises RemoteProtocolError."""
        if part is None:
            return False
        if not isinstance(self.exchange, CallerExchange):
            raise RemoteProtocolError("a callee part from the caller")
        callee = self.exchange.take_callee(part)
        description = decode_description(callee.description)
        check_pair(decode_description(self._own_description), description)
        self.remote_description = description
        return True

    def take_candidates(self, ice: Ice) -> None:
        """More ways to the peer. Raises RemoteProtocolError past the limit of a call."""
        self._their_candidates.count(ice)
        if ice.path != FIRST_PATH:
            return
        if self.media is None or self._their_candidates.waiting or not self._is_connected():
            self._their_candidates.keep(ice)
        else:
            self.media.add_candidates(FIRST_PATH, ice.candidates, ice.end)

    def _is_connected(self) -> bool:
        return self.remote_description is not None and self._own_description != b""

    @property
    def remote_pictures(self) -> PictureSlot | None:
        """The peer's newest picture."""
        return self.media.remote_pictures if self.media else None

    @property
    def own_pictures(self) -> PictureSlot | None:
        """Our own newest picture."""
        return self.media.own_pictures if self.media else None

    def sound_levels(self) -> SoundLevels:
        """How loud both ends are just now; any thread."""
        media = self.media
        return media.sound_levels() if media else SoundLevels()

    # --- what the person chooses ----------------------------------------------------------------

    def apply_sending(self) -> None:
        """Let media send what the person chose."""
        if self.media is not None:
            self.media.set_sending(self._face.microphone_on, self._face.camera_on)
            self._show_own()

    def _show_own(self) -> None:
        """A caller sees themself while it rings; nobody's camera opens before they answer."""
        if self.media is not None and self._face.direction is Direction.OUT:
            self.media.show_own(self._face.camera_on)

    def show_safety(self) -> None:
        """Both CONFIRMs are there: the seven pictures may be shown."""
        self._face.safety = safety_pictures(self.exchange.sas_numbers())

    # --- sending --------------------------------------------------------------------------------

    async def _post(self, *bodies: RecordBody) -> None:
        await self._services.post(self._face.contact.account, list(bodies))
