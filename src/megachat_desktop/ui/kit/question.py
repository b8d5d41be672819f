"""What the questions in windows of their own look like: the margins and buttons of our dialogs."""

from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QMessageBox

_EDGE, _ABOVE = 24, 16


def dress(box: QMessageBox, **kinds: QAbstractButton) -> None:
    """Give ``box`` our margins, and each button its kind: ``dress(box, danger=leave)``."""
    for kind, button in kinds.items():
        button.setProperty("kind", kind.replace("_", "-"))
        button.style().unpolish(button)
        button.style().polish(button)
    buttons = box.findChild(QDialogButtonBox)
    inside, outside = buttons.layout() if buttons else None, box.layout()
    if inside is None or outside is None:
        return
    # Qt keeps room for an icon before the words; the buttons get as much at both ends.
    outside.setContentsMargins(0, _ABOVE, _EDGE, _EDGE)
    inside.setContentsMargins(_EDGE, 0, 0, 0)
