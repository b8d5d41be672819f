"""Paths over the connections of one device: which one is spoken on, and what a renewal costs."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest

from megachat_desktop.network.datagram_path import Carrier, DatagramSwitch

TAG = b"path-ONE-"


@dataclass(eq=False)
class Wire:
    """A carrier that remembers."""

    sent: list[bytes] = field(default_factory=list)

    async def send(self, packet: bytes) -> bool:
        self.sent.append(packet)
        return True


def carrier() -> tuple[Wire, Carrier]:
    wire = Wire()
    return wire, cast(Carrier, wire)


def test_a_path_goes_on_over_the_next_connection() -> None:
    async def story() -> None:
        switch = DatagramSwitch()
        path = switch.open(TAG, "controlling")
        _, first = carrier()
        switch.attach(first)
        listening = asyncio.create_task(path._recv())
        await asyncio.sleep(0)
        switch.detach(first)
        await path._send(b"into the void")
        assert path.dropped == 1
        wire, second = carrier()
        switch.attach(second)
        await path._send(b"here again")
        switch.deliver(second, TAG + b"me too")
        assert wire.sent == [TAG + b"here again"]
        assert await listening == b"me too"

    asyncio.run(story())


def test_a_new_connection_is_spoken_on_at_once_and_the_one_heard_last_after_that() -> None:
    async def story() -> None:
        switch = DatagramSwitch()
        path = switch.open(TAG, "controlling")
        (old_wire, old), (new_wire, new) = carrier(), carrier()
        switch.attach(old)
        switch.attach(new)  # the old one may be dead, and nobody knows yet
        await path._send(b"1")
        switch.deliver(old, TAG + b"no, here")
        await path._send(b"2")
        assert (new_wire.sent, old_wire.sent) == ([TAG + b"1"], [TAG + b"2"])

    asyncio.run(story())


def test_when_the_network_stops_nobody_waits_any_longer() -> None:
    async def story() -> None:
        switch = DatagramSwitch()
        path = switch.open(TAG, "controlling")
        switch.close()
        assert switch.is_idle
        with pytest.raises(ConnectionError):
            await path._recv()
        with pytest.raises(ConnectionError):
            await path._send(b"x")

    asyncio.run(story())
