"""The figures of a call that is over, in the stable keys of the command line's ``report``."""

from megachat_desktop.model.call import Call, EndReason
from megachat_desktop.model.media import MediaSnapshot, StreamStats

STAGES = (
    "offer_sent",
    "ringing",
    "answered",
    "path",
    "confirmed",
    "first_audio",
    "first_picture",
)

_COMMON = ("codec", "kbps", "packets", "lost")
_VIDEO = (*_COMMON, "fps", "width", "height", "frames")
_VIDEO_IN = (*_VIDEO, "freezes", "freeze_ms", "delay_ms", "nacks", "plis", "decode_ms_p50")
_VIDEO_OUT = (*_VIDEO, "key_frames", "retransmits", "skipped", "hardware", "encode_ms_p50", "qp")
_AUDIO_IN = (
    *_COMMON,
    "delay_ms",
    "target_ms",
    "played_ms",
    "concealed_ms",
    "fec_ms",
    "lost_ms",
    "level",
    "xruns",
)
_AUDIO_OUT = (*_COMMON, "level", "xruns", "retransmits")


def call_report(call: Call, media: MediaSnapshot, cpu_s: float) -> dict[str, object]:
    """The report of one ended call. ``cpu_s`` is this process's CPU time during the call."""
    reason = call.end_reason or EndReason.FAILED
    talked = 0.0
    if call.active_at is not None and call.ended_at is not None:
        talked = call.ended_at - call.active_at
    return {
        "call_id": call.call_id.hex(),
        "end_reason": reason.value,
        "duration_s": round(talked, 3),
        "cpu_s": round(cpu_s, 3),
        "safety": [picture.name for picture in call.safety],
        "path": {"kind": call.path or media.path.kind, "rtt_ms": round(media.path.rtt_ms, 2)},
        "setup_ms": {s: round(call.stages_ms[s], 1) for s in STAGES if s in call.stages_ms},
        "video": {
            "in": _figures(media.video_in, _VIDEO_IN),
            "out": _figures(media.video_out, _VIDEO_OUT),
        },
        "audio": {
            "in": _figures(media.audio_in, _AUDIO_IN),
            "out": _figures(media.audio_out, _AUDIO_OUT),
        },
        "skew_ms": round(media.skew_ms, 1),
    }


def _figures(stream: StreamStats, names: tuple[str, ...]) -> dict[str, object]:
    values = {name: getattr(stream, name) for name in names}
    return {name: round(v, 2) if isinstance(v, float) else v for name, v in values.items()}
