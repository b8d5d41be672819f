"""The figures of a call as people read them."""

from PySide6.QtCore import QCoreApplication, QLocale

from megachat_desktop.model.address import PathKind
from megachat_desktop.model.media import StreamStats
from megachat_desktop.ui.call.stats_history import GOOD, StatsHistory

translate = QCoreApplication.translate

NOTHING = "–"
_CODECS = {"h264": "H.264", "vp8": "VP8", "opus": "Opus"}


def doing_words(history: StatsHistory) -> str:
    """What is being done about a connection that is not the best; each step has its sentence."""
    if history.reduced_by == "cpu":
        return translate(
            "Quality", "This computer is busy: picture reduced to keep the call smooth."
        )
    if history.quality == GOOD:
        return translate("Quality", "Nothing to do: sound and picture are clear.")
    if history.reduced_by == "bandwidth":
        return translate("Quality", "Slow network: picture reduced to keep your voice clear.")
    if history.loss_pct >= 2:
        return translate("Quality", "Parts get lost on the way: they are repaired or sent again.")
    return translate("Quality", "A long way: you hear each other a little later.")


def path_note(path: str | None) -> str:
    """What a path means for privacy."""
    notes = {
        PathKind.LOCAL: translate("Quality", "Nothing leaves your network"),
        PathKind.DIRECT: translate("Quality", "Straight from computer to computer, encrypted"),
        PathKind.RELAY: translate("Quality", "The relay carries it and can't read it"),
    }
    return notes.get(path or "", "")


def rate_words(kbps: float) -> str:
    """8.4 Mbit/s, or 320 kbit/s below one."""
    locale = QLocale()
    if kbps >= 1000:
        return translate("Quality", "{rate} Mbit/s").format(
            rate=locale.toString(kbps / 1000, "f", 1)
        )
    return translate("Quality", "{rate} kbit/s").format(rate=locale.toString(round(kbps)))


def milliseconds(value: float) -> str:
    """3 ms."""
    return translate("Quality", "{time} ms").format(time=QLocale().toString(round(value)))


def percent(value: float) -> str:
    """0.1 %."""
    return translate("Quality", "{share} %").format(share=QLocale().toString(float(value), "f", 1))


def size_words(stream: StreamStats) -> str:
    """1280 × 720."""
    return f"{stream.width} × {stream.height}" if stream.width and stream.fps else NOTHING


def fps_words(stream: StreamStats) -> str:
    """30 fps."""
    if not stream.width or not stream.fps:
        return NOTHING
    return translate("Quality", "{rate} fps").format(rate=QLocale().toString(round(stream.fps)))


def codec_words(stream: StreamStats) -> str:
    """H.264, hardware."""
    name = _CODECS.get(stream.codec, stream.codec.upper())
    if not name or (stream.kind == "video" and not stream.width):
        return NOTHING
    if stream.kind == "audio":
        return translate("Quality", "{codec}, 48 kHz").format(codec=name)
    return translate("Quality", "{codec}, hardware").format(codec=name) if stream.hardware else name


def freeze_words(stream: StreamStats) -> str:
    """How often the picture stood still, and for how long together."""
    if not stream.freezes:
        return translate("Quality", "None")
    seconds = QLocale().toString(stream.freeze_ms / 1000, "f", 1)
    return translate("Quality", "{count}, {seconds} s").format(
        count=stream.freezes, seconds=seconds
    )


def concealed_words(stream: StreamStats) -> str:
    """Which share of the sound had to be made up."""
    return percent(100 * stream.concealed_ms / stream.played_ms) if stream.played_ms else NOTHING
