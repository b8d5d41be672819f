"""A field for a time of the day: what is clicked is what the next digits replace."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QTimeEdit

_WIDTH = 96
_MARGINS = (9, 0, 9, 0)


class TimeField(QTimeEdit):
    """Hours and minutes as the language writes them; told once the person has left the field."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDisplayFormat(self.locale().timeFormat(self.locale().FormatType.ShortFormat))
        self.setKeyboardTracking(False)
        self.setMinimumWidth(_WIDTH)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # so are figures everywhere
        self.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
        line = self.lineEdit()
        line.setTextMargins(*_MARGINS)  # the style sheet's do not reach in here
        line.installEventFilter(self)

    def _choose_section(self) -> None:
        """Beside a cursor between two full digits Qt takes no further one, and says nothing."""
        if not self.lineEdit().hasSelectedText():
            self.setSelectedSection(self.currentSection())

    # Qt's own from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonRelease and watched is self.lineEdit():
            self._choose_section()
        return super().eventFilter(watched, event)
