"""Puts the real parts together; the one place of the engine that knows network and media."""

import platformdirs

from megachat_desktop.crypto import kem
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.engine.engine import Engine
from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.media.audio.miniaudio_layer import MiniaudioLayer
from megachat_desktop.media.engine import CallMediaEngine
from megachat_desktop.media.video.cameras import SystemCameras
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.network.network import IrohNetwork
from megachat_desktop.storage.profile import OpenProfile

_ENCODER_CACHE = platformdirs.user_cache_path("megachat", appauthor=False) / "encoder.json"


def assemble(profile: OpenProfile, choice: MediaChoice, *, with_echo: bool = True) -> Engine:
    """An engine over a profile that is open; call it on the engine's loop.

    Raises CryptoUnavailableError where the post-quantum part is missing.
    """
    kem.self_check()
    media = CallMediaEngine(MiniaudioLayer(), SystemCameras(), _ENCODER_CACHE)
    clock = SystemClock()
    parts = EngineParts(profile, IrohNetwork(), media, clock, choice, with_echo=with_echo)
    return Engine(parts)
