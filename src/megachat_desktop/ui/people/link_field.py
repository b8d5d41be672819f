"""The field for somebody's link: it also takes a picture of a code, pasted or dropped."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.qr import LINK_PREFIX, holds_picture, reader_of
from megachat_desktop.ui.kit.text import plain_label

MAX_TYPED = 600
ICON, INSET = 18, 13  # pixels


class LinkField(QLineEdit):
    """Bounded; shows the beginning of a link, which says what it is."""

    picture_pasted = Signal(object)  # Callable[[], str]: how to find the link in it

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setPlaceholderText(LINK_PREFIX + "…")
        self.setAccessibleName(self.tr("Link of the contact"))
        self.setMaxLength(MAX_TYPED)
        self.setProperty("scale", "link")
        self.setAcceptDrops(False)  # the sheet takes what is dropped
        self._icon = plain_label()
        self._icon.setParent(self)
        self._icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look.looks.changed.connect(self._tint)
        self._tint()

    def take(self, link: str) -> None:
        """Put a link in."""
        self.setText(link[:MAX_TYPED].strip())
        self.setCursorPosition(0)

    def _tint(self) -> None:
        color = self._look.looks.color("accent")
        self._icon.setPixmap(self._look.icons.pixmap("link", ICON, color))

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        place = QRect(INSET, (self.height() - ICON) // 2, ICON, ICON)
        self._icon.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        pasting = event.matches(QKeySequence.StandardKey.Paste)
        if pasting and mime is not None and holds_picture(mime) and not mime.hasText():
            self.picture_pasted.emit(reader_of(mime))
        else:
            super().keyPressEvent(event)
