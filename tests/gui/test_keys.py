"""One table of keys: what it says is what the windows do, and what DESIGN.md asks for."""

import re

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, FakeEngine, call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import CallChanged
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.keys import EVERYWHERE, IN_A_CALL, Key, deed, in_menu, shown
from megachat_desktop.ui.main_window import MainWindow

# DESIGN.md, section 6, without those keys for which there is nothing to do yet.
DESIGNED = {
    "Ctrl+K", "Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+N", "Ctrl+,", "Ctrl+F", "Alt+Up", "Alt+Down",
    "Alt+Shift+Up", "Alt+Shift+Down", "Ctrl+Shift+D", "Ctrl+Shift+E", "Ctrl+Shift+N", "Ctrl+/",
    "M", "V", "I", "C", "Space", "F", "Esc", "Ctrl+Shift+H",
}  # fmt: skip
NOTHING_TO_DO_YET = {"Ctrl+O", "Up", "Ctrl+R", "S", "P", "R"}
# Of section 3 and of the focus order; and what every other program does.
BESIDES = {"F6", "Shift+F6", "Alt+Left", "Ctrl+Z", "Ctrl+W"}
# These are no shortcuts: their windows take them as keys.
TAKEN_AS_KEYS = {Key.TALK, Key.LEAVE_FULL_SCREEN}
NAMED_KEY = re.compile(r", ((?:(?:Ctrl|Alt|Shift)[+ ])*(?:F?\d|Up|Down|Left|Esc|[A-Z,/]))$")


def keys_of(window: QWidget) -> list[str]:
    return sorted(short.key().toString() for short in window.findChildren(QShortcut))


@pytest.fixture
def in_call(desktop: Desktop, bridge: Bridge) -> CallWindow:
    talking = call(CallState.ACTIVE)
    bridge.deliver(CallChanged(talking))
    return desktop.calls.shown[talking.call_id]


def test_the_table_is_what_the_design_asks_for() -> None:
    table = {key.value for key in Key}
    assert table - NOTHING_TO_DO_YET == DESIGNED | BESIDES
    assert len(table) == len(Key)
    assert not [keys for keys in table if "Ctrl+Alt" in keys]  # AltGr


def test_the_windows_do_what_the_table_says(desktop: Desktop, in_call: CallWindow) -> None:
    main = keys_of(desktop.window) + keys_of(desktop.settings)
    assert sorted(main) == sorted(key.value for key in EVERYWHERE)
    of_call = {key.value for key in IN_A_CALL if key not in TAKEN_AS_KEYS}
    assert of_call <= set(keys_of(in_call)) <= {key.value for key in IN_A_CALL}
    assert set(keys_of(in_call.mini)) <= {key.value for key in IN_A_CALL}


def test_the_overview_lists_the_whole_table(desktop: Desktop) -> None:
    page = desktop.settings.page("shortcuts")
    words = [label.text() for label in page.findChildren(QLabel)]
    for key in Key:
        assert words[words.index(deed(key)) + 1] == shown(key)


def test_each_key_in_a_name_is_in_the_table(
    qtbot: QtBot, desktop: Desktop, window: MainWindow, in_call: CallWindow
) -> None:
    window.choose(ANNA.account)
    found = set()
    for top in (window, desktop.settings, in_call, in_call.mini):
        for widget in top.findChildren(QWidget):
            for text in (widget.toolTip(), widget.accessibleName()):
                if match := NAMED_KEY.search(text):
                    found.add(match[1].replace(" ", "+"))
    assert found <= {key.value for key in Key}
    wanted = set(Key) - {Key.OVERVIEW, Key.DO_NOT_DISTURB, Key.NEXT_PART, Key.PREVIOUS_PART}
    steps = {Key.PREVIOUS_CHAT, Key.NEXT_CHAT, Key.PREVIOUS_UNREAD, Key.NEXT_UNREAD}
    others = {Key.TALK, Key.CLOSE_SETTINGS, Key.STATISTICS}
    assert {key.value for key in wanted - steps - others} <= found


def test_menus_show_the_keys_too(window: MainWindow, engine: FakeEngine) -> None:
    menu = window.menu.make(ANNA)
    assert "Voice call" in [action.text() for action in menu.actions()]
    menu.deleteLater()
    window.choose(ANNA.account)
    menu = window.menu.make(ANNA)
    assert {in_menu("Voice call", Key.VOICE_CALL), in_menu("Video call", Key.VIDEO_CALL)} <= {
        action.text() for action in menu.actions()
    }
    menu.deleteLater()
    status = window.sidebar.profile.findChild(QMenu)
    texts = [a.text() for inner in status.findChildren(QMenu) for a in inner.actions()]
    assert "Until turned off\tCtrl+Shift+N" in texts


def test_single_letters_are_no_keys_of_the_main_window() -> None:
    """There a letter belongs to whoever writes; in a call no field has the focus."""
    assert [key for key in EVERYWHERE if len(key.value) == 1] == []
