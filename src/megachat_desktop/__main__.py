"""``megachat``: a sub-command runs headless, none opens the window."""

import gc
import sys

_COMMANDS = frozenset({"init", "id", "contacts", "listen", "echo", "call", "demo"})
_QUESTIONS = frozenset({"-h", "--help", "--version"})
# What stands after these is their value, though it may be called like a sub-command.
_WITH_VALUE = frozenset(
    {
        "--profile", "--passphrase-file", "--relay", "--stun", "--auto-answer", "--call", "--play",
        "--record", "--add", "--for", "--screenshot",
    }
)  # fmt: skip


def is_for_the_shell(arguments: list[str]) -> bool:
    """Whether these arguments name a sub-command or ask for help; the window has neither."""
    return any(word in _COMMANDS or word in _QUESTIONS for _, word in _words(arguments))


def for_the_shell(arguments: list[str]) -> list[str]:
    """The same with the sub-command first, as its options may stand before it.

    Help that names no sub-command is about everything.
    """
    words = _words(arguments)
    place = next((place for place, word in words if word in _COMMANDS), None)
    if place is None:
        return [word for _, word in words if word in _QUESTIONS]
    return [arguments[place], *arguments[:place], *arguments[place + 1 :]]


def _words(arguments: list[str]) -> list[tuple[int, str]]:
    """All that is not the value of an option, and its place."""
    before = ["", *arguments]
    pairs = enumerate(zip(arguments, before, strict=False))
    return [(place, word) for place, (word, last) in pairs if last not in _WITH_VALUE]


def main() -> int:
    """Run the command line or the window; returns the exit code."""
    arguments = sys.argv[1:]
    if is_for_the_shell(arguments):
        from megachat_desktop.cli.main import run

        return run(for_the_shell(arguments))
    gc.disable()  # a tenth of the start, and never on the engine's thread: ui.start.collector
    from megachat_desktop.app import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
