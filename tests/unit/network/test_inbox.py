"""The bounded queue between a reader and whoever takes."""

import asyncio

import pytest

from megachat_desktop.network.inbox import Inbox


def test_hands_out_in_order_and_then_the_end() -> None:
    async def story() -> None:
        inbox: Inbox[int] = Inbox(3)
        for number in (1, 2, 3):
            await inbox.put(number)
        inbox.end(lambda: ConnectionError("first"))
        inbox.end(lambda: ValueError("second"))
        await inbox.put(4)
        assert [await inbox.get() for _ in range(3)] == [1, 2, 3]
        for _ in range(2):
            with pytest.raises(ConnectionError, match="first"):
                await inbox.get()

    asyncio.run(story())


def test_put_waits_for_room() -> None:
    async def story() -> None:
        inbox: Inbox[int] = Inbox(1)
        await inbox.put(1)
        second = asyncio.create_task(inbox.put(2))
        await asyncio.sleep(0)
        assert (second.done(), len(inbox)) == (False, 1)
        assert [await inbox.get(), await inbox.get()] == [1, 2]
        await second

    asyncio.run(story())


def test_an_end_frees_who_waits_on_either_side() -> None:
    async def story() -> None:
        full, empty = Inbox[int](1), Inbox[int](1)
        await full.put(1)
        putting = asyncio.create_task(full.put(2))
        getting = asyncio.create_task(empty.get())
        await asyncio.sleep(0)
        full.end(lambda: ConnectionError())
        empty.end(lambda: ConnectionError())
        await putting
        with pytest.raises(ConnectionError):
            await getting

    asyncio.run(story())


def test_the_newest_takes_the_place_of_the_oldest() -> None:
    async def story() -> None:
        inbox: Inbox[int] = Inbox(2)
        assert [inbox.put_newest(n) for n in (1, 2, 3)] == [True, True, False]
        assert [await inbox.get(), await inbox.get()] == [2, 3]

    asyncio.run(story())
