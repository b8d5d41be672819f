"""A wire in simulated time: alice's sender, bob's receiver, and what happens in between as data.

Nothing here knows a real clock. Loss and delay are functions of the packet's number, so a test can
give lists; the schedule is an ordinary heap.
"""

import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from megachat_desktop.errors import CryptoError
from megachat_desktop.media.rtp.packetizer import chunk
from megachat_desktop.media.rtp.packets import (
    HEADER_BYTES,
    InStream,
    OpenedAudio,
    OpenedVideo,
    OutStream,
    RtpIn,
    StreamKind,
)
from megachat_desktop.media.rtp.rate import RateControl
from megachat_desktop.media.rtp.receiver import PeerReceiver, SendRtcp, VideoSkipped
from megachat_desktop.media.rtp.rtcp import parse_rtcp
from megachat_desktop.media.rtp.sender import SKIP_QUEUE_S, KeyFrameWanted, PeerSender
from megachat_desktop.media.video.freezes import FreezeCounter

AUDIO, VIDEO = 0, 1
AUDIO_SSRC, AUDIO_RTX, VIDEO_SSRC, VIDEO_RTX, BOB_SSRC = 0x10, 0x11, 0x20, 0x21, 0x99
KEY, DELTA = b"\0\0\0\1\x65", b"\0\0\0\1\x41"  # the beginnings of H.264 frames

Loss = Callable[[int], bool]


def streams(first_sequence: int = 100, first_timestamp: int = 5000) -> list[OutStream]:
    """Alice's microphone and camera."""
    numbers = first_sequence, first_timestamp, 300
    return [
        OutStream(AUDIO, StreamKind.AUDIO, AUDIO_SSRC, 111, AUDIO_RTX, 112, 48000, *numbers),
        OutStream(VIDEO, StreamKind.VIDEO, VIDEO_SSRC, 102, VIDEO_RTX, 103, 90000, *numbers),
    ]


def expected_streams() -> list[InStream]:
    """The same two as bob knows them."""
    return [
        InStream(AUDIO, StreamKind.AUDIO, AUDIO_SSRC, AUDIO_RTX, 48000, ((111, "opus"),), (112,)),
        InStream(VIDEO, StreamKind.VIDEO, VIDEO_SSRC, VIDEO_RTX, 90000, ((102, "h264"),), (103,)),
    ]


def seal(frame: bytes) -> bytes:
    """Stands for SFrame: something that can be told from rubbish."""
    return b"S" + frame + b"E"


def unseal(stream: int, sealed: bytes) -> bytes:
    """The inverse of ``seal``."""
    if len(sealed) < 2 or sealed[:1] != b"S" or sealed[-1:] != b"E":
        raise CryptoError("not sealed")
    return sealed[1:-1]


def parse_rtp(data: bytes, arrival: float) -> RtpIn:
    """What the transport makes of a datagram of ours."""
    padding = bool(data[0] & 0x20)
    return RtpIn(
        int.from_bytes(data[8:12], "big"),
        data[1] & 0x7F,
        int.from_bytes(data[2:4], "big"),
        int.from_bytes(data[4:8], "big"),
        bool(data[1] & 0x80),
        b"" if padding else data[HEADER_BYTES:],
        int.from_bytes(data[17:19], "big"),
        arrival,
    )


def is_rtcp(data: bytes) -> bool:
    """RFC 5761's way to tell them apart."""
    return 192 <= data[1] <= 223


def random_loss(share: float, seed: int) -> Loss:
    """Independent loss of this share."""
    dice = random.Random(seed)
    return lambda _number: dice.random() < share


def lossless(_number: int) -> bool:
    """Nothing is lost."""
    return False


def listed(lost: Iterable[int]) -> Loss:
    """Exactly these packets are lost, counted from 0 in their direction."""
    numbers = frozenset(lost)
    return lambda number: number in numbers


@dataclass
class Network:
    """One-way delay and fate of packets in each direction."""

    delay_s: float = 0.05
    loss_out: Loss = lossless  # alice to bob
    loss_back: Loss = lossless
    extra_delay: Callable[[int], float] = lambda _number: 0.0
    copies: Callable[[int], int] = lambda _number: 1
    down: Callable[[float], bool] = lambda _now: False
    bits_per_s: Callable[[float], float] | None = None  # of the narrowest link, alice to bob
    queue_s: float = 0.3  # what that link's buffer holds


@dataclass
class Story:
    """Everything that happened at bob's."""

    frames: list[OpenedVideo] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    audio: list[OpenedAudio] = field(default_factory=list)
    skipped: int = 0
    key_frames_asked: int = 0
    packets: int = 0
    wire: list[tuple[int, int]] = field(default_factory=list)  # (ssrc, sequence) in order
    queue_peak_s: float = 0.0

    def freezes(self) -> FreezeCounter:
        """The freezes of what bob saw; ``shown`` need not be sorted."""
        counter = FreezeCounter()
        for at in sorted(self.shown):
            counter.on_shown(at)
        return counter


