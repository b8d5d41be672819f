"""Our own DEVICE_INFO: how this device is reached right now and what it can do."""

from collections.abc import Callable

from msgspec import Struct

from megachat_desktop.engine import prekeys
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.protocol.contact_records import MAX_ADDRESSES, DeviceInfo
from megachat_desktop.protocol.records import encode_body
from megachat_desktop.storage.transaction import Transaction


class Reach(Struct, frozen=True):
    """Where this device listens at the moment."""

    addresses: tuple[SocketAddress, ...]
    relay: str | None


class OwnDeviceInfo:
    """Builds the record inside a transaction, from the account and the network of this moment."""

    def __init__(self, reach: Callable[[], Reach]) -> None:
        self._reach = reach

    def record(self, tx: Transaction) -> DeviceInfo:
        """The DEVICE_INFO to send now."""
        account = tx.account.get()
        reach = self._reach()
        return DeviceInfo(
            info_seq=account.info_seq,
            cert=account.certificate,
            features=prekeys.own_features(account),
            inbox=prekeys.own_inbox(tx),
            addresses=reach.addresses[:MAX_ADDRESSES],
            relay=reach.relay,
        )

    def encoded(self, tx: Transaction) -> bytes:
        """The ``info`` of a request or an acceptance."""
        return encode_body(self.record(tx))
