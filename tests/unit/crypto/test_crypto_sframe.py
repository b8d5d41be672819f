"""Sealed frames under loss, replay, relabelling and ratcheting (PROTOCOL.md, section 8)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto_support import pattern, refused
from megachat_desktop.crypto import sframe
from megachat_desktop.crypto.replay import ReplayWindow
from megachat_desktop.crypto.sframe import (
    COUNTER_LIMIT,
    FrameCipher,
    OpeningKeys,
    SealingKey,
    UnknownGenerationError,
    key_id,
    next_base_key,
)
from megachat_desktop.crypto.sframe_header import decode_header, encode_header
from megachat_desktop.errors import CryptoError, LocalProtocolError

BASE = pattern(1, 64)
OTHER = pattern(2, 64)


def _opens(keys: OpeningKeys, sealed: bytes, now: float = 0.0) -> bool:
    return not refused(lambda: keys.open(sealed, now))


def test_frames_arrive_in_any_order_and_each_once() -> None:
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    sealed = [alice.seal(b"frame %d" % i) for i in range(50)]
    order = [(i * 17 + 5) % 50 for i in range(50)]
    assert [bob.open(sealed[i], 0.0) for i in order] == [b"frame %d" % i for i in order]
    assert not any(_opens(bob, frame) for frame in sealed)


def test_overhead_is_at_most_33_bytes() -> None:
    alice = SealingKey(BASE)
    assert [len(alice.seal(b"")) for _ in range(300)] == [17] * 8 + [18] * 248 + [19] * 44


def test_frames_older_than_the_window_are_refused() -> None:
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    sealed = [alice.seal(b"x") for _ in range(1026)]
    assert _opens(bob, sealed[1024])
    assert not _opens(bob, sealed[0])
    assert _opens(bob, sealed[1])
    assert _opens(bob, sealed[1025])


def test_a_forged_frame_far_ahead_does_not_move_the_window() -> None:
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    sealed = [alice.seal(b"x") for _ in range(3)]
    forged = encode_header(0, 1 << 40) + bytes(40)
    assert not _opens(bob, forged)
    assert all(_opens(bob, frame) for frame in sealed)


def test_every_flipped_bit_and_every_truncation_is_refused() -> None:
    sealed = SealingKey(BASE, 3, 0).seal(b"a short frame")
    bob = OpeningKeys(BASE, 3, 0)
    for at in range(len(sealed)):
        assert not _opens(bob, sealed[:at])
        for bit in range(8):
            flipped = sealed[:at] + bytes((sealed[at] ^ 1 << bit,)) + sealed[at + 1 :]
            assert not _opens(bob, flipped)
    assert not _opens(bob, sealed + b"\x00")
    assert bob.open(sealed, 0.0) == b"a short frame"


def test_another_stream_or_our_own_frames_do_not_open() -> None:
    sealed = SealingKey(BASE).seal(b"microphone")
    assert not _opens(OpeningKeys(OTHER), sealed)


def test_frames_over_one_mebibyte_are_refused_before_any_work() -> None:
    bob = OpeningKeys(BASE)
    frame = SealingKey(BASE).seal(bytes((1 << 20) - 17))
    assert len(frame) == 1 << 20
    assert _opens(bob, frame)
    assert not _opens(bob, SealingKey(BASE).seal(bytes((1 << 20) - 16)))


def test_a_sealing_key_stops_at_its_last_counter() -> None:
    alice = SealingKey(BASE)
    alice._ctr = COUNTER_LIMIT - 1
    last = alice.seal(b"last")
    assert decode_header(last)[1] == COUNTER_LIMIT - 1
    for _ in range(2):
        with pytest.raises(LocalProtocolError):
            alice.seal(b"one too many")


def test_a_stepped_key_seals_no_more_under_the_old_one() -> None:
    alice = SealingKey(BASE)
    stepped = alice.next_step()
    assert stepped.step == 1
    with pytest.raises(LocalProtocolError):
        alice.seal(b"again")


@pytest.mark.parametrize("steps", [1, 2, 15])
def test_a_receiver_follows_up_to_15_steps(steps: int) -> None:
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    for _ in range(steps):
        alice = alice.next_step()
    sealed = alice.seal(b"stepped")
    assert bob.open(sealed, 0.0) == b"stepped"
    assert not _opens(bob, sealed)
    assert bob.open(alice.seal(b"next"), 0.0) == b"next"


def test_sixteen_steps_ahead_is_another_key_under_the_same_id() -> None:
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    for _ in range(16):
        alice = alice.next_step()
    assert not _opens(bob, alice.seal(b"too far"))


def test_a_forged_step_is_tried_on_a_copy_only() -> None:
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    for step in range(1, 16):
        assert not _opens(bob, encode_header(key_id(0, step), 0) + bytes(64))
    sealed = [alice.seal(b"x") for _ in range(3)]
    assert [_opens(bob, frame, 100.0) for frame in sealed] == [True] * 3


def test_the_old_step_lives_two_seconds_with_its_replay_window() -> None:
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    early, late, later = (alice.seal(b"old") for _ in range(3))
    assert _opens(bob, early, 10.0)
    assert _opens(bob, alice.next_step().seal(b"new"), 10.0)
    assert not _opens(bob, early, 11.0)
    assert _opens(bob, late, 11.9)
    assert not _opens(bob, later, 12.0)


def test_a_generation_that_is_not_known_is_told_apart() -> None:
    alice, bob = SealingKey(OTHER, 1), OpeningKeys(BASE)
    sealed = alice.seal(b"soon")
    with pytest.raises(UnknownGenerationError):
        bob.open(sealed, 0.0)
    bob.add_generation(OTHER, 1)
    assert bob.open(sealed, 0.0) == b"soon"


def test_old_generations_go_two_seconds_after_the_new_one_is_used() -> None:
    old, new, bob = SealingKey(BASE), SealingKey(OTHER, 1), OpeningKeys(BASE)
    frames = [old.seal(b"old") for _ in range(4)]
    bob.add_generation(OTHER, 1)
    assert _opens(bob, frames[0], 100.0)
    assert _opens(bob, new.seal(b"new"), 100.0)
    assert _opens(bob, frames[1], 101.9)
    with pytest.raises(CryptoError) as caught:
        bob.open(frames[2], 102.0)
    assert not isinstance(caught.value, UnknownGenerationError)
    assert _opens(bob, new.seal(b"new"), 200.0)


def test_only_newer_generations_are_taken() -> None:
    bob = OpeningKeys(BASE, 3)
    for generation in (0, 2, 3):
        assert refused(lambda g=generation: bob.add_generation(OTHER, g))
    assert _opens(bob, SealingKey(BASE, 3).seal(b"x"))


def test_a_newcomer_starts_at_the_step_it_was_given() -> None:
    alice = SealingKey(BASE).next_step().next_step()
    stepped = next_base_key(next_base_key(BASE))
    assert OpeningKeys(stepped, 0, 2).open(alice.seal(b"hi"), 0.0) == b"hi"
    assert not _opens(OpeningKeys(stepped, 0, 2), SealingKey(BASE).seal(b"before"))


def test_base_keys_have_64_bytes() -> None:
    for make in (SealingKey, OpeningKeys):
        with pytest.raises(LocalProtocolError):
            make(bytes(32))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "08",
        "80",
        "8007",
        "0807",
        "090008",
        "0f00000000000000ff",
        "90",
        "900008",
        "88ff",
    ],
)
def test_headers_cut_short_or_not_minimal_are_refused(header: str) -> None:
    assert refused(lambda: decode_header(bytes.fromhex(header)))


def test_the_smallest_long_value_is_8() -> None:
    assert decode_header(bytes.fromhex("0808")) == (0, 8, 2)
    assert decode_header(bytes.fromhex("07")) == (0, 7, 1)


@given(data=st.binary(max_size=24))
@settings(max_examples=300, deadline=None)
def test_every_header_has_exactly_one_encoding(data: bytes) -> None:
    try:
        kid, ctr, length = decode_header(data)
    except CryptoError:
        return
    assert encode_header(kid, ctr) == data[:length]
    assert length <= 17


@given(data=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_as_a_frame(data: bytes) -> None:
    assert refused(lambda: OpeningKeys(BASE).open(data, 0.0))


@given(counters=st.lists(st.integers(0, 3000), max_size=60))
@settings(max_examples=100, deadline=None)
def test_the_window_equals_a_plain_set(counters: list[int]) -> None:
    window, seen = ReplayWindow(), set[int]()
    for counter in counters:
        new = counter not in seen and counter > max(seen, default=-1) - ReplayWindow.SIZE
        assert window.accepts(counter) is new
        if new:
            window.mark(counter)
            seen.add(counter)


def test_one_key_object_is_used_for_all_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making AESGCM anew costs more than sealing does."""
    made: list[bytes] = []
    real = sframe.AESGCM
    monkeypatch.setattr(sframe, "AESGCM", lambda key: made.append(key) or real(key))
    alice, bob = SealingKey(BASE), OpeningKeys(BASE)
    for _ in range(100):
        bob.open(alice.seal(b"x"), 0.0)
    assert len(made) == 2
    assert FrameCipher(BASE, 0).open(0, b"\x00", FrameCipher(BASE, 0).seal(0, b"\x00", b"x")[1:])
