"""What is copied is said on the button, which stays as wide and gets its name back."""

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from megachat_desktop.ui.kit import copy_button
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.copy_button import CopyButton


def test_it_copies_says_so_and_is_as_before(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copy_button, "COPIED_MS", 1)
    button = CopyButton(look, "Copy", lambda: "4f3c", name="Copy your key")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()
    button.click()
    assert QGuiApplication.clipboard().text() == "4f3c"
    assert (button.accessibleName(), button.sizeHint()) == ("Copied", before)
    qtbot.waitUntil(lambda: button.accessibleName() == "Copy your key")
    assert button.sizeHint() == before
