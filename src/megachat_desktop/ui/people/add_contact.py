"""Add a contact: our own link to give away, and somebody's link to ask its owner.

Nothing is dialled before the person has seen the key and the server's name and pressed Add.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from megachat_desktop.engine.engine import LinkPreview
from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.account import Account
from megachat_desktop.model.contact import NearbyPerson
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.settings import LanMode, Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit import qr
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, Switch
from megachat_desktop.ui.kit.sheet import Sheet
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.kit.theme import tokens

PREFIX = "megachat://add/"
MAX_TYPED = 600
NEARBY_SHOWN = 3


class AddContactSheet(Sheet):
    """Over the main window. A link from outside only fills the field."""

    added = Signal(object)  # Contact

    def __init__(self, bridge: Bridge, look: Look, avatars: AvatarPainter, window: QWidget) -> None:
        title = QCoreApplication.translate("AddContactSheet", "Add a contact")
        super().__init__(look, window, title, *tokens()["layout"]["dialog-add-contact"])
        self._bridge, self._avatars = bridge, avatars
        self._preview: LinkPreview | None = None
        self._code = qr.QrView(220)
        self._own_name = ElidedLabel("body-strong")
        self._own_link = ""
        self._copy = Button(look, self.tr("Copy link"), "copy", kind="primary")
        self._field = QLineEdit()
        self._add = Button(look, self.tr("Add"), kind="primary")
        self._said = plain_label("", "secondary", wrap=True)
        self._picture = Button(
            look, self.tr("Open a QR picture"), "image", kind="outline", size="small"
        )
        self._paste = Button(look, self.tr("Paste"), "copy", kind="outline", size="small")
        self._visible = Switch(look, self.tr("Show me to people nearby"))
        self._people = QVBoxLayout()
        self._own = self._own_side()
        self.body.addWidget(self._own)
        self.body.addWidget(self._their_side(), 1)
        self._connect()

    def open_with(self, link: str = "") -> None:
        """Open; ``link`` came from outside and is only looked at."""
        self._field.clear()
        self._say("")
        self._copy.setText(" " + self.tr("Copy link"))
        self.open()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._ask_own_link()
        clipboard = QGuiApplication.clipboard().text()[:MAX_TYPED].strip()
        if link:
            self._take(link)
        elif clipboard.startswith(PREFIX) and clipboard != self._own_link:
            self._take(clipboard)

    @property
    def said(self) -> str:
        """The line below the field."""
        return self._said.text()

    def set_compact(self, compact: bool) -> None:
        """No room for two columns: our own code goes."""
        self._own.setVisible(not compact)

    def _connect(self) -> None:
        self._copy.clicked.connect(self._on_copy_clicked)
        self._add.clicked.connect(self._on_add_clicked)
        self._field.returnPressed.connect(self._on_add_clicked)
        self._field.textChanged.connect(self._on_text_changed)
        self._picture.clicked.connect(self._on_picture_clicked)
        self._paste.clicked.connect(self._on_paste_clicked)
        self._visible.clicked.connect(self._on_visible_clicked)
        bridge = self._bridge
        bridge.account_changed.connect(self._on_account_changed)
        bridge.settings_changed.connect(self._on_settings_changed)
        bridge.nearby_changed.connect(self._on_nearby_changed)

    def _own_side(self) -> QWidget:
        card = QWidget()
        card.setObjectName("qrCard")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setFixedWidth(300)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(4)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self._code, 0, middle)
        layout.addSpacing(14)
        self._own_name.setAlignment(middle)
        layout.addWidget(self._own_name)
        hint = plain_label(
            self.tr("Let them scan this, or send the link."), "secondary", "secondary", wrap=True
        )
        hint.setAlignment(middle)
        layout.addWidget(hint)
        layout.addSpacing(10)
        self._copy.setMinimumWidth(200)
        layout.addWidget(self._copy, 0, middle)
        layout.addStretch()
        return card

    def _their_side(self) -> QWidget:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(10)
        layout.addWidget(plain_label(self.tr("Got a link?"), "title"))
        hint = self.tr("Paste it here. They'll be asked to accept you.")
        layout.addWidget(plain_label(hint, "secondary", "secondary"))
        self._field.setPlaceholderText(PREFIX + "…")
        self._field.setAccessibleName(self.tr("Link of the contact"))
        self._field.setMaxLength(MAX_TYPED)
        field = QHBoxLayout()
        field.setSpacing(8)
        field.addWidget(self._field, 1)
        field.addWidget(self._add)
        layout.addLayout(field)
        layout.addWidget(self._said)
        pictures = QHBoxLayout()
        pictures.setSpacing(12)
        pictures.addWidget(self._picture)
        pictures.addWidget(self._paste)
        pictures.addStretch()
        layout.addLayout(pictures)
        layout.addSpacing(10)
        layout.addWidget(plain_label(self.tr("Nearby, on this network"), "title"))
        layout.addLayout(self._people)
        layout.addStretch()
        nearby = QHBoxLayout()
        nearby.addWidget(
            plain_label(self.tr("Show me to people nearby"), "secondary", "secondary"), 1
        )
        nearby.addWidget(self._visible)
        layout.addLayout(nearby)
        return side

    def _say(self, text: str, tone: str = "secondary") -> None:
        self._said.setProperty("tone", tone)
        self._said.setText(text)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)

    def _ask_own_link(self) -> None:
        job = self._bridge.ask(self._bridge.engine.own_link())
        job.succeeded.connect(self._on_own_link)

    def _on_own_link(self, link: str) -> None:
        self._own_link = link
        self._code.show_text(link)
        self._code.setAccessibleName(self.tr("QR code of your link"))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._own_link)
        self._copy.setText(" " + self.tr("Copied"))
        QTimer.singleShot(2000, self, self._uncopy)

    def _uncopy(self) -> None:
        self._copy.setText(" " + self.tr("Copy link"))

    def _on_text_changed(self, text: str) -> None:
        self._preview = None
        self._add.setEnabled(False)
        if not text.strip():
            self._say("")
            return
        job = self._bridge.ask(self._bridge.engine.preview_link(text.strip()))
        job.succeeded.connect(self._on_previewed)
        job.failed.connect(self._on_refused)

    def _on_previewed(self, preview: LinkPreview) -> None:
        self._preview = preview
        self._add.setEnabled(True)
        known = self._bridge.seen.contacts.get(preview.account)
        lines = [self.tr("Key {key}").format(key=preview.fingerprint)]
        if known is not None:
            name = shown_name(known.name)
            lines.insert(0, self.tr("You know this key: {name}.").format(name=name))
        servers = ", ".join(host for host in (preview.relay, preview.mailbox) if host)
        if servers:
            lines.append(self.tr("They are found through {hosts}.").format(hosts=servers))
        self._say("\n".join(lines), "success")

    def _on_refused(self, sentence: str) -> None:
        self._say(sentence, "danger")

    def _on_add_clicked(self) -> None:
        if self._preview is None:
            return
        link = self._field.text().strip()
        self._add.setEnabled(False)
        job = self._bridge.ask(self._bridge.engine.add_contact(link))
        job.succeeded.connect(self._on_added)
        job.failed.connect(self._on_refused)

    def _on_added(self, contact: object) -> None:
        self.close_sheet()
        if contact is not None:
            self.added.emit(contact)

    def _on_picture_clicked(self) -> None:
        kinds = self.tr("Pictures") + " (*.png *.jpg *.jpeg *.webp *.bmp *.gif)"
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a QR picture"), "", kinds)
        if path:
            self.take_picture(Path(path))

    def take_picture(self, path: Path) -> None:
        """Read the link from a picture file."""
        try:
            self._take(qr.read_file(path))
        except UserFacingError as error:
            self._say(error.sentence, "danger")

    def _on_paste_clicked(self) -> None:
        clipboard = QGuiApplication.clipboard()
        mime = clipboard.mimeData()
        try:
            if mime is not None and mime.hasImage():
                self._take(qr.read_image(clipboard.image()))
            else:
                self._take(clipboard.text()[:MAX_TYPED].strip())
        except UserFacingError as error:
            self._say(error.sentence, "danger")

    def _take(self, link: str) -> None:
        self._field.setText(link)
        self._field.setCursorPosition(0)  # its beginning says what it is

    def _on_visible_clicked(self, on: bool) -> None:
        mode = LanMode.VISIBLE if on else LanMode.CONTACTS
        self._bridge.run(self._bridge.engine.update_settings(lan_mode=mode))

    def _on_settings_changed(self, settings: Settings) -> None:
        self._visible.setChecked(settings.lan_mode is LanMode.VISIBLE)

    def _on_account_changed(self, account: Account) -> None:
        self._own_name.set_whole_text(shown_name(account.name))

    def _on_nearby_changed(self, people: tuple[NearbyPerson, ...]) -> None:
        while (item := self._people.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for person in people[:NEARBY_SHOWN]:
            row = _NearbyRow(person, self._look, self._avatars)
            row.add_requested.connect(self._on_nearby_add)
            self._people.addWidget(row)
        if not people:
            text = self.tr("Nobody who shows themself on this network.")
            self._people.addWidget(plain_label(text, "secondary", "secondary"))

    def _on_nearby_add(self, account: AccountId) -> None:
        self._bridge.run(self._bridge.engine.add_nearby(account))


class _NearbyRow(QWidget):
    """One person of the local network."""

    add_requested = Signal(object)  # AccountId

    def __init__(self, person: NearbyPerson, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._account = person.account
        name = shown_name(person.name)
        avatar = Avatar(avatars, look.looks, 40, "surface-raised")
        avatar.show_person(name, person.account)
        words = QVBoxLayout()
        words.setSpacing(0)
        title, line = ElidedLabel("body-strong"), ElidedLabel("caption", "secondary")
        title.set_whole_text(name)
        line.set_whole_text(person.fingerprint[:14])
        words.addWidget(title)
        words.addWidget(line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(10)
        layout.addWidget(avatar)
        layout.addLayout(words, 1)
        if person.asked:
            text = self.tr("Asked, waiting for {name}").format(name=name)
            layout.addWidget(plain_label(text, "secondary", "secondary"))
            return
        add = Button(look, self.tr("Add"), kind="outline", size="small")
        add.setAccessibleName(self.tr("Add {name}").format(name=name))
        add.clicked.connect(self._on_add_clicked)
        layout.addWidget(add)

    def _on_add_clicked(self) -> None:
        self.add_requested.emit(self._account)
