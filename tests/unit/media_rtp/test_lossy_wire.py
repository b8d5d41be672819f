"""Alice talks to bob over wires that lose, delay, repeat and reorder, in simulated time."""

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media_rtp_support import (
    AUDIO,
    BOB_SSRC,
    VIDEO,
    Network,
    Story,
    Wire,
    expected_streams,
    listed,
    random_loss,
    unseal,
)
from megachat_desktop.errors import CryptoError
from megachat_desktop.media.rtp.packets import OpenedAudio, OpenedVideo, RtpIn
from megachat_desktop.media.rtp.playout import PlayoutClock
from megachat_desktop.media.rtp.rate import LossRate
from megachat_desktop.media.rtp.receiver import PeerReceiver

FREEZE_LIMIT_S = 0.4


def in_order(story: Story) -> bool:
    stamps = [frame.timestamp for frame in story.frames]
    return stamps == sorted(set(stamps))


def test_a_perfect_wire_delivers_everything_once_and_in_time():
    story = Wire(Network(delay_s=0.02)).play(10)
    assert len(story.frames) == 300
    assert len({packet.sequence for packet in story.audio}) == len(story.audio) == 500
    assert (story.skipped, story.key_frames_asked, story.freezes().freezes) == (0, 0, 0)
    assert (
        max(shown - frame.arrival for shown, frame in zip(story.shown, story.frames, strict=True))
        < 0.06
    )


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("loss", [0.02, 0.05])
def test_no_freeze_over_400_ms_at_random_loss(loss: float, seed: int):
    network = Network(loss_out=random_loss(loss, seed), loss_back=random_loss(loss, seed + 100))
    story = Wire(network).play(60)
    freezes = story.freezes()
    assert freezes.longest_s < FREEZE_LIMIT_S
    assert freezes.frozen_s < 0.005 * 60
    assert len(story.frames) + story.skipped >= 1795
    assert in_order(story)


def test_ten_percent_loss_is_lived_through():
    network = Network(loss_out=random_loss(0.1, 5), loss_back=random_loss(0.1, 6))
    wire = Wire(network)
    story = wire.play(60)
    assert story.freezes().longest_s < FREEZE_LIMIT_S
    assert len(story.audio) > 0.98 * 3000
    assert wire.sender.target_bps(wire.now) > 500_000


def test_at_ten_percent_loss_one_round_of_asking_is_enough():
    network = Network(loss_out=random_loss(0.1, 7), loss_back=random_loss(0.1, 8))
    wire = Wire(network)
    story = wire.play(60)
    lateness = sorted(frame.arrival - frame.timestamp / 90_000 for frame in story.frames)
    base = lateness[0]
    assert lateness[int(0.97 * len(lateness))] - base < 0.15  # 10 ms, a round trip, a second copy
    assert story.key_frames_asked <= 6
    sent, again = wire.sender.figures(VIDEO).packets, wire.sender.figures(VIDEO).retransmits
    assert again < 0.3 * sent


def test_many_resends_at_a_low_rate_do_not_starve_each_other():
    """Every resend twice once emptied the budget: freezes of 3.6 s at 10 % loss."""
    network = Network(loss_out=random_loss(0.1, 0), loss_back=random_loss(0.1, 1000))
    wire = Wire(network, rate=LossRate(500_000, 500_000))
    assert wire.play(60).freezes().longest_s < FREEZE_LIMIT_S


def test_a_burst_is_recovered():
    wire = Wire(Network(loss_out=listed(range(300, 330))))
    story = wire.play(5)
    assert len(story.frames) >= 148  # while 30 resends are queued, a frame may be skipped
    assert story.skipped == 0
    assert wire.sender.target_bps(wire.now) > 1_400_000
    assert story.freezes().longest_s < FREEZE_LIMIT_S


def test_lost_requests_cost_a_copy_not_a_freeze():
    story = Wire(Network(loss_out=listed([300]), loss_back=listed(range(0, 4000, 2)))).play(5)
    assert len(story.frames) == 150
    assert story.freezes().longest_s < FREEZE_LIMIT_S


def test_reordering_and_duplicates_change_nothing():
    dice = random.Random(3)
    network = Network(
        extra_delay=lambda _n: dice.uniform(0, 0.008), copies=lambda n: 2 if n % 3 == 0 else 1
    )
    wire = Wire(network)
    story = wire.play(10)
    assert len(story.frames) == 300
    assert len(story.audio) == 500
    assert in_order(story)
    assert story.key_frames_asked == 0
    assert wire.sender.figures(VIDEO).retransmits < 100


