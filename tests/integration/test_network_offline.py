"""Without the internet: relays are out of reach and nothing waits for them."""

import asyncio
import subprocess
import sys
import time

import pytest

from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.settings import LanMode, RelayMode
from megachat_desktop.model.values import replace
from megachat_desktop.network import dialer
from network_support import ALONE, alice_and_bob, connect, device

pytestmark = pytest.mark.network

FAR_RELAY = replace(ALONE, relay_mode=RelayMode.OWN, relay_url="relay.invalid")
PUBLIC = replace(ALONE, relay_mode=RelayMode.PUBLIC)


@pytest.mark.parametrize("settings", [PUBLIC, FAR_RELAY], ids=["public", "own"])
def test_a_relay_out_of_reach_delays_nothing(
    settings: object, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        started = time.monotonic()
        async with alice_and_bob(settings) as (alice, bob):  # type: ignore[arg-type]
            assert time.monotonic() - started < 3
            await connect(alice, bob)
            assert alice.network.home_relay() in (None, "relay.invalid")
            await asyncio.sleep(0.5)
            stopping = time.monotonic()
        assert time.monotonic() - stopping < 4

    asyncio.run(story())
    assert capfd.readouterr() == ("", "")


def test_another_relay_choice_takes_effect_at_once_and_says_so() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, _ = await connect(alice, bob)
            await alice.network.reconfigure(FAR_RELAY, "Alice")
            assert ours.is_over
            assert alice.memory.changes >= 1
            await connect(alice, bob)
            await connect(bob, alice)
            await alice.network.reconfigure(FAR_RELAY, "Alice")

    asyncio.run(story())


def test_who_hides_behind_a_relay_binds_to_this_computer_and_tells_no_address() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            hidden = replace(FAR_RELAY, relay_only=True, lan_mode=LanMode.VISIBLE)
            await alice.network.reconfigure(hidden, "Alice")
            endpoint = alice.network._endpoint
            bound = {SocketAddress.parse(text) for text in endpoint._endpoint.bound_sockets()}
            assert all(address.parsed.is_loopback for address in bound)
            assert all(a.parsed.is_loopback for a in endpoint.reflexive_addresses())
            assert alice.network.addresses() == ()
            assert alice.network.home_relay() == "relay.invalid"
            elsewhere = SocketAddress("192.0.2.7", 7010), SocketAddress("1.1.1.1", 7010)
            assert alice.network._dialable((*elsewhere, *bob.network.addresses())) != ()
            assert alice.network._dialable(elsewhere) == ()
            assert alice.network._lan._mode is LanMode.OFF
            await connect(alice, bob)  # on the same computer nothing has to be hidden
            await alice.network.reconfigure(ALONE, "Alice")
            assert alice.network.addresses() != ()

    asyncio.run(story())


def test_questions_after_the_end_have_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialer, "CONNECT_S", 0.3)

    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            target = bob.target()
        assert (alice.network.addresses(), alice.network.home_relay()) == ((), None)
        await alice.network.stop()
        with pytest.raises(ContactUnreachableError):
            await alice.network.dial(target)

    asyncio.run(story())


def test_starting_and_stopping_over_and_over_leaves_nothing() -> None:
    async def story() -> None:
        for _ in range(10):
            async with device():
                pass
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(story())


def test_a_process_that_does_not_stop_its_network_still_ends() -> None:
    source = (
        "import asyncio, network_support as n\n"
        "async def main():\n"
        "    network = n.IrohNetwork()\n"
        "    await network.start(bytes(range(32)), bytes(32), bytes(16), n.TOGETHER, n.Memory())\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        env={"PYTHONPATH": "tests"},
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
