"""Safety pictures where the computer's fonts have pictures, and where they have none."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui_support import SAFETY, call
from megachat_desktop.model.call import CallState
from megachat_desktop.ui.call import safety_chip
from megachat_desktop.ui.call.safety_chip import SafetyChip
from megachat_desktop.ui.kit import safety_tile
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.safety_tile import has_picture


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (safety_tile, safety_chip):
        monkeypatch.setattr(module, "has_picture", lambda _emoji: False)


@pytest.mark.parametrize(("text", "there"), [("A", True), ("A\ufe0f", True), ("\U0010fffd", False)])
def test_what_no_font_has_is_known(look: Look, text: str, there: bool) -> None:
    assert has_picture(text) is there


@pytest.mark.usefixtures("no_pictures")
def test_without_a_font_of_pictures_their_names_are_compared(qtbot: QtBot, look: Look) -> None:
    tile = safety_tile.safety_tile(SAFETY[0], "sunken", ("", "secondary"), 88)
    qtbot.addWidget(tile)
    assert [label.text() for label in tile.findChildren(QLabel)] == [SAFETY[0].name]
    chip = SafetyChip(look)
    qtbot.addWidget(chip)
    chip.render_call(call(CallState.ACTIVE, safety=SAFETY, active_at=1.0))
    words = f"{SAFETY[0].name}, {SAFETY[1].name}"
    assert chip.sizeHint().width() >= 39 + chip.fontMetrics().horizontalAdvance(words)


def test_a_tile_has_picture_and_name_and_a_name_for_screen_readers(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety_tile, "has_picture", lambda _emoji: True)
    tile = safety_tile.safety_tile(SAFETY[0], "sunken", ("", "secondary"), 88)
    qtbot.addWidget(tile)
    words = [label.text() for label in tile.findChildren(QLabel)]
    assert (words, tile.accessibleName()) == ([SAFETY[0].emoji, SAFETY[0].name], SAFETY[0].name)
