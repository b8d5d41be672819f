"""The keys of a call: single letters, and Space that lets a muted person talk while it is held."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QWidget

from megachat_desktop.ui.kit.keys import Key, sequences


class CallKeys(QObject):
    """Watches the window that has the focus; ``talk`` says when Space is held and let go."""

    talk = Signal(bool)
    used = Signal()  # any key

    def __init__(self, window: QWidget, deeds: Mapping[Key, Callable[[], object]]) -> None:
        super().__init__(window)
        self._held = False
        for key, deed in deeds.items():
            shortcut = QShortcut(window)
            shortcut.setKeys(sequences(key))
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.used)
            shortcut.activated.connect(deed)
        window.installEventFilter(self)

    @property
    def holding(self) -> bool:
        """Whether Space is held to talk."""
        return self._held

    def release(self) -> None:
        """As if Space was let go: the window lost the focus, or the call ended."""
        if self._held:
            self._held = False
            self.talk.emit(False)

    # Qt's own from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            self.release()
        if not isinstance(event, QKeyEvent):
            return False
        if kind is QEvent.Type.KeyPress:
            self.used.emit()
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return event.key() == Qt.Key.Key_Space
        if kind is QEvent.Type.KeyPress and not event.modifiers() and not self._held:
            self._held = True
            self.talk.emit(True)
        elif kind is QEvent.Type.KeyRelease:
            self.release()
        return kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
