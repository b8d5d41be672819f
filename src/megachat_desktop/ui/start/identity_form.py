"""The form for a new identity: a name, a colour or a photo, and whether a passphrase guards it."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from megachat_desktop.model.avatar import AvatarPicture
from megachat_desktop.model.names import NAME_BYTES, clean_line
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, Switch
from megachat_desktop.ui.kit.files import ask_for_file
from megachat_desktop.ui.kit.hue_picker import RING, HuePicker
from megachat_desktop.ui.kit.passphrase_fields import PassphraseFields
from megachat_desktop.ui.kit.text import plain_label, say
from megachat_desktop.ui.start.straight import OURSELVES

FIRST_HUE = "ink"
_AVATAR = 80
_OVER = 6  # pixels by which the camera stands out at the corner


@dataclass(frozen=True)
class NewIdentity:
    """What was chosen."""

    name: str
    hue: str
    picture: bytes = field(default=b"", repr=False)  # as it will be sent; empty: none
    passphrase: str = field(default="", repr=False)  # empty: the system's key store


class IdentityForm(QWidget):
    """Reports a ``NewIdentity``; a photo is decoded by somebody else."""

    created = Signal(object)  # NewIdentity
    photo_chosen = Signal(str)  # a path
    restore_requested = Signal()
    name_changed = Signal(str)

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look, self._avatars = look, avatars
        self._picture = b""
        self.avatar = Avatar(avatars, look.looks, _AVATAR, "surface")
        self.photo = Button(
            look, "", "camera", kind="outline", size="small", name=self.tr("Choose a photo")
        )
        self.name = QLineEdit()
        self.hues = HuePicker(look)
        self.switch = Switch(look, self.tr("Ask for a passphrase at start"))
        self.secrets = PassphraseFields()
        self._said = plain_label("", "secondary", wrap=True)
        self.create_button = Button(
            look, self.tr("Create my identity"), kind="primary", size="large"
        )
        self.restore = Button(look, self.tr("I have a backup"), kind="text", size="small")
        self._lay_out()
        self._connect()
        self.hues.show_hue(FIRST_HUE)
        self._refresh()

    @property
    def said(self) -> str:
        """The sentence above the button, else the one about the passphrase."""
        return self._said.text() or self.secrets.said.text()

    def tell(self, sentence: str) -> None:
        """It did not work: say why and let the person try again."""
        self._refresh()
        say(self._said, sentence, "danger")

    def ask_for_passphrase(self) -> None:
        """There is no other way here."""
        said = self._said.text()
        self.switch.setChecked(True)
        say(self._said, said, "danger")
        self.secrets.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_photo(self, image: bytes, picture: AvatarPicture) -> None:
        """The photo that was chosen, as others will see it."""
        self._picture = image
        avatar_id = b"photo %d" % id(picture)
        self._avatars.faces.know(OURSELVES, avatar_id, self.hues.hue)
        self._avatars.faces.put(avatar_id, picture)
        self._refresh()

    def clear(self) -> None:
        """Forget the passphrases."""
        self.secrets.clear()

    def _connect(self) -> None:
        self.name.textChanged.connect(self._refresh)
        self.name.returnPressed.connect(self._on_create_clicked)
        self.secrets.changed.connect(self._refresh)
        self.secrets.submitted.connect(self._on_create_clicked)
        self.switch.toggled.connect(self._refresh)
        self.hues.chosen.connect(self._on_hue_chosen)
        self.photo.clicked.connect(self._on_photo_clicked)
        self.create_button.clicked.connect(self._on_create_clicked)
        self.restore.clicked.connect(self.restore_requested)
        order = (
            self.name, self.photo, *self.hues.swatches.values(), self.switch, self.secrets.first,
            self.secrets.second, self.create_button, self.restore,
        )  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addStretch()
        outer.addLayout(self._upper_part())
        outer.addWidget(self.hues)  # its discs, not their rings, are in line with the rest
        outer.addLayout(self._lower_part())
        outer.addStretch()

    def _upper_part(self) -> QVBoxLayout:
        column = _inset_column()
        title = self.tr("Welcome. What shall we call you?")
        column.addWidget(plain_label(title, "display", wrap=True))
        column.addSpacing(8)
        hint = self.tr("No phone number, no e-mail. You can change this later.")
        column.addWidget(plain_label(hint, "body", "secondary", wrap=True))
        column.addSpacing(28)
        column.addLayout(self._name_row())
        column.addSpacing(14)
        column.addWidget(plain_label(self.tr("Colour"), "field"))
        return column

    def _lower_part(self) -> QVBoxLayout:
        column = _inset_column()
        column.addSpacing(18)
        column.addWidget(self._key_card())
        column.addSpacing(20)
        column.addLayout(self._passphrase_row())
        column.addSpacing(8)
        column.addWidget(self.secrets)
        column.addWidget(self._said)
        column.addSpacing(24)
        policy = self.create_button.sizePolicy().Policy
        self.create_button.setSizePolicy(policy.Expanding, policy.Fixed)
        column.addWidget(self.create_button)
        column.addSpacing(15)
        column.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignHCenter)
        return column

    def _name_row(self) -> QHBoxLayout:
        self.name.setProperty("scale", "large")
        self.name.setMaxLength(NAME_BYTES)
        self.name.setAccessibleName(self.tr("Your name"))
        label = plain_label(self.tr("Your name"), "field")
        label.setBuddy(self.name)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, _OVER)
        words.setSpacing(6)
        words.addStretch()
        words.addWidget(label)
        words.addWidget(self.name)
        words.addStretch()
        self.photo.setProperty("shape", "round")
        self.photo.setParent(self.avatar)
        self.avatar.setFixedSize(_AVATAR + _OVER, _AVATAR + _OVER)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.avatar)
        row.addLayout(words, 1)
        return row

    def _key_card(self) -> QWidget:
        card = QWidget()
        card.setObjectName("keyCard")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        icon = plain_label()
        icon.setPixmap(self._look.icons.pixmap("key", 24, self._look.looks.color("accent")))
        words = QVBoxLayout()
        words.setSpacing(2)
        title = self.tr("Your identity is a key on this computer")
        words.addWidget(plain_label(title, "body-strong", wrap=True))
        text = self.tr(
            "We can't read it, reset it or send it to you again. Keep a backup: Settings, Identity,"
            " Make a backup."
        )
        words.addWidget(plain_label(text, "secondary", wrap=True))
        layout = QHBoxLayout(card)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(14)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        return card

    def _passphrase_row(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        title = self.tr("Ask for a passphrase at start")
        words.addWidget(plain_label(title, "body-strong", wrap=True))
        text = self.tr("Protects your key and history if someone takes this computer.")
        words.addWidget(plain_label(text, "secondary", "secondary", wrap=True))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.switch)
        return row

    def _refresh(self) -> None:
        name = clean_line(self.name.text())
        self.avatar.show_person(name or "?", OURSELVES)
        self.name_changed.emit(name)
        asks = self.switch.isChecked()
        self.secrets.setVisible(asks)
        say(self._said, "")
        self.create_button.setEnabled(bool(name) and (not asks or bool(self.secrets.passphrase)))

    def _on_hue_chosen(self, hue: str) -> None:
        """A colour takes the place of a photo."""
        self._picture = b""
        self._avatars.faces.know(OURSELVES, b"", hue)
        self._refresh()

    def _on_photo_clicked(self) -> None:
        kinds = self.tr("Pictures") + " (*.jpg *.jpeg *.png *.webp *.gif *.bmp)"
        ask_for_file(self, self.tr("Choose a photo"), kinds, self._on_photo_found)

    def _on_photo_found(self, path: Path) -> None:
        self.photo_chosen.emit(str(path))

    def _on_create_clicked(self) -> None:
        if not self.create_button.isEnabled():
            return
        self.create_button.setEnabled(False)
        passphrase = self.secrets.passphrase if self.switch.isChecked() else ""
        name = clean_line(self.name.text())
        self.created.emit(NewIdentity(name, self.hues.hue, self._picture, passphrase))

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        below = _AVATAR + _OVER - self.photo.sizeHint().height()
        self.photo.move(0 if mirrored else below, below)


def _inset_column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(RING, 0, RING, 0)
    column.setSpacing(0)
    return column
