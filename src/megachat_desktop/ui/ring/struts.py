"""What panels reserve at the edges of an X11 display, and what that leaves of one monitor.

Source: Extended Window Manager Hints 1.5, _NET_WM_STRUT_PARTIAL. Everything is in pixels of the
whole display; a strut reaches from an edge of the display inwards, also over other monitors.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect

_UNLIMITED = 2**31 - 1


@dataclass(frozen=True)
class Strut:
    """How deep a panel reaches in from each edge, and over which part of that edge."""

    depths: tuple[int, int, int, int]  # left, right, top, bottom
    spans: tuple[tuple[int, int], ...]  # first and last pixel along each of them


def strut_of(values: Sequence[int]) -> Strut | None:
    """From the numbers of the property: 12, or 4 in the older form; None for anything else."""
    if len(values) == 12:
        spans = tuple((values[n], values[n + 1]) for n in range(4, 12, 2))
    elif len(values) == 4:
        spans = ((0, _UNLIMITED),) * 4
    else:
        return None
    left, right, top, bottom = values[:4]
    return Strut((left, right, top, bottom), spans) if any(values[:4]) else None


def free_of_struts(monitor: QRect, width: int, height: int, struts: Iterable[Strut]) -> QRect:
    """What is left of ``monitor`` on a display of ``width`` by ``height`` pixels.

    A strut that would leave nothing belongs to another monitor and counts for nothing here.
    """
    free = QRect(monitor)
    across, down = (monitor.left(), monitor.right()), (monitor.top(), monitor.bottom())
    for strut in struts:
        left, right, top, bottom = strut.depths
        by_left, by_right, by_top, by_bottom = strut.spans
        if _meet(by_left, down) and left <= monitor.right():
            free.setLeft(max(free.left(), left))
        if _meet(by_right, down) and width - right > monitor.left():
            free.setRight(min(free.right(), width - right - 1))
        if _meet(by_top, across) and top <= monitor.bottom():
            free.setTop(max(free.top(), top))
        if _meet(by_bottom, across) and height - bottom > monitor.top():
            free.setBottom(min(free.bottom(), height - bottom - 1))
    return free if free.isValid() else monitor


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
