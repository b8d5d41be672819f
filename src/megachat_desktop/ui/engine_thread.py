"""The thread of the engine, and one piece of work on it.

An expected failure ends as its sentence; anything else is logged whole and told in one general
sentence.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from megachat_desktop.errors import UserFacingError
from megachat_desktop.ui.kit.text import shown_sentence

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


def general_sentence() -> str:
    """What a person is told when we made a mistake."""
    return QCoreApplication.translate(
        "Bridge", "Something went wrong in MegaChat. It is noted in the log."
    )


class EngineThread:
    """The thread of the engine and its loop."""

    def __init__(self) -> None:
        self._loop = _new_loop()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, _Result]) -> "Future[_Result]":
        """Run a coroutine on the engine's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """Stop the loop and wait for the thread; everything on it must have ended."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(_cancel_the_rest())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop; on Windows the selector loop, since aioice's UDP must not run on the proactor."""
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop()
    import uvloop

    return uvloop.new_event_loop()


async def _cancel_the_rest() -> None:
    """What libraries left running, as ``asyncio.run`` does at its end."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Job(QObject):
    """One piece of work on the engine's thread; ends in exactly one of its signals."""

    succeeded = Signal(object)  # what the coroutine returned
    failed = Signal(str)  # a sentence
    _settled = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._settled.connect(self._on_settled, Qt.ConnectionType.QueuedConnection)

    def watch(self, future: "Future[Any]") -> None:
        """Report the end of ``future`` on the GUI thread."""
        future.add_done_callback(self._on_future_done)

    def _on_future_done(self, future: "Future[Any]") -> None:
        try:
            self._settled.emit(future)  # this is the engine's thread
        except RuntimeError:
            _log.debug("the window was gone before the work was done")

    def _on_settled(self, future: "Future[Any]") -> None:
        self.deleteLater()
        try:
            result = future.result()
        except UserFacingError as error:
            self.failed.emit(shown_sentence(error.sentence))
        except (asyncio.CancelledError, CancelledError):
            self.failed.emit("")
        except Exception:  # noqa: BLE001  the one place where a bug becomes one sentence
            _log.exception("an intent of the window failed")
            self.failed.emit(general_sentence())
        else:
            self.succeeded.emit(result)
