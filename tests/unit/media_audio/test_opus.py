"""Opus through ctypes: what goes in comes out, also when packets are missing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from megachat_desktop.media.audio import opus
from megachat_desktop.media.audio.seam import RATE

FRAME = 960


def voice(seconds: float, pitch: float = 120.0) -> NDArray[np.int16]:
    """Harmonics, loud and soft three times a second: Opus takes it for a voice."""
    t = np.arange(int(seconds * RATE)) / RATE
    harmonics = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 20))
    made: NDArray[np.int16] = (4000 * harmonics * (0.6 + 0.4 * np.sin(6 * np.pi * t))).astype("<i2")
    return made


def encoded(bitrate: int, loss: float, seconds: float = 3.0) -> list[bytes]:
    encoder = opus.OpusEncoder()
    encoder.tune(bitrate, loss)
    sound = voice(seconds)
    frames = [sound[at : at + FRAME] for at in range(0, sound.size - FRAME + 1, FRAME)]
    packets = [encoder.encode(frame.tobytes()) for frame in frames]
    encoder.close()
    return packets


def likeness(one: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    """Correlation of the spectra: Opus filters a voice and so moves phases that nobody hears."""
    spectra = [np.abs(np.fft.rfft(x[2 * FRAME : -2 * FRAME].astype(float))) for x in (one, other)]
    return float(np.corrcoef(spectra)[0, 1])


def test_is_the_library_that_can_conceal() -> None:
    assert opus.version().startswith("libopus 1.")


def test_what_goes_in_comes_out() -> None:
    decoder = opus.OpusDecoder()
    out = np.frombuffer(b"".join(map(decoder.decode, encoded(32_000, 0.0))), "<i2")
    assert likeness(voice(3.0), out) > 0.95
    decoder.close()


def test_counts_samples_and_refuses_what_is_not_opus() -> None:
    packet = encoded(32_000, 0.0, 0.1)[0]
    assert opus.packet_samples(packet) == FRAME
    assert opus.packet_samples(b"") == 0
    assert opus.packet_samples(b"\xff") == 0
    decoder = opus.OpusDecoder()
    with pytest.raises(opus.OpusError):
        decoder.decode(b"\xff" * 3)
    decoder.close()


def test_carries_fec_only_once_told_of_loss() -> None:
    without, with_loss = encoded(32_000, 0.0), encoded(32_000, 0.05)
    assert not any(map(opus.packet_has_lbrr, without))
    assert sum(map(opus.packet_has_lbrr, with_loss)) > 0.5 * len(with_loss)


def test_loss_lifts_a_rate_that_would_leave_no_room_for_fec() -> None:
    encoder = opus.OpusEncoder()
    encoder.tune(16_000, 0.0)
    assert encoder.bitrate == 16_000
    encoder.tune(16_000, 0.02)
    assert encoder.bitrate == 24_000
    encoder.tune(16_000, 0.0)
    assert encoder.bitrate == 16_000
    encoder.close()


def test_a_lost_packet_comes_back_from_the_next_one_better_than_made_up() -> None:
    packets = encoded(32_000, 0.10)
    whole = opus.OpusDecoder()
    truth = [np.frombuffer(whole.decode(packet), "<i2").astype(float) for packet in packets]
    errors = {"fec": 0.0, "plc": 0.0}
    for way in errors:
        decoder = opus.OpusDecoder()
        for number, packet in enumerate(packets):
            lost = number % 10 == 5 and opus.packet_has_lbrr(packets[number + 1])
            if not lost:
                decoder.decode(packet)
                continue
            pcm = (
                decoder.decode_fec(packets[number + 1], FRAME)
                if way == "fec"
                else decoder.conceal(FRAME)
            )
            difference = np.abs(np.fft.rfft(np.frombuffer(pcm, "<i2"))) - np.abs(
                np.fft.rfft(truth[number])
            )
            errors[way] += float(np.sum(difference**2))
        decoder.close()
    assert errors["fec"] < errors["plc"]
    whole.close()


def test_conceals_10_ms_at_a_time_and_goes_quiet() -> None:
    decoder = opus.OpusDecoder()
    for packet in encoded(32_000, 0.0, 0.5):
        decoder.decode(packet)
    blocks = [np.frombuffer(decoder.conceal(480), "<i2").astype(float) for _ in range(60)]
    assert all(block.size == 480 for block in blocks)
    assert np.abs(blocks[0]).mean() > 10 * np.abs(blocks[-1]).mean()
    decoder.close()


def test_a_rate_change_takes_effect_at_once() -> None:
    encoder = opus.OpusEncoder()
    sound = voice(4.0)
    sizes = []
    for number, at in enumerate(range(0, sound.size - FRAME + 1, FRAME)):
        if number == 100:
            encoder.tune(16_000, 0.0)
        sizes.append(len(encoder.encode(sound[at : at + FRAME].tobytes())))
    assert np.mean(sizes[110:]) < 0.7 * np.mean(sizes[10:100])
    encoder.close()


def test_says_with_dtx_that_nobody_speaks() -> None:
    encoder = opus.OpusEncoder(dtx=True)
    packets = [encoder.encode(bytes(2 * FRAME)) for _ in range(100)]
    assert any(map(opus.is_dtx, packets))
    encoder.close()


def test_refuses_a_length_that_is_no_frame() -> None:
    encoder = opus.OpusEncoder()
    with pytest.raises(opus.OpusError):
        encoder.encode(bytes(2 * 100))
    encoder.close()


def test_closing_twice_is_fine() -> None:
    encoder, decoder = opus.OpusEncoder(), opus.OpusDecoder()
    for coder in (encoder, decoder, encoder, decoder):
        coder.close()
    opus.warm_up()
