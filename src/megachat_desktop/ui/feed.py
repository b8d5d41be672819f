"""What a generator on the engine's thread goes on telling, heard on the GUI thread.

The bridge's other half: ``Bridge.ask`` is for work with one end, this for work without one.
"""

import logging
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future
from contextlib import aclosing

from PySide6.QtCore import QObject, Qt, Signal

from megachat_desktop.ui.bridge import Bridge

_log = logging.getLogger(__name__)


class Feed(QObject):
    """Runs from its making until ``close``, or until the generator ends."""

    told = Signal(object)  # what the generator yields
    _arrived = Signal(object)  # emitted on the engine's thread

    def __init__(
        self, bridge: Bridge, source: Callable[[], AsyncGenerator[object, None]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._arrived.connect(self.told, Qt.ConnectionType.QueuedConnection)
        self._run = bridge.submit(self._follow(source))
        self._run.add_done_callback(_note_failure)

    def close(self) -> None:
        """Stop listening; the generator gets the chance to clean up."""
        self._run.cancel()

    async def _follow(self, source: Callable[[], AsyncGenerator[object, None]]) -> None:
        async with aclosing(source()) as items:
            async for item in items:
                try:
                    self._arrived.emit(item)
                except RuntimeError:  # the window went in this moment
                    return


def _note_failure(run: "Future[None]") -> None:
    if not run.cancelled() and (error := run.exception()):
        _log.error("a feed of the window broke", exc_info=error)
