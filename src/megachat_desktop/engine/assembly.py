"""Puts the real parts together; the one place of the engine that knows network and media."""

import platformdirs

from megachat_desktop.crypto import kem
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.engine.engine import Engine
from megachat_desktop.engine.late_media import LateMedia
from megachat_desktop.engine.media_ports import MediaEngine
from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.network.network import IrohNetwork
from megachat_desktop.storage.profile import OpenProfile

_ENCODER_CACHE = platformdirs.user_cache_path("megachat", appauthor=False) / "encoder.json"


def assemble(
    profile: OpenProfile, choice: MediaChoice, *, with_echo: bool = True, media_after_s: float = 0.0
) -> Engine:
    """An engine over a profile that is open; call it on the engine's loop.

    The media libraries load beside it, ``media_after_s`` seconds from its start. Raises
    CryptoUnavailableError where the post-quantum part is missing.
    """
    kem.self_check()
    media = LateMedia(_load_media, media_after_s)
    clock = SystemClock()
    parts = EngineParts(profile, IrohNetwork(), media, clock, choice, with_echo=with_echo)
    return Engine(parts)


def _load_media() -> MediaEngine:
    """Takes about half a second the first time."""
    from megachat_desktop.media.audio.miniaudio_layer import MiniaudioLayer
    from megachat_desktop.media.engine import CallMediaEngine
    from megachat_desktop.media.video.cameras import SystemCameras

    return CallMediaEngine(MiniaudioLayer(), SystemCameras(), _ENCODER_CACHE)
