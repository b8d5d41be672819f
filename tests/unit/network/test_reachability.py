"""Addresses, relays, interfaces and sleep: small judgements without a socket."""

from ipaddress import ip_interface

import pytest
from iroh import iroh_ffi

from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.settings import RelayMode, Settings
from megachat_desktop.network.addresses import direct_address, is_within, source_name
from megachat_desktop.network.endpoint import RelayChoice, preferred_port
from megachat_desktop.network.interfaces import (
    Interfaces,
    InterfaceWatch,
    SleepDetector,
    read_interfaces,
)
from megachat_desktop.network.relays import PLAIN_RELAY_VARIABLE, relay_name, relay_url


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("192.168.1.5:20001", SocketAddress("192.168.1.5", 20001)),
        ("[::ffff:192.168.1.5]:20001", SocketAddress("192.168.1.5", 20001)),
        ("[fe80::1%eth0]:20001", SocketAddress("fe80::1", 20001)),
        ("relay:https://relay.example/", None),
        ("", None),
    ],
)
def test_reads_addresses_as_iroh_prints_them(printed: str, meant: SocketAddress | None) -> None:
    assert direct_address(printed) == meant


def test_strangers_are_counted_by_address_or_by_their_ipv6_network() -> None:
    assert source_name(SocketAddress("203.0.113.7", 5)) == "203.0.113.7"
    two = {source_name(SocketAddress(f"2001:db8:1:2::{n}", 5)) for n in (1, 2)}
    assert two == {"2001:db8:1:2::/64"}


def test_loopback_is_always_local() -> None:
    assert is_within(SocketAddress("127.0.0.1", 5), ())
    assert not is_within(SocketAddress("9.9.9.9", 5), ())


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Relay.Example.org./", "relay.example.org"),
        ("https://relay.example.org:443/", "relay.example.org"),
        ("https://relay.example.org:8443", "relay.example.org:8443"),
        ("http://10.0.0.1:3340/", "10.0.0.1:3340"),
        ("nonsense", None),
    ],
)
def test_names_of_relays(url: str, name: str | None) -> None:
    assert relay_name(url) == name


def test_relays_are_reached_over_https_but_for_the_laboratorys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert relay_url("relay.example.org:8443") == "https://relay.example.org:8443/"
    monkeypatch.setenv(PLAIN_RELAY_VARIABLE, "10.0.0.1:3340")
    assert relay_url("10.0.0.1:3340") == "http://10.0.0.1:3340/"
    assert relay_url("10.0.0.2:3340") == "https://10.0.0.2:3340/"


def test_a_public_relay_keeps_the_spelling_that_iroh_has_for_it() -> None:
    for url in iroh_ffi.RelayMode.default_mode().relay_map().urls():
        name = relay_name(url)
        assert name is not None
        assert relay_url(name) == url


@pytest.mark.parametrize(
    ("settings", "choice"),
    [
        (Settings(), RelayChoice(RelayMode.PUBLIC)),
        (Settings(relay_mode=RelayMode.NONE, relay_url="x"), RelayChoice(RelayMode.NONE)),
        (Settings(relay_mode=RelayMode.OWN, relay_url=" "), RelayChoice(RelayMode.NONE)),
        (
            Settings(relay_mode=RelayMode.OWN, relay_url="https://Relay.Example:8443/"),
            RelayChoice(RelayMode.OWN, "relay.example:8443"),
        ),
    ],
)
def test_which_relay_the_settings_mean(settings: Settings, choice: RelayChoice) -> None:
    assert RelayChoice.of(settings) == choice


def test_the_port_follows_from_the_seed() -> None:
    ports = {preferred_port(bytes([n]) * 32) for n in range(200)}
    assert len(ports) > 190
    assert all(20_000 <= port < 32_000 for port in ports)
    assert preferred_port(b"\x01" * 32) == preferred_port(b"\x01" * 32)


def test_own_interfaces_have_no_loopback_and_no_link_local() -> None:
    found = read_interfaces()
    assert not any(a.is_loopback or a.is_link_local for a in found.addresses)
    assert found.online == bool(found.addresses)


def test_interfaces_are_read_where_the_list_changed_and_once_a_minute() -> None:
    home = Interfaces((ip_interface("192.0.2.7/24"),))
    lists = [{"lan": 1}, {"lan": 1}, {}, {}, {"lan": 1}]
    answers = [home, Interfaces(), home]
    watch = InterfaceWatch(lambda: answers.pop(0), lambda: lists.pop(0) if lists else {"lan": 1})
    assert [watch.look() for _ in range(5)] == [home, home, Interfaces(), Interfaces(), home]
    answers.append(Interfaces())
    assert [watch.look().online for _ in range(61)] == [True] * 59 + [False] * 2


def test_an_interface_that_went_away_meanwhile_is_read_again_at_the_next_look() -> None:
    outcomes: list[Interfaces | OSError] = [OSError(19, "No such device"), Interfaces()]

    def read() -> Interfaces:
        outcome = outcomes.pop(0)
        if isinstance(outcome, OSError):
            raise outcome
        return outcome

    watch = InterfaceWatch(read, dict)
    with pytest.raises(OSError, match="No such device"):
        watch.look()
    assert watch.look() == Interfaces()
    assert outcomes == []


def test_notices_sleep_whichever_clock_stood_still() -> None:
    detector = SleepDetector(100.0, 5000.0)
    looks = [(101.0, 5001.0), (102.0, 5902.0), (103.1, 5903.0), (1003.0, 6803.0), (1004.0, 6804.0)]
    assert [detector.slept(*look) for look in looks] == [False, True, False, True, False]
