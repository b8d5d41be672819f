"""Two people talk through virtual sound devices: what is said here is heard there."""

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from audio_support import (
    RATE,
    Line,
    PulseServer,
    delay_of,
    level_db,
    plain,
    pulse_server,
    speak,
    talking,
    wait_until,
)
from megachat_desktop.media.audio.engine import AudioEngine
from megachat_desktop.media.audio.miniaudio_layer import MiniaudioLayer
from megachat_desktop.media.audio.tone import find_clicks
from megachat_desktop.model.media import MediaChoice
from steady import real_time

pytestmark = pytest.mark.devices
__all__ = ["pulse_server"]

SENTENCE = "The birch canoe slid on the smooth planks."


@pytest.fixture
def layer(pulse_server: PulseServer) -> Iterator[MiniaudioLayer]:
    made = MiniaudioLayer()
    yield made
    made.close()


@real_time
def test_what_alice_says_comes_out_of_bobs_speaker(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    mouth, ear = pulse_server.add_microphone("mouth"), pulse_server.add_speaker("ear")
    said = speak(SENTENCE)
    with talking(layer, plain(microphone=mouth), plain(speaker=ear)) as (alice, bob):
        wait_until(lambda: alice.figures().microphone == mouth)
        with pulse_server.record(ear) as heard, pulse_server.record_microphone(mouth) as own:
            pulse_server.play(mouth, said)
        figures = bob.figures()
    later, likeness = delay_of(heard.samples, own.samples[: -RATE // 2])
    mouth_to_ear = heard.started_at + later - own.started_at
    assert likeness > 0.85
    assert mouth_to_ear < 0.160
    assert (figures.concealed_ms, figures.lost_ms, figures.xruns_in) == (0, 0, 0)


@real_time
def test_5_percent_loss_is_recovered_or_concealed(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    mouth, ear = pulse_server.add_microphone("mouth"), pulse_server.add_speaker("ear")
    to_bob = Line(lost=lambda number: number % 20 == 7)
    with talking(layer, plain(microphone=mouth), plain(speaker=ear), to_bob, Line()) as pair:
        alice, bob = pair
        alice.set_network(0.05, 1000.0)
        with pulse_server.record(ear) as heard:
            pulse_server.play(mouth, speak(SENTENCE))
        figures = bob.figures()
    assert figures.fec_ms > 0
    assert figures.lost_ms == 0
    assert figures.fec_ms + figures.concealed_ms < 0.08 * figures.played_ms
    assert level_db(heard.samples) > -40


@real_time
def test_the_first_sound_is_there_at_once(pulse_server: PulseServer, layer: MiniaudioLayer) -> None:
    mouth, ear = pulse_server.add_microphone("mouth"), pulse_server.add_speaker("ear")
    line = Line()
    alice = AudioEngine(plain(microphone=mouth), line.carry, layer)
    bob = AudioEngine(plain(speaker=ear), Line().carry, layer)
    line.to = bob
    alice.warm_up()
    bob.warm_up()
    wait_until(lambda: bob.figures().speaker == ear)
    started = time.monotonic()
    alice.start(True)
    bob.start(True)
    assert time.monotonic() - started < 0.05
    wait_until(lambda: bob.figures().first_played_at is not None)
    first_at = bob.figures().first_played_at
    wait_until(lambda: alice.figures().microphone == mouth, 1.0)
    stopping = time.monotonic()
    alice.stop()
    bob.stop()
    assert time.monotonic() - stopping < 0.4
    assert first_at is not None
    assert first_at - started < 0.25


@real_time
def test_muted_means_silent(pulse_server: PulseServer, layer: MiniaudioLayer) -> None:
    mouth, ear = pulse_server.add_microphone("mouth"), pulse_server.add_speaker("ear")
    with talking(layer, plain(microphone=mouth), plain(speaker=ear)) as (alice, bob):
        wait_until(lambda: alice.figures().microphone == mouth)
        alice.set_sending(False)
        with pulse_server.record(ear) as heard:
            pulse_server.play(mouth, speak(SENTENCE))
        assert alice.figures().packets_out > 100
        assert bob.figures().concealed_ms == 0
    assert level_db(heard.samples) < -70


@real_time
def test_an_unplugged_speaker_is_replaced_within_half_a_second(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    headset, built_in = pulse_server.add_speaker("headset"), pulse_server.add_speaker("built_in")
    pulse_server.set_default_speaker(built_in)
    with talking(layer, plain(play="test"), plain(speaker=headset)) as (_, bob):
        wait_until(lambda: bob.figures().speaker == headset)
        with pulse_server.record(built_in) as heard:
            time.sleep(0.5)
            pulse_server.remove(headset)
            gap_s = wait_until(lambda: bob.figures().speaker == built_in)
            time.sleep(1.0)
        assert gap_s < 0.5
        pulse_server.add_speaker("headset")
        wait_until(lambda: bob.figures().speaker == headset)
    assert level_db(heard.samples[-RATE // 2 :]) > -45


@real_time
def test_the_systems_default_is_followed_when_it_changes(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    one, two = pulse_server.add_speaker("one"), pulse_server.add_speaker("two")
    pulse_server.set_default_speaker(one)
    with talking(layer, plain(), plain(speaker=None)) as (_, bob):
        wait_until(lambda: bob.figures().speaker == one)
        pulse_server.set_default_speaker(two)
        wait_until(lambda: bob.figures().speaker == two, 2.0)


@real_time
def test_an_unplugged_microphone_leaves_silence_and_comes_back(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    mouth = pulse_server.add_microphone("mouth")
    line = Line()
    with talking(layer, plain(microphone=mouth), plain(), line, Line()) as (alice, bob):
        wait_until(lambda: alice.figures().microphone == mouth)
        pulse_server.remove(mouth)
        assert wait_until(lambda: alice.figures().microphone is None) < 0.5
        sent = alice.figures().packets_out
        wait_until(lambda: alice.figures().packets_out > sent + 10, 0.5)
        pulse_server.add_microphone("mouth")
        wait_until(lambda: alice.figures().microphone == mouth, 2.0)
        wait_until(lambda: alice.figures().packets_out > sent + 50)
        assert bob.figures().lost_ms == 0
    times = [packet.timestamp for packet in line.packets]
    assert times == sorted(times)


@real_time
def test_without_any_sound_server_a_call_still_runs(
    monkeypatch: pytest.MonkeyPatch, pulse_server: PulseServer
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/socket")
    layer = MiniaudioLayer()
    with talking(layer, plain(microphone=None), plain(speaker=None)) as (alice, bob):
        wait_until(lambda: bob.figures().played_ms > 300)
        assert (alice.figures().microphone, bob.figures().speaker) == (None, None)
    layer.close()


@real_time
def test_a_sound_server_that_starts_again_is_found_again(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    ear = pulse_server.add_speaker("ear")
    with talking(layer, plain(play="test"), plain(speaker=ear)) as (_, bob):
        wait_until(lambda: bob.figures().speaker == ear)
        pulse_server.stop()
        wait_until(lambda: bob.figures().speaker is None, 2.0)
        pulse_server.start()
        pulse_server.add_speaker("ear")
        wait_until(lambda: bob.figures().speaker == ear, 10.0)


@real_time
def test_a_busy_python_thread_for_half_a_second_conceals_nothing(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    mouth, ear = pulse_server.add_microphone("mouth"), pulse_server.add_speaker("ear")
    with talking(layer, MediaChoice(mouth, ear), MediaChoice(mouth, ear)) as (alice, bob):
        wait_until(lambda: bob.figures().played_ms > 1000)
        before = bob.figures()
        busy = threading.Thread(target=compute_for, args=(0.5,))
        busy.start()
        busy.join()
        time.sleep(0.2)
        after = bob.figures()
        assert after.concealed_ms == before.concealed_ms
        assert after.lost_ms == before.lost_ms
        assert after.xruns_in == before.xruns_in
        assert alice.figures().xruns_out == 0


def compute_for(seconds: float) -> None:
    """Pure Python that gives up the GIL only when it is made to."""
    until, total = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        for number in range(1000):
            total += number


@real_time
def test_the_test_tone_clicks_every_second(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    ear = pulse_server.add_speaker("ear")
    with (
        talking(layer, plain(play="test"), plain(speaker=ear)) as (_, bob),
        pulse_server.record(ear) as heard,
    ):
        wait_until(lambda: bob.figures().played_ms > 5500, 10)
    clicks = find_clicks(heard.samples)
    assert len(clicks) >= 4
    assert np.mean(np.diff(clicks)) == pytest.approx(1.0, abs=0.05)
    assert np.median([(heard.started_at + click) % 1.0 for click in clicks]) < 0.3


@real_time
def test_echo_gives_back_what_it_heard_after_a_second(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    mouth, ear = pulse_server.add_microphone("mouth"), pulse_server.add_speaker("ear")
    said = speak(SENTENCE)
    with talking(layer, plain(microphone=mouth, speaker=ear), plain(echo=True)) as (alice, _):
        wait_until(lambda: alice.figures().microphone == mouth)
        with pulse_server.record(ear) as heard, pulse_server.record_microphone(mouth) as own:
            pulse_server.play(mouth, said)
            time.sleep(1.5)
    at_ear, likeness = delay_of(heard.samples, said)
    at_mouth, _ = delay_of(own.samples, said)
    assert likeness > 0.7
    assert 1.0 < heard.started_at + at_ear - own.started_at - at_mouth < 1.4


@real_time
def test_hold_is_silent_both_ways_and_ends(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    ear = pulse_server.add_speaker("ear")
    with talking(layer, plain(play="test"), plain(speaker=ear)) as (alice, bob):
        wait_until(lambda: bob.figures().played_ms > 500)
        alice.set_hold(True)
        bob.set_hold(True)
        time.sleep(0.3)
        sent = alice.figures().packets_out
        with pulse_server.record(ear) as heard:
            time.sleep(0.5)
        assert alice.figures().packets_out == sent
        alice.set_hold(False)
        bob.set_hold(False)
        wait_until(lambda: alice.figures().packets_out > sent + 20)
        assert bob.figures().lost_ms == 0
    assert level_db(heard.samples) < -70
