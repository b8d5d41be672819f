"""Windows and their dialogs on a screen of 960 by 540, which is 1920 by 1080 at 200 %."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QScrollArea, QWidget

from gui_support import ANNA, call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import CallChanged
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.fit import FRAME
from megachat_desktop.ui.start.desk_life import DeskLife

SMALL = QSize(960, 540)


@pytest.fixture
def small_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: SMALL)


@pytest.fixture
def small(small_screen: None, desktop: Desktop) -> Desktop:
    """Every window, made for a small screen."""
    return desktop


def fits(window: QWidget) -> bool:
    return window.size().boundedTo(SMALL - FRAME) == window.size()


def test_no_window_is_larger_than_a_small_screen(small: Desktop, tmp_path: Path) -> None:
    life = DeskLife(small.bridge, tmp_path, "default")
    life.adopt(small)
    running = call(CallState.ACTIVE)
    small.bridge.deliver(CallChanged(running))
    small.settings.open()
    for window in (small.window, small.settings, small.calls.shown[running.call_id]):
        assert fits(window)
    small.settings.close()
    life.close()


@pytest.mark.parametrize("opened", ["add_contact", "verify"])
def test_a_dialog_scrolls_where_the_window_is_lower_than_it_needs(
    small: Desktop, opened: str
) -> None:
    sheet = getattr(small, opened)
    small.window.resize(small.window.minimumSize().expandedTo(QSize(900, 0)))
    if opened == "verify":
        small.verify.open_for(ANNA.account)
    else:
        small.add_contact.open_with()
    assert sheet.rect().contains(sheet.card.geometry())
    area = sheet.card.findChild(QScrollArea)
    inside = area.widget()
    assert inside.height() >= inside.minimumSizeHint().height()  # nothing lies over another thing
    sheet.close_sheet()
