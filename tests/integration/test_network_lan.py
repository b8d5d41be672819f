"""Seeing each other on the local network, through real multicast on this computer."""

import asyncio
import socket
import struct
import time

import pytest
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from megachat_desktop.model.address import DialTarget
from megachat_desktop.model.settings import LanMode
from megachat_desktop.model.values import replace
from megachat_desktop.network import lan as lan_module
from megachat_desktop.network.interfaces import Interfaces
from megachat_desktop.network.lan_book import MAX_STRANGERS
from megachat_desktop.protocol.lan import SERVICE_TYPE
from network_support import HELLO, TOGETHER, Device, alice_and_bob, device

pytestmark = pytest.mark.network


def test_two_contacts_find_each_other_without_any_configuration() -> None:
    async def story() -> None:
        async with alice_and_bob(TOGETHER) as (alice, bob):
            alice.network.watch([bob.node_key])
            bob.network.watch([alice.node_key])
            await alice.memory.wait_for(lambda memory: bob.node_key in memory.seen)
            await bob.memory.wait_for(lambda memory: alice.node_key in memory.seen)
            connection = await alice.network.dial(DialTarget(bob.node_key))
            await connection.send(HELLO)
            assert await (await bob.next_connection()).receive() == HELLO
            assert alice.memory.nearby == ()

    asyncio.run(story())


def test_only_the_visible_are_shown_to_strangers() -> None:
    async def story() -> None:
        visible = replace(TOGETHER, lan_mode=LanMode.VISIBLE)
        async with device(TOGETHER) as mallory, device(TOGETHER) as alice, device(TOGETHER) as bob:
            await bob.network.reconfigure(visible, "Bob — 🦊" + "x" * 100)
            await alice.memory.wait_for(lambda memory: memory.nearby != ())
            (person,) = alice.memory.nearby
            assert person.node_key == bob.node_key
            assert person.name.startswith("Bob — 🦊xxx")
            assert len(person.name.encode()) <= 40
            assert person.addresses
            await bob.network.reconfigure(TOGETHER, "")
            await alice.memory.wait_for(lambda memory: memory.nearby == ())
            assert mallory.memory.seen == {}

    asyncio.run(story())


def test_switched_off_nobody_is_seen_and_nobody_sees() -> None:
    async def story() -> None:
        async with alice_and_bob(TOGETHER) as (alice, bob):
            await bob.network.reconfigure(replace(TOGETHER, lan_mode=LanMode.OFF), "Bob")
            alice.network.watch([bob.node_key])
            bob.network.watch([alice.node_key])
            await asyncio.sleep(1)
            assert (alice.memory.seen, bob.memory.seen) == ({}, {})
            await bob.network.reconfigure(TOGETHER, "Bob")
            await alice.memory.wait_for(lambda memory: bob.node_key in memory.seen)

    asyncio.run(story())


def test_a_new_epoch_brings_a_new_name_under_which_contacts_are_still_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ahead = 0.0
    real = time.time
    monkeypatch.setattr(lan_module.time, "time", lambda: real() + ahead)

    async def story() -> None:
        nonlocal ahead
        async with alice_and_bob(TOGETHER) as (alice, bob):
            alice.network.watch([bob.node_key])
            await alice.memory.wait_for(lambda memory: bob.node_key in memory.seen)
            before = bob.network._lan._announced
            alice.memory.seen.clear()
            ahead = 900.0
            await alice.memory.wait_for(lambda memory: bob.node_key in memory.seen)
            after = bob.network._lan._announced
            assert before is not None
            assert after is not None
            assert (before.name, before.server) != (after.name, after.server)
            assert before.properties != after.properties

    asyncio.run(story())


def test_hostile_announcements_are_ignored_and_bounded(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with device(TOGETHER) as alice:
            mallory = AsyncZeroconf(interfaces=_interfaces(alice), ip_version=IPVersion.V4Only)
            for number, text in enumerate(_hostile_texts()):
                await _announce(mallory, f"{number:016x}", text)
            await _announce(mallory, "not-an-instance-name", {"v": "1", "m": "c"})
            for packet in (b"", b"\x00" * 12, b"\xff" * 9000, _looping_name()):
                _multicast(packet)
            async with device(TOGETHER) as bob:
                alice.network.watch([bob.node_key])
                await alice.memory.wait_for(lambda memory: bob.node_key in memory.seen)
            assert alice.memory.nearby == ()
            assert len(alice.network._lan._book._adverts) <= MAX_STRANGERS
            await mallory.async_close()

    asyncio.run(story())
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_at_most_ten_new_names_are_looked_at_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    async def look(self: lan_module.LanDiscovery, name: str) -> None:
        looked.append(name)

    monkeypatch.setattr(lan_module.LanDiscovery, "_resolve", look)

    async def story() -> None:
        async with device(TOGETHER) as alice:
            for number in range(1000):
                alice.network._lan._on_change(
                    None,  # type: ignore[arg-type]
                    SERVICE_TYPE,
                    f"{number:016x}.{SERVICE_TYPE}",
                    lan_module.ServiceStateChange.Added,
                )
            await asyncio.sleep(1)
            assert 5 <= len(looked) <= 11
            assert alice.network._lan._waiting.qsize() <= lan_module.WAITING_NAMES

    asyncio.run(story())


def test_without_any_interface_there_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_socket(**_: object) -> AsyncZeroconf:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr("megachat_desktop.network.network.read_interfaces", Interfaces)
    monkeypatch.setattr(lan_module, "AsyncZeroconf", no_socket)

    async def story() -> None:
        async with alice_and_bob(TOGETHER) as (alice, bob):
            assert not alice.network.is_online()
            connection = await alice.network.dial(bob.target())  # loopback is left
            assert connection.path()[0] == "local"

    asyncio.run(story())


def _interfaces(alice: Device) -> list[str]:
    own = [str(a.ip) for a in alice.network._interfaces.addresses if a.version == 4]
    return own or ["127.0.0.1"]


def _hostile_texts() -> list[dict[str, str | bytes]]:
    return [
        {},
        {"v": "2", "m": "c", "t": "A" * 22},
        {"v": "1", "m": "c", "t": "A" * 21},
        {"v": "1", "m": "c", "t": b"\xff" * 22},
        {"v": "1", "m": "v", "n": "Bob", "a": "A" * 43, "d": "A" * 22, "k": "A" * 43},
        {"v": "1", "m": "v", "n": "x" * 200, "a": "A" * 43, "d": "A" * 22, "k": "B" * 43},
        {f"k{n}": "v" for n in range(40)},
    ]


async def _announce(mallory: AsyncZeroconf, instance: str, text: dict[str, str | bytes]) -> None:
    info = AsyncServiceInfo(
        SERVICE_TYPE,
        f"{instance}.{SERVICE_TYPE}",
        port=1,
        properties=text,
        server=f"{instance}.local.",
        parsed_addresses=["224.0.0.1", "0.0.0.0"],
    )
    await mallory.async_register_service(info, cooperating_responders=True, strict=False)


def _looping_name() -> bytes:
    """An answer whose name points at itself."""
    return (
        struct.pack(">6H", 0, 0x8400, 0, 1, 0, 0) + b"\xc0\x0c" + struct.pack(">HHIH", 12, 1, 9, 0)
    )


def _multicast(packet: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(packet, ("224.0.0.251", 5353))
