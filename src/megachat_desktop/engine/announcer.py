"""What we announce of ourselves: the number in HELLO, and the DEVICE_INFO that stands behind it.

A HELLO with a new number must be followed by what it announces, before any call (PROTOCOL.md 4.3).
The number rises at every start and change; each contact is told once per number.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from megachat_desktop.engine.device_info import OwnDeviceInfo
from megachat_desktop.engine.messaging import Messenger
from megachat_desktop.engine.switchboard import OwnHello
from megachat_desktop.model.ids import AccountId
from megachat_desktop.protocol.records import RecordBody
from megachat_desktop.storage.store import Store


class Announcer:
    """Keeps every connected contact's knowledge of this device up to date."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        hello: OwnHello,
        info: OwnDeviceInfo,
        linked: Callable[[], list[AccountId]],
        spawn: Callable[[Coroutine[Any, Any, None], str], object],
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._hello = hello
        self._info = info
        self._linked = linked
        self._spawn = spawn
        self._told: dict[AccountId, int] = {}

    def on_linked(self, account: AccountId) -> None:
        """A contact's device is connected."""
        if self._is_news(account):
            self._spawn(self._tell(account), "device info")

    async def owed(self, account: AccountId) -> list[RecordBody]:
        """What has to reach a contact before a call: nothing where it was sent already.

        What is on its way to being sent counts as owed: it must not come after the OFFER. Saying
        it twice does no harm.
        """
        if not self._is_news(account):
            return []
        info = await self._store.run(self._info.record)
        self._told[account] = info.info_seq
        return [info]

    async def change(self) -> None:
        """Something about this device is new: raise the number, tell everybody connected."""
        await self.renew()
        for account in self._linked():
            await self._tell(account)

    async def renew(self) -> None:
        """Raise the number."""
        self._hello.info_seq = await self._messenger.raise_number()

    def forget(self, account: AccountId) -> None:
        """Somebody is no contact any more."""
        self._told.pop(account, None)

    def _is_news(self, account: AccountId) -> bool:
        """Whether a contact was not sent the present number yet."""
        return self._told.get(account) != self._hello.info_seq

    async def _tell(self, account: AccountId) -> None:
        info = await self._store.run(self._info.record)
        await self._messenger.post(account, [info])
        self._told[account] = info.info_seq
