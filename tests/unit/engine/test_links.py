"""Links as one device has them: greetings, limits, spare connections. Time jumps."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

import pytest

from megachat_desktop.engine.links import (
    CONNECTIONS_PER_DEVICE,
    STRANGERS_AT_ONCE,
    Link,
    LinkBook,
)
from megachat_desktop.engine.network_ports import Connection
from megachat_desktop.engine.path_watch import PathWatch
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.frames import CloseCode, Frame, Hello, HelloRole, Ping, Refused
from simulated_loop import LoopClock, run_simulated

ALICE, BOB = NodeKey(b"a" * 32), NodeKey(b"b" * 32)


def hello(info_seq: int = 1) -> Hello:
    return Hello(Features(), HelloRole.DEVICE, info_seq, 0)


@dataclass(eq=False)
class Line:
    """A connection whose other end the test plays."""

    remote: NodeKey = BOB
    dialled: bool = False
    source: str = "192.0.2.9"
    sent: list[Frame] = field(default_factory=list)
    closed_with: int | None = None
    coming: "asyncio.Queue[Frame | Exception]" = field(default_factory=asyncio.Queue)

    async def send(self, frame: Frame) -> None:
        if self.closed_with is not None:
            raise ConnectionError
        self.sent.append(frame)

    async def receive(self) -> Frame:
        item = await self.coming.get()
        if isinstance(item, Exception):
            raise item
        return item

    async def close(self, code: int = 0) -> None:
        if self.closed_with is None:
            self.closed_with = code
            self.coming.put_nowait(ConnectionError("closed"))

    def says(self, *frames: Frame) -> "Line":
        for frame in frames:
            self.coming.put_nowait(frame)
        return self


@dataclass
class Desk:
    """Alice's side: whom she knows, what reached her."""

    contacts: set[NodeKey] = field(default_factory=set)
    up: list[Link] = field(default_factory=list)
    down: list[Link] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    accepts: bool = True
    trouble: Exception | None = None

    def __post_init__(self) -> None:
        self.book = LinkBook(ALICE, LoopClock(), self)

    def own_hello(self) -> Hello:
        return hello()

    def is_contact(self, node_key: NodeKey) -> bool:
        return node_key in self.contacts

    async def accepts_hello(self, node_key: NodeKey, greeting: Hello) -> bool:
        return self.accepts

    def on_link_up(self, link: Link) -> None:
        self.up.append(link)

    async def on_frame(self, link: Link, frame: Frame) -> None:
        if self.trouble:
            raise self.trouble
        self.frames.append(frame)

    def on_link_down(self, link: Link) -> None:
        self.down.append(link)

    async def takes(self, *lines: Line) -> None:
        for line in lines:
            self.book.adopt(cast(Connection, line))
        await asyncio.sleep(0.1)


