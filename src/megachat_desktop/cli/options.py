"""The shape of the command line (docs/ARCHITECTURE.md): stable, since scripts depend on it."""

import argparse
from pathlib import Path

from megachat_desktop import __version__

_EPILOG = "Without a sub-command the window opens."


def build_parser() -> argparse.ArgumentParser:
    """The parser of every sub-command. Wrong usage exits with 2."""
    parser = argparse.ArgumentParser(
        prog="megachat",
        description="Calls between people who are keys: direct and end-to-end encrypted.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"MegaChat {__version__}")
    common = _common_options()
    commands = parser.add_subparsers(dest="command", required=True)
    _add_init(commands, common)
    identity = commands.add_parser("id", parents=[common], help="name, account id and link")
    identity.add_argument("--qr", action="store_true", help="draw the QR code in the terminal")
    identity.add_argument(
        "--with-addresses", action="store_true", help="put this moment's addresses into the link"
    )
    _add_contacts(commands, common)
    _add_listen(commands, common)
    echo = commands.add_parser("echo", parents=[common], help="send callers their own media back")
    echo.add_argument("--until-stdin-closes", action="store_true", help=argparse.SUPPRESS)
    _add_call(commands, common)
    demo = commands.add_parser("demo", parents=[common], help="two people on this computer")
    demo.add_argument("--for", dest="seconds", type=float, default=8.0, metavar="SECONDS")
    demo.add_argument("--output", type=Path, default=Path("demo-report"), metavar="DIR")
    return parser


def _common_options(*, again: bool = False) -> argparse.ArgumentParser:
    """What every sub-command takes; ``again``: after its action too, where it was not said before.

    A default of the action would silently replace what stood before it: bpo-9351.
    """
    common = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS if again else None
    )
    profile = argparse.SUPPRESS if again else "default"
    unsaid = argparse.SUPPRESS if again else False
    common.add_argument("--profile", default=profile, metavar="NAME_OR_DIR")
    common.add_argument("--passphrase-file", type=Path, metavar="F")
    common.add_argument(
        "--json", action="store_true", default=unsaid, help="one JSON object per line"
    )
    common.add_argument(
        "--relay", metavar="public|none|HOST[:PORT]", help="how to be found over the internet"
    )
    common.add_argument("--stun", action="append", metavar="HOST:PORT", help="for direct calls")
    common.add_argument(
        "--verbose", action="store_true", default=unsaid, help="log more on standard error"
    )
    return common


def _add_init(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    init = commands.add_parser("init", parents=[common], help="create the profile")
    init.add_argument("--name", required=True)
    init.add_argument(
        "--unprotected", action="store_true", help="the key of the database lies beside it"
    )


def _add_contacts(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    contacts = commands.add_parser(
        "contacts", parents=[common], help="list, add, remove, block, unblock"
    )
    actions = contacts.add_subparsers(dest="action")
    common = _common_options(again=True)
    add = actions.add_parser("add", parents=[common])
    add.add_argument("link")
    add.add_argument("--name")
    add.add_argument("--wait", type=float, default=20.0, metavar="SECONDS")
    for action in ("remove", "block", "unblock", "accept", "decline"):
        actions.add_parser(action, parents=[common]).add_argument("who")
    rename = actions.add_parser("rename", parents=[common])
    rename.add_argument("who")
    rename.add_argument("name")
    actions.add_parser("list", parents=[common])


def _add_listen(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    listen = commands.add_parser("listen", parents=[common], help="stay online, print events")
    listen.add_argument("--auto-accept-contacts", action="store_true")
    listen.add_argument("--auto-answer", choices=["audio", "video"])
    listen.add_argument("--play", metavar="FILE|test")
    listen.add_argument("--record", metavar="FILE")
    listen.add_argument("--for", dest="seconds", type=float, metavar="SECONDS")


def _add_call(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    call = commands.add_parser("call", parents=[common], help="call somebody")
    call.add_argument("who", metavar="WHO")
    call.add_argument("--audio-only", action="store_true")
    call.add_argument("--play", metavar="FILE|test")
    call.add_argument("--record", metavar="FILE")
    call.add_argument("--for", dest="seconds", type=float, metavar="SECONDS")