@pytest.mark.parametrize(("sequence", "timestamp"), [(32_700, 2**32 - 900_000), (32_767, 0)])
def test_wraps_of_sequence_and_time_go_unnoticed(sequence: int, timestamp: int):
    network = Network(loss_out=random_loss(0.02, 9))
    fast = LossRate(10_000_000, 10_000_000)
    wire = Wire(network, first_sequence=sequence, first_timestamp=timestamp, rate=fast)
    story = wire.play(60, frame_bytes=20_000)
    assert wire.sender.figures(VIDEO).packets > 2**15
    assert len(story.frames) + story.skipped >= 1795
    assert in_order(story)
    assert story.freezes().longest_s < FREEZE_LIMIT_S


def test_an_outage_of_eight_seconds_ends_with_a_picture_within_a_second():
    wire = Wire(Network(down=lambda now: 1005.0 <= now < 1013.0))
    story = wire.play(20)
    back = [shown for shown in story.shown if shown > 1012.9]
    assert back[0] < 1014.0
    assert len([shown for shown in back if shown > 1014.5]) > 160
    assert in_order(story)


def test_one_freeze_counts_as_one():
    wire = Wire(Network(down=lambda now: 1005.0 <= now < 1006.0))
    freezes = wire.play(10).freezes()
    assert freezes.freezes >= 1
    assert 1.0 < freezes.longest_s < 1.6


def test_delay_spikes_raise_the_playout_delay_and_do_not_freeze_twice():
    network = Network(extra_delay=lambda n: 0.2 if n % 400 < 40 else 0.0)
    wire = Wire(network)
    story = wire.play(20)
    assert wire.receiver.video(VIDEO).playout.target > 0.1
    late = [shown for shown in story.shown if shown > 1005]
    assert max(b - a for a, b in pairwise(late)) < FREEZE_LIMIT_S


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**15 - 1), st.integers(0, 1000), st.floats(0, 0.2))
def test_no_two_packets_share_ssrc_and_sequence(first: int, seed: int, loss: float):
    network = Network(loss_out=random_loss(loss, seed), loss_back=random_loss(loss, seed))
    wire = Wire(network, first_sequence=first, keep_wire=True)
    wire.play(2)
    wire.sender.start_link(wire.now)
    story = wire.play(2)
    assert len(set(story.wire)) == len(story.wire)


def test_audio_goes_twice_when_much_is_lost():
    wire = Wire(Network(loss_out=random_loss(0.06, 4), loss_back=random_loss(0.06, 5)))
    story = wire.play(30)
    assert wire.sender.figures(AUDIO).retransmits > 1000
    heard = {packet.sequence for packet in story.audio if packet.arrival > 1005}
    assert len(heard) > 0.985 * 25 * 50


def packet(ssrc: int, payload_type: int, payload: bytes, sequence: int = 1) -> RtpIn:
    return RtpIn(ssrc, payload_type, sequence, 0, True, payload, 0, 1.0)


def bob() -> PeerReceiver:
    receiver = PeerReceiver(expected_streams(), BOB_SSRC)
    receiver.set_opener(unseal, 1.0)
    return receiver


def test_what_is_not_described_is_ignored():
    receiver = bob()
    assert receiver.on_rtp(packet(0x666, 102, b"\xc0Sx"), 1.0) == []
    assert receiver.on_rtp(packet(0x10, 99, b"\xc0SxE"), 1.0) == []
    assert receiver.on_rtp(packet(0x11, 99, b"\0\1\xc0SxE"), 1.0) == []


def test_a_frame_that_does_not_open_is_counted_and_nothing_else():
    receiver = bob()
    assert receiver.on_rtp(packet(0x10, 111, b"\xc0forged"), 1.0) == []
    assert receiver.figures(AUDIO).unopened == 1
    (heard,) = receiver.on_rtp(packet(0x10, 111, b"\xc0SxE", 2), 1.0)
    assert isinstance(heard, OpenedAudio)


def test_packets_before_the_keys_wait_two_seconds():
    receiver = PeerReceiver(expected_streams(), BOB_SSRC)
    assert receiver.on_rtp(packet(0x10, 111, b"\xc0SaE", 1), 1.0) == []
    assert receiver.on_rtp(packet(0x10, 111, b"\xc0SbE", 2), 2.5) == []
    (heard,) = receiver.set_opener(unseal, 3.5)
    assert isinstance(heard, OpenedAudio)
    assert heard.frame == b"b"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([0x10, 0x11, 0x20, 0x21]),
    st.sampled_from([111, 112, 102, 103, 0]),
    st.binary(max_size=40),
    st.integers(0, 65_535),
)
def test_any_packet_is_taken_without_raising(
    ssrc: int, payload_type: int, payload: bytes, sequence: int
):
    receiver = bob()
    receiver.on_rtp(packet(0x20, 102, b"\xc0S\0\0\0\1\x65E", 5), 1.0)
    receiver.on_rtp(packet(ssrc, payload_type, payload, sequence), 1.0)
    receiver.poll(1.5)


