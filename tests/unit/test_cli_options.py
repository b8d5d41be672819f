"""What stands before an action of the command line counts as much as what stands after it."""

import pytest

from megachat_desktop.__main__ import for_the_shell, is_for_the_shell
from megachat_desktop.cli.options import build_parser


@pytest.mark.parametrize(
    "arguments",
    [
        ["contacts", "--profile", "bob", "--json", "--relay", "none", "remove", "eve"],
        ["contacts", "remove", "--profile", "bob", "--json", "--relay", "none", "eve"],
        ["contacts", "--profile", "bob", "--json", "remove", "--relay", "none", "eve"],
        [
            "contacts",
            "--profile",
            "alice",
            "remove",
            "--json",
            "--relay=none",
            "--profile=bob",
            "eve",
        ],
    ],
)
def test_no_default_takes_the_place_of_what_was_said(arguments: list[str]) -> None:
    options = build_parser().parse_args(arguments)
    said = (options.profile, options.json, options.relay, options.action, options.who)
    assert said == ("bob", True, "none", "remove", "eve")
    assert (options.verbose, options.stun, options.passphrase_file) == (False, None, None)


def test_what_nobody_said_has_its_default() -> None:
    options = build_parser().parse_args(["contacts", "list"])
    assert (options.profile, options.json, options.verbose, options.relay) == (
        "default", False, False, None
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "shell"),
    [
        ("", False),
        ("--hidden --profile echo", False),
        ("--profile id megachat://add/1#AAAA", False),
        ("--profile=call", False),
        ("echo --profile default", True),
        ("contacts list", True),
        ("--profile demo listen", True),
        ("--version", True),
        ("--profile x --help", True),
    ],
)
def test_a_profile_may_be_called_like_a_command(line: str, shell: bool) -> None:
    assert is_for_the_shell(line.split()) is shell


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("id --profile x", "id --profile x"),
        ("--profile id id", "id --profile id"),
        ("--json --profile x contacts add LINK", "contacts --json --profile x add LINK"),
        ("--profile x --help", "--help"),
        ("--profile x call Bob --help", "call --profile x Bob --help"),
        ("--version", "--version"),
    ],
)
def test_options_may_stand_before_the_command(line: str, read: str) -> None:
    assert for_the_shell(line.split()) == read.split()
