"""Each contact may have a rule of its own about ringing."""

from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, FakeEngine
from megachat_desktop.model.contact import RingRule
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.people.contact_menu import ContactMenu


def choices(menu: QMenu) -> dict[str, bool]:
    """Checkable words of a menu and of the menus in it, and whether they are checked."""
    found: dict[str, bool] = {}
    for action in menu.actions():
        if isinstance(inner := action.menu(), QMenu):
            found |= choices(inner)
        elif action.isCheckable():
            found[action.text()] = action.isChecked()
    return found


def test_the_menu_says_how_it_is_and_changes_it(
    qtbot: QtBot, bridge: Bridge, engine: FakeEngine
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    person = replace(ANNA, starred=True, ring_rule=RingRule.NEVER)
    menu = ContactMenu(bridge, window, lambda: None).make(person)
    shown = choices(menu)
    assert shown == {"Star": True, "As usual": False, "Always ring": False, "Never ring": True}
    actions = {a.text(): a for a in menu.actions()}
    actions["Star"].trigger()
    rules = actions["Ringing"].menu()
    assert isinstance(rules, QMenu)
    rules.actions()[1].trigger()
    wanted = [
        ("contacts.star", ANNA.account, False),
        ("contacts.set_ring_rule", ANNA.account, RingRule.ALWAYS),
    ]
    qtbot.waitUntil(lambda: engine.asked() == wanted)
