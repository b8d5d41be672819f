"""What the list of chats knows, from the database up to the engine's book of them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from megachat_desktop.engine.chats import ChatBook
from megachat_desktop.model.call import CallLogEntry, Direction, EndReason
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.events import ChatsChanged, ConversationChanged, EngineEvent
from megachat_desktop.model.ids import AccountId, CallId, MessageId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.model.values import replace
from megachat_desktop.storage.store import Store
from storage_support import BOB, open_store

CAROL = AccountId(b"c" * 32)


class Noon:
    """A clock that stands still."""

    def unix(self) -> float:
        return 1000.0

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    yield store
    store.close()


def a_call(number: int, account: AccountId = BOB, **changes: object) -> CallLogEntry:
    entry = CallLogEntry(
        CallId(bytes([number]) * 16), account, Direction.IN, True, float(number), 0.0,
        EndReason.NO_ANSWER, True, rang_s=45.0,
    )  # fmt: skip
    return replace(entry, **changes)


def a_text(number: int, account: AccountId = BOB, body: str = "Back in ten") -> TextMessage:
    return TextMessage(MessageId(bytes([number]) * 16), account, Direction.OUT, body, float(number))


def write(store: Store, *entries: CallLogEntry | TextMessage) -> None:
    for entry in entries:
        if isinstance(entry, TextMessage):
            store.run_sync(lambda tx, e=entry: tx.texts.save(e))
        else:
            store.run_sync(lambda tx, e=entry: tx.calls.add(e))


def test_a_chat_is_what_happened_last_and_what_nobody_has_looked_at(store: Store) -> None:
    write(store, a_call(1), a_text(3), a_call(2), a_call(4, CAROL, missed=False))
    chats = {chat.account: chat for chat in store.run_sync(lambda tx: tx.chats.all())}
    assert chats == {BOB: Chat(BOB, a_text(3), unseen=2), CAROL: Chat(CAROL, chats[CAROL].last)}
    assert chats[BOB] == store.run_sync(lambda tx: tx.chats.get(BOB))
    assert store.run_sync(lambda tx: tx.chats.mark_seen(None)) == [BOB]
    assert store.run_sync(lambda tx: tx.chats.get(BOB)).unseen == 0
    write(store, a_call(1))  # written down again, as after a crash: stays looked at
    assert store.run_sync(lambda tx: tx.chats.get(BOB)).unseen == 0


def test_a_conversation_is_read_page_by_page(store: Store) -> None:
    story = [a_call(1), a_text(2), a_call(3), a_text(4), a_call(5, CAROL)]
    write(store, *story)
    first = store.run_sync(lambda tx: tx.chats.conversation(BOB, 3))
    assert first == [a_text(4), a_call(3), a_text(2)]
    assert store.run_sync(lambda tx: tx.chats.conversation(BOB, 3, before=2.0)) == [a_call(1)]


def test_the_call_log_is_read_page_by_page_also_at_equal_times(store: Store) -> None:
    entries = [a_call(n, started_at=9.0, missed=n % 2 == 0) for n in range(1, 6)]
    write(store, *entries)
    newest = entries[::-1]
    first = store.run_sync(lambda tx: tx.calls.newest(2))
    second = store.run_sync(lambda tx: tx.calls.newest(9, first[-1]))
    assert first + second == newest
    missed = store.run_sync(lambda tx: tx.calls.newest(9, missed_only=True))
    assert missed == [e for e in newest if e.missed]


def test_a_hidden_chat_comes_back_when_something_happens(store: Store) -> None:
    write(store, a_call(1))
    store.run_sync(lambda tx: tx.chats.keep(BOB, hidden_at=2.0, pinned=1))
    assert store.run_sync(lambda tx: tx.chats.get(BOB)).hidden
    write(store, a_text(3))
    chat = store.run_sync(lambda tx: tx.chats.get(BOB))
    assert (chat.hidden, chat.pinned) == (False, True)


def test_texts_are_found_by_what_they_say_literally(store: Store) -> None:
    write(store, a_text(1, body="100 % sure_thing"), a_text(2, body="100 or so"))
    found = [store.run_sync(lambda tx, q=q: tx.chats.search(q, 9)) for q in ("100 %", "E_T", "or")]
    assert found == [[a_text(1, body="100 % sure_thing")]] * 2 + [[a_text(2, body="100 or so")]]


def test_texts_are_found_in_any_case_and_in_one_chat_alone(store: Store) -> None:
    write(store, a_text(1, body="Schöne GRÜẞE"), a_text(2, CAROL, body="Grüße"))
    for query, account, found in (
        ("GRÜSSE", None, [2, 1]), ("grüße", BOB, [1]), ("ÖNE g", BOB, [1]), ("x", BOB, []),
    ):  # fmt: skip
        texts = store.run_sync(lambda tx, q=query, a=account: tx.chats.search(q, 9, a))
        assert [text.created for text in texts] == found


def in_a_book(store: Store, *steps: str) -> list[EngineEvent]:
    """Carry out methods of a chat book on BOB's chat; returns what it told."""
    told: list[EngineEvent] = []

    async def story() -> None:
        for step in steps:
            await getattr(book, step)(BOB)
        await book.close()

    book = ChatBook(store, Noon(), told.append)
    asyncio.run(story())
    return told


def test_a_deleted_chat_can_be_taken_back(store: Store) -> None:
    write(store, a_call(1), a_text(2))
    told = in_a_book(store, "delete", "restore")
    gone, changed, back, again = told
    assert gone == ChatsChanged((Chat(BOB, hidden=True),))
    assert back == ChatsChanged((Chat(BOB, a_text(2), unseen=1),))
    assert changed == again == ConversationChanged(BOB)
    assert len(store.run_sync(lambda tx: tx.calls.newest())) == 1


def test_a_deleted_chat_is_gone_at_the_next_start_and_later_entries_stay(store: Store) -> None:
    write(store, a_call(1), a_text(2))
    in_a_book(store, "delete")
    write(store, a_call(7, started_at=2000.0))
    assert store.run_sync(lambda tx: tx.calls.newest()) == [a_call(7, started_at=2000.0)]
    book = ChatBook(store, Noon(), lambda event: None)
    assert book.all() == (Chat(BOB, a_call(7, started_at=2000.0), unseen=1),)
    assert store.run_sync(lambda tx: tx.texts.newest(BOB, 9)) == []


def test_looking_at_a_chat_clears_what_was_missed_and_the_mark(store: Store) -> None:
    write(store, a_call(1))
    marked, looked = in_a_book(store, "mark_unread", "mark_seen")
    assert marked == ChatsChanged((Chat(BOB, a_call(1), unseen=1, marked_unread=True),))
    assert looked == ChatsChanged((Chat(BOB, a_call(1)),))
