"""The chats: what the list of them shows, kept in step with the database.

Whoever writes into a conversation emits ``ConversationChanged``; the chat is then read again and
told as ``ChatsChanged``.
"""

import asyncio
import contextlib
import unicodedata
from collections.abc import Callable

from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import DiskFullError, NoSuchContactError, TextTooLongError
from megachat_desktop.model.call import CallLogEntry, Direction
from megachat_desktop.model.chat import Chat, ConversationEntry
from megachat_desktop.model.events import ChatsChanged, ConversationChanged, EngineEvent
from megachat_desktop.model.ids import AccountId, MessageId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.protocol.text_records import TEXT_BYTES
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

UNDO_S = 8.0  # the window offers Undo for 6 s


class ChatBook:
    """All chats in memory; every change is in the database first."""

    def __init__(self, store: Store, clock: Clock, emit: Callable[[EngineEvent], None]) -> None:
        self._store, self._clock, self._emit = store, clock, emit
        self._chats = {chat.account: chat for chat in store.run_sync(_read_start)}
        self._tasks = TaskSet()

    def all(self) -> tuple[Chat, ...]:
        """Every chat, in no order."""
        return tuple(self._chats.values())

    def get(self, account: AccountId) -> Chat:
        """The chat with a contact."""
        return self._chats.get(account) or Chat(account)

    async def close(self) -> None:
        """A deleted chat that could still be taken back is removed at the next start."""
        await self._tasks.close()

    # --- what the person asks for ---------------------------------------------------------------

    async def conversation(
        self, account: AccountId, limit: int = 60, before: float | None = None
    ) -> tuple[ConversationEntry, ...]:
        """What happened with a contact, newest first, older than ``before`` (Unix s)."""
        return tuple(
            await self._store.run(lambda tx: tx.chats.conversation(account, limit, before))
        )

    async def calls(self, account: AccountId, limit: int = 50) -> tuple[CallLogEntry, ...]:
        """The calls with a contact, newest first."""
        return tuple(await self._store.run(lambda tx: tx.chats.calls(account, limit)))

    async def search(
        self, query: str, limit: int = 20, account: AccountId | None = None
    ) -> tuple[TextMessage, ...]:
        """The newest texts in which ``query`` occurs: of everybody, or in the chat with one."""
        return tuple(await self._store.run(lambda tx: tx.chats.search(query, limit, account)))

    async def mark_seen(self, account: AccountId | None = None) -> None:
        """The missed calls of one contact, or all of them, were looked at."""
        seen = await self._store.run(lambda tx: tx.chats.mark_seen(account))
        if account is not None and self.get(account).marked_unread:
            await self._keep(account, marked_unread=0)
        elif seen:
            await self._read(seen)

    async def pin(self, account: AccountId, on: bool) -> None:
        """Pinned chats come first."""
        await self._keep(account, pinned=int(on))

    async def mute(self, account: AccountId, until: float) -> None:
        """Keep news of a chat quiet until then, Unix seconds; 0 for not any more."""
        await self._keep(account, muted_until=until)

    async def mark_unread(self, account: AccountId) -> None:
        """Look at it later."""
        await self._keep(account, marked_unread=1)

    async def hide(self, account: AccountId) -> None:
        """Out of the list until something happens again."""
        await self._keep(account, hidden_at=self._clock.unix())

    async def delete(self, account: AccountId) -> None:
        """Forget what happened so far; for ``UNDO_S`` it can be taken back by ``restore``."""
        now = self._clock.unix()
        await self._keep(account, deleted_at=now, hidden_at=now)
        self._emit(ConversationChanged(account))
        self._tasks.spawn(self._purge_later(account), "delete a chat")

    async def restore(self, account: AccountId) -> None:
        """Take a deletion back."""
        await self._keep(account, deleted_at=0, hidden_at=0)
        self._emit(ConversationChanged(account))

    async def write(self, account: AccountId, text: str) -> None:
        """Keep a text for a contact; it waits until it can be delivered.

        Nothing is kept of one that is empty. Raises TextTooLongError, NoSuchContactError,
        DiskFullError.
        """
        body = text_body(text)
        if not body:
            return
        message = TextMessage(
            MessageId(random_bytes(16)), account, Direction.OUT, body, self._clock.unix()
        )

        def work(tx: Transaction) -> None:
            if tx.contacts.get(account) is None:
                raise NoSuchContactError
            tx.texts.save(message)

        await self._store.run(work)
        self._emit(ConversationChanged(account))
        self.on_changed(account)

    # --- what the engine tells it ---------------------------------------------------------------

    def on_changed(self, account: AccountId) -> None:
        """Something happened with a contact."""
        self._tasks.spawn(self._read_if_possible(account), "read a chat")

    def forget(self, account: AccountId) -> None:
        """The contact was removed."""
        self._chats.pop(account, None)

    # --- parts ----------------------------------------------------------------------------------

    async def _keep(self, account: AccountId, **flags: float) -> None:
        def work(tx: Transaction) -> Chat:
            tx.chats.keep(account, **flags)
            return tx.chats.get(account)

        self._tell([await self._store.run(work)])

    async def _read(self, accounts: list[AccountId]) -> None:
        self._tell(await self._store.run(lambda tx: [tx.chats.get(one) for one in accounts]))

    async def _read_if_possible(self, account: AccountId) -> None:
        with contextlib.suppress(DiskFullError):  # the list is behind until there is room again
            await self._read([account])

    def _tell(self, chats: list[Chat]) -> None:
        changed = tuple(chat for chat in chats if self._chats.get(chat.account) != chat)
        self._chats |= {chat.account: chat for chat in changed}
        if changed:
            self._emit(ChatsChanged(changed))

    async def _purge_later(self, account: AccountId) -> None:
        await asyncio.sleep(UNDO_S)
        await self._store.run(lambda tx: tx.chats.purge(account))
        await self._read_if_possible(account)


def text_body(text: str) -> str:
    """``text`` as a TEXT record has it: NFC, no U+0000, no white space around it.

    Raises TextTooLongError past the record's limit.
    """
    body = unicodedata.normalize("NFC", text.replace("\0", "")).strip()
    if len(body.encode("utf-8", "replace")) > TEXT_BYTES:
        raise TextTooLongError
    return body.encode("utf-8", "replace").decode("utf-8")


def _read_start(tx: Transaction) -> list[Chat]:
    tx.chats.purge()
    return tx.chats.all()
