"""``megachat``: a sub-command runs headless, none opens the window."""

import gc
import sys

_COMMANDS = frozenset({"init", "id", "contacts", "listen", "echo", "call", "demo"})


def main() -> int:
    """Run the command line or the window; returns the exit code."""
    arguments = sys.argv[1:]
    wants_help = bool({"-h", "--help", "--version"} & set(arguments))
    if wants_help or any(argument in _COMMANDS for argument in arguments):
        from megachat_desktop.cli.main import run

        return run(arguments)
    gc.disable()  # a tenth of the start; switched on again when the window stands
    from megachat_desktop.app import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
