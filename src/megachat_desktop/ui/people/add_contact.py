"""Add a contact: our own link to give away, and somebody's link to ask its owner.

Nothing is dialled before the person has seen the key and the server's name and pressed Add.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.engine.contact_controls import LinkPreview
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit import qr
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.files import ask_for_file
from megachat_desktop.ui.kit.frames import hairline, scroll_area, stand
from megachat_desktop.ui.kit.sheet import Sheet
from megachat_desktop.ui.kit.text import plain_label, say, shown_name
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.camera_scan import CameraScan, has_camera
from megachat_desktop.ui.people.link_field import MAX_TYPED, LinkField
from megachat_desktop.ui.people.nearby_list import NearbyList
from megachat_desktop.ui.people.off_loop import off_loop
from megachat_desktop.ui.people.own_link_card import OwnLinkCard


class AddContactSheet(Sheet):
    """Over the main window. A link from outside only fills the field."""

    added = Signal(object)  # Contact

    def __init__(self, bridge: Bridge, look: Look, avatars: AvatarPainter, window: QWidget) -> None:
        title = QCoreApplication.translate("AddContactSheet", "Add a contact")
        super().__init__(look, window, title, *tokens()["layout"]["dialog-add-contact"])
        self.setAcceptDrops(True)
        self._bridge = bridge
        self._preview: LinkPreview | None = None
        self._seen_in_person = ""  # the link that the camera saw: its owner showed it to us
        self.own = OwnLinkCard(bridge, look)
        self.field = LinkField(look)
        self._add = Button(look, self.tr("Add"), kind="primary", size="link")
        self._tick, self._said = plain_label(), plain_label("", "secondary", wrap=True)
        self.camera = Button(
            look, self.tr("Scan with camera"), "scan", kind="outline", size="small"
        )
        self._picture = Button(
            look, self.tr("Open a QR picture"), "image", kind="outline", size="small"
        )
        self.scan = CameraScan(bridge, look)
        self.nearby = NearbyList(bridge, look, avatars)
        self.body.addWidget(self.own, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._their_side(), 1)
        self._connect()

    def open_with(self, link: str = "") -> None:
        """Open; ``link`` came from outside and is only looked at."""
        self.field.clear()
        self._on_text_changed("")
        self._seen_in_person = ""
        self.open()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.own.refresh()
        self._on_devices_changed()
        clipboard = QGuiApplication.clipboard().text()[:MAX_TYPED].strip()
        if link:
            self.field.take(link)
        elif clipboard.startswith(qr.LINK_PREFIX) and clipboard != self.own.link:
            self.field.take(clipboard)

    @property
    def said(self) -> str:
        """The line below the field."""
        return self._said.text()

    def set_compact(self, compact: bool) -> None:
        """One column: our own code comes last, below the people nearby."""
        stand(self._pictures, beside=not compact)
        if compact is (self._below.indexOf(self.own) >= 0):
            return
        if compact:
            self._below.insertWidget(1, self.own)
        else:
            self.body.insertWidget(0, self.own, 0, Qt.AlignmentFlag.AlignTop)

    def take_picture(self, path: Path) -> None:
        """Read the link from a picture file."""
        self._look_into(lambda: qr.read_file(path))

    def _connect(self) -> None:
        self.own.failed.connect(self._bridge.error_occurred)
        self._add.clicked.connect(self._on_add_clicked)
        self.field.returnPressed.connect(self._on_add_clicked)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.picture_pasted.connect(self._look_into)
        self.camera.clicked.connect(self._on_camera_clicked)
        self._picture.clicked.connect(self._on_picture_clicked)
        self.scan.found.connect(self._on_scanned)
        self.scan.failed.connect(self._on_refused)
        self.scan.stopped.connect(self._on_scan_stopped)
        self.closed.connect(self.scan.stop)
        self._bridge.devices_changed.connect(self._on_devices_changed)

    def _their_side(self) -> QWidget:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(8)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 4)
        words.setSpacing(2)
        words.addWidget(plain_label(self.tr("Got a link?"), "title"))
        hint = self.tr("Paste it here. They'll be asked to accept you.")
        words.addWidget(plain_label(hint, "secondary", "secondary", wrap=True))
        layout.addLayout(words)
        field = QHBoxLayout()
        field.setSpacing(8)
        field.addWidget(self.field, 1)
        field.addWidget(self._add)
        layout.addLayout(field)
        said = QHBoxLayout()
        said.setSpacing(6)
        said.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._said, 1)
        layout.addLayout(said)
        self._pictures = QHBoxLayout()
        self._pictures.setSpacing(12)
        self._pictures.addWidget(self.camera)
        self._pictures.addWidget(self._picture)
        self._pictures.addStretch()
        layout.addLayout(self._pictures)
        layout.addWidget(self.scan)
        layout.addSpacing(12)
        layout.addWidget(hairline())
        layout.addSpacing(12)
        layout.addWidget(self.nearby)
        # A row of its own: the column would give the card the height of words as wide as itself.
        self._below = QHBoxLayout()
        self._below.addStretch()
        self._below.addStretch()
        layout.addLayout(self._below)
        layout.addStretch()
        return scroll_area(side)

    def _say(self, text: str, tone: str = "secondary") -> None:
        say(self._said, text, tone)
        good = tone == "success"
        self._tick.setVisible(bool(text) and tone != "secondary")
        color = self._look.looks.color("success-on-surface" if good else "danger-on-surface")
        name = "check" if good else "warning"
        self._tick.setPixmap(self._look.icons.pixmap(name, 16, color))

    def _on_text_changed(self, text: str) -> None:
        self._preview = None
        self._add.setEnabled(False)
        if not text.strip():
            self._say("")
            return
        job = self._bridge.ask(self._bridge.engine.contacts.preview(text.strip()))
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
        link = self.field.text().strip()
        self._add.setEnabled(False)
        scanned = bool(link) and link == self._seen_in_person
        job = self._bridge.ask(self._bridge.engine.contacts.add(link, scanned=scanned))
        job.succeeded.connect(self._on_added)
        job.failed.connect(self._on_refused)

    def _on_added(self, contact: object) -> None:
        self.close_sheet()
        if contact is not None:
            self.added.emit(contact)

    # --- codes ----------------------------------------------------------------------------------

    def _on_camera_clicked(self) -> None:
        self._say("")
        for widget in (self.camera, self._picture, self.nearby):
            widget.hide()
        self.scan.start()

    def _on_scan_stopped(self) -> None:
        self._picture.show()
        self.nearby.show()
        self._on_devices_changed()

    def _on_scanned(self, link: str) -> None:
        self._seen_in_person = link
        self.field.take(link)
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_devices_changed(self, *_: object) -> None:
        self.camera.setVisible(has_camera(self._bridge) and self._picture.isVisibleTo(self))

    def _on_picture_clicked(self) -> None:
        kinds = self.tr("Pictures") + " (*.png *.jpg *.jpeg *.webp *.bmp *.gif)"
        ask_for_file(self, self.tr("Open a QR picture"), kinds, self.take_picture)

    def _look_into(self, read: Callable[[], str]) -> None:
        """Find the link in a picture, off this thread."""
        job = self._bridge.ask(off_loop(read))
        job.succeeded.connect(self.field.take)
        job.failed.connect(self._on_refused)

    # Qt's own from here on.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if qr.holds_picture(mime) or _local_file(mime) is not None or mime.hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        mime = event.mimeData()
        if (path := _local_file(mime)) is not None:
            self.take_picture(path)
        elif qr.holds_picture(mime):
            self._look_into(qr.reader_of(mime))
        else:
            self.field.take(mime.text()[:MAX_TYPED])
        event.acceptProposedAction()


def _local_file(mime: QMimeData) -> Path | None:
    urls = mime.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
