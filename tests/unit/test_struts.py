"""What panels leave of a monitor, by the numbers of their properties."""

import pytest
from PySide6.QtCore import QRect

from megachat_desktop.ui.ring.struts import free_of_struts, strut_of

LEFT, RIGHT = QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)
BELOW = QRect(0, 1080, 1920, 1080)
TOP_OF_LEFT = (0, 0, 24, 0, 0, 0, 0, 0, 0, 1919, 0, 0)
BOTTOM_OF_RIGHT = (0, 0, 0, 1080 - 1024 + 30, 0, 0, 0, 0, 0, 0, 1920, 3199)
RIGHT_EDGE = (0, 60, 0, 0, 0, 0, 0, 1079, 0, 0, 0, 0)
TOP_OF_BELOW = (0, 0, 1080 + 24, 0, 0, 0, 0, 0, 0, 1919, 0, 0)


@pytest.mark.parametrize(
    ("numbers", "monitor", "left_over"),
    [
        (TOP_OF_LEFT, LEFT, QRect(0, 24, 1920, 1056)),
        (TOP_OF_LEFT, RIGHT, RIGHT),
        (BOTTOM_OF_RIGHT, RIGHT, QRect(1920, 0, 1280, 994)),
        (BOTTOM_OF_RIGHT, LEFT, LEFT),
        (RIGHT_EDGE, RIGHT, QRect(1920, 0, 1220, 1024)),
        (RIGHT_EDGE, LEFT, LEFT),
        ((0, 0, 24, 0), RIGHT, QRect(1920, 24, 1280, 1000)),
    ],
)
def test_a_panel_takes_from_its_own_monitor(
    numbers: tuple[int, ...], monitor: QRect, left_over: QRect
) -> None:
    strut = strut_of(numbers)
    assert strut is not None
    assert free_of_struts(monitor, 3200, 1080, [strut]) == left_over


def test_a_panel_between_two_monitors_belongs_to_the_lower_one() -> None:
    strut = strut_of(TOP_OF_BELOW)
    assert strut is not None
    assert free_of_struts(LEFT, 1920, 2160, [strut]) == LEFT
    assert free_of_struts(BELOW, 1920, 2160, [strut]) == QRect(0, 1104, 1920, 1056)


def test_nonsense_takes_nothing() -> None:
    assert [strut_of(numbers) for numbers in ((), (0,) * 12, (1, 2, 3), (0,) * 4)] == [None] * 4
    greedy = strut_of((4_000_000_000, 4_000_000_000, 0, 0))
    assert greedy is not None
    assert free_of_struts(LEFT, 3200, 1080, [greedy]) == LEFT
