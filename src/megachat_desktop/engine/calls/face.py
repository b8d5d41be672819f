"""What is shown of a call: the parts of the snapshot that the machine does not decide."""

import time
from dataclasses import dataclass, field

from megachat_desktop.engine.calls.words import end_sentence
from megachat_desktop.model.call import Call, CallState, Direction, SafetyPicture
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.media import MediaSnapshot
from megachat_desktop.protocol.call_machine import CallMachine
from megachat_desktop.protocol.call_vocabulary import Cause


@dataclass
class CallFace:
    """Collects what happened for the window; times are seconds of the engine's clock."""

    call_id: CallId
    contact: Contact
    direction: Direction
    video: bool
    started_at: float
    microphone_on: bool = True
    camera_on: bool = False
    peer_microphone_on: bool = True
    peer_camera_on: bool = False
    peer_state_number: int = 0  # of the newest CALL_STATE; the highest wins
    has_microphone: bool = True
    has_camera: bool = True
    path: str | None = None
    safety: tuple[SafetyPicture, ...] = ()
    safety_match: bool | None = None
    active_at: float | None = None
    ended_at: float | None = None
    continues_as: CallId | None = None
    stages_ms: dict[str, float] = field(default_factory=dict)
    cpu_at_start: float = field(default_factory=time.process_time)
    last_media: MediaSnapshot = field(default_factory=MediaSnapshot)

    def stage(self, name: str, at: float) -> None:
        """A stage was reached; only the first time counts."""
        self.stages_ms.setdefault(name, (at - self.started_at) * 1000)

    def follow(self, machine: CallMachine, now: float) -> None:
        """Note when the call became active and when it ended."""
        if machine.state is CallState.ACTIVE and self.active_at is None:
            self.active_at = now
        if machine.state is CallState.ENDED and self.ended_at is None:
            self.ended_at = now

    def snapshot(self, machine: CallMachine) -> Call:
        """The call as everybody else sees it."""
        end = machine.end
        detail = end_sentence(end, self.direction, self.contact) if end else None
        return Call(
            call_id=self.call_id,
            account=self.contact.account,
            contact_name=self.contact.name,
            direction=self.direction,
            state=machine.state,
            video=self.video,
            verified=self.contact.verified,
            waiting=machine.waiting,
            end_reason=end.reason if end else None,
            detail=detail,
            unreachable=end is not None and end.cause is Cause.UNREACHABLE,
            safety=self.safety,
            safety_match=self.safety_match,
            path=self.path,
            microphone_on=self.microphone_on,
            camera_on=self.camera_on,
            peer_microphone_on=self.peer_microphone_on,
            peer_camera_on=self.peer_camera_on,
            we_hold=machine.we_hold,
            peer_holds=machine.peer_holds,
            has_microphone=self.has_microphone,
            has_camera=self.has_camera,
            started_at=self.started_at,
            active_at=self.active_at,
            ended_at=self.ended_at,
            stages_ms=dict(self.stages_ms),
            continues_as=self.continues_as,
        )
