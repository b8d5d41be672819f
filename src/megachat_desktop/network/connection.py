"""One open connection to a device: its control stream, its datagrams, its end.

Its small tasks: one reads frames ahead into a bounded queue, one hands datagrams to their paths,
two turn away streams that nobody asked for. A timer looks whether the other end still answers.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Coroutine
from typing import Any

from iroh import iroh_ffi

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.address import PathKind, SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.network.addresses import direct_address
from megachat_desktop.network.control_stream import ControlStream
from megachat_desktop.network.datagram_path import Carrier, DatagramSwitch, QuicDatagramPath
from megachat_desktop.network.inbox import Inbox
from megachat_desktop.network.keys import checked_node_key
from megachat_desktop.network.liveness import Liveness, Verdict
from megachat_desktop.protocol.frames import CloseCode, Frame

_log = logging.getLogger(__name__)

QUEUED_FRAMES = 64
EXTRA_STREAMS = 16
REFUSED_STREAMS = 1_000  # more of them on one connection is abuse
RECEIVE_WINDOW_BYTES = 8 * 1024 * 1024
_LAST_WORDS_S = 0.5


class QuicConnection:
    """A ``Connection``. Its methods may be cancelled at any time without harm to the stream."""

    def __init__(
        self,
        connection: iroh_ffi.Connection,
        stream: iroh_ffi.BiStream,
        *,
        dialled: bool,
        source: str,
        is_local: Callable[[SocketAddress], bool],
        datagrams: DatagramSwitch,
    ) -> None:
        self._quic = connection
        self._control = ControlStream(stream)
        self._remote = remote_key(connection)
        self._dialled = dialled
        self._source = source
        self._is_local = is_local
        self._datagrams = datagrams  # shared by the connections to this device
        self._carrier = Carrier(connection)
        self._liveness = Liveness(time.monotonic())
        self._frames: Inbox[Frame] = Inbox(QUEUED_FRAMES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()
        self._watch: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to read."""
        limit_streams(self._quic, 0 if self._dialled else 1)
        self._datagrams.attach(self._carrier)
        for work in (
            self._read_frames(),
            self._read_datagrams(),
            self._refuse_streams(),
            self._forbid_one_way_streams(),
        ):
            self._spawn(work, self._tasks)
        self._look_later()

    @property
    def remote(self) -> NodeKey:
        """Whom the QUIC handshake proved."""
        return self._remote

    @property
    def dialled(self) -> bool:
        """Whether we opened it."""
        return self._dialled

    @property
    def source(self) -> str:
        """The peer's IP address or relay, for rationing strangers."""
        return self._source

    @property
    def is_over(self) -> bool:
        """Whether it has ended, for whatever reason."""
        return self._over.is_set()

    def path(self) -> tuple[str, float]:
        """(PathKind, round-trip time in ms) of the path in use; ("direct", 0.0) before any."""
        used = self._path_in_use()
        if used is None:
            return PathKind.DIRECT, 0.0
        if used.is_relay:
            return PathKind.RELAY, float(used.rtt_ms)
        address = direct_address(used.remote_addr)
        local = address is not None and self._is_local(address)
        return (PathKind.LOCAL if local else PathKind.DIRECT), float(used.rtt_ms)

    def remote_address(self) -> SocketAddress | None:
        """The direct address in use, worth remembering; None through a relay."""
        used = self._path_in_use()
        return direct_address(used.remote_addr) if used and used.is_ip else None

    async def send(self, frame: Frame) -> None:
        """Write one frame. Raises ConnectionError when the connection is gone."""
        if self.is_over:
            raise ConnectionError("connection closed")
        # A cancelled sender must not leave half a frame on the stream.
        await asyncio.shield(self._spawn(self._write(frame), self._writers))

    async def receive(self) -> Frame:
        """The next frame. Raises ConnectionError, or RemoteProtocolError after abuse."""
        return await self._frames.get()

    def watch_closely(self, closely: bool) -> None:
        """Notice within 5 s, not 20, that the peer is gone; for the time of a call."""
        self._liveness.watch_closely(closely, time.monotonic())
        if not self.is_over:
            self._look_later()

    def datagram_path(self, tag: bytes, role: str) -> QuicDatagramPath:
        """QUIC datagrams that begin with ``tag`` (9 bytes), as a carrier of media."""
        path = self._datagrams.open(tag, role)
        if self.is_over:
            path.close()
        return path

    async def close(self, code: int = 0) -> None:
        """Close with 0 done, 1 refused, 2 protocol error, 3 overload; idempotent.

        Frames already sent still arrive with codes 0 and 1, for at most half a second.
        """
        if not self.is_over and code in (CloseCode.DONE, CloseCode.REFUSED):
            try:
                async with asyncio.timeout(_LAST_WORDS_S):
                    await self._control.finish()
            except (ConnectionError, TimeoutError):
                _log.debug("the last words may not have arrived")
        self._end(code, lambda: ConnectionError("connection closed"))
        await self._settle()

    async def _settle(self) -> None:
        running = self._tasks | self._writers  # writers fail by themselves: QUIC is closed
        if running:
            await asyncio.wait(running)

    def _end(self, code: int, error: Callable[[], Exception]) -> None:
        """End once: tell the peer, let receivers know, stop the tasks."""
        if self.is_over:
            return
        self._over.set()
        if self._watch is not None:
            self._watch.cancel()
        self._quic.close(code, b"")
        self._frames.end(error)
        self._datagrams.detach(self._carrier)
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()

    async def _write(self, frame: Frame) -> None:
        try:
            await self._control.write(frame)
        except ConnectionError:
            self._end(CloseCode.OVERLOAD, lambda: ConnectionError("connection lost"))
            raise

    async def _read_frames(self) -> None:
        try:
            await self._control.prefer()
            while True:
                await self._frames.put(await self._control.read())
        except RemoteProtocolError as error:
            reason = str(error)
            _log.info("a peer broke the protocol: %s", reason)
            self._end(CloseCode.PROTOCOL_ERROR, lambda: RemoteProtocolError(reason))
        except (ConnectionError, iroh_ffi.IrohError):
            self._end(CloseCode.DONE, lambda: ConnectionError("connection lost"))

    async def _read_datagrams(self) -> None:
        await self._datagrams.wanted.wait()
        while True:
            try:
                packet = await self._quic.read_datagram()
            except iroh_ffi.IrohError:
                return  # the reader of frames tells
            self._datagrams.deliver(self._carrier, packet)

    async def _refuse_streams(self) -> None:
        try:
            for _ in range(REFUSED_STREAMS):
                stream = await self._quic.accept_bi()
                await refuse(stream)
        except iroh_ffi.IrohError:
            return  # the reader of frames tells
        self._end(CloseCode.OVERLOAD, lambda: RemoteProtocolError("too many streams"))

    async def _forbid_one_way_streams(self) -> None:
        # The limit of none holds only for credit not yet given, and iroh gives 100 at the start.
        try:
            await self._quic.accept_uni()
        except iroh_ffi.IrohError:
            return  # the reader of frames tells
        self._end(CloseCode.PROTOCOL_ERROR, lambda: RemoteProtocolError("one-way stream"))

    def _look_later(self) -> None:
        """Look again in time; all quiet connections at once, so that the computer wakes once."""
        if self._watch is not None:
            self._watch.cancel()
        loop, wait_s = asyncio.get_running_loop(), self._liveness.next_look_s
        due = loop.time() + wait_s
        self._watch = loop.call_at(math.ceil(due) if wait_s >= 1.0 else due, self._look)

    def _look(self) -> None:
        received = self._quic.stats().udp_rx_datagrams
        match self._liveness.look(time.monotonic(), received):
            case Verdict.GONE:
                self._end(CloseCode.DONE, lambda: ConnectionError("the peer is silent"))
                return
            case Verdict.PROBE:
                self._probe()
            case Verdict.FINE:
                pass
        self._look_later()

    def _probe(self) -> None:
        """Send the smallest thing that the other end's QUIC has to acknowledge."""
        try:
            self._quic.send_datagram(b"\0")
        except iroh_ffi.IrohError as error:
            _log.debug("no probe: %s", error.kind().name)

    def _path_in_use(self) -> iroh_ffi.PathSnapshot | None:
        paths = [] if self.is_over else self._quic.paths()
        return next((path for path in paths if path.is_selected), None)

    def _spawn(
        self, work: Coroutine[Any, Any, None], group: set[asyncio.Task[None]]
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        group.add(task)
        task.add_done_callback(group.discard)
        task.add_done_callback(_look_at_the_end)
        return task


def _look_at_the_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.exception()  # a sender that was cancelled never sees what became of its frame


def remote_key(connection: iroh_ffi.Connection) -> NodeKey:
    """The checked key of the other end. Raises RemoteProtocolError."""
    return checked_node_key(connection.remote_id().to_bytes())


def limit_streams(connection: iroh_ffi.Connection, control_streams: int) -> None:
    """Let the peer open what PROTOCOL.md 4.1 allows and no more."""
    connection.set_max_concurrent_bi_streams(EXTRA_STREAMS + control_streams)
    connection.set_max_concurrent_uni_streams(0)
    connection.set_receive_window(RECEIVE_WINDOW_BYTES)


async def refuse(stream: iroh_ffi.BiStream) -> None:
    """Turn a stream away with code 1, both directions."""
    for give_up in (stream.recv().stop, stream.send().reset):
        try:
            await give_up(CloseCode.REFUSED)
        except iroh_ffi.IrohError:
            _log.debug("the stream was gone already")
