"""Pictures of people: taken from what they send, and decoded for whoever wants to paint them.

What decodes them is loaded with the first picture: the window does not wait for it.
"""

import asyncio
import logging

from megachat_desktop.model.avatar import AvatarPicture, BadAvatarError
from megachat_desktop.model.ids import AccountId
from megachat_desktop.storage.avatars import avatar_id
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)


def take_avatar(tx: Transaction, contact: StoredContact, image: bytes) -> bytes:
    """Keep the picture of a PROFILE; returns its id. One that can't be decoded changes nothing.

    Runs where transactions run: on the thread of the store.
    """
    new = avatar_id(image)
    if new == contact.avatar_id:
        return new
    try:
        if image:
            _decoded(image)
    except BadAvatarError as error:
        who = contact.account.hex()[:8]
        _log.warning("the picture that contact %s sent is not used: %s", who, error)
        return contact.avatar_id
    return tx.avatars.put(contact.account, image)


async def load_avatar(store: Store, account: AccountId) -> AvatarPicture | None:
    """The decoded picture of an account; None where there is none."""
    image = await store.run(lambda tx: tx.avatars.get(account))
    if not image:
        return None
    try:
        return await asyncio.to_thread(_decoded, image)
    except BadAvatarError as error:
        _log.warning("a picture in the database can't be used: %s", error)
        return None


def _decoded(image: bytes) -> AvatarPicture:
    from megachat_desktop.media.avatar_image import decode_avatar

    return decode_avatar(image)
