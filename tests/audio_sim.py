"""A voice from alice to bob's jitter buffer in simulated time: loss, delay and pauses are lists."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from megachat_desktop.media.rtp.audio_buffer import AudioJitterBuffer, AudioPacket
from megachat_desktop.media.rtp.audio_steps import (
    Conceal,
    Decode,
    DecodeFec,
    Play,
    Silence,
    Step,
    Stretch,
)

RATE = 48_000
PACKET = 960
BLOCK_S = 0.010
STRETCHED = 240  # what one stretch wins or leaves out here: a voice of 200 Hz


@dataclass
class Bob:
    """Pulls a block every 10 ms and does with the steps what the audio thread would do."""

    buffer: AudioJitterBuffer = field(default_factory=AudioJitterBuffer)
    held: int = 0
    out: int = 0  # samples that left
    steps: list[tuple[float, Step]] = field(default_factory=list)
    delays: list[tuple[float, float]] = field(default_factory=list)  # (time, playing delay)
    is_quiet: Callable[[float], bool] = lambda now: True  # whether alice makes a pause then

    def block(self, now: float) -> None:
        while not isinstance(step := self.buffer.pull(now, self.held), Play):
            self.steps.append((now, step))
            self._apply(step, now)
        self.held -= 480
        self.out += 480
        self.delays.append((now, self.buffer.delay_s))

    def _apply(self, step: Step, now: float) -> None:
        match step:
            case Stretch(direction, anywhere):
                difference = direction.value * STRETCHED * (anywhere or self.is_quiet(now))
                self.held += difference
                self.buffer.stretched(difference)
            case Decode() | DecodeFec() | Conceal() | Silence():
                self.held += step.samples
            case Play():
                raise AssertionError

    def kinds(self) -> list[str]:
        return [type(step).__name__ for _, step in self.steps]

    def delay_between(self, start: float, end: float) -> float:
        values = [delay for at, delay in self.delays if start <= at < end]
        return sum(values) / len(values)


def packet(
    number: int,
    arrived: float,
    *,
    first_sequence: int = 0,
    first_timestamp: int = 0,
    fec: bool = False,
    recovered: bool = False,
    payload: bytes = b"opus!",
) -> AudioPacket:
    return AudioPacket(
        (first_sequence + number) % 2**16,
        (first_timestamp + number * PACKET) % 2**32,
        payload,
        arrived,
        PACKET,
        fec,
        recovered,
    )


def call(
    seconds: float,
    *,
    delay: Callable[[int], float] = lambda number: 0.030,
    lost: Callable[[int], bool] = lambda number: False,
    fec: bool = False,
    clock_ppm: float = 0.0,
    first_sequence: int = 0,
    first_timestamp: int = 0,
    sent: Callable[[int], bool] = lambda number: True,
    copies: bool = False,
    bob: Bob | None = None,
    pull_at: Callable[[int], float] = lambda block: block * BLOCK_S,
) -> Bob:
    """Alice speaks for ``seconds``; packet ``n`` leaves at (n + 1) * 20 ms of her clock.

    ``sent`` False is a pause: no packet, no sequence number used. ``copies`` sends each packet
    again 20 ms later on a path of its own luck.
    """
    bob = bob or Bob()
    arrivals: list[tuple[float, AudioPacket]] = []
    sequence = 0
    for number in range(int(seconds * 50)):
        if not sent(number):
            continue
        leaves = (number + 1) * 0.020 / (1 + clock_ppm * 1e-6)
        made = AudioPacket(
            (first_sequence + sequence) % 2**16,
            (first_timestamp + number * PACKET) % 2**32,
            b"opus!",
            leaves + delay(number),
            PACKET,
            fec,
        )
        sequence += 1
        if not lost(number):
            arrivals.append((made.arrived, made))
        if copies and not lost(1_000_000 + number):
            at = made.arrived + 0.020
            again = AudioPacket(made.sequence, made.timestamp, b"opus!", at, PACKET, fec, True)
            arrivals.append((at, again))
    arrivals.sort(key=lambda arrival: arrival[0])
    deliver(bob, arrivals, seconds, pull_at)
    return bob


def deliver(
    bob: Bob,
    arrivals: Iterable[tuple[float, AudioPacket]],
    seconds: float,
    pull_at: Callable[[int], float] = lambda block: block * BLOCK_S,
) -> None:
    """Hand over packets and pull blocks in the order of time."""
    waiting = list(arrivals)
    at = 0
    for block in range(int(seconds / BLOCK_S)):
        now = pull_at(block)
        while at < len(waiting) and waiting[at][0] <= now:
            bob.buffer.insert(waiting[at][1], waiting[at][0])
            at += 1
        bob.block(now)


def random_loss(share: float, seed: int = 1) -> Callable[[int], bool]:
    """Independent loss, the same on each run; a function of the packet's number."""

    def lost(number: int) -> bool:
        return random.Random(f"{seed}/{number}").random() < share

    return lost


def random_delay(mean: float, spread: float, seed: int = 1) -> Callable[[int], float]:
    """Normally distributed jitter that never delivers before ``mean - 2 * spread``."""

    def delay(number: int) -> float:
        jitter = random.Random(f"{seed}/{number}").gauss(0.0, spread)
        return max(mean - 2 * spread, mean + jitter)

    return delay
