"""Arguments in, exit code out: 0 success, 1 a failure its message explains, 2 wrong usage."""

import asyncio
import io
import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine

from megachat_desktop.cli import (
    call_command,
    contacts_command,
    demo_command,
    listen_command,
    profile_commands,
)
from megachat_desktop.cli.options import build_parser
from megachat_desktop.cli.output import Output
from megachat_desktop.errors import MegaChatError, UserFacingError
from megachat_desktop.model.terminal_text import TerminalFormatter

_log = logging.getLogger(__name__)

Command = Callable[[Namespace, Output], Coroutine[object, object, int]]

_COMMANDS: dict[str, Command] = {
    "init": profile_commands.init,
    "id": profile_commands.show_identity,
    "contacts": contacts_command.run,
    "listen": listen_command.listen,
    "echo": listen_command.echo,
    "call": call_command.run,
    "demo": demo_command.run,
}


def run(arguments: list[str]) -> int:
    """Carry out one sub-command."""
    options = build_parser().parse_args(arguments)
    _set_up_logging(options.verbose)
    _say_what_has_no_code_in_another_way()
    output = Output(options.json)
    try:
        return _run_on_loop(_COMMANDS[options.command](options, output))
    except UserFacingError as error:
        output.error(error.code, error.sentence)
    except KeyboardInterrupt:
        return 130
    except MegaChatError:
        _log.exception("the command failed")
        output.error("internal", "Something went wrong inside MegaChat. The log has the details.")
    return 1


def _run_on_loop(command: Coroutine[object, object, int]) -> int:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(command)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    if sys.platform == "win32":
        # cpython gh-91227: the proactor loop loses UDP sockets on ICMP errors.
        return asyncio.SelectorEventLoop
    import uvloop

    return uvloop.new_event_loop


def _say_what_has_no_code_in_another_way() -> None:
    """An old console has no emoji: an escape in their place is better than no line at all."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _set_up_logging(verbose: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TerminalFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.INFO if verbose else logging.WARNING)
    if not verbose:
        for noisy in ("aioice", "aiortc", "libav", "zeroconf"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
