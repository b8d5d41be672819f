"""Media that are loaded beside the rest: codecs, echo cancellation and DTLS are half of all that a
start would have to wait for, and no window needs them before the first call.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

from megachat_desktop.engine.media_ports import DeviceBench, MediaEngine, MediaPeer, MediaSink
from megachat_desktop.engine.network_ports import DatagramPath
from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.video.frames import VideoSource
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.media import MediaChoice, MediaDevice
from megachat_desktop.model.settings import Settings

DevicesChanged = Callable[[tuple[MediaDevice, ...]], None]


class LateMedia:
    """A ``MediaEngine`` made by ``make`` in a thread, ``after_s`` seconds from the start.

    A call that comes earlier makes it at once; until then there are no devices to tell of.
    """

    def __init__(self, make: Callable[[], MediaEngine], after_s: float = 0.0) -> None:
        self._make, self._after_s = make, after_s
        self._lock = threading.Lock()
        self._made: MediaEngine | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def self_test(self) -> None:
        """See ``MediaEngine``; a library that does not even load is no different."""
        await asyncio.sleep(self._after_s)
        try:
            media = await asyncio.to_thread(self._loaded)
        except ImportError as error:
            raise MediaEngineError from error
        await media.self_test()

    def create_peer(
        self,
        role: CallRole,
        choice: MediaChoice,
        settings: Settings,
        sink: MediaSink,
        fallback: DatagramPath | None,
    ) -> MediaPeer:
        """See ``MediaEngine``."""
        return self._loaded().create_peer(role, choice, settings, sink, fallback)

    def open_bench(self) -> DeviceBench:
        """See ``MediaEngine``."""
        return self._loaded().open_bench()

    def devices(self) -> tuple[MediaDevice, ...]:
        """See ``MediaEngine``."""
        return self._made.devices() if self._made is not None else ()

    def open_camera(self, device_id: str | None) -> VideoSource | None:
        """See ``MediaEngine``."""
        return self._loaded().open_camera(device_id)

    def watch_devices(self, changed: DevicesChanged) -> None:
        """See ``MediaEngine``."""
        if self._made is not None:
            self._made.watch_devices(changed)
            return
        task = asyncio.get_running_loop().create_task(self._watch(changed), name="devices")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self, changed: DevicesChanged) -> None:
        await asyncio.sleep(self._after_s)
        with suppress(ImportError):  # the self-test says it
            (await asyncio.to_thread(self._loaded)).watch_devices(changed)

    async def close(self) -> None:
        """See ``MediaEngine``."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._made is not None:
            await self._made.close()

    def _loaded(self) -> MediaEngine:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made
