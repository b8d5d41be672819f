"""alice calls bob: two media peers in one process, their signalling carried by hand."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from impairment_support import Impairment, ImpairmentProxy
from megachat_desktop.errors import DeviceError
from megachat_desktop.media.audio.layer import OnCaptured, OnPlay, OpenDevice
from megachat_desktop.media.audio.seam import AudioFigures
from megachat_desktop.media.datagram_path import DatagramPath
from megachat_desktop.media.description import AgreedMedia
from megachat_desktop.media.rtp.packets import OpenedAudio, OpenedVideo
from megachat_desktop.media.rtp.receiver import PeerReceiver
from megachat_desktop.media.session import CallMedia
from megachat_desktop.media.session_parts import PartsMaker, PartsOwner, PictureFigures
from megachat_desktop.media.session_seam import CallSetting
from megachat_desktop.media.video.frames import VideoSource
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.media import MediaChoice, MediaDevice, MediaKeys, MediaSnapshot
from megachat_desktop.model.settings import Settings
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_description import CallDescription, Candidate

LOOPBACK = Settings(allow_loopback=True)
Rewrite = Callable[[Candidate], Candidate | None]


@dataclass
class FakeParts:
    """Sound and pictures that only remember."""

    owner: PartsOwner
    started: tuple[bool, bool] | None = None
    closed: bool = False
    hold: bool = False
    sending: tuple[bool, bool] | None = None
    audio: list[OpenedAudio] = field(default_factory=list)
    video: list[OpenedVideo] = field(default_factory=list)
    key_frames_wanted: int = 0
    previewed: list[bool] = field(default_factory=list)

    @classmethod
    def make(
        cls, owner: PartsOwner, agreed: AgreedMedia, receiver: PeerReceiver, choice: MediaChoice
    ) -> "FakeParts":
        return cls(owner)

    def preview(self, camera: bool) -> None:
        self.previewed.append(camera)

    def start(self, microphone: bool, camera: bool) -> None:
        self.started = (microphone, camera)

    def set_sending(self, microphone: bool, camera: bool) -> None:
        self.sending = (microphone, camera)

    def set_hold(self, hold: bool) -> None:
        self.hold = hold

    def set_choice(self, choice: MediaChoice) -> None:
        return None

    def on_audio(self, packet: OpenedAudio) -> None:
        self.audio.append(packet)

    def on_video(self, frame: OpenedVideo) -> None:
        self.video.append(frame)

    def on_key_frame_wanted(self) -> None:
        self.key_frames_wanted += 1

    def sound_figures(self) -> AudioFigures:
        return AudioFigures()

    def picture_figures(self) -> PictureFigures:
        return PictureFigures()

    async def close(self) -> None:
        self.closed = True


class Told:
    """A MediaSink that writes down what happened and lets tests wait for it."""

    def __init__(self) -> None:
        self.story: list[str] = []
        self.first_audio_at: float | None = None
        self.first_picture_at: float | None = None
        self.snapshots: list[MediaSnapshot] = []
        self.devices: list[tuple[bool, bool]] = []
        self.send_candidates: Callable[[tuple[Candidate, ...], bool], None] = lambda c, end: None
        self._events: dict[str, asyncio.Event] = {}

    def event(self, name: str) -> asyncio.Event:
        return self._events.setdefault(name, asyncio.Event())

    def _note(self, name: str) -> None:
        self.story.append(name)
        self.event(name).set()

    def on_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None:
        self.send_candidates(candidates, end)

    def on_path_ready(self, path: int) -> None:
        self._note("path_ready")

    def on_path_failed(self, path: int, reason: str) -> None:
        self._note("path_failed")

    def on_path_lost(self, path: int) -> None:
        self._note("path_lost")

    def on_path_back(self, path: int) -> None:
        self._note("path_back")

    def on_first_audio(self, at: float) -> None:
        self.first_audio_at = at
        self._note("first_audio")

    def on_first_picture(self, at: float) -> None:
        self.first_picture_at = at
        self._note("first_picture")

    def on_snapshot(self, snapshot: MediaSnapshot) -> None:
        self.snapshots.append(snapshot)
        self._note("snapshot")

    def on_devices_in_use(self, microphone: bool, camera: bool) -> None:
        self.devices.append((microphone, camera))

    async def wait(self, name: str, limit_s: float = 10.0) -> None:
        async with asyncio.timeout(limit_s):
            await self.event(name).wait()


@dataclass
class Pair:
    """alice, the caller, and bob, the callee, with what they were told."""

    alice: CallMedia
    bob: CallMedia
    alice_told: Told
    bob_told: Told
    offer: CallDescription | None = None
    answer: CallDescription | None = None

    async def connect(
        self, *, tamper: Callable[[CallDescription], CallDescription] | None = None
    ) -> None:
        """Carry offer, answer and candidates; returns before the path is ready."""
        self.offer = await self.alice.describe(None)
        self.answer = await self.bob.describe(self.offer)
        if tamper is not None:
            self.answer = tamper(self.answer)
        self.bob.connect(self.offer)
        self.alice.connect(self.answer)

    async def ready(self) -> None:
        await self.alice_told.wait("path_ready")
        await self.bob_told.wait("path_ready")

    def set_keys(self) -> None:
        of_alice, of_bob = call_keys()
        self.alice.set_keys(of_alice)
        self.bob.set_keys(of_bob)

    def open_gates(self, microphone: bool = True, camera: bool = True) -> None:
        self.alice.open_gate(0, microphone, camera)
        self.bob.open_gate(0, microphone, camera)


def call_keys() -> tuple[MediaKeys, MediaKeys]:
    """Matching base keys for both ends, streams 0 and 1."""
    of_alice = {number: secrets.token_bytes(64) for number in (0, 1)}
    of_bob = {number: secrets.token_bytes(64) for number in (0, 1)}
    return MediaKeys(of_alice, of_bob), MediaKeys(of_bob, of_alice)


class NoSound:
    """A DeviceLayer of a computer without sound."""

    def devices(self) -> tuple[MediaDevice, ...]:
        return ()

    def open_microphone(self, device_id: str, captured: OnCaptured) -> OpenDevice:
        raise DeviceError

    def open_speaker(self, device_id: str, play: OnPlay) -> OpenDevice:
        raise DeviceError

    def close(self) -> None:
        return None


class NoCameras:
    """The cameras of a computer without one."""

    def devices(self) -> tuple[MediaDevice, ...]:
        return ()

    def open(self, device_id: str | None) -> VideoSource | None:
        return None


class SpoiltPath:
    """Impairment proxies, one before each socket of each end."""

    def __init__(self, there: Impairment, back: Impairment) -> None:
        self.there, self.back = there, back
        self.proxies: list[ImpairmentProxy] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def carry(self, to: CallMedia) -> Callable[[tuple[Candidate, ...], bool], None]:
        """Pass candidates on, each as the address of a proxy of its own; IPv4 loopback only."""

        def send(candidates: tuple[Candidate, ...], end: bool) -> None:
            for candidate in candidates:
                if candidate.address.ip == "127.0.0.1":
                    task = asyncio.get_running_loop().create_task(self._put_before(candidate, to))
                    self._tasks.add(task)

        return send

    async def _put_before(self, candidate: Candidate, to: CallMedia) -> None:
        proxy = ImpairmentProxy(
            (candidate.address.ip, candidate.address.port), self.there, self.back
        )
        self.proxies.append(proxy)
        address = SocketAddress(*await proxy.listen())
        to.add_candidates(0, (replace(candidate, address=address),), False)

    def close(self) -> None:
        for proxy in self.proxies:
            proxy.close()


@asynccontextmanager
async def two_peers(
    make_alice: PartsMaker = FakeParts.make,
    make_bob: PartsMaker = FakeParts.make,
    *,
    settings: Settings = LOOPBACK,
    choices: tuple[MediaChoice, MediaChoice] = (MediaChoice(), MediaChoice()),
    fallbacks: tuple[DatagramPath | None, DatagramPath | None] = (None, None),
    to_alice: Rewrite = lambda candidate: candidate,
    to_bob: Rewrite = lambda candidate: candidate,
    spoilt: SpoiltPath | None = None,
) -> AsyncIterator[Pair]:
    alice_told, bob_told = Told(), Told()
    alice = CallMedia(
        CallSetting(CallRole.CALLER, choices[0], settings, fallbacks[0]), alice_told, make_alice
    )
    bob = CallMedia(
        CallSetting(CallRole.CALLEE, choices[1], settings, fallbacks[1]), bob_told, make_bob
    )

    def carry(to: CallMedia, rewrite: Rewrite) -> Callable[[tuple[Candidate, ...], bool], None]:
        def send(candidates: tuple[Candidate, ...], end: bool) -> None:
            passed = tuple(filter(None, map(rewrite, candidates)))
            to.add_candidates(0, passed, end)

        return send

    alice_told.send_candidates = spoilt.carry(bob) if spoilt else carry(bob, to_bob)
    bob_told.send_candidates = spoilt.carry(alice) if spoilt else carry(alice, to_alice)
    try:
        yield Pair(alice, bob, alice_told, bob_told)
    finally:
        await alice.close()
        await bob.close()
        if spoilt is not None:
            spoilt.close()


async def until(true: Callable[[], bool], limit_s: float = 5.0) -> None:
    """Wait for something that shows only in plain values of a peer."""
    async with asyncio.timeout(limit_s):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
