"""The words of the call machine: what can happen to a call, and what it orders to be done.

Inputs say what happened, actions are orders for the engine. None of them carries a key.
"""

from enum import Enum

from msgspec import Struct

from megachat_desktop.model.call import EndReason


class Input(Enum):
    """What happened."""

    # The person
    DIAL = "dial"
    ACCEPT = "accept"
    DECLINE = "decline"
    HANG_UP = "hang up"
    QUIT = "quit"  # the program ends, or the session of the computer
    HOLD = "hold"
    RESUME = "resume"

    # An OFFER that call_admission has let in; a callee's machine starts with one of these
    OFFER_EARLY = "offer, early answer"
    OFFER_LATE = "offer, late answer"
    OFFER_WAITING = "offer, second call"  # late form, a discreet notice
    OFFER_GLARE = "offer, both called"  # answered at once, nothing rings

    # Records of the peer, checked by the engine as far as keys are concerned
    RINGING_RECEIVED = "ringing received"
    WAITING_RECEIVED = "waiting received"  # RINGING with state 2
    CALLEE_RECEIVED = "callee received"  # the part in RINGING or ANSWER: feed it before those
    REVEAL_VERIFIED = "reveal verified"
    ANSWER = "answer"
    CONFIRM_RECEIVED = "confirm received"  # kept by the engine until VERIFY_CONFIRM
    REMOTE_HANG_UP = "remote hang up"  # with its reason
    PEER_HOLD = "peer holds"
    PEER_RESUME = "peer resumes"
    BROKEN = "broken"  # a record that must not be: bad commitment, description, offer hash

    # Keys, media and network on this side
    OFFER_ACKED = "offer acknowledged"  # ACK 0 or 1, not a mailbox's 2
    CONFIRM_VERIFIED = "confirm verified"
    CONFIRM_WRONG = "confirm wrong"  # on any path
    PATH_READY = "path ready"  # path 0: connected, DTLS done
    PATH_FAILED = "path failed"  # path 0 will not come up
    MEDIA_LOST = "media lost"
    MEDIA_BACK = "media back"  # media moved to a path confirmed by both, or the old one lives
    MEDIA_FAILED = "media failed"  # our own media engine gave up
    PEER_GONE = "peer gone"  # the connection closed; calls survive that
    REPLACED = "replaced"  # a further OFFER of this contact was let in: the peer has restarted
    GLARE_LOST = "glare lost"  # both called, theirs is the call

    # Time
    TIMER = "timer"
    NOT_REACHED = "not reached"  # the rest comes from TIMER inside the machine
    NOT_ANSWERED = "not answered"
    NOT_CONFIRMED = "not confirmed"
    REPAIR_DUE = "repair due"
    NOT_BACK = "not back"


# What the other side causes directly: in the wrong state it is the peer's fault, not a bug.
PEER_INPUTS = frozenset(
    {
        Input.RINGING_RECEIVED,
        Input.WAITING_RECEIVED,
        Input.CALLEE_RECEIVED,
        Input.REVEAL_VERIFIED,
        Input.ANSWER,
        Input.CONFIRM_RECEIVED,
        Input.REMOTE_HANG_UP,
        Input.PEER_HOLD,
        Input.PEER_RESUME,
        Input.BROKEN,
    }
)


class Cause(Enum):
    """Why exactly a call ended; finer than EndReason, for the sentence and the log."""

    PERSON = "this side hung up or declined"
    PEER = "the other side hung up, declined or was busy"
    NO_ANSWER = "nobody answered in time"
    UNREACHABLE = "the offer was never acknowledged"
    WRONG_CONFIRM = "a confirmation did not verify"
    NO_CONFIRM = "the path was there, its confirmation never came"
    NO_PATH = "no path came up"
    LOST = "the path was lost and did not come back"
    BROKEN = "the other side broke the protocol"
    MEDIA = "this side's media failed"
    RESTARTED = "the other side restarted and calls anew"
    GLARE = "both called at once, the other call is the call"


class End(Struct, frozen=True):
    """How a call ended."""

    reason: EndReason
    cause: Cause


class Order(Enum):
    """An action that needs no further word."""

    PREPARE_MEDIA = "prepare media"  # make the peer, describe this end
    SEND_OFFER = "send offer"
    SEND_REVEAL = "send reveal"
    CONNECT_MEDIA = "connect media"  # start ICE and DTLS of path 0
    SEND_CONFIRM = "send confirm"  # for path 0
    VERIFY_CONFIRM = "verify confirm"  # the kept one of path 0; tell the result by an input
    OPEN_GATE = "open gate"  # set the keys; capture, send, play, show
    SEND_STATE = "send state"  # CALL_STATE
    HOLD_MEDIA = "hold media"
    RESUME_MEDIA = "resume media"
    REPAIR_PATH = "repair path"  # offer the next path (protocol.call_paths)
    CLOSE_MEDIA = "close media"
    DEPOSIT_MISSED_CALL = "deposit missed call"  # OFFER and HANGUP no_answer to the mailbox


class SendRinging(Struct, frozen=True):
    """Send RINGING, in the early form with the callee's part."""

    with_callee: bool
    waiting: bool = False


class SendAnswer(Struct, frozen=True):
    """Send ANSWER, with the callee's part unless RINGING brought it."""

    with_callee: bool


class SendHangUp(Struct, frozen=True):
    """Send HANGUP."""

    reason: EndReason


class RaiseAlarm(Struct, frozen=True):
    """Tell the person loudly: the call was not confirmed."""

    cause: Cause


Action = Order | SendRinging | SendAnswer | SendHangUp | RaiseAlarm
