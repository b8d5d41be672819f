"""File chunks in their own places, and the texts by which people compare identities."""

import re

import pytest

from crypto_support import pattern, refused
from megachat_desktop.crypto import aead, hashing, identity
from megachat_desktop.crypto.keys import SigningKey
from megachat_desktop.crypto.lan_token import lan_token
from megachat_desktop.crypto.stream import CHUNK_SIZE, StreamKey, chunk_count
from megachat_desktop.errors import LocalProtocolError
from megachat_desktop.model.ids import AccountId, NodeKey

KEY, NONCE = pattern(1, 32), pattern(2, 16)


def test_counts_chunks_as_the_protocol_does() -> None:
    sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 1 << 40]
    assert [chunk_count(size) for size in sizes] == [1, 1, 1, 1, 2, 2, 1 << 24]


def test_any_chunk_opens_alone_and_in_its_own_place_only() -> None:
    key = StreamKey(KEY, NONCE, 3)
    chunks = [pattern(i, CHUNK_SIZE) for i in range(2)] + [b"end"]
    sealed = [key.seal(index, chunk) for index, chunk in enumerate(chunks)]
    assert [key.open(index, sealed[index]) for index in (2, 0, 1)] == [chunks[i] for i in (2, 0, 1)]
    wrong = [(0, sealed[1]), (1, sealed[0]), (2, sealed[0]), (0, sealed[2]), (3, sealed[2])]
    assert all(refused(lambda i=i, s=s: key.open(i, s)) for i, s in wrong)
    assert refused(lambda: key.open(-1, sealed[2]))


def test_the_final_flag_cannot_be_moved() -> None:
    whole, longer = StreamKey(KEY, NONCE, 1), StreamKey(KEY, NONCE, 2)
    last, first = whole.seal(0, bytes(CHUNK_SIZE)), longer.seal(0, bytes(CHUNK_SIZE))
    assert refused(lambda: longer.open(0, last))
    assert refused(lambda: whole.open(0, first))


def test_another_transfer_or_file_opens_nothing() -> None:
    sealed = StreamKey(KEY, NONCE, 1).seal(0, b"chunk")
    assert refused(lambda: StreamKey(KEY, pattern(3, 16), 1).open(0, sealed))
    assert refused(lambda: StreamKey(pattern(4, 32), NONCE, 1).open(0, sealed))


@pytest.mark.parametrize(("count", "index", "size"), [(2, 0, 5), (2, 1, 0), (2, 1, 65_537)])
def test_chunks_of_a_wrong_size_are_refused(count: int, index: int, size: int) -> None:
    key = StreamKey(KEY, NONCE, count)
    assert refused(lambda: key.open(index, bytes(size + aead.TAG_SIZE)))
    with pytest.raises(LocalProtocolError):
        key.seal(index, bytes(size))


def test_an_empty_file_is_one_empty_chunk() -> None:
    key = StreamKey(KEY, NONCE, 1)
    assert key.open(0, key.seal(0, b"")) == b""


def test_fingerprint_is_eight_groups_of_four() -> None:
    texts = {identity.fingerprint(AccountId(pattern(i, 32))) for i in range(50)}
    assert len(texts) == 50
    assert all(re.fullmatch(r"([a-z2-7]{4} ){7}[a-z2-7]{4}", text) for text in texts)


def test_safety_number_is_twelve_groups_of_five_and_the_same_on_both_sides() -> None:
    alice, bob, mallory = (AccountId(pattern(i, 32)) for i in range(3))
    number = identity.safety_number(alice, bob)
    assert number == identity.safety_number(bob, alice)
    assert number != identity.safety_number(alice, mallory)
    assert re.fullmatch(r"(\d{5} ){11}\d{5}", number)


def test_accounts_are_told_apart() -> None:
    keys = [SigningKey.generate().public for _ in range(3)]
    assert len({identity.account_id(key) for key in keys}) == 3


def test_lan_tokens_change_with_device_and_epoch() -> None:
    one, other = NodeKey(pattern(1, 32)), NodeKey(pattern(2, 32))
    tokens = {lan_token(key, epoch) for key in (one, other) for epoch in (0, 1, 2)}
    assert len(tokens) == 6
    assert {len(token) for token in tokens} == {16}


def test_labels_separate_purposes() -> None:
    assert hashing.label("spk") == b"MegaChat/1 spk\x00"
    assert hashing.hash_labelled("a", b"b", b"c") == hashing.hash_labelled("a", b"bc")
    assert hashing.hash_labelled("ab", b"c") != hashing.hash_labelled("a", b"bc")
    assert hashing.enc(b"abc") == b"\x00\x00\x00\x03abc"
    assert hashing.hkdf(b"i", b"s", b"f", 40) == hashing.expand(
        hashing.extract(b"s", b"i"), b"f", 40
    )
