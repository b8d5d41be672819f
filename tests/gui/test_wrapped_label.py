"""A label of several lines knows its height for every width."""

import random

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from megachat_desktop.ui.kit.text import plain_label

TEXTS = (
    "Mute",
    "Leave on unless you always wear headphones.",
    "Don't share anything private in this chat. Ask them to send you their link another way. "
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz\nund noch eine Zeile",
)


def label(text: str) -> QLabel:
    made = plain_label(text, "secondary", wrap=True)
    made.ensurePolished()
    return made


@pytest.mark.parametrize("text", TEXTS)
def test_the_height_does_not_depend_on_what_was_asked_before(qapp: QApplication, text: str) -> None:
    widths = [width for width in range(20, 700, 7) for _ in range(2)]
    random.Random(1).shuffle(widths)
    asked = label(text)
    heights = {width: asked.heightForWidth(width) for width in widths}
    assert heights == {width: label(text).heightForWidth(width) for width in widths}
    ordered = [heights[width] for width in sorted(heights)]
    assert ordered == sorted(ordered, reverse=True)
