"""The line of the call history that an ended call leaves."""

from megachat_desktop.model.call import Call, CallLogEntry, EndReason
from megachat_desktop.model.media import MediaSnapshot, path_quality


def log_entry(call: Call, media: MediaSnapshot, now: float) -> CallLogEntry:
    """The line for an ended call; ``now`` in Unix seconds, ``media`` its last figures."""
    talked = 0.0
    if call.active_at is not None and call.ended_at is not None:
        talked = call.ended_at - call.active_at
    age = (call.ended_at or call.started_at) - call.started_at
    return CallLogEntry(
        call_id=call.call_id,
        account=call.account,
        direction=call.direction,
        video=call.video,
        started_at=now - age,
        duration_s=talked,
        end_reason=call.end_reason or EndReason.FAILED,
        missed=call.missed,
        detail=call.detail,
        path=(call.path or media.path.kind) if talked else None,
        rang_s=_rang_s(call, age),
        quality=_quality(media) if talked else None,
    )


def _rang_s(call: Call, age: float) -> float:
    """From the first ring until somebody answered or it was over."""
    rang_at = call.stages_ms.get("ringing")
    if rang_at is None:
        return 0.0
    return max(0.0, call.stages_ms.get("answered", age * 1000) - rang_at) / 1000


def _quality(media: MediaSnapshot) -> str:
    """Over the whole call: the worse of its two incoming streams."""
    streams = (media.audio_in, media.video_in)
    loss = max(100 * s.lost / max(1, s.packets + s.lost) for s in streams)
    return path_quality(loss, media.path.rtt_ms)
