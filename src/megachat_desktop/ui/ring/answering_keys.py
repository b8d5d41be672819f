"""Enter and Esc answer a ringing call while another window of ours is in front."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from megachat_desktop.ui.ring.incoming_popups import IncomingPopups

KEYS_AFTER_S = 0.8
_TEXT_FIELDS = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)
_ACCEPT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnsweringKeys(QObject):
    """Filters the events of the application as long as it rings."""

    def __init__(self, popups: IncomingPopups, parent: QObject) -> None:
        super().__init__(parent)
        self._popups = popups

    def _on_key(self, event: QKeyEvent) -> bool:
        """True: it was an answer, and nobody else gets it."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        popup = next(iter(self._popups.shown.values()), None)
        if popup is None or event.isAutoRepeat() or not plain or not _keys_are_free():
            return False
        if popup.shown_for_s < KEYS_AFTER_S:
            return False
        if event.key() in _ACCEPT_KEYS:
            popup.accept()
        elif event.key() == Qt.Key.Key_Escape:
            popup.decline()
        else:
            return False
        return True

    # Qt's own from here on.

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False


def _keys_are_free() -> bool:
    """Whether a window of ours is in front, and nothing in it waits for these keys itself."""
    from megachat_desktop.ui.incoming_call_popup import IncomingCallPopup

    active = QApplication.activeWindow()
    if active is None or isinstance(active, IncomingCallPopup) or active.isFullScreen():
        return False
    if QApplication.activePopupWidget() or QApplication.activeModalWidget():
        return False
    if _has_open_plate(active):
        return False
    return not isinstance(QApplication.focusWidget(), _TEXT_FIELDS)


def _has_open_plate(window: QWidget) -> bool:
    """A sheet or a popover of a call, which has the keys for itself."""
    # The start does not wait for what only calls show (docs/decisions/0121).
    from megachat_desktop.ui.call.popover import Popover
    from megachat_desktop.ui.kit.sheet import Sheet

    kinds = (Sheet, Popover)
    return any(plate.isVisible() for kind in kinds for plate in window.findChildren(kind))
