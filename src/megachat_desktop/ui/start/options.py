"""What the window understands on its command line."""

import argparse
from pathlib import Path

from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.settings import RelayMode
from megachat_desktop.storage.profile import DEFAULT_PROFILE
from megachat_desktop.ui.start.autopilot import Orders

MOST_CHARACTERS = 4096  # of a passphrase


def build_parser() -> argparse.ArgumentParser:
    """What the window understands; what only scripts use is not in the help."""
    parser = argparse.ArgumentParser(prog="megachat", description="Opens the window.")
    parser.add_argument("link", nargs="?", default="", help="a contact's link to look at")
    parser.add_argument("--profile", default=DEFAULT_PROFILE, metavar="NAME_OR_DIR")
    parser.add_argument("--hidden", action="store_true", help="start in the tray")
    parser.add_argument("--passphrase-file", type=Path, metavar="F")
    parser.add_argument("--relay", metavar="public|none|HOST[:PORT]")
    parser.add_argument("--stun", action="append", metavar="HOST:PORT")
    parser.add_argument("--verbose", action="store_true", help="log more on standard error")
    for name in ("--json", "--auto-accept-contacts"):
        parser.add_argument(name, action="store_true", help=argparse.SUPPRESS)
    for name in ("--auto-answer", "--call"):
        parser.add_argument(name, choices=("audio", "video"), help=argparse.SUPPRESS)
    for name in ("--play", "--record", "--add"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    parser.add_argument("--for", dest="seconds", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--screenshot", type=Path, help=argparse.SUPPRESS)
    return parser


def read_passphrase(path: Path | None) -> str | None:
    """The first line of the passphrase file. Raises UserFacingError."""
    if path is None:
        return None
    try:
        with path.open(encoding="utf-8") as file:  # may be a pipe, or a device without an end
            return file.readline(MOST_CHARACTERS).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UserFacingError("The passphrase file can't be read.") from None


def network_changes(options: argparse.Namespace) -> dict[str, object]:
    """The settings that the options name."""
    changes: dict[str, object] = {"stun_servers": tuple(options.stun)} if options.stun else {}
    match options.relay:
        case None:
            pass
        case "public":
            changes["relay_mode"] = RelayMode.PUBLIC
        case "none":
            changes["relay_mode"] = RelayMode.NONE
        case host:
            changes |= {"relay_mode": RelayMode.OWN, "relay_url": host}
    return changes


def orders_of(options: argparse.Namespace) -> Orders:
    """What the window is to do by itself."""
    return Orders(
        accept_contacts=options.auto_accept_contacts,
        answer=options.auto_answer,
        add=options.add,
        call=options.call,
        seconds=options.seconds,
        screenshot=options.screenshot,
    )
