"""Open connections: HELLO first, pings while silent, and which of two to use (PROTOCOL.md 4.1-4.3).

A link is a connection whose HELLOs have crossed. It is known by the node key that QUIC proved;
who that is stays a hint until a session says so.

    connection ─▶ HELLO out, HELLO in (5 s) ─▶ link up ─▶ frames to the handler ─▶ link down
"""

import asyncio
import contextlib
import itertools
import logging
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.network_ports import Connection
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.protocol.frames import CloseCode, Frame, Hello, Ping, Refused

_log = logging.getLogger(__name__)

HELLO_DEADLINE_S = 5.0
PING_AFTER_S = 60.0
PING_AFTER_IN_CALL_S = 20.0
PINGS_UNANSWERED = 3
PING_ANSWER_S = 10.0
SPARE_IDLE_S = 10.0
LOOK_EVERY_S = 1.0
STRANGERS_AT_ONCE = 8
STRANGER_LIFE_S = 60.0
CONNECTIONS_PER_DEVICE = 8  # one is enough; two cross; the rest are remains of a restart


@dataclass(eq=False)
class Link:
    """One connection after both HELLOs."""

    number: int
    connection: Connection
    hello: Hello
    opened_at: float
    heard_at: float
    clock_difference_ms: int  # their clock minus ours
    contact: bool = False
    unanswered: int = 0
    pinged_at: float = -math.inf
    ending: bool = False
    tasks: TaskSet = field(default_factory=TaskSet)

    @property
    def node_key(self) -> NodeKey:
        """Whom QUIC proved at the other end."""
        return self.connection.remote


class LinkHandler(Protocol):
    """What the owner of the links does with them."""

    def own_hello(self) -> Hello:
        """The HELLO to send right now."""
        ...

    def is_contact(self, node_key: NodeKey) -> bool:
        """Whether this device belongs to somebody we know."""
        ...

    async def accepts_hello(self, node_key: NodeKey, hello: Hello) -> bool:
        """Whether this HELLO agrees with what is known of the device."""
        ...

    def on_link_up(self, link: Link) -> None:
        """A link can be used."""

    async def on_frame(self, link: Link, frame: Frame) -> None:
        """One frame that is neither HELLO nor PING."""

    def on_link_down(self, link: Link) -> None:
        """A link is gone."""


