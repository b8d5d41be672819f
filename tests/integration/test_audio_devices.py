"""Device list, hot-plug, ringing and echo on virtual sound devices."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from audio_support import (
    RATE,
    PulseServer,
    Recording,
    level_db,
    plain,
    pulse_server,
    speak,
    talking,
    wait_until,
)
from megachat_desktop.media.audio.devices import DeviceWatch
from megachat_desktop.media.audio.miniaudio_layer import MiniaudioLayer
from megachat_desktop.media.audio.ringer import Ringer, load
from megachat_desktop.media.audio.sound_check import SoundCheck
from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.model.device_check import SampleState
from megachat_desktop.model.media import DeviceKind, MediaChoice, MediaDevice
from steady import real_time

pytestmark = pytest.mark.devices
__all__ = ["pulse_server"]


@pytest.fixture
def layer(pulse_server: PulseServer) -> Iterator[MiniaudioLayer]:
    made = MiniaudioLayer()
    yield made
    made.close()


def names(devices: tuple[MediaDevice, ...], kind: DeviceKind) -> dict[str, bool]:
    return {d.device_id: d.is_default for d in devices if d.kind is kind}


def test_lists_what_there_is_with_the_default_marked(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    for name in ("built_in", "headset"):
        pulse_server.add_speaker(name)
    pulse_server.add_microphone("mouth")
    pulse_server.set_default_speaker("headset")
    pulse_server.set_default_microphone("mouth")
    devices = layer.devices()
    speakers = names(devices, DeviceKind.SPEAKER)
    assert speakers == {"built_in": False, "headset": True, "mouth_in": False}
    assert names(devices, DeviceKind.MICROPHONE) == {"mouth": True}
    assert {d.name for d in devices} >= {"built-in", "headset"}


def test_reports_plugging_and_unplugging(pulse_server: PulseServer, layer: MiniaudioLayer) -> None:
    pulse_server.add_speaker("built_in")
    story: list[set[str]] = []
    watch = DeviceWatch(
        layer, lambda devices: story.append({d.device_id for d in devices}), poll_s=0.05
    )
    pulse_server.add_speaker("headset")
    wait_until(lambda: len(story) == 1)
    pulse_server.remove("headset")
    wait_until(lambda: len(story) == 2)
    watch.close()
    assert story == [{"built_in", "headset"}, {"built_in"}]


@real_time
def test_the_ring_rises_on_every_output_and_stops_at_once(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    ear, room = pulse_server.add_speaker("ear"), pulse_server.add_speaker("room")
    ringer = Ringer(layer)
    with pulse_server.record(ear) as in_ear, pulse_server.record(room) as in_room:
        began_at = time.monotonic()
        ringer.play(CallSound.RING, (ear, room))
        time.sleep(5.0)  # the second ring begins after three seconds
        ringer.stop()
        stopped_at = time.monotonic()
        time.sleep(0.4)
    ringer.close()
    for heard in (in_ear, in_room):
        rises_and_stops(heard, began_at, stopped_at)


def rises_and_stops(heard: Recording, began_at: float, stopped_at: float) -> None:
    """The first ring is heard soon, the second one louder, and nothing after the end."""
    loud = np.abs(heard.samples) > 300
    first_s, last_s = np.argmax(loud) / RATE, (loud.size - np.argmax(loud[::-1])) / RATE
    assert heard.started_at + first_s - began_at < 0.4
    assert heard.started_at + last_s - stopped_at < 0.15
    start = int(first_s * RATE)
    first_ring = heard.samples[start : start + RATE]
    second_ring = heard.samples[start + 3 * RATE : start + 4 * RATE]
    assert level_db(second_ring) - level_db(first_ring) > 6


@real_time
def test_rings_on_two_outputs_and_another_sound_takes_its_place(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    one, two = pulse_server.add_speaker("one"), pulse_server.add_speaker("two")
    ringer = Ringer(layer)
    with pulse_server.record(one) as first, pulse_server.record(two) as second:
        ringer.play(CallSound.RING, (one, two))
        time.sleep(1.0)
        ringer.play(CallSound.ENDED, (one,))
        time.sleep(1.0)
    ringer.close()
    assert level_db(first.samples) > -50
    assert level_db(second.samples) > -50
    assert level_db(second.samples[-RATE // 2 :]) < -70


def test_ringing_without_a_speaker_is_no_error(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    ringer = Ringer(layer)
    ringer.play(CallSound.RING_BACK)
    ringer.play(CallSound.MESSAGE, ("gone",))
    ringer.close()


@pytest.mark.parametrize("sound", list(CallSound))
def test_every_sound_ships_with_the_program(sound: CallSound) -> None:
    samples = load(sound)
    assert 0.1 * RATE < samples.size < 3 * RATE
    assert -30 < level_db(samples) < -6


@real_time
def test_an_echo_through_speaker_and_microphone_is_taken_out(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    ear, mouth = pulse_server.add_speaker("ear"), pulse_server.add_microphone("mouth")
    alices_mouth, alices_ear = (
        pulse_server.add_microphone("a_mouth"),
        pulse_server.add_speaker("a_ear"),
    )
    pulse_server.connect_speaker_to_microphone(ear, mouth)
    said = speak(
        "The birch canoe slid on the smooth planks. Glue the sheet to the blue background."
    )
    levels = {}
    for name, bob in {
        "raw": plain(microphone=mouth, speaker=ear),
        "clean": MediaChoice(mouth, ear, gain_control=False),
    }.items():
        alice = plain(microphone=alices_mouth, speaker=alices_ear)
        with talking(layer, alice, bob) as (a, b):
            wait_until(lambda b=b: b.figures().microphone == mouth)
            wait_until(lambda a=a: a.figures().microphone == alices_mouth)
            pulse_server.play(alices_mouth, said[: 3 * RATE])
            with pulse_server.record(alices_ear) as returned:
                pulse_server.play(alices_mouth, said)
        levels[name] = level_db(returned.samples)
    assert levels["raw"] > -40
    assert levels["raw"] - levels["clean"] >= 25  # 30 on a computed room, in the unit tests


def test_a_microphone_is_tried_out_and_its_sample_comes_back(
    pulse_server: PulseServer, layer: MiniaudioLayer
) -> None:
    ear = pulse_server.add_speaker("ear")
    mouth = pulse_server.add_microphone("mouth")
    raw = MediaChoice(microphone=mouth, speaker=ear, noise_suppression=False, gain_control=False)
    check = SoundCheck(layer, raw)
    wait_until(lambda: check.hears)
    with pulse_server.record(ear) as heard:
        check.record()
        pulse_server.play(mouth, speak("Hello there, this is a sample."))
        wait_until(lambda: check.take_level() > 0.01)
        wait_until(lambda: check.state is SampleState.IDLE, 20.0)
    check.close()
    assert level_db(heard.samples) > -50
