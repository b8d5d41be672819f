"""The notation: what a reader refuses, what a writer refuses, and that both agree."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.protocol.codec import (
    Mailbox,
    Reader,
    Writer,
    decode_whole,
    fit_text,
    is_relay,
    is_text,
    relay_is_literal,
)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"\x02", Reader.flag),
        (b"\x00", Reader.u16),
        (b"\x02\x00\x00\x00\x00", lambda r: r.optional(r.u32)),
        (b"\x00\x00\x00\x05abcde", lambda r: r.blob(4)),
        (b"\x00\x00\x00\x05abcd", lambda r: r.blob(9)),
        (b"\xff\xff\xff\xffabcd", lambda r: r.blob(0xFFFFFFFF)),
        (b"\x00\x03\x01\x02\x03", lambda r: r.several(2, r.u8)),
        (b"\x00\x03\x01\x02", lambda r: r.several(3, r.u8)),
        (b"\x00\x00\x00\x01\xff", lambda r: r.text(9)),
        (b"\x00\x00\x00\x01\x00", lambda r: r.text(9)),
        (b"\x00\x00\x00\x03e\xcc\x81", lambda r: r.text(9)),  # e and a combining accent
        (b"\x06" + bytes(32), Reader.xpub),
        (b"\x05" + bytes(32), Reader.epub),
        (b"\x48" + bytes(1215), Reader.hpub),
        (b"\x4b" + bytes(1216), Reader.hpub),
        (b"\x05" + bytes(6), Reader.addr),
        (b"\x41" + b"a" * 65, Reader.relay),
        (b"\x01A", Reader.relay),
        (b"\x01\xe9", Reader.relay),
        (b"\x01" + bytes(32) + b"\x00\x02" + b"\x04" + bytes(6) * 2, Reader.mailbox),
        (b"\x05", lambda r: r.below(5)),
        (b"\x02", Reader.version),
    ],
)
def test_the_reader_refuses(data: bytes, read: Callable[[Reader], object]) -> None:
    with pytest.raises(RemoteProtocolError):
        read(Reader(data))


def test_the_reader_refuses_what_is_left_over() -> None:
    with pytest.raises(RemoteProtocolError):
        decode_whole(b"\x01\x02", Reader.u8)


@pytest.mark.parametrize(
    "write",
    [
        lambda w: w.u8(256),
        lambda w: w.u16(-1),
        lambda w: w.fixed(b"abc", 4),
        lambda w: w.blob(b"abc", 2),
        lambda w: w.text("e\u0301", 9),
        lambda w: w.text("a\0", 9),
        lambda w: w.text("\ud800", 9),
        lambda w: w.text("abcdefghij", 9),
        lambda w: w.several((1, 2, 3), 2, w.u8),
        lambda w: w.relay("Upper.example"),
        lambda w: w.addresses([SocketAddress("192.0.2.1", 5)] * 2, 1),
        lambda w: w.hpub(bytes(32)),
    ],
)
def test_the_writer_refuses_what_a_reader_would(write: Callable[[Writer], object]) -> None:
    with pytest.raises(LocalProtocolError):
        write(Writer())


@pytest.mark.parametrize(
    "host", ["a", "relay.example", "relay.example:443", "192.0.2.1:1", "x-1.example:65535"]
)
def test_hosts_of_relays(host: str) -> None:
    assert is_relay(host)


@pytest.mark.parametrize(
    "host",
    [
        "", "a..b", ".a", "a.", "-a", "a-", "a_b", "A", "a:0", "a:65536", "a:080", "a:", "[::1]:5",
        "a/b", "a@b", "a b", "a\n", "é", "a" * 64, "b." * 32 + "c", "https://a", "a:١",
    ],
)  # fmt: skip
def test_no_hosts_of_relays(host: str) -> None:
    assert not is_relay(host)


@pytest.mark.parametrize("host", ["192.0.2.1:443", "127.1", "0x7f.0x1", "2130706433:443", "0x"])
def test_a_relay_that_is_a_number_is_known_as_such(host: str) -> None:
    assert is_relay(host)
    assert relay_is_literal(host)


@pytest.mark.parametrize("host", ["relay.example:443", "1.example", "localhost", "x7f.1a"])
def test_a_relay_with_a_name_is_none(host: str) -> None:
    assert not relay_is_literal(host)


texts = st.text(max_size=40).map(lambda t: fit_text(t, 200))
addresses = st.builds(
    SocketAddress, st.ip_addresses().map(str), st.integers(min_value=0, max_value=65535)
)
relays = st.none() | st.from_regex(r"[a-z0-9]{1,9}(\.[a-z]{1,9}){0,3}", fullmatch=True)
mailboxes = st.builds(
    Mailbox,
    st.binary(min_size=32, max_size=32),
    relays,
    st.lists(addresses, max_size=1).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(texts, st.none() | st.integers(0, 2**32 - 1), st.lists(addresses, max_size=5), st.booleans())
def test_what_is_written_is_read_again(
    text: str, number: int | None, several: list[SocketAddress], flag: bool
) -> None:
    w = Writer()
    data = w.text(text, 200).optional(number, w.u32).several(several, 5, w.addr).flag(flag).done()
    r = Reader(data)
    assert r.text(200) == text
    assert r.optional(r.u32) == number
    assert list(r.several(5, r.addr)) == several
    assert r.flag() is flag
    r.end()


@settings(max_examples=80, deadline=None)
@given(st.none() | mailboxes, relays)
def test_mailboxes_and_relays_are_read_again(mailbox: Mailbox | None, relay: str | None) -> None:
    r = Reader(Writer().mailbox(mailbox).relay(relay).done())
    assert r.mailbox() == mailbox
    assert r.relay() == relay
    r.end()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60), st.integers(0, 80))
def test_any_words_are_made_to_fit(text: str, size: int) -> None:
    assert is_text(fit_text(text, size), size)


def test_words_that_fit_stay_as_they_are() -> None:
    assert fit_text("Zoë 🙂", 64) == "Zoë 🙂"
    assert fit_text("🙂🙂", 7) == "🙂"
    assert fit_text("Zoe\u0308", 64) == "Zoë"
