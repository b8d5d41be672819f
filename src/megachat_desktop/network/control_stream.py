"""The control stream of a connection: whole frames in and out (PROTOCOL.md 4.2)."""

import asyncio

from iroh import iroh_ffi

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.protocol.frames import (
    HEADER_BYTES,
    Frame,
    StreamState,
    check_header,
    decode_frame,
    encode_frame,
)

HELLO_S = 5.0
FRAME_S = 30.0
_PRIORITY = 10


class ControlStream:
    """Frames over one bidirectional QUIC stream."""

    def __init__(self, stream: iroh_ffi.BiStream) -> None:
        self._send = stream.send()
        self._recv = stream.recv()
        self._writing = asyncio.Lock()
        self._state = StreamState.BEFORE_HELLO

    async def prefer(self) -> None:
        """Let this stream's bytes go before those of file streams."""
        await self._send.set_priority(_PRIORITY)

    async def read(self) -> Frame:
        """The next frame; its header is judged before its body is read.

        Raises ConnectionError when the stream is over, RemoteProtocolError when the peer breaks
        the rules or takes longer than 5 s for HELLO or 30 s for a frame it has begun.
        """
        try:
            header = await self._first_bytes()
            async with asyncio.timeout(FRAME_S):
                return await self._rest(header)
        except iroh_ffi.IrohError as error:
            raise ConnectionError("connection closed") from error
        except TimeoutError as error:
            raise RemoteProtocolError("frame took too long") from error

    async def write(self, frame: Frame) -> None:
        """Write one frame; frames never mix. Raises ConnectionError, also after 30 s."""
        data = encode_frame(frame)
        try:
            async with asyncio.timeout(FRAME_S), self._writing:
                await self._send.write_all(data)
        except iroh_ffi.IrohError as error:
            raise ConnectionError("connection closed") from error
        except TimeoutError as error:
            raise ConnectionError("the peer does not read") from error

    async def finish(self) -> None:
        """Write nothing more and wait until the peer has all of it."""
        try:
            async with self._writing:
                await self._send.finish()
                await self._send.stopped()
        except iroh_ffi.IrohError as error:
            raise ConnectionError("connection closed") from error

    async def _first_bytes(self) -> bytes:
        patience = HELLO_S if self._state is StreamState.BEFORE_HELLO else None
        async with asyncio.timeout(patience):
            first = await self._recv.read(HEADER_BYTES)
        if not first:
            raise ConnectionError("the peer finished its stream")
        return first

    async def _rest(self, header: bytes) -> Frame:
        if len(header) < HEADER_BYTES:
            header += await self._recv.read_exact(HEADER_BYTES - len(header))
        frame_type, body_bytes = check_header(header, self._state)
        body = await self._recv.read_exact(body_bytes) if body_bytes else b""
        frame = decode_frame(frame_type, body)
        self._state = StreamState.OPEN
        return frame
