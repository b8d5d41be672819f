"""How this program starts itself again, as a script of an environment or as a frozen bundle."""

import sys


def own_command(*arguments: str) -> list[str]:
    """The command line of another process of this very program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "megachat_desktop", *arguments]
