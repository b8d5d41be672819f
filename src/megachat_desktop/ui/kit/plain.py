"""Foreign words in places where Qt takes some characters for more than they are."""

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget


def set_tool_tip(widget: QWidget, text: str) -> None:
    """A tooltip of plain text: Qt would read what looks like mark-up, and fetch its pictures."""
    widget.setToolTip(Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text)


def keyless(text: str) -> str:
    """For a button or a menu: an ampersand is itself, not the mark of the key after it."""
    return text.replace("&", "&&")


def set_title(window: QWidget, text: str) -> None:
    """A window's title as it stands: Qt would put its mark of unsaved changes into it."""
    window.setWindowTitle(text.replace("[*]", "[*][*]"))