class LinkBook:
    """All open links, by node key."""

    def __init__(self, own_key: NodeKey, clock: Clock, handler: LinkHandler) -> None:
        self._own_key = own_key
        self._clock = clock
        self._handler = handler
        self._links: dict[NodeKey, list[Link]] = {}
        self._numbers = itertools.count(1)
        self._tasks = TaskSet()
        self._strangers: set[Connection] = set()
        self._served: Counter[NodeKey] = Counter()
        self._closing = False
        self._house: asyncio.Task[None] | None = None
        self.in_call_with: Callable[[], frozenset[NodeKey]] = frozenset

    def link_to(self, node_key: NodeKey) -> Link | None:
        """The link for new frames: of two, the one dialled by the smaller node key."""
        links = self._links.get(node_key)
        if not links:
            return None
        we_are_smaller = self._own_key < node_key
        preferred = [k for k in links if k.connection.dialled == we_are_smaller]
        return (preferred or links)[-1]

    def links_to(self, node_key: NodeKey) -> tuple[Link, ...]:
        """Every link to a device: when both dial at once there are two for a while."""
        return tuple(self._links.get(node_key, ()))

    def open_links(self) -> list[Link]:
        """One usable link for each device."""
        return [link for key in self._links if (link := self.link_to(key))]

    def adopt(self, connection: Connection) -> asyncio.Task[None]:
        """Serve a new connection in the background, whoever opened it."""
        return self._tasks.spawn(self._serve(connection), f"link {connection.remote.hex()[:8]}")

    async def close(self) -> None:
        """Close every link politely, and take no new one."""
        self._closing = True
        links = [link for links in self._links.values() for link in links]
        await asyncio.gather(
            *(k.connection.close(CloseCode.DONE) for k in links), return_exceptions=True
        )
        await self._tasks.close()

    async def drop(self, node_key: NodeKey) -> None:
        """Close what is open to this device, as for a stranger who is refused."""
        for link in self.links_to(node_key):
            await link.connection.close(CloseCode.REFUSED)

    def recognise(self, node_key: NodeKey) -> None:
        """A stranger has become a contact: its links lose the stranger's limits."""
        for link in self.links_to(node_key):
            link.contact = True
            self._strangers.discard(link.connection)

    async def _serve(self, connection: Connection) -> None:
        code = self._refusal(connection)
        if code is not None:
            await connection.close(code)
            return
        stranger = not connection.dialled and not self._handler.is_contact(connection.remote)
        if stranger:
            self._strangers.add(connection)
        self._served[connection.remote] += 1
        code = CloseCode.OVERLOAD  # of whatever is not foreseen
        try:
            await self._greet_and_read(connection)
            code = CloseCode.REFUSED
        except RemoteProtocolError as error:
            _log.info("a peer broke the protocol: %s", error)
            code = CloseCode.PROTOCOL_ERROR
        except (ConnectionError, TimeoutError) as error:
            _log.info("link %s ended: %r", connection.remote.hex()[:8], error)
            code = CloseCode.DONE
        except asyncio.CancelledError:
            code = CloseCode.DONE
            raise
        finally:
            self._strangers.discard(connection)
            self._served -= Counter({connection.remote: 1})
            await connection.close(code)

    def _refusal(self, connection: Connection) -> CloseCode | None:
        """The code to close a new connection with, if it is not to be served."""
        if self._closing:
            return CloseCode.DONE
        if self._served[connection.remote] >= CONNECTIONS_PER_DEVICE:
            return CloseCode.OVERLOAD
        stranger = not connection.dialled and not self._handler.is_contact(connection.remote)
        full = len(self._strangers) >= STRANGERS_AT_ONCE
        return CloseCode.OVERLOAD if stranger and full else None

    async def _greet_and_read(self, connection: Connection) -> None:
        """Serve until it ends with an error; returns when our side refuses the HELLO."""
        await connection.send(self._handler.own_hello())
        async with asyncio.timeout(HELLO_DEADLINE_S):
            hello = await connection.receive()
        if not isinstance(hello, Hello):
            raise RemoteProtocolError("no HELLO first")
        if not await self._handler.accepts_hello(connection.remote, hello):
            await connection.send(Refused(bytes(16)))
            return
        link = self._new_link(connection, hello)
        try:
            self._handler.on_link_up(link)
            self._house = self._house or self._tasks.spawn(self._keep_house(), "keep links alive")
            while True:
                await self._on_frame(link, await connection.receive())
        finally:
            self._remove(link)
            await link.tasks.close()
            self._handler.on_link_down(link)

    def _new_link(self, connection: Connection, hello: Hello) -> Link:
        now = self._clock.monotonic()
        difference = hello.now_ms - round(self._clock.unix() * 1000)
        contact = self._handler.is_contact(connection.remote)
        link = Link(next(self._numbers), connection, hello, now, now, difference, contact)
        for older in self._links.setdefault(connection.remote, []):
            if older.hello.info_seq < hello.info_seq:
                # The number rises at every start: that connection's program is no more.
                link.tasks.spawn(older.connection.close(CloseCode.DONE), "close remains")
        self._links[connection.remote].append(link)
        return link

    def _remove(self, link: Link) -> None:
        links = self._links.get(link.node_key, [])
        if link in links:
            links.remove(link)
        if not links:
            self._links.pop(link.node_key, None)

    async def _on_frame(self, link: Link, frame: Frame) -> None:
        link.heard_at = self._clock.monotonic()
        link.unanswered = 0
        match frame:
            case Hello():
                raise RemoteProtocolError("a second HELLO")
            case Ping(reply=False):
                await link.connection.send(Ping(frame.id, True))
            case Ping():
                pass
            case _:
                await self._handler.on_frame(link, frame)

    async def _keep_house(self) -> None:
        """Ping what is silent; end strangers and spare links when their time is up.

        One task for all: a sleeper for each of many links would wake the computer all the time.
        """
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now, in_call = self._clock.monotonic(), self.in_call_with()
            for link in [link for links in self._links.values() for link in links]:
                if link.ending:
                    continue
                patience = PING_AFTER_IN_CALL_S if link.node_key in in_call else PING_AFTER_S
                ping_due = _ping_due(link, now, patience)
                if self._is_over(link, now, ping_due):
                    link.ending = True
                    link.tasks.spawn(link.connection.close(CloseCode.DONE), "close link")
                elif ping_due:
                    link.unanswered, link.pinged_at = link.unanswered + 1, now
                    link.tasks.spawn(_ping(link), f"ping {link.number}")

    def _is_over(self, link: Link, now: float, ping_due: bool) -> bool:
        if not link.contact and not link.connection.dialled:
            if now - link.opened_at > STRANGER_LIFE_S:
                return True
        elif self.link_to(link.node_key) is not link and now - link.heard_at > SPARE_IDLE_S:
            return True
        return ping_due and link.unanswered >= PINGS_UNANSWERED


def _ping_due(link: Link, now: float, patience: float) -> bool:
    return now - link.heard_at > patience and now - link.pinged_at >= PING_ANSWER_S


async def _ping(link: Link) -> None:
    with contextlib.suppress(ConnectionError):
        await link.connection.send(Ping(link.unanswered, False))
