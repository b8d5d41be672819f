"""The voice on its way out and in, without devices and without a thread."""

from itertools import pairwise

import numpy as np
import pytest

from megachat_desktop.media.audio.incoming import ComfortNoise, Incoming
from megachat_desktop.media.audio.outgoing import Outgoing, sound_bps
from megachat_desktop.media.audio.seam import BLOCK, RATE, EncodedAudio
from megachat_desktop.media.audio.tone import EchoSource, TestTone, find_clicks
from megachat_desktop.media.rtp.audio_buffer import AudioPacket

SILENCE = bytes(2 * BLOCK)


def tone(blocks: int, peak: float = 8000.0) -> list[bytes]:
    t = np.arange(blocks * BLOCK) / RATE
    sound = (peak * np.sin(2 * np.pi * 300 * t)).astype("<i2")
    return [sound[at : at + BLOCK].tobytes() for at in range(0, sound.size, BLOCK)]


def send(outgoing: Outgoing, blocks: list[bytes], start: float = 50.0) -> None:
    for number, block in enumerate(blocks):
        outgoing.block(block, start + number * 0.010)


def packets_of(blocks: list[bytes]) -> list[EncodedAudio]:
    packets: list[EncodedAudio] = []
    outgoing = Outgoing(packets.append)
    send(outgoing, blocks)
    outgoing.close()
    return packets


def hear(packets: list[EncodedAudio], blocks: int, incoming: Incoming | None = None) -> list[bytes]:
    incoming = incoming or Incoming()
    out = []
    for number in range(blocks):
        now = 50.0 + number * 0.010
        while packets and packets[0].captured_at + 0.02 <= now:
            packet = packets.pop(0)
            sequence = packet.timestamp // 960
            incoming.push(
                AudioPacket(sequence, packet.timestamp, packet.payload, now, packet.samples)
            )
        out.append(incoming.block(now))
    incoming.close()
    return out


def test_every_20_ms_a_packet_with_rtp_time_and_the_time_it_was_heard() -> None:
    packets = packets_of(tone(10))
    assert [packet.timestamp for packet in packets] == [0, 960, 1920, 2880, 3840]
    assert [round(packet.captured_at, 3) for packet in packets] == [
        50.0, 50.02, 50.04, 50.06, 50.08,
    ]  # fmt: skip
    assert packets[0].level == pytest.approx(8000 / 32768 / 2**0.5, rel=0.05)


def test_time_that_nobody_heard_passes_in_rtp_time() -> None:
    packets: list[EncodedAudio] = []
    outgoing = Outgoing(packets.append)
    send(outgoing, tone(4))
    send(outgoing, tone(4), start=51.0)
    outgoing.close()
    assert [packet.timestamp for packet in packets] == [0, 960, RATE, RATE + 960]


def test_a_narrow_path_gets_longer_packets_and_less_of_them() -> None:
    packets: list[EncodedAudio] = []
    outgoing = Outgoing(packets.append)
    outgoing.set_network(0.0, 70.0)
    send(outgoing, tone(40))
    assert {packet.samples for packet in packets[2:]} == {1920}
    outgoing.set_network(0.0, 1000.0)
    send(outgoing, tone(40), start=50.4)
    assert {packet.samples for packet in packets[-5:]} == {960}
    times = [packet.timestamp for packet in packets]
    assert all(b - a in (960, 1920) for a, b in pairwise(times))
    outgoing.close()


def test_a_wide_path_gets_a_better_voice_and_its_share_is_known() -> None:
    octets = {}
    noise = np.random.default_rng(1).normal(0, 2000, 200 * BLOCK).astype("<i2")
    blocks = [noise[at : at + BLOCK].tobytes() for at in range(0, noise.size, BLOCK)]
    for kbps in (300.0, 700.0, 1500.0):
        packets: list[EncodedAudio] = []
        outgoing = Outgoing(packets.append)
        outgoing.set_network(0.0, kbps)
        send(outgoing, blocks)
        outgoing.close()
        octets[kbps] = sum(len(packet.payload) for packet in packets)
        # two seconds; VBR may spend more on noise than on a voice
        assert octets[kbps] * 8 / 2 + 34_000 == pytest.approx(sound_bps(kbps), rel=0.25)
    assert octets[300.0] < octets[700.0] < octets[1500.0]


def test_what_is_said_is_heard() -> None:
    heard = np.frombuffer(b"".join(hear(packets_of(tone(100)), 120)), "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(heard[20 * BLOCK : 100 * BLOCK]))
    assert int(np.argmax(spectrum)) == pytest.approx(300 * 80 * BLOCK / RATE, abs=2)
    assert np.abs(heard[20 * BLOCK : 90 * BLOCK]).max() > 6000


def test_a_packet_that_is_no_opus_costs_its_own_20_ms_only() -> None:
    packets = packets_of(tone(100))
    packets[20] = EncodedAudio(b"\xff" * 7, packets[20].timestamp, packets[20].captured_at, 960, 0)
    heard = hear(packets, 105)
    assert all(len(block) == 960 for block in heard)
    assert np.abs(np.frombuffer(heard[80], "<i2")).max() > 4000


def test_an_outage_fades_to_quiet_noise_without_a_click() -> None:
    packets = [packet for packet in packets_of(tone(200)) if not 60 <= packet.timestamp / 960 < 80]
    heard = np.frombuffer(b"".join(hear(packets, 200)), "<i2").astype(int)
    steps = np.abs(np.diff(heard[20 * BLOCK :]))
    assert steps.max() < 3500  # a 300 Hz tone at 8000 moves 314 per sample, PLC a little more
    quiet = heard[145 * BLOCK : 155 * BLOCK]
    assert np.abs(quiet).max() < 400


def test_comfort_noise_is_as_loud_as_the_quietest_heard() -> None:
    noise, random = ComfortNoise(), np.random.default_rng(1)
    assert not noise.make(480).any()
    for _ in range(600):
        noise.learn(random.normal(0, 30, 960).astype(np.int16))
    level = np.sqrt(np.mean(noise.make(48_000).astype(float) ** 2))
    assert 10 < level < 60


def test_clicks_of_the_test_tone_are_found_where_they_are() -> None:
    source = TestTone()
    sound = b"".join(source.read(BLOCK, 100.25 + number * 0.010) for number in range(300))
    clicks = find_clicks(np.frombuffer(sound, np.int16))
    assert clicks == pytest.approx([0.75, 1.75, 2.75], abs=0.002)


def test_clicks_survive_opus() -> None:
    source = TestTone()
    blocks = [source.read(BLOCK, 50.0 + 0.5 + number * 0.010) for number in range(400)]
    heard = np.frombuffer(b"".join(hear(packets_of(blocks), 400)), np.int16)
    clicks = find_clicks(heard)
    assert len(clicks) == 4
    assert np.diff(clicks) == pytest.approx([1, 1, 1], abs=0.05)


def test_finds_no_click_in_silence_or_in_nothing() -> None:
    assert find_clicks(np.zeros(RATE, np.int16)) == []
    assert find_clicks(np.zeros(10, np.int16)) == []


def test_the_echo_comes_a_second_later() -> None:
    echo, blocks = EchoSource(), tone(150)
    out = []
    for block in blocks:
        echo.played(block)
        out.append(echo.read(BLOCK, 0.0))
    assert out[:100] == [SILENCE] * 100
    assert out[100:] == blocks[:50]
