"""The audio thread in real time but without sound devices: the clock takes their place."""

import threading
import time

import numpy as np
import pytest

from audio_fakes import FakeLayer, microphone, speaker
from audio_support import RATE, Line, plain, talking, wait_until
from megachat_desktop.media import clock
from megachat_desktop.media.audio.engine import AudioEngine
from megachat_desktop.media.audio.tone import find_clicks
from megachat_desktop.model.media import MediaChoice
from steady import real_time


class Played:
    """A tap that keeps what it gets."""

    def __init__(self) -> None:
        self.blocks: list[tuple[bytes, float]] = []

    def __call__(self, block: bytes, at: float) -> None:
        self.blocks.append((block, at))

    def samples(self) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
        return np.frombuffer(b"".join(block for block, _ in self.blocks), np.int16)


class FileSound:
    """A source that has 5 ms at a time, as a slow file might."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def read(self, samples: int, at: float) -> bytes:
        self.asked.append(samples)
        return b"\x00\x10" * (samples // 2)


@real_time
def test_a_tap_gets_every_block_with_the_time_it_reaches_the_ear() -> None:
    tap = Played()
    with talking(FakeLayer(), plain(play="test"), plain()) as (_, bob):
        bob.add_tap(tap)
        wait_until(lambda: len(tap.blocks) > 250, 10)
        bob.remove_tap(tap)
        known = len(tap.blocks)
        time.sleep(0.1)
        assert len(tap.blocks) <= known + 2
    times = [at for _, at in tap.blocks]
    assert len(times) / 100 == pytest.approx(times[-1] - times[0], abs=0.05)
    for click in find_clicks(tap.samples()):
        late = (times[0] + click) % 1.0
        assert late < 0.2


@real_time
def test_says_which_moment_of_the_peer_plays_when() -> None:
    line = Line()
    with talking(FakeLayer(), plain(play="test"), plain(), line, Line()) as (_, bob):
        wait_until(lambda: bob.figures().played_ms > 500)
        point = bob.play_point()
        assert point is not None
        first = line.packets[0]
        captured = first.captured_at + (point.timestamp - first.timestamp) / RATE
        assert 0.03 < point.heard_at - captured < 0.25
        assert 0 < point.waited_s < point.heard_at - captured


@real_time
def test_lip_sync_holds_the_sound_back() -> None:
    with talking(FakeLayer(), plain(play="test"), plain()) as (_, bob):
        wait_until(lambda: bob.figures().played_ms > 500)
        before = bob.figures().delay_ms
        bob.hold_sound(0.2)
        wait_until(lambda: bob.figures().delay_ms > before + 60, 12)
        assert bob.figures().concealed_ms == 0


@real_time
def test_a_file_takes_the_microphones_place_and_no_microphone_is_opened() -> None:
    layer = FakeLayer((microphone("mic", default=True),))
    source, line = FileSound(), Line()
    engine = AudioEngine(plain(microphone=None, play="song.ogg"), line.carry, layer, source)
    engine.start(True)
    wait_until(lambda: len(line.packets) > 10)
    assert engine.figures().microphone is None
    engine.stop()
    assert layer.opened == []
    assert set(source.asked) == {480}
    assert max(packet.level for packet in line.packets) > 0.05


@real_time
def test_before_the_gate_nothing_is_captured_and_nothing_sent() -> None:
    layer = FakeLayer((microphone("mic", default=True), speaker("ear", default=True)))
    line = Line()
    engine = AudioEngine(plain(microphone=None, speaker=None), line.carry, layer)
    engine.warm_up()
    wait_until(lambda: bool(layer.opened))
    time.sleep(0.1)
    assert [device.device_id for device in layer.opened] == ["ear"]
    assert line.packets == []
    engine.stop()
    layer.close()


@real_time
def test_other_devices_and_processing_within_a_call() -> None:
    layer = FakeLayer((speaker("one", default=True), speaker("two")))
    engine = AudioEngine(MediaChoice("none", "one"), Line().carry, layer)
    engine.start(True)
    wait_until(lambda: bool(layer.opened))
    keep_playing = threading.Event()
    player = threading.Thread(target=drain, args=(layer, keep_playing))
    player.start()
    wait_until(lambda: engine.figures().speaker == "one")
    engine.set_choice(MediaChoice("none", "two", echo_cancellation=False, gain_control=False))
    wait_until(lambda: engine.figures().speaker == "two")
    engine.set_choice(MediaChoice("none", "none"))
    wait_until(lambda: engine.figures().speaker is None)
    engine.stop()
    keep_playing.set()
    player.join()
    layer.close()


def drain(layer: FakeLayer, stop: threading.Event) -> None:
    """Ask as a sound card would, every 10 ms."""
    while not stop.wait(0.010):
        for device in list(layer.opened):
            if not device.closed:
                device.play()


@real_time
def test_a_device_that_refuses_to_open_is_passed_over() -> None:
    layer = FakeLayer((speaker("taken", default=True), speaker("free")), broken={"taken"})
    engine = AudioEngine(plain(speaker=None), Line().carry, layer)
    engine.warm_up()
    wait_until(lambda: bool(layer.opened))
    engine.stop()
    assert {device.device_id for device in layer.opened} == {"free"}


@real_time
def test_stops_within_200_ms_and_twice_and_never_started() -> None:
    started, idle = (AudioEngine(plain(), Line().carry, FakeLayer()) for _ in range(2))
    started.start(True)
    wait_until(lambda: started.figures().packets_out > 5)
    began = clock.now()
    started.stop()
    assert clock.now() - began < 0.2
    started.stop()
    idle.stop()
    idle.warm_up()
    assert idle.figures().packets_out == 0
