"""The offer to look at the report of a crash. Nothing in it leaves this computer by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look, flush_row
from megachat_desktop.ui.kit.fit import grow
from megachat_desktop.ui.kit.text import plain_label


class CrashDialog(QWidget):
    """Shown at a start after a crash, until it is closed; shows the report when asked to."""

    delete_requested = Signal()

    def __init__(self, look: Look, report: str, *, ended: bool = True) -> None:
        """``ended``: the program did not go on after it."""
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._title = (
            self.tr("MegaChat ended unexpectedly")
            if ended
            else self.tr("Something went wrong in MegaChat")
        )
        self.setWindowTitle(self._title)
        self.setMinimumWidth(520)
        self._text = QPlainTextEdit(report)
        self._text.setReadOnly(True)
        self._text.setAccessibleName(self.tr("Report"))
        self._text.setMinimumHeight(280)
        self._text.hide()
        self._show = Button(look, self.tr("Show"), kind="primary")
        self._delete = Button(look, self.tr("Delete"))
        self._close = Button(look, self.tr("Close"), kind="ghost")
        self._lay_out()
        self._show.clicked.connect(self.show_report)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._close.clicked.connect(self.close)

    @property
    def shows_report(self) -> bool:
        """Whether the text can be seen."""
        return self._text.isVisible()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(12)
        layout.addWidget(plain_label(self._title, "heading", wrap=True))
        text = self.tr(
            "It noted what happened, without names, links or keys. The report is on this computer"
            " only; it helps whoever looks for the mistake, if you give it to them."
        )
        layout.addWidget(plain_label(text, "body", "secondary", wrap=True))
        layout.addWidget(self._text, 1)
        row = QHBoxLayout()
        row.addLayout(flush_row(self._close))
        row.addStretch()
        row.addWidget(self._delete)
        row.addWidget(self._show)
        layout.addLayout(row)

    def show_report(self) -> None:
        """The text, too."""
        self._text.show()
        self._show.hide()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        grow(self, max(self.width(), 720), max(self.height(), 480))

    def _on_delete_clicked(self) -> None:
        self.delete_requested.emit()
        self.close()

    # Qt's own from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
