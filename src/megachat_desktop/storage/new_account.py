"""Making a new identity: its keys and the certificate that binds them."""

from megachat_desktop.crypto.identity import account_id
from megachat_desktop.crypto.keys import SigningKey, X25519Pair
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import NamelessError
from megachat_desktop.model.ids import DeviceId, NodeKey
from megachat_desktop.model.names import clean_line
from megachat_desktop.protocol.certificate import (
    RENEW_AFTER_S,
    DeviceKeys,
    decode_certificate,
    issue_certificate,
)
from megachat_desktop.protocol.features import Capability
from megachat_desktop.storage.account_repository import StoredAccount

OUR_CAPS = int(Capability.VIDEO | Capability.CALL_OVER_IROH)


def renewed_certificate(account: StoredAccount, now: float) -> bytes | None:
    """A certificate for the same keys, when half its life is over or this program can more.

    None while the present one is good. Only ``created``, ``not_after`` and ``caps`` differ.
    """
    old = decode_certificate(account.certificate)
    if now - old.created < RENEW_AFTER_S and old.caps == OUR_CAPS:
        return None
    keys = DeviceKeys(old.device, old.device_key, old.identity_key, old.node_key)
    return issue_certificate(SigningKey(account.account_seed), keys, int(now), OUR_CAPS).raw


def new_account(name: str, now: float, caps: int = OUR_CAPS) -> StoredAccount:
    """A fresh identity. ``now`` is Unix seconds. Raises NamelessError."""
    name = clean_line(name)
    if not name:
        raise NamelessError
    account_key, device_key, node_key = (SigningKey.generate() for _ in range(3))
    identity = X25519Pair.generate()
    device = DeviceId(random_bytes(16))
    keys = DeviceKeys(device, device_key.public, identity.public, NodeKey(node_key.public.raw))
    certificate = issue_certificate(account_key, keys, int(now), caps)
    return StoredAccount(
        account=account_id(account_key.public),
        device=device,
        certificate=certificate.raw,
        name=name,
        account_seed=account_key.raw,
        device_seed=device_key.raw,
        identity_secret=identity.raw,
        node_seed=node_key.raw,
    )
