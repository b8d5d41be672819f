"""What a call's media is made with, and whom it tells: the engine's side of the seam.

``CallSink`` repeats ``engine.media_ports.MediaSink``, because media must not know the engine.
"""

from typing import Protocol

from msgspec import Struct

from megachat_desktop.media.datagram_path import DatagramPath
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.media import MediaChoice, MediaSnapshot
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.call_description import Candidate


class CallSink(Protocol):
    """The engine's side (``engine.media_ports.MediaSink``)."""

    def on_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None: ...

    def on_path_ready(self, path: int) -> None: ...

    def on_path_failed(self, path: int, reason: str) -> None: ...

    def on_path_lost(self, path: int) -> None: ...

    def on_path_back(self, path: int) -> None: ...

    def on_first_audio(self, at: float) -> None: ...

    def on_first_picture(self, at: float) -> None: ...

    def on_snapshot(self, snapshot: MediaSnapshot) -> None: ...

    def on_devices_in_use(self, microphone: bool, camera: bool) -> None: ...


class CallSetting(Struct, frozen=True):
    """What a peer is made with."""

    role: CallRole
    choice: MediaChoice
    settings: Settings
    fallback: DatagramPath | None
