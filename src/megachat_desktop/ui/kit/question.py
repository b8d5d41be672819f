"""What the questions in windows of their own look like: the margins and buttons of our dialogs."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QInputDialog, QMessageBox

_EDGE, _ABOVE = 24, 16


def dress(box: QMessageBox, **kinds: QAbstractButton) -> None:
    """Give ``box`` our margins, and each button its kind: ``dress(box, danger=leave)``."""
    for kind, button in kinds.items():
        _give_kind(button, kind.replace("_", "-"))
    buttons = box.findChild(QDialogButtonBox)
    inside, outside = buttons.layout() if buttons else None, box.layout()
    if inside is None or outside is None:
        return
    # Qt keeps room for an icon before the words; the buttons get as much at both ends.
    outside.setContentsMargins(0, _ABOVE, _EDGE, _EDGE)
    inside.setContentsMargins(_EDGE, 0, 0, 0)


def dress_input(dialog: QInputDialog, verb: str, not_now: str) -> None:
    """The same for a question that is answered with a line of text."""
    dialog.setOkButtonText(verb)
    dialog.setCancelButtonText(not_now)
    layout, buttons = dialog.layout(), dialog.findChild(QDialogButtonBox)
    if layout is None or buttons is None:
        return
    layout.setContentsMargins(_EDGE, _ABOVE, _EDGE, _EDGE)
    layout.setSpacing(_ABOVE)
    accept = QDialogButtonBox.ButtonRole.AcceptRole
    for button in buttons.buttons():
        button.setIcon(QIcon())  # the system's own
        _give_kind(button, "primary" if buttons.buttonRole(button) is accept else "neutral")


def _give_kind(button: QAbstractButton, kind: str) -> None:
    button.setProperty("kind", kind)
    button.style().unpolish(button)
    button.style().polish(button)
