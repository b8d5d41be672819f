"""Which window system shows our windows, where there is more than one.

On Wayland a program may neither place its window nor keep it above the others, nor show it without
the keyboard going there: a popup of a call would lie behind what the person looks at, or take what
they type. Desktops of Wayland have an X server beside it, and there it can do all three
(docs/decisions/0199).
"""

from collections.abc import Mapping

OURS = "xcb;wayland"  # the second where the first has no server


def platform_arguments(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Qt's arguments for it, none where Qt or the person chooses.

    Not by the environment: programs that we start would choose the same.
    """
    chosen = environment.get("QT_QPA_PLATFORM")
    both = environment.get("WAYLAND_DISPLAY") and environment.get("DISPLAY")
    return ("-platform", OURS) if both and not chosen else ()
