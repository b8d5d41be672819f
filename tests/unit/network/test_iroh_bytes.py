"""Bytes go to iroh in one piece, or one by one when the binding is not as we know it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import FunctionType

import pytest
from iroh import iroh_ffi

from megachat_desktop.network import iroh_bytes

Builder = iroh_ffi._UniffiRustBufferBuilder


def _as_generated() -> type:
    """A builder class with the method that iroh's generator wrote."""
    made = type("Builder", (Builder,), {})

    def write(self, value):  # type: ignore[no-untyped-def]
        with self._reserve(len(value)):
            for i, byte in enumerate(value):
                self.rbuf.data[self.rbuf.len + i] = byte

    made.write = write  # type: ignore[attr-defined]
    return made


def _written(builder: type, *parts: bytes) -> bytes:
    probe = builder()
    for part in parts:
        probe.write(part)
    data = bytes(probe.rbuf.data[i][0] for i in range(probe.rbuf.len))
    probe.discard()
    return data


def test_the_installed_binding_has_the_shape_we_know() -> None:
    assert iroh_bytes.install()
    assert iroh_bytes.install()  # twice is once
    assert Builder.write is iroh_bytes._write_in_one_piece


def test_both_ways_write_the_same_bytes() -> None:
    parts = [b"", b"\x00\xff", os.urandom(5000), b"", b"end"]
    slow, fast = _as_generated(), _as_generated()
    assert iroh_bytes.install(fast)
    assert isinstance(slow.write, FunctionType)  # type: ignore[attr-defined]
    assert _written(slow, *parts) == _written(fast, *parts) == b"".join(parts)


def test_writable_buffers_are_taken_too() -> None:
    fast = _as_generated()
    iroh_bytes.install(fast)
    assert _written(fast, bytearray(b"abc"), memoryview(b"def")) == b"abcdef"  # type: ignore[arg-type]


@pytest.mark.expects_log("sending is slower")
@pytest.mark.parametrize("change", ["no method", "other parameters", "other body"])
def test_an_unknown_shape_stays_as_it_is(change: str) -> None:
    class Changed:
        if change == "other parameters":

            def write(self, data, offset):  # type: ignore[no-untyped-def]
                return self._reserve, self.rbuf.len, self.rbuf.data

        if change == "other body":

            def write(self, value):  # type: ignore[no-untyped-def]
                return value

    before = Changed.__dict__.get("write")
    assert not iroh_bytes.install(Changed)
    assert Changed.__dict__.get("write") is before


@pytest.mark.expects_log("copies differently")
def test_a_wrong_copy_is_undone() -> None:
    broken = _as_generated()
    original = broken.write  # type: ignore[attr-defined]

    @contextmanager
    def reserve_too_much(self, size: int) -> Iterator[None]:  # type: ignore[no-untyped-def]
        with Builder._reserve(self, size + 1):
            yield

    broken._reserve = reserve_too_much  # type: ignore[attr-defined]
    assert not iroh_bytes.install(broken)
    assert broken.write is original  # type: ignore[attr-defined]
