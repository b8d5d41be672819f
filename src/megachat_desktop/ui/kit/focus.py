"""Where the focus goes back to, and whether it came by a key: only then a ring is painted."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_INTERRUPTING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


def by_keyboard(event: QFocusEvent, before: bool) -> bool:
    """Whether a person moved the focus here with a key; asked when it comes and when it goes.

    A menu, a dialog or another window only interrupts: after it, what was ``before`` is again.
    """
    if interrupts(event):
        return before
    return event.gotFocus() and event.reason() in _BY_KEYBOARD


def interrupts(event: QFocusEvent) -> bool:
    """Whether the focus only goes to, or comes back from, a menu or another window."""
    return event.reason() in _INTERRUPTING


def focus_again(before: QWidget | None, otherwise: QWidget) -> None:
    """Give the focus back to where it came from, or where that is gone to something else."""
    there = before is not None and isValid(before) and before.isVisible()
    receiver = before if before is not None and there else otherwise
    receiver.setFocus(Qt.FocusReason.PopupFocusReason)
