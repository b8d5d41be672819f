"""Which values settings may have."""

import pytest

from megachat_desktop.model.setting_rules import is_server_name, relay_host, unsound
from megachat_desktop.model.settings import Settings
from megachat_desktop.model.values import replace


def test_the_defaults_are_sound() -> None:
    assert unsound(Settings()) == ()


@pytest.mark.parametrize(
    "name",
    [
        "relay.example.org",
        "relay.example.org:8443",
        "localhost:3340",
        "192.0.2.7",
        "[2001:db8::1]:80",
    ],
)
def test_names_of_servers(name: str) -> None:
    assert is_server_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a b",
        "http://a",
        "a/b",
        "a:0",
        "a:65536",
        "a:x",
        "-a",
        "a..b",
        "a@b",
        "é",
        "a" * 300,
    ],
)
def test_what_is_no_name_of_a_server(name: str) -> None:
    assert not is_server_name(name)


def test_a_relay_may_be_written_as_a_web_address() -> None:
    assert relay_host(" https://Relay.example.org/ ") == "relay.example.org"
    assert unsound(replace(Settings(), relay_url="https://relay.example.org/")) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"ring_volume": 101},
        {"speaker_volume": -1},
        {"text_percent": 99},
        {"text_percent": 131},
        {"quiet_from": 1440},
        {"quiet_to": -1},
        {"quiet_until": float("nan")},
        {"relay_url": "not a name"},
        {"stun_servers": ("good.example", "bad one")},
        {"stun_servers": ("a.example",) * 9},
        {"microphone": "m" * 2000},
        {"called_in_vain": ("a.example",)},
        {"called_in_vain": ("ab" * 32,) * 65},
    ],
)
def test_what_makes_no_sense_is_named(changes: dict[str, object]) -> None:
    assert unsound(replace(Settings(), **changes)) == tuple(changes)
