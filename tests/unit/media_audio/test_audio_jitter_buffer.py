"""What bob hears of alice when the network loses, delays, reorders and repeats her packets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_sim import PACKET, RATE, Bob, call, deliver, packet, random_delay, random_loss
from megachat_desktop.media.rtp.audio_buffer import AudioJitterBuffer, AudioPacket
from megachat_desktop.media.rtp.audio_pace import PlaybackPace
from megachat_desktop.media.rtp.audio_steps import (
    Conceal,
    Decode,
    DecodeFec,
    Direction,
    Silence,
    Stretch,
)


def ms(samples: int) -> float:
    return samples * 1000 / RATE


def decoded(bob: Bob) -> list[int]:
    return [step.timestamp for _, step in bob.steps if isinstance(step, Decode)]


def test_plays_a_clean_call_whole_in_order_and_conceals_nothing() -> None:
    bob = call(20)
    counts = bob.buffer.counts
    assert decoded(bob) == [n * PACKET for n in range(len(decoded(bob)))]
    assert (counts.fec, counts.concealed, counts.lost, counts.late) == (0, 0, 0, 0)
    assert counts.played >= 19.8 * RATE


def test_starts_with_60_ms_and_comes_down_to_the_least_delay() -> None:
    bob = call(10)
    assert bob.delay_between(0.2, 0.3) == pytest.approx(0.060, abs=0.011)
    assert bob.buffer.target_s == pytest.approx(0.020)
    assert bob.delay_between(8, 10) <= 0.045


def test_everything_that_leaves_is_accounted_for() -> None:
    bob = call(30, lost=random_loss(0.05), delay=random_delay(0.1, 0.02), fec=True)
    counts = bob.buffer.counts
    made = counts.played + counts.fec + counts.concealed + counts.silence + counts.expanded
    assert made - counts.accelerated == bob.out + bob.held


@pytest.mark.parametrize(
    ("loss", "concealed_most"),
    [(0.0, 0.0), (0.02, 0.8), (0.05, 1.5), (0.10, 3.5)],
)
def test_recovers_most_of_what_is_lost_from_fec(loss: float, concealed_most: float) -> None:
    bob = call(60, lost=random_loss(loss), delay=random_delay(0.05, 0.005), fec=True)
    counts = bob.buffer.counts
    assert ms(counts.concealed) / 600 <= concealed_most
    assert ms(counts.fec) / 600 >= loss * 100 * 0.7
    assert ms(counts.lost) / 600 < 1


@pytest.mark.parametrize("loss", [0.05, 0.10])
def test_copies_20_ms_later_leave_almost_nothing_to_conceal(loss: float) -> None:
    bob = call(60, lost=random_loss(loss), delay=random_delay(0.05, 0.005), copies=True, fec=True)
    counts = bob.buffer.counts
    assert ms(counts.concealed) / 600 < 0.2
    assert ms(counts.lost) == 0


def test_without_fec_each_lost_packet_is_concealed_for_as_long_as_it_lasted() -> None:
    bob = call(10, lost=lambda number: number in (100, 200, 300))
    assert ms(bob.buffer.counts.concealed) == 60
    assert ms(bob.buffer.counts.lost) == 0


def test_a_burst_of_three_packets_is_concealed_and_does_not_add_delay() -> None:
    bob = call(20, lost=lambda number: number >= 400 and number % 100 < 3)
    assert bob.buffer.counts.lost == 0
    assert bob.delay_between(18, 20) < 0.075


def test_the_last_packet_of_a_burst_comes_from_fec() -> None:
    bob = call(20, lost=lambda number: number >= 400 and number % 100 < 3, fec=True)
    assert ms(bob.buffer.counts.fec) >= 5 * 20


def test_made_up_voice_fades_out_between_60_and_120_ms() -> None:
    bob = call(6, lost=lambda number: 100 <= number < 120)
    gains = [step.gain_to for _, step in bob.steps if isinstance(step, Conceal)]
    assert gains[:6] == [1.0] * 6
    assert gains[6:12] == pytest.approx([5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0.0])
    assert ms(bob.buffer.counts.lost) == 400 - 120


def test_an_outage_of_8_s_ends_with_the_delay_it_had_before() -> None:
    bob = call(30, lost=lambda number: 500 <= number < 900)
    assert ms(bob.buffer.counts.concealed) == 120
    assert ms(bob.buffer.counts.lost) == 8000 - 120
    assert bob.delay_between(20, 30) < 0.07


@pytest.mark.parametrize(("spread", "most"), [(0.005, 0.055), (0.010, 0.075), (0.030, 0.160)])
def test_delay_follows_jitter(spread: float, most: float) -> None:
    bob = call(60, delay=random_delay(0.1, spread))
    assert bob.delay_between(20, 60) < most
    assert ms(bob.buffer.counts.concealed) / 600 < 1


def test_a_late_burst_is_played_and_the_delay_won_back() -> None:
    late = {number: 0.2 - 0.02 * (number - 300) for number in range(300, 310)}
    bob = call(20, delay=lambda number: 0.03 + late.get(number, 0.0))
    counts = bob.buffer.counts
    assert len(decoded(bob)) >= 994  # the rest is still in the buffer
    assert ms(counts.concealed) <= 120
    assert ms(counts.accelerated) >= 100
    assert bob.delay_between(14, 20) < 0.07  # packets at one moment look like loss, for a while


def test_more_than_500_ms_behind_drops_to_the_target() -> None:
    bob = call(25, delay=lambda n: 0.03 + max(0.0, 1.2 - 0.02 * (n - 500)) * (n >= 500))
    assert ms(bob.buffer.counts.lost) > 500
    assert any(step.merge for _, step in bob.steps if isinstance(step, Decode))
    assert max(delay for _, delay in bob.delays) <= 0.52
    assert bob.delay_between(18, 25) < 0.07


@pytest.mark.parametrize("clock_ppm", [500.0, -500.0])
def test_follows_a_sender_whose_clock_is_wrong(clock_ppm: float) -> None:
    bob = call(120, clock_ppm=clock_ppm)
    counts = bob.buffer.counts
    assert (counts.concealed, counts.lost) == (0, 0)
    assert 0.015 < bob.delay_between(60, 120) < 0.06
    won = counts.accelerated - counts.expanded
    assert ms(won) == pytest.approx(clock_ppm * 0.12, abs=60)


def test_wraps_of_sequence_number_and_timestamp_are_not_heard() -> None:
    bob = call(10, first_sequence=65_300, first_timestamp=2**32 - 5 * RATE, lost=lambda n: n == 240)
    assert ms(bob.buffer.counts.concealed) == 20
    assert bob.buffer.counts.lost == 0
    assert len(decoded(bob)) >= 490


def test_a_pause_of_the_sender_is_silence_and_not_loss() -> None:
    bob = call(20, sent=lambda number: number % 100 < 50 or number > 950)
    assert bob.buffer.counts.concealed == 0
    assert bob.buffer.counts.lost == 0
    assert bob.buffer.counts.silence > 8 * RATE


def test_after_a_packet_that_says_silence_nothing_is_made_up() -> None:
    bob = Bob()
    voice = [(0.02 * (n + 1), packet(n, 0.02 * (n + 1))) for n in range(100)]
    quiet = [(2.02, packet(100, 2.02, payload=b"\x00"))]
    deliver(bob, voice + quiet, 4.0)
    assert not any(isinstance(step, Conceal) for _, step in bob.steps)
    assert isinstance(bob.steps[-1][1], Silence)


def test_reordered_packets_play_in_order() -> None:
    bob = call(10, delay=lambda number: 0.03 + (0.025 if number % 7 == 0 else 0.0))
    assert decoded(bob) == sorted(decoded(bob))
    assert ms(bob.buffer.counts.concealed) <= 40


def test_duplicates_are_counted_and_not_played_twice() -> None:
    bob = Bob()
    both = [(0.02 * (n + 1), packet(n, 0.02 * (n + 1))) for n in range(200) for _ in range(2)]
    deliver(bob, both, 4.5)
    assert len(decoded(bob)) == 200
    assert bob.buffer.counts.duplicates + bob.buffer.counts.late == 200


def test_a_resent_packet_says_nothing_about_jitter() -> None:
    bob = call(10, copies=True, lost=lambda number: number == 7)
    assert bob.buffer.target_s == pytest.approx(0.020)


def test_loss_makes_room_for_the_packet_that_carries_fec() -> None:
    bob = call(30, lost=lambda number: number % 25 == 3, fec=True)
    assert bob.buffer.target_s >= 0.050
    assert sum(isinstance(step, DecodeFec) for _, step in bob.steps) >= 58


def test_lip_sync_holds_the_sound_at_80_ms_per_second() -> None:
    bob = call(5)
    bob.buffer.hold(0.2)
    bob.buffer.pull(5.0, 480)
    bob.buffer.pull(6.0, 480)
    assert bob.buffer.target_s == pytest.approx(0.080, abs=0.001)
    bob.buffer.pull(9.0, 480)
    assert bob.buffer.target_s == pytest.approx(0.200, abs=0.001)


def test_a_hold_is_no_less_than_what_the_network_asks_for() -> None:
    bob = call(20, delay=random_delay(0.1, 0.02))
    before = bob.buffer.target_s
    bob.buffer.hold(before / 2)
    bob.buffer.pull(20.0, 480)
    bob.buffer.pull(25.0, 480)
    assert bob.buffer.target_s == before


def stretches(bob: Bob) -> list[tuple[float, Stretch]]:
    return [(at, step) for at, step in bob.steps if isinstance(step, Stretch)]


def held_back(bob: Bob, seconds: float = 0.15) -> Bob:
    """Bob in the middle of a call, when the picture begins to need so much more time."""
    bob.buffer.hold(seconds)
    return call(30, bob=bob)


def test_a_change_of_delay_waits_for_a_pause_of_the_voice() -> None:
    bob = held_back(Bob(is_quiet=lambda now: 1 < now % 3 < 1.4))
    applied = bob.buffer.counts.expanded
    assert ms(applied) >= 70
    assert not any(step.anywhere for _, step in stretches(bob))
    assert bob.delay_between(10, 30) == pytest.approx(0.14, abs=0.02)
    assert bob.buffer.counts.concealed == 0


def test_the_delay_a_call_begins_with_is_won_back_without_waiting_for_a_pause() -> None:
    bob = call(10, bob=Bob(is_quiet=lambda now: False))
    assert bob.delay_between(3, 10) <= 0.045


def test_a_voice_without_a_pause_is_stretched_after_four_seconds() -> None:
    bob = held_back(Bob(is_quiet=lambda now: False))
    first = next(at for at, step in stretches(bob) if step.anywhere)
    assert 4 <= first < 6
    assert bob.delay_between(15, 30) > 0.12


@pytest.mark.parametrize(
    ("delay_s", "target_s", "needed_s", "expected"),
    [
        (0.10, 0.20, 0.05, Stretch(Direction.LENGTHEN, anywhere=False)),
        (0.02, 0.20, 0.05, Stretch(Direction.LENGTHEN, anywhere=True)),  # about to run dry
        (0.185, 0.20, 0.05, None),
        (0.215, 0.20, 0.05, None),
        (0.25, 0.20, 0.05, Stretch(Direction.SHORTEN, anywhere=False)),
        (0.36, 0.20, 0.05, Stretch(Direction.SHORTEN, anywhere=True)),  # far behind
    ],
)
def test_only_a_pressing_change_may_be_made_within_a_word(
    delay_s: float, target_s: float, needed_s: float, expected: Stretch | None
) -> None:
    assert PlaybackPace().decide(delay_s, target_s, needed_s, 1.0) == expected


def test_the_delay_that_loss_asks_for_stays_for_half_a_minute() -> None:
    bob = call(50, lost=lambda number: number in (500, 505), fec=True)
    targets = {round(bob.buffer.delay.target_s(0.02), 3)}
    assert targets == {0.020}
    early = call(39, lost=lambda number: number in (500, 505), fec=True)
    assert early.buffer.target_s >= 0.050


def test_a_loop_that_comes_late_and_catches_up_loses_nothing() -> None:
    def stalls(block: int) -> float:
        at = block * 0.010
        return max(at, 3.015) if 3.0 <= at < 3.015 else at

    bob = call(6, pull_at=stalls)
    assert bob.buffer.counts.concealed == 0


def test_another_stream_far_away_in_time_starts_afresh() -> None:
    bob = call(3)
    jump = [
        (
            3.02 + 0.02 * n,
            AudioPacket(150 + n, 2_000_000_000 + n * PACKET, b"opus!", 3.02 + 0.02 * n),
        )
        for n in range(50)
    ]
    later = Bob(buffer=bob.buffer)
    deliver(later, jump, 4.2, pull_at=lambda block: 3.0 + block * 0.010 if block < 120 else 4.2)
    assert len(decoded(later)) >= 45


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 65_535),
            st.integers(0, 2**32 - 1),
            st.floats(0, 3),
            st.sampled_from([120, 480, 960, 1920, 5760]),
            st.binary(max_size=4),
        ),
        max_size=60,
    )
)
def test_mallory_may_send_anything_and_bob_still_plays(
    wire: list[tuple[int, int, float, int, bytes]],
) -> None:
    bob = Bob(AudioJitterBuffer())
    arrivals = [
        (at, AudioPacket(sequence, timestamp, payload, at, samples, True))
        for sequence, timestamp, at, samples, payload in sorted(wire, key=lambda w: w[2])
    ]
    deliver(bob, arrivals, 4.0)
    assert bob.out == 400 * 480
    assert bob.held < 5760 + 480
