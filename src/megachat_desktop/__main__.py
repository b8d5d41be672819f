"""``megachat``: a sub-command runs headless, none opens the window."""

import gc
import sys

_COMMANDS = frozenset({"init", "id", "contacts", "listen", "echo", "call", "demo"})
# What stands after these is their value, though it may be called like a sub-command.
_WITH_VALUE = frozenset(
    {
        "--profile", "--passphrase-file", "--relay", "--stun", "--auto-answer", "--call", "--play",
        "--record", "--add", "--for", "--screenshot",
    }
)  # fmt: skip


def is_for_the_shell(arguments: list[str]) -> bool:
    """Whether these arguments name a sub-command or ask for help; the window has neither."""
    before = ["", *arguments]
    words = [word for word, last in zip(arguments, before, strict=False) if last not in _WITH_VALUE]
    return bool({"-h", "--help", "--version", *_COMMANDS}.intersection(words))


def main() -> int:
    """Run the command line or the window; returns the exit code."""
    arguments = sys.argv[1:]
    if is_for_the_shell(arguments):
        from megachat_desktop.cli.main import run

        return run(arguments)
    gc.disable()  # a tenth of the start, and never on the engine's thread: ui.start.collector
    from megachat_desktop.app import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
