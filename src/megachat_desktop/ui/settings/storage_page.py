"""Where this profile's data lies, and how much it is."""

from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent

from megachat_desktop.engine.engine import DataFolder
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.text import plain_label, shown_sentence
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page


class StoragePage(Page):
    """Asks for the size each time it is shown; measuring happens on the engine's side."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        column = self.column()
        self.place = plain_label("", "body", wrap=True)
        self.size_label = plain_label("", "secondary", "secondary", wrap=True)
        self.add_titled(column, self.tr("Your data lies here"), self.place)
        column.addWidget(self.size_label)
        column.addSpacing(16)
        self.open = Button(self.look, self.tr("Open folder"), "folder", parent=self)
        self.open.setEnabled(False)
        self.open.clicked.connect(self._on_open_clicked)
        column.addWidget(self.open)
        column.addSpacing(20)
        self.add_text(
            column,
            self.tr(
                "Everything in it is encrypted: contacts, the list of calls, keys. Copying the "
                "folder is no backup; see Identity and backup."
            ),
        )
        self._folder = ""
        self.finish()

    def render_folder(self, folder: DataFolder) -> None:
        """Show where it is and how much."""
        self._folder = folder.path
        # a path can be broken anywhere, which a label does only where it is told to
        self.place.setText(shown_sentence(folder.path).replace("/", "/\u200b"))
        self.place.setAccessibleName(folder.path)
        plain = QLocale.DataSizeFormat.DataSizeSIFormat  # GB, as people say it, not GiB
        size = self.locale().formattedDataSize(folder.size_bytes, 1, plain)
        self.size_label.setText(self.tr("{size} in use").format(size=size))
        self.open.setEnabled(True)

    def _on_open_clicked(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder)):
            self.refused.emit(self.tr("No program here opens folders."))

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        job = self.parts.bridge.ask(self.parts.bridge.engine.data_folder())
        job.succeeded.connect(self.render_folder)
        job.failed.connect(self.refused)