def played(story: Callable[[Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        desk = Desk()
        await story(desk)
        await desk.book.close()

    run_simulated(main)


def test_frames_count_only_after_both_hellos() -> None:
    async def story(desk: Desk) -> None:
        rude, polite = Line().says(Ping(1, False)), Line().says(hello(), Refused(bytes(16)))
        await desk.takes(rude, polite)
        assert rude.closed_with == CloseCode.PROTOCOL_ERROR
        assert desk.frames == [Refused(bytes(16))]
        polite.says(hello())
        await asyncio.sleep(0.1)
        assert polite.closed_with == CloseCode.PROTOCOL_ERROR  # a second HELLO

    played(story)


def test_crossed_connections_are_both_known() -> None:
    async def story(desk: Desk) -> None:
        desk.contacts.add(BOB)
        ours, theirs = Line(dialled=True).says(hello()), Line().says(hello())
        await desk.takes(ours, theirs)
        both = [link.connection for link in desk.book.links_to(BOB)]
        assert both == [ours, theirs]
        await ours.close()
        await asyncio.sleep(0.1)
        assert [link.connection for link in desk.book.links_to(BOB)] == [theirs]
        assert desk.book.links_to(ALICE) == ()

    played(story)


def test_whoever_says_nothing_is_let_go_after_five_seconds() -> None:
    async def story(desk: Desk) -> None:
        mute = Line()
        await desk.takes(mute)
        await asyncio.sleep(4.5)
        assert mute.closed_with is None
        await asyncio.sleep(1)
        assert mute.closed_with == CloseCode.DONE
        assert desk.up == []

    played(story)


def test_a_refused_hello_gets_the_uniform_answer() -> None:
    async def story(desk: Desk) -> None:
        desk.accepts = False
        line = Line().says(hello())
        await desk.takes(line)
        assert line.sent[1:] == [Refused(bytes(16))]
        assert line.closed_with == CloseCode.REFUSED

    played(story)


def test_eight_strangers_at_a_time_and_a_minute_each() -> None:
    async def story(desk: Desk) -> None:
        lines = [Line(NodeKey(bytes([n]) * 32)).says(hello()) for n in range(STRANGERS_AT_ONCE + 1)]
        await desk.takes(*lines)
        assert [line.closed_with for line in lines] == [None] * 8 + [CloseCode.OVERLOAD]
        await asyncio.sleep(62)
        assert all(line.closed_with is not None for line in lines)
        late = Line().says(hello())
        await desk.takes(late)
        assert late.closed_with is None

    played(story)


def test_strangers_who_became_contacts_take_nobodys_place() -> None:
    async def story(desk: Desk) -> None:
        lines = [Line(NodeKey(bytes([n]) * 32)).says(hello()) for n in range(STRANGERS_AT_ONCE)]
        await desk.takes(*lines)
        for line in lines:
            desk.contacts.add(line.remote)
            desk.book.recognise(line.remote)
        stranger = Line(NodeKey(b"s" * 32)).says(hello())
        await desk.takes(stranger)
        assert stranger.closed_with is None
        await asyncio.sleep(62)
        assert all(line.closed_with is None for line in lines)

    played(story)


def test_of_two_crossing_connections_the_spare_one_goes() -> None:
    async def story(desk: Desk) -> None:
        desk.contacts.add(BOB)
        ours, theirs = Line(dialled=True).says(hello()), Line().says(hello())
        await desk.takes(theirs, ours)
        link = desk.book.link_to(BOB)
        assert link is not None
        assert link.connection is ours  # alice has the smaller key
        await asyncio.sleep(12)
        assert (ours.closed_with, theirs.closed_with) == (None, CloseCode.DONE)

    played(story)


def test_a_peer_that_has_restarted_leaves_no_dead_connection_in_use() -> None:
    async def story(desk: Desk) -> None:
        desk.contacts.add(BOB)
        dead = Line(dialled=True).says(hello(1))
        await desk.takes(dead)
        fresh = Line().says(hello(2))
        await desk.takes(fresh)
        assert dead.closed_with == CloseCode.DONE
        link = desk.book.link_to(BOB)
        assert link is not None
        assert link.connection is fresh

    played(story)


def test_one_device_cannot_hold_many_connections() -> None:
    async def story(desk: Desk) -> None:
        desk.contacts.add(BOB)
        lines = [Line().says(hello()) for _ in range(CONNECTIONS_PER_DEVICE + 3)]
        await desk.takes(*lines)
        assert [line.closed_with for line in lines].count(CloseCode.OVERLOAD) == 3

    played(story)


@pytest.mark.expects_log("crashed")
def test_a_fault_of_ours_leaves_no_deaf_connection() -> None:
    async def story(desk: Desk) -> None:
        desk.contacts.add(BOB)
        desk.trouble = KeyError("a bug")
        line = Line().says(hello(), Refused(bytes(16)))
        await desk.takes(line)
        assert line.closed_with == CloseCode.OVERLOAD
        assert len(desk.down) == 1

    played(story)


def test_silence_is_probed_and_ended_sooner_in_a_call() -> None:
    async def story(desk: Desk) -> None:
        desk.contacts.add(BOB)
        line = Line().says(hello())
        await desk.takes(line)
        await asyncio.sleep(58)
        assert line.sent == [hello()]
        await asyncio.sleep(4)
        assert line.sent[1:] == [Ping(1, False)]
        line.says(Ping(1, True), Ping(9, False))
        await asyncio.sleep(1)
        assert line.sent[-1] == Ping(9, True)
        desk.book.in_call_with = lambda: frozenset({BOB})
        await asyncio.sleep(52)
        assert line.closed_with == CloseCode.DONE
        assert len(desk.down) == 1

    played(story)


def test_many_silent_links_are_all_probed_by_one_task() -> None:
    async def story(desk: Desk) -> None:
        lines = [Line(NodeKey(bytes([n]) * 32), dialled=True).says(hello()) for n in range(100)]
        desk.contacts.update(line.remote for line in lines)
        await desk.takes(*lines)
        tasks = len(asyncio.all_tasks())
        assert tasks <= len(lines) + 2  # one reader each, the story, the housekeeper
        await asyncio.sleep(62)
        assert all(line.sent[1:] == [Ping(1, False)] for line in lines)
        lines[0].says(Ping(1, True))
        await asyncio.sleep(31)
        assert [line.closed_with for line in lines] == [None] + [CloseCode.DONE] * 99

    played(story)


def test_a_connection_that_swallows_pings_holds_up_nobody_else() -> None:
    class Stuck(Line):
        async def send(self, frame: Frame) -> None:
            if isinstance(frame, Ping):
                await asyncio.Event().wait()
            await super().send(frame)

    async def story(desk: Desk) -> None:
        stuck, fine = Stuck().says(hello()), Line(NodeKey(b"c" * 32)).says(hello())
        desk.contacts.update((stuck.remote, fine.remote))
        await desk.takes(stuck, fine)
        await asyncio.sleep(62)
        assert fine.sent[1:] == [Ping(1, False)]
        fine.says(Ping(1, True))
        await asyncio.sleep(32)
        assert (stuck.closed_with, fine.closed_with) == (CloseCode.DONE, None)

    played(story)


def test_a_call_over_a_long_silent_link_gives_the_other_time_to_answer() -> None:
    async def story(desk: Desk) -> None:
        desk.contacts.add(BOB)
        line = Line().says(hello())
        await desk.takes(line)
        await asyncio.sleep(55)
        desk.book.in_call_with = lambda: frozenset({BOB})
        await asyncio.sleep(9)
        assert (line.sent[1:], line.closed_with) == ([Ping(1, False)], None)
        line.says(Ping(1, True))
        await asyncio.sleep(20)
        assert line.closed_with is None

    played(story)


def test_only_paths_that_may_have_moved_are_looked_at() -> None:
    async def story(desk: Desk) -> None:
        watch = PathWatch(desk.book, LoopClock())
        carol = NodeKey(b"c" * 32)
        desk.contacts.update((BOB, carol))
        await asyncio.sleep(70)
        bob = Line().says(hello())
        await desk.takes(bob)
        assert [link.node_key for link in watch.due()] == [BOB]  # just connected
        await asyncio.sleep(45)
        await desk.takes(Line(carol).says(hello()))
        await asyncio.sleep(14)
        assert {link.node_key for link in watch.due()} == {BOB, carol}  # two minutes are over
        await asyncio.sleep(5)
        assert [link.node_key for link in watch.due()] == [carol]
        desk.book.in_call_with = lambda: frozenset({BOB})
        assert {link.node_key for link in watch.due()} == {BOB, carol}
        bob.says(Ping(1, True))
        await asyncio.sleep(45)
        assert [link.node_key for link in watch.due()] == [BOB]
        watch.stir()
        assert {link.node_key for link in watch.due()} == {BOB, carol}

    played(story)