class Wire:
    """Runs alice's sender and bob's receiver against a network, event by event."""

    def __init__(
        self,
        network: Network,
        *,
        first_sequence: int = 100,
        first_timestamp: int = 5000,
        rate: RateControl | None = None,
        keep_wire: bool = False,
    ) -> None:
        self.network = network
        self.sender = PeerSender(streams(first_sequence, first_timestamp), rate)
        self.receiver = PeerReceiver(expected_streams(), BOB_SSRC)
        self.story = Story()
        self.now = 1000.0
        self.keep_wire = keep_wire
        self.key_wanted = True
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = self._out = self._back = 0
        self._link_free = 0.0
        self._armed = {"alice": float("inf"), "bob": float("inf")}
        self.sender.start_link(self.now)
        self._take(self.receiver.set_opener(unseal, self.now))

    def at(self, when: float, action: Callable[[], None]) -> None:
        """Do something at a moment of simulated time."""
        self._count += 1
        heapq.heappush(self._events, (when, self._count, action))

    def run(self, until: float) -> Story:
        """Let time pass."""
        self._pump()
        while self._events and self._events[0][0] <= until:
            self.now, _, action = heapq.heappop(self._events)
            action()
            self._pump()
        self.now = until
        return self.story

    def play(
        self,
        seconds: float,
        *,
        fps: int = 30,
        frame_bytes: int = 6000,
        key_bytes: int = 30_000,
        audio: bool = True,
    ) -> Story:
        """Send sound and pictures for so long, then let the rest arrive."""
        start = self.now
        for index in range(int(seconds * fps)):
            self.at(start + index / fps, lambda: self.send_video(frame_bytes, key_bytes))
        for index in range(int(seconds * 50) if audio else 0):
            self.at(start + index / 50, lambda i=index: self.send_audio(i))
        return self.run(start + seconds + 1.0)

    def send_video(self, frame_bytes: int, key_bytes: int) -> None:
        """One frame; a key frame where one is wanted."""
        self.story.queue_peak_s = max(self.story.queue_peak_s, self.sender.queue_s())
        if self.sender.queue_s() > SKIP_QUEUE_S:
            return
        share = self.sender.target_bps(self.now) / 8 / 30  # what an encoder would make of it
        frame_bytes, key_bytes = min(frame_bytes, int(share)), min(key_bytes, int(6 * share))
        key, self.key_wanted = self.key_wanted, False
        body = (KEY + bytes(key_bytes)) if key else (DELTA + bytes(frame_bytes))
        timestamp = round(self.now * 90000)
        chunks = chunk(seal(body))
        self.sender.send(VIDEO, chunks, timestamp, self.now, self.now, key=key)

    def send_audio(self, index: int) -> None:
        """20 ms of sound."""
        chunks = chunk(seal(index.to_bytes(4, "big") + bytes(80)))
        self.sender.send(AUDIO, chunks, index * 960, self.now, self.now)

    def _pump(self) -> None:
        for data in self.sender.poll(self.now):
            self._out += 1
            queued = self._queue(len(data))
            if queued is not None:
                arrive = lambda d=data: self._to_bob(d)  # noqa: E731 - bound to this datagram
                self._carry(self._out - 1, self.network.loss_out, arrive, queued)
            if self.keep_wire and not is_rtcp(data):
                packet = parse_rtp(data, self.now)
                self.story.wire.append((packet.ssrc, packet.sequence))
        self._take(self.receiver.poll(self.now))
        self._wake("alice", self.sender.next_deadline())
        self._wake("bob", self.receiver.next_deadline())

    def _wake(self, who: str, deadline: float | None) -> None:
        """Arm a timer at the deadline, at least 1 ms ahead as an event loop would."""
        if self._armed[who] <= self.now:
            self._armed[who] = float("inf")
        if deadline is not None and deadline < self._armed[who]:
            self._armed[who] = max(deadline, self.now + 0.001)
            self.at(self._armed[who], lambda: None)

    def _queue(self, size: int) -> float | None:
        """How long a datagram takes through the narrowest link; None when its buffer is full."""
        if self.network.bits_per_s is None:
            return 0.0
        wait = max(0.0, self._link_free - self.now)
        if wait > self.network.queue_s:
            return None
        takes = (size + 64) * 8 / self.network.bits_per_s(self.now)
        self._link_free = self.now + wait + takes
        return wait + takes

    def _carry(
        self, number: int, loss: Loss, arrive: Callable[[], None], queued: float = 0.0
    ) -> None:
        if loss(number) or self.network.down(self.now):
            return
        for copy in range(self.network.copies(number)):
            delay = queued + self.network.delay_s + self.network.extra_delay(number) + copy * 0.003
            self.at(self.now + delay, arrive)

    def _to_bob(self, data: bytes) -> None:
        self.story.packets += 1
        if is_rtcp(data):
            for report in parse_rtcp(data):
                self.receiver.on_rtcp(report, self.now)
        else:
            self._take(self.receiver.on_rtp(parse_rtp(data, self.now), self.now))

    def _to_alice(self, data: bytes) -> None:
        for report in parse_rtcp(data):
            for wanted in self.sender.on_rtcp(report, self.now):
                assert isinstance(wanted, KeyFrameWanted)
                self.key_wanted = True
        if self.sender.has_rtt:
            self.receiver.set_rtt(self.sender.rtt)

    def _take(self, events: list[object]) -> None:
        for event in events:
            match event:
                case OpenedVideo():
                    self.story.frames.append(event)
                    self.story.shown.append(max(self.now, event.due))
                case OpenedAudio():
                    self.story.audio.append(event)
                case VideoSkipped():
                    self.story.skipped += event.frames
                case SendRtcp():
                    self._send_back(event.data)

    def _send_back(self, data: bytes) -> None:
        if data[1] == 206 and data[0] & 0x1F == 1:
            self.story.key_frames_asked += 1
        self._back += 1
        self._carry(self._back - 1, self.network.loss_back, lambda: self._to_alice(data))
