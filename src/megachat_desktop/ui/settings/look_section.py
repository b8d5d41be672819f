"""How we look to others: a colour of ten, or a photo."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.model.account import Account
from megachat_desktop.ui.engine_thread import Job
from megachat_desktop.ui.kit.avatar import hue_of
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.files import ask_for_file
from megachat_desktop.ui.kit.hue_picker import HuePicker
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.settings.context import PageParts


class LookSection(QWidget):
    """Renders the account's snapshot; everything applies at once."""

    refused = Signal(str)  # a sentence

    def __init__(self, parts: PageParts) -> None:
        super().__init__()
        self._bridge = parts.bridge
        self.hues = HuePicker(parts.look)
        self.photo = Button(parts.look, self.tr("Choose a photo"), "camera", kind="outline")
        self.remove = Button(parts.look, self.tr("Remove the photo"), kind="text")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.photo)
        row.addWidget(self.remove)
        row.addStretch()
        text = self.tr(
            "Your contacts get the photo, small and without where and when it was taken. The colour"
            " is seen on this computer."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 16)
        layout.setSpacing(10)
        layout.addWidget(plain_label(self.tr("Colour"), "field"))
        layout.addWidget(self.hues)
        layout.addSpacing(8)
        layout.addWidget(plain_label(self.tr("Photo"), "field"))
        layout.addLayout(row)
        layout.addWidget(plain_label(text, "secondary", "secondary", wrap=True))
        self.hues.chosen.connect(self._on_hue_chosen)
        self.photo.clicked.connect(self._on_photo_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)

    def render_account(self, account: Account) -> None:
        """Show what was chosen."""
        self.hues.show_hue(account.hue or hue_of(account.account))
        self.remove.setVisible(bool(account.avatar_id))

    def take_photo(self, path: Path) -> None:
        """Use the photo in this file."""
        self._watch(self._bridge.ask(self._bridge.engine.identity.set_photo(path)))

    def _watch(self, job: Job) -> None:
        job.failed.connect(self.refused)

    def _on_hue_chosen(self, hue: str) -> None:
        self._watch(self._bridge.ask(self._bridge.engine.identity.set_hue(hue)))

    def _on_photo_clicked(self) -> None:
        kinds = self.tr("Pictures") + " (*.jpg *.jpeg *.png *.webp *.gif *.bmp)"
        ask_for_file(self, self.tr("Choose a photo"), kinds, self.take_photo)

    def _on_remove_clicked(self) -> None:
        self._watch(self._bridge.ask(self._bridge.engine.identity.set_photo(None)))