def test_a_picture_knows_when_it_was_captured_at_the_sender():
    story = Wire(Network(delay_s=0.05)).play(3)
    frames = [frame for frame in story.frames if frame.capture is not None]
    assert len(frames) > 80
    for frame in frames:
        assert isinstance(frame, OpenedVideo)
        assert frame.capture is not None
        assert frame.arrival - frame.capture == pytest.approx(0.05, abs=0.08)


def test_refusing_every_frame_leaves_the_receiver_alive():
    receiver = PeerReceiver(expected_streams(), BOB_SSRC)

    def refuse(_stream: int, _sealed: bytes) -> bytes:
        raise CryptoError("no")

    receiver.set_opener(refuse, 1.0)
    for number in range(50):
        receiver.on_rtp(packet(0x20, 102, b"\xc0SxE", number), 1.0)
    assert receiver.figures(VIDEO).unopened == 50


def test_lost_sound_is_asked_for_where_it_can_still_be_in_time():
    near = Wire(Network(delay_s=0.01, loss_out=listed(range(200, 900, 40))))
    near.receiver.set_audio_target(AUDIO, 0.06)
    story = near.play(5)
    assert near.receiver.figures(AUDIO).nacks > 0
    assert len(story.audio) == 250
    far = Wire(Network(delay_s=0.1, loss_out=listed(range(200, 900, 40))))
    far.receiver.set_audio_target(AUDIO, 0.06)
    assert len(far.play(5).audio) < 250
    assert far.receiver.figures(AUDIO).nacks == 0


def test_nobody_wakes_up_for_sound_that_is_whole():
    receiver = bob()
    receiver.poll(1.0)
    for number in range(5):
        receiver.on_rtp(packet(0x10, 111, b"\xc0SxE", number), 1.0)
    deadline = receiver.next_deadline()
    assert deadline is not None
    assert deadline >= 1.05


@pytest.mark.parametrize(("bps", "queue_s"), [(1e6, 0.3), (6e5, 0.1), (3e5, 1.0)])
def test_a_narrow_link_is_found_within_ten_seconds(bps: float, queue_s: float):
    network = Network(delay_s=0.03, bits_per_s=lambda _now: bps, queue_s=queue_s)
    wire = Wire(network)
    story = wire.play(40)
    settled = [shown for shown in story.shown if shown > 1010]
    assert max(b - a for a, b in pairwise(settled)) < FREEZE_LIMIT_S
    assert len(settled) > 850
    assert wire.sender.rtt < 0.2
    assert wire.sender.target_bps(wire.now) < bps


def test_a_clock_that_runs_off_leaves_the_playout_delay_small():
    for ppm in (-500, 500):
        clock = PlayoutClock()
        for index in range(30 * 120):
            now = 10 + index / 30
            due = clock.due(round(now * (1 + ppm / 1e6) * 90_000), now)
            assert abs(due - now) < 0.02
        assert clock.target < 0.02


def shown_delay(clock: PlayoutClock, lateness: Callable[[float], float], seconds: float) -> float:
    """30 pictures a second, each so late; the delay aimed at in the end."""
    for index in range(int(30 * seconds)):
        now = 10 + index / 30
        clock.due(round(now * 90_000), now + lateness(now - 10))
    return clock.target


def test_a_stall_at_the_beginning_of_a_call_is_forgotten_within_seconds():
    def late(at: float) -> float:
        return max(0.0, 0.8 - at) if 0.3 < at < 0.8 else 0.0

    assert shown_delay(PlayoutClock(), late, 1.0) > 0.3
    assert shown_delay(PlayoutClock(), late, 8.0) < 0.1


def test_pictures_that_come_late_now_and_then_keep_one_delay():
    clock, targets = PlayoutClock(), []
    for index in range(30 * 30):
        now = 10 + index / 30
        clock.due(round(now * 90_000), now + (0.12 if index % 25 == 0 else 0.0))
        if now > 15:
            targets.append(clock.target)
    assert min(targets) > 0.11
    assert max(targets) < 0.13


def test_a_new_link_in_the_middle_of_a_call_costs_no_picture():
    wire = Wire(Network(), keep_wire=True)
    for when in (1003.0, 1006.0):
        wire.at(when, lambda: wire.sender.start_link(wire.now))
    story = wire.play(9)
    assert len(story.frames) == 270
    assert story.freezes().longest_s < 0.2
    assert story.key_frames_asked == 0
    assert len(set(story.wire)) == len(story.wire)
