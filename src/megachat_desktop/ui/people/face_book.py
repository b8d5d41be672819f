"""Keeps the avatars' pictures in step with the snapshots, and fetches those that are painted."""

from functools import partial

from PySide6.QtCore import QObject

from megachat_desktop.model.account import Account
from megachat_desktop.model.avatar import AvatarPicture
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.faces import Faces


class FaceBook(QObject):
    """Between the bridge and ``Faces``."""

    def __init__(self, bridge: Bridge, faces: Faces, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._faces = bridge, faces
        bridge.contact_changed.connect(self._on_contact_changed)
        bridge.contact_removed.connect(self._on_contact_removed)
        bridge.account_changed.connect(self._on_account_changed)
        faces.wanted.connect(self._on_wanted)

    def _on_contact_changed(self, contact: Contact) -> None:
        self._faces.know(contact.account, contact.avatar_id)

    def _on_contact_removed(self, account: AccountId) -> None:
        self._faces.know(account, b"")

    def _on_account_changed(self, account: Account) -> None:
        self._faces.know(account.account, account.avatar_id, account.hue)

    def _on_wanted(self, account: bytes, avatar_id: bytes) -> None:
        if self._bridge.running:
            job = self._bridge.ask(self._bridge.engine.avatar(AccountId(account)))
            job.succeeded.connect(partial(self._on_loaded, avatar_id))

    def _on_loaded(self, avatar_id: bytes, picture: AvatarPicture | None) -> None:
        if picture is not None:
            self._faces.put(avatar_id, picture)
