"""Our own link to give away: as a code to be scanned, as text, as a picture, and made anew."""

from pathlib import Path

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.media.codes import Modules
from megachat_desktop.model.account import Account
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit import qr
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.copy_button import CopyButton
from megachat_desktop.ui.kit.files import ask_where_to_save
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.people.off_loop import link_and_code

WIDTH = 300


class OwnLinkCard(QWidget):
    """``refresh`` asks for the link; replacing it asks back in words first."""

    failed = Signal(str)  # a sentence

    def __init__(self, bridge: Bridge, look: Look) -> None:
        super().__init__()
        self.setObjectName("qrCard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._bridge = bridge
        self.link = ""
        self.code = qr.QrView(220, look.icons.pixmap("app-icon", 64, QColor("#0E6A8C")))
        self._name = ElidedLabel("body-strong")
        self._hint = plain_label("", "secondary", "secondary", wrap=True)
        self.copy = CopyButton(
            look, self.tr("Copy link"), lambda: self.link, kind="primary", size="regular"
        )
        self.save = Button(
            look, "", "download", kind="outline", name=self.tr("Save the code as a picture")
        )
        self.replace = Button(look, self.tr("Make a new link"), kind="text", size="small")
        self.keep = Button(look, self.tr("Keep this link"), kind="text", size="small")
        self._asking = False
        self._lay_out()
        self.save.clicked.connect(self._on_save_clicked)
        self.replace.clicked.connect(self._on_replace_clicked)
        self.keep.clicked.connect(self._on_keep_clicked)
        bridge.account_changed.connect(self._on_account_changed)
        if bridge.seen.account is not None:
            self._on_account_changed(bridge.seen.account)
        self._render()

    def refresh(self) -> None:
        """Ask the engine for the link of this moment."""
        self._asking = False
        self.copy.settle()
        self._render()
        job = self._bridge.ask(link_and_code(self._bridge.engine.own_link()))
        job.succeeded.connect(self._on_link)
        job.failed.connect(self.failed)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(QMargins(24, 24, 24, 22))
        layout.setSpacing(4)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self.code, 0, middle)
        layout.addSpacing(12)
        for label in (self._name, self._hint):
            label.setAlignment(middle)
            layout.addWidget(label)
        layout.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        policy = self.copy.sizePolicy().Policy
        self.copy.setSizePolicy(policy.Expanding, policy.Fixed)
        row.addWidget(self.copy, 1)
        row.addWidget(self.save)
        layout.addLayout(row)
        layout.addSpacing(4)
        layout.addWidget(self.replace, 0, middle)
        layout.addWidget(self.keep, 0, middle)
        layout.addStretch()

    def _render(self) -> None:
        """The question takes the place of the buttons."""
        asking = self._asking
        self._hint.setText(
            self.tr("Nobody will be able to use your old links. Your contacts stay.")
            if asking
            else self.tr("Let them scan this, or send the link.")
        )
        for button in (self.copy, self.save):
            button.setVisible(not asking)
            button.setEnabled(bool(self.link))
        self.keep.setVisible(asking)
        self.replace.setText(self.tr("Replace it") if asking else self.tr("Make a new link"))
        self.replace.setAccessibleName(self.replace.text())

    def _on_link(self, answer: tuple[str, Modules]) -> None:
        self.link, modules = answer
        self.code.show_code(modules)
        self.code.setAccessibleName(self.tr("QR code of your link"))
        self._render()

    def _on_save_clicked(self) -> None:
        kinds = self.tr("Pictures") + " (*.png)"
        title = self.tr("Save the code as a picture")
        ask_where_to_save(self, title, "megachat.png", kinds, self._save_at)

    def _save_at(self, path: Path) -> None:
        if not self.code.grab().save(str(path), "PNG"):
            self.failed.emit(self.tr("The picture can't be saved there."))

    def _on_replace_clicked(self) -> None:
        if not self._asking:
            self._asking = True
            self._render()
            self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._asking = False
        self._render()
        job = self._bridge.ask(link_and_code(self._bridge.engine.replace_link()))
        job.succeeded.connect(self._on_link)
        job.failed.connect(self.failed)

    def _on_keep_clicked(self) -> None:
        self._asking = False
        self._render()
        self.replace.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_account_changed(self, account: Account) -> None:
        self._name.set_whole_text(shown_name(account.name))
