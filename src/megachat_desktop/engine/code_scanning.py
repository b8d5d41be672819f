"""Looking at a person's code with the camera: one look at a time, and the camera is let go."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from megachat_desktop.engine.media_ports import MediaEngine
from megachat_desktop.errors import DeviceError, Sentence
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.protocol.link import PREFIX


class CodeScanning:
    """The use-case of the camera in "Add a contact" and "Is it really …?"."""

    def __init__(self, media: MediaEngine, camera: Callable[[], str | None]) -> None:
        """``camera`` says which one the person chose; None is the system's default."""
        self._media = media
        self._camera = camera
        self._looking: asyncio.Task[str] | None = None

    async def scan(self, slot: PictureSlot) -> str:
        """Show the camera in ``slot`` until it sees a contact's link, and return that.

        Raises DeviceError; CancelledError when ``stop`` or a second look ended this one.
        """
        await self.stop()
        self._looking = asyncio.ensure_future(self._look(slot))
        return await self._looking

    async def stop(self) -> None:
        """Look no more; the camera is free afterwards. Idempotent."""
        looking, self._looking = self._looking, None
        if looking is not None and not looking.done():
            looking.cancel()
            await asyncio.wait([looking])

    async def _look(self, slot: PictureSlot) -> str:
        from megachat_desktop.media.code_scan import CodeScan  # codecs: not before they are needed

        source = await asyncio.to_thread(self._media.open_camera, self._camera())
        if source is None:
            raise DeviceError(Sentence("No camera found. Plug one in, then try again."))
        loop, found = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

        def settle(text: str) -> None:
            if text.startswith(PREFIX) and not found.done():
                found.set_result(text)

        def tell(text: str) -> None:
            """On the camera's thread."""
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(settle, text)

        scan = CodeScan(source, slot, tell)
        starting = asyncio.ensure_future(asyncio.to_thread(scan.start))
        try:
            await asyncio.shield(starting)
            return str(await found)
        finally:
            await asyncio.wait([starting])  # a camera that is being opened has to be closed too
            starting.exception()  # told already, or nobody is left to be told
            await asyncio.to_thread(scan.stop)
