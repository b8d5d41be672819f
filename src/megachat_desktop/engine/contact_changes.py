"""What becomes of one contact, as values; and whose a key or an account is."""

from megachat_desktop.errors import NoSuchContactError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId, NodeKey
from megachat_desktop.model.names import clean_line
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import Via
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.database import known
from megachat_desktop.storage.transaction import Transaction

VIA_WORDS = {Via.LINK: "link", Via.LOCAL_NETWORK: "local network", Via.GROUP: "group"}


def named(contact: StoredContact, name: str) -> StoredContact:
    """With our own name for them, if there is one."""
    return replace(contact, own_name=clean_line(name)) if name else contact


def taken_up(contact: StoredContact) -> StoredContact:
    """A request that was declined waits again."""
    if contact.state is not ContactState.IGNORED:
        return contact
    return replace(contact, state=ContactState.ASKED_BY_THEM)


def blocked(contact: StoredContact) -> StoredContact:
    """Refused from now on; what they were before is noted."""
    if contact.state is ContactState.BLOCKED:
        return contact
    return replace(contact, state=ContactState.BLOCKED, blocked_from=contact.state.value)


def unblocked(contact: StoredContact) -> StoredContact:
    """What they were before.

    Somebody blocked by a program that noted nothing asks us, so that we say yes on purpose.
    """
    if contact.state is not ContactState.BLOCKED:
        return contact
    before = known(contact.blocked_from, ContactState.ASKED_BY_THEM)
    return replace(contact, state=before, blocked_from="")


def asked_again(state: ContactState) -> ContactState:
    """A contact stays one; perhaps it has forgotten us, so it is asked all the same."""
    return state if state is ContactState.ACCEPTED else ContactState.REQUESTED


def is_of_another(tx: Transaction, account: AccountId, node_key: NodeKey) -> bool:
    """Whether somebody else's device has this key: nobody may pass for it by claiming it too."""
    contact = tx.contacts.by_node_key(node_key)
    return contact is not None and contact.account != account


def existing(tx: Transaction, account: AccountId) -> StoredContact:
    """Raises NoSuchContactError."""
    contact = tx.contacts.get(account)
    if contact is None:
        raise NoSuchContactError
    return contact
