"""Devices in network namespaces: behind NATs, on one cable, without any network."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import netlab

pytestmark = [pytest.mark.network, pytest.mark.slow]

_SCRIPT = Path(__file__).with_name("nat_peer.py")
_TESTS = Path(__file__).resolve().parents[1]


@dataclass
class Peer:
    """A device on a host of the laboratory."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]

    def say(self, *words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        heard: dict[str, Any] = json.loads(self.process.stdout.readline())
        return heard

    def ask(self, *words: str) -> dict[str, Any]:
        self.say(*words)
        return self.hear()


@contextmanager
def peer(host: str, relay: str = "") -> Iterator[Peer]:
    environment = {**os.environ, "PYTHONPATH": str(_TESTS), "NAT_PEER_RELAY": relay}
    process = subprocess.Popen(
        netlab.inside(host, sys.executable, str(_SCRIPT)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Peer(process, json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()


def test_two_homes_reach_each_other_through_the_own_relay(
    home_routers: netlab.Laboratory,
) -> None:
    with peer("a", netlab.RELAY) as alice, peer("b", netlab.RELAY) as bob:
        assert alice.ready["relay"] == bob.ready["relay"] == netlab.RELAY
        result = alice.ask("dial", bob.ready["key"], netlab.RELAY)
        assert result["event"] == "connected"
        assert result["datagrams"] >= 45
        again = bob.ask("dial", alice.ready["key"], netlab.RELAY)
        assert again["event"] == "connected"


def test_strict_routers_do_not_keep_them_apart(strict_routers: netlab.Laboratory) -> None:
    with peer("a", netlab.RELAY) as alice, peer("b", netlab.RELAY) as bob:
        result = alice.ask("dial", bob.ready["key"], netlab.RELAY)
        assert (result["event"], result["path"]) == ("connected", "relay")
        assert result["datagrams"] >= 45


def test_without_a_relay_nobody_gets_through_a_home_router(
    home_routers: netlab.Laboratory,
) -> None:
    with peer("a") as alice, peer("b") as bob:
        result = alice.ask("dial", bob.ready["key"])
        assert result["event"] == "unreachable"
        assert 7.5 < result["seconds"] < 8.5


def test_a_relay_that_restarts_is_found_again(home_routers: netlab.Laboratory) -> None:
    with peer("a", netlab.RELAY) as alice, peer("b", netlab.RELAY) as bob:
        home_routers.stop("relay")
        home_routers.start_relay()
        assert alice.ask("relay")["name"] == netlab.RELAY
        assert bob.ask("relay")["name"] == netlab.RELAY
        results = [alice.ask("dial", bob.ready["key"], netlab.RELAY) for _ in range(3)]
        assert "connected" in [result["event"] for result in results]


def test_two_computers_on_one_network_need_nothing(home_routers: netlab.Laboratory) -> None:
    with peer("a") as alice, peer("a2") as anna:
        assert alice.ask("watch", anna.ready["key"])["seconds"] < 5
        result = alice.ask("dial", anna.ready["key"])
        assert (result["event"], result["path"]) == ("connected", "local")
        assert result["seconds"] < 1


def test_another_network_is_noticed_within_two_seconds_and_people_are_found_in_it(
    home_routers: netlab.Laboratory,
) -> None:
    with peer("a") as alice, peer("a2") as anna:
        for steps, online in ((["addr", "flush"], False), (["addr", "add"], True)):
            assert alice.ask("change") == {"event": "watching"}
            what = [netlab.HOSTS["a"] + "/24"] if online else []
            subprocess.run(
                ["ip", "-n", netlab.namespace("a"), *steps, *what, "dev", "eth0"], check=True
            )
            changed = alice.hear()
            assert (changed["seconds"] < 2.5, changed["online"]) == (True, online)
        assert alice.ask("watch", anna.ready["key"])["seconds"] < 10
        assert alice.ask("dial", anna.ready["key"])["path"] == "local"


def test_two_profiles_on_a_computer_without_network_find_each_other(
    home_routers: netlab.Laboratory,
) -> None:
    with _lonely_host("lo") as host, peer(host) as alice, peer(host) as anna:
        assert alice.ready["online"] is False
        assert alice.ready["addresses"][0].startswith("127.0.0.1:")
        assert alice.ask("watch", anna.ready["key"])["seconds"] < 5
        assert alice.ask("dial", anna.ready["key"])["path"] == "local"


def test_without_even_loopback_it_is_quiet(
    home_routers: netlab.Laboratory, capfd: pytest.CaptureFixture[str]
) -> None:
    with _lonely_host("") as host, peer(host) as alice:
        assert alice.ready["online"] is False
    assert capfd.readouterr().err == ""


@contextmanager
def _lonely_host(interface: str) -> Iterator[str]:
    """A host without a cable, with loopback up or not."""
    name = netlab.namespace("lonely")
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        if interface:
            subprocess.run(["ip", "-n", name, "link", "set", interface, "up"], check=True)
        yield "lonely"
    finally:
        subprocess.run(["ip", "netns", "del", name], check=True)
