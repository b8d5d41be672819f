"""What each record of a running call means to it, after its own checks."""

from typing import assert_never

from megachat_desktop.engine.call_exchange import CalleeExchange
from megachat_desktop.engine.calls.run import CallRun
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.call import CallState
from megachat_desktop.model.media import StreamNo
from megachat_desktop.protocol.call_records import (
    STATE_HOLD,
    STATE_MUTED,
    Answer,
    CallBody,
    Confirm,
    HangUp,
    Ice,
    MediaState,
    Offer,
    Path,
    Reveal,
    Ringing,
    RingState,
)
from megachat_desktop.protocol.call_vocabulary import Input


class IncomingRecords:
    """Feeds records into runs."""

    def take(self, run: CallRun, body: CallBody) -> None:
        """Feed one record. Raises RemoteProtocolError when the call can not go on."""
        if run.machine.state is CallState.ENDED:
            if isinstance(body, Answer):
                run.feed(Input.ANSWER)
            return
        match body:
            case Ringing() | Answer():
                self._take_callee_record(run, body)
            case Reveal():
                self._take_reveal(run, body)
            case Confirm():
                self._take_confirm(run, body)
            case Ice():
                run.hands.take_candidates(body)
            case HangUp():
                run.feed(Input.REMOTE_HANG_UP, body.reason)
            case MediaState():
                self._take_state(run, body)
            case Path() | Offer():
                pass  # further paths are not taken up by this version
            case _:
                assert_never(body)

    def _take_callee_record(self, run: CallRun, body: Ringing | Answer) -> None:
        if body.offer_hash != run.hands.exchange.offer_hash:
            raise RemoteProtocolError("answer to another offer")
        if run.hands.take_callee(body.callee):
            run.feed(Input.CALLEE_RECEIVED)
        if isinstance(body, Answer):
            run.face.peer_camera_on = bool(body.streams >> StreamNo.CAMERA & 1)
            run.face.peer_microphone_on = bool(body.streams >> StreamNo.MICROPHONE & 1)
            run.hands.note_stage("answered")
            run.feed(Input.ANSWER)
        else:
            run.hands.note_stage("ringing")
            waiting = body.state is RingState.WAITING
            run.feed(Input.WAITING_RECEIVED if waiting else Input.RINGING_RECEIVED)

    def _take_reveal(self, run: CallRun, body: Reveal) -> None:
        exchange = run.hands.exchange
        if not isinstance(exchange, CalleeExchange):
            raise RemoteProtocolError("REVEAL from the callee")
        exchange.take_reveal(body.nonce)
        run.feed(Input.REVEAL_VERIFIED)

    def _take_confirm(self, run: CallRun, body: Confirm) -> None:
        if body.path != 0:
            return
        run.hands.peer_confirm = body.mac
        run.feed(Input.CONFIRM_RECEIVED)

    def _take_state(self, run: CallRun, body: MediaState) -> None:
        if body.number <= run.face.peer_state_number:
            return
        run.face.peer_state_number = body.number
        run.face.peer_camera_on = bool(body.sending >> StreamNo.CAMERA & 1)
        run.face.peer_microphone_on = not body.flags & STATE_MUTED
        holds = bool(body.flags & STATE_HOLD)
        if holds != run.machine.peer_holds:
            run.feed(Input.PEER_HOLD if holds else Input.PEER_RESUME)
