"""What we say of ourselves to a contact, inside the transaction that notes it."""

from megachat_desktop.engine.device_info import OwnDeviceInfo
from megachat_desktop.engine.messaging import Messenger, Posted
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import ContactAccept, ContactRequest, Profile, Via
from megachat_desktop.protocol.records import RecordBody
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.transaction import Transaction


class Introductions:
    """Records that begin a contact."""

    def __init__(self, messenger: Messenger, own_info: OwnDeviceInfo) -> None:
        self._messenger, self._own_info = messenger, own_info

    def accept(self, tx: Transaction, contact: StoredContact) -> tuple[StoredContact, Posted]:
        """They are a contact now, and are told so."""
        accepted = replace(contact, state=ContactState.ACCEPTED, invite=b"")
        tx.contacts.save(accepted)
        accept = ContactAccept(tx.account.get().name, self._own_info.encoded(tx))
        bodies: list[RecordBody] = [accept, self.profile(tx)]
        return accepted, self._messenger.post_in(tx, contact.account, bodies)

    def ask(self, tx: Transaction, account: AccountId, invite: bytes, via: Via) -> Posted:
        """Ask them."""
        name = tx.account.get().name
        request = ContactRequest(invite, via, name, "", self._own_info.encoded(tx))
        return self._messenger.post_in(tx, account, [request])

    def profile(self, tx: Transaction) -> Profile:
        """Our name, our words and our picture."""
        account = tx.account.get()
        return Profile(account.name, account.about, tx.avatars.get(account.account))

    def post_profile(self, tx: Transaction, account: AccountId) -> Posted:
        """Tell them who we are."""
        return self._messenger.post_in(tx, account, [self.profile(tx)])
