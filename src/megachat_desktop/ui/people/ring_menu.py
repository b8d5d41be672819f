"""Who may ring when, for one contact: a star and a rule, as part of the contact's menu."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from megachat_desktop.model.contact import Contact, RingRule
from megachat_desktop.ui.bridge import Bridge

translate = QCoreApplication.translate


def add_ring_choices(menu: QMenu, bridge: Bridge, contact: Contact) -> None:
    """Add "Star" and "Ringing" to ``menu``; what is chosen goes to the engine at once."""
    account = contact.account
    star = menu.addAction(translate("RingMenu", "Star"))
    star.setCheckable(True)
    star.setChecked(contact.starred)
    star.triggered.connect(lambda on: bridge.run(bridge.engine.contacts.star(account, on)))
    rules = menu.addMenu(translate("RingMenu", "Ringing"))
    group = QActionGroup(rules)
    words = {
        RingRule.AS_USUAL: translate("RingMenu", "As usual"),
        RingRule.ALWAYS: translate("RingMenu", "Always ring"),
        RingRule.NEVER: translate("RingMenu", "Never ring"),
    }
    for rule, word in words.items():
        action = rules.addAction(word)
        action.setCheckable(True)
        action.setChecked(contact.ring_rule is rule)
        action.triggered.connect(partial(_choose, bridge, contact, rule))
        group.addAction(action)


def _choose(bridge: Bridge, contact: Contact, rule: RingRule, _checked: bool = True) -> None:
    bridge.run(bridge.engine.contacts.set_ring_rule(contact.account, rule))
