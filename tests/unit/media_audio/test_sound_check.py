"""A microphone tried out: its level, a sample that is played back, and nothing kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from audio_fakes import FakeDevice, FakeLayer, microphone, speaker
from audio_support import wait_until
from megachat_desktop.media.audio.engine import AudioEngine
from megachat_desktop.media.audio.seam import BLOCK
from megachat_desktop.media.audio.sound_check import SAMPLE_S, SoundCheck
from megachat_desktop.media.audio.streams import NullPlayback
from megachat_desktop.media.audio.volume import with_volume
from megachat_desktop.model.device_check import SampleState
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.model.values import replace

RAW = MediaChoice(echo_cancellation=False, noise_suppression=False, gain_control=False)
LOUD = (np.sin(np.arange(BLOCK) / 8) * 16_000).astype(np.int16).tobytes()


@pytest.fixture
def layer() -> FakeLayer:
    return FakeLayer((microphone("mouth", default=True), speaker("ear", default=True)))


@pytest.fixture
def check(layer: FakeLayer) -> Iterator[SoundCheck]:
    made = SoundCheck(layer, RAW)
    wait_until(lambda: bool(layer.opened))
    yield made
    made.close()
    assert all(device.closed for device in layer.opened)


def opened(layer: FakeLayer, name: str) -> FakeDevice:
    wait_until(lambda: any(d.device_id == name and d.running for d in layer.opened))
    return next(d for d in layer.opened if d.device_id == name and d.running)


def record(layer: FakeLayer, check: SoundCheck) -> None:
    """Speak until the recorder has what it wants."""
    mouth = opened(layer, "mouth")
    mouth.hear(LOUD)
    wait_until(lambda: check.hears)
    check.record()
    for _ in range(SAMPLE_S * 100 + 50):
        mouth.hear(LOUD)
        if check.state is not SampleState.RECORDING:
            break
        wait_until(lambda: layer.opened[0].captured is not None)
    wait_until(lambda: (mouth.hear(LOUD), check.state is SampleState.PLAYING)[1])


def test_the_level_is_the_loudest_since_the_last_look(layer: FakeLayer, check: SoundCheck) -> None:
    mouth = opened(layer, "mouth")
    mouth.hear(LOUD)
    wait_until(lambda: check.hears)

    def heard() -> bool:
        mouth.hear(LOUD)
        return check.take_level() > 0.3

    wait_until(heard)
    assert [d.device_id for d in layer.opened] == ["mouth"]  # no speaker before there is sound


def test_a_sample_is_recorded_and_played_back_and_forgotten(
    layer: FakeLayer, check: SoundCheck
) -> None:
    record(layer, check)
    ear = opened(layer, "ear")
    played: list[bytes] = []

    def over() -> bool:
        played.append(ear.play())
        return check.state is SampleState.IDLE

    wait_until(over, 15.0)
    loud = sum(int(np.abs(np.frombuffer(b, np.int16)).max(initial=0) > 10_000) for b in played)
    assert loud >= SAMPLE_S * 100 * 0.9
    assert len(check._recorded) == 0
    assert len(check._waiting) == 0


def test_a_test_sound_needs_no_microphone() -> None:
    layer = FakeLayer((speaker("ear", default=True),))
    check = SoundCheck(layer, RAW)
    check.play_test_sound()
    ear = opened(layer, "ear")
    wait_until(lambda: (ear.play(), check.state is SampleState.IDLE)[1], 15.0)
    check.close()
    assert not check.hears


def test_half_the_volume_is_a_quarter_of_the_amplitude() -> None:
    assert with_volume(LOUD, 100) == LOUD
    half = np.frombuffer(with_volume(LOUD, 50), np.int16)
    assert abs(int(half.max()) - 4_000) < 10
    assert with_volume(LOUD, 0) == bytes(2 * BLOCK)


@dataclass
class OneBlock(NullPlayback):
    """A speaker that wants 10 ms and keeps them."""

    written: list[bytes] = field(default_factory=list)
    device_id: str | None = None
    xruns: int = 0

    def wanted(self, now: float) -> int:
        return 1

    def latency_s(self, now: float) -> float:
        return 0.02

    def write(self, block: bytes) -> None:
        self.written.append(block)


def test_a_call_plays_at_the_volume_chosen(layer: FakeLayer) -> None:
    engine = AudioEngine(replace(RAW, speaker_volume=50), lambda packet: None, layer)
    engine._incoming.block = lambda now: LOUD  # type: ignore[method-assign]
    playback = OneBlock()
    engine._play(SimpleNamespace(playback=playback))  # type: ignore[arg-type]
    engine.set_choice(RAW)
    engine._play(SimpleNamespace(playback=playback))  # type: ignore[arg-type]
    engine.stop()
    peaks = [int(np.frombuffer(block, np.int16).max()) for block in playback.written]
    assert abs(peaks[0] - 4_000) < 10
    assert abs(peaks[1] - 16_000) < 10
