"""A call as the window and the command line see it."""

from enum import Enum

from msgspec import Struct, field

from megachat_desktop.model.ids import AccountId, CallId


class CallState(Enum):
    """Where a call stands (STYLE.md, section 4)."""

    IDLE = "IDLE"
    DIALING = "DIALING"
    RINGING = "RINGING"
    INCOMING = "INCOMING"
    CONNECTING = "CONNECTING"
    ACTIVE = "ACTIVE"
    RECONNECTING = "RECONNECTING"
    ON_HOLD = "ON_HOLD"
    ENDED = "ENDED"


class EndReason(Enum):
    """Why a call is over."""

    HUNG_UP = "HUNG_UP"
    DECLINED = "DECLINED"
    BUSY = "BUSY"
    NO_ANSWER = "NO_ANSWER"
    FAILED = "FAILED"
    ANSWERED_ELSEWHERE = "ANSWERED_ELSEWHERE"


class Direction(Enum):
    """Who called."""

    OUT = "out"
    IN = "in"


class CallRole(Enum):
    """Who placed the call; the number goes into keys and MACs (PROTOCOL.md, section 7)."""

    CALLER = 0
    CALLEE = 1

    @property
    def other(self) -> "CallRole":
        """The peer's role."""
        return CallRole(1 - self.value)


class SafetyPicture(Struct, frozen=True):
    """One of the seven emoji of the safety code."""

    number: int
    emoji: str
    name: str


class Call(Struct, frozen=True):
    """A snapshot of one call. Times are seconds of the engine's monotonic clock."""

    call_id: CallId
    account: AccountId
    contact_name: str
    direction: Direction
    state: CallState
    video: bool  # whether the caller asked for video
    verified: bool = False
    waiting: bool = False  # the callee is in another call
    end_reason: EndReason | None = None
    detail: str | None = None  # one sentence
    unreachable: bool = False  # it is over because no device of theirs ever had the offer
    safety: tuple[SafetyPicture, ...] = ()
    safety_match: bool | None = None  # what the person answered in this call
    path: str | None = None  # PathKind
    microphone_on: bool = True
    camera_on: bool = False
    peer_microphone_on: bool = True
    peer_camera_on: bool = False
    we_hold: bool = False
    peer_holds: bool = False
    has_microphone: bool = True
    has_camera: bool = True
    started_at: float = 0.0
    active_at: float | None = None
    ended_at: float | None = None
    stages_ms: dict[str, float] = field(default_factory=dict)  # stage name -> ms since the click
    continues_as: CallId | None = None  # both called at once: the call that this one became

    @property
    def live(self) -> bool:
        """Whether the call is not over."""
        return self.state is not CallState.ENDED

    @property
    def established(self) -> bool:
        """Whether both have come through to each other, even if the path is lost just now."""
        return self.state in (CallState.ACTIVE, CallState.RECONNECTING, CallState.ON_HOLD)

    @property
    def missed(self) -> bool:
        """Whether this was an incoming call that nobody answered or declined here."""
        return (
            self.direction is Direction.IN
            and self.state is CallState.ENDED
            and self.active_at is None
            and self.end_reason not in (EndReason.DECLINED, EndReason.ANSWERED_ELSEWHERE)
        )


class CallLogEntry(Struct, frozen=True):
    """One line of the call history; ``started_at`` and ``duration_s`` in Unix seconds."""

    call_id: CallId
    account: AccountId
    direction: Direction
    video: bool
    started_at: float
    duration_s: float
    end_reason: EndReason
    missed: bool
    detail: str | None = None
    path: str | None = None  # PathKind
    rang_s: float = 0.0
    quality: str | None = None  # see ``model.media.path_quality``
