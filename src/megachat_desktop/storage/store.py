"""The one writer: a thread that owns the connection and runs each piece of work as a transaction.

    engine loop ── run(work) ─▶ queue ─▶ BEGIN IMMEDIATE · work(tx) · COMMIT ─▶ result on the loop

What ``run`` has returned is on the disk. Work that raises leaves no trace.
"""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import apsw

from megachat_desktop.errors import LocalProtocolError, ProfileDamagedError
from megachat_desktop.storage.database import failures_in_words, open_database
from megachat_desktop.storage.migrations import migrate
from megachat_desktop.storage.transaction import Transaction

T = TypeVar("T")
_Job = tuple[Callable[[Transaction], Any], Callable[[Any, BaseException | None], None]]


class Store:
    """The database of one profile. ``run`` may be called from any thread with a running loop."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or create the database; raises what ``open_database`` and ``migrate`` raise."""
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        opened: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._write, args=(path, key, opened), name="storage", daemon=True
        )
        self._thread.start()
        try:
            opened.result()
        except BaseException:
            self._thread.join()
            raise

    def run(self, work: Callable[[Transaction], T]) -> Awaitable[T]:
        """Run ``work`` as one transaction; resolves on the caller's loop after the commit.

        Works run in the order of their ``run`` calls, awaited or not. Cancelling the wait does not
        take the work back. Raises what ``work`` raised, or DiskFullError, ProfileDamagedError.
        """
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()

        def settle(value: T, error: BaseException | None) -> None:
            if waiting.cancelled():
                return
            if error is None:
                waiting.set_result(value)
            else:
                waiting.set_exception(error)

        def done(value: T, error: BaseException | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, value, error)

        self._put((work, done))
        return waiting

    def run_sync(self, work: Callable[[Transaction], T]) -> T:
        """The same for start-up and shutdown, when no loop runs."""
        future: Future[T] = Future()

        def done(value: T, error: BaseException | None) -> None:
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)

        self._put((work, done))
        return future.result()

    def close(self) -> None:
        """Finish what is queued and close the file; idempotent."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _put(self, job: _Job) -> None:
        with self._closing:
            if self._closed:
                raise LocalProtocolError("the store is closed")
            self._jobs.put(job)

    def _write(self, path: Path, key: bytes, opened: Future[None]) -> None:
        try:
            connection = _open(path, key)
        except BaseException as error:  # noqa: BLE001  # raised again where the store is opened
            opened.set_exception(error)
            return
        opened.set_result(None)
        transaction = Transaction(connection)
        while (job := self._jobs.get()) is not None:
            work, done = job
            try:
                value = _commit(connection, transaction, work)
            except BaseException as error:  # noqa: BLE001  # raised again where run() is awaited
                done(None, error)
                del error
            else:
                done(value, None)
                del value
            del job, work, done  # nothing of a finished job may live until the next one comes
        connection.close(True)


def _open(path: Path, key: bytes) -> apsw.Connection:
    connection = open_database(path, key)
    try:
        with failures_in_words(connection):
            migrate(connection)
            _check(connection)
    except BaseException:
        connection.close(True)
        raise
    return connection


def _check(connection: apsw.Connection) -> None:
    """Look at every page once: each carries its tag, so damage shows before anything is changed."""
    if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
        raise ProfileDamagedError


def _commit(connection: apsw.Connection, tx: Transaction, work: Callable[[Transaction], T]) -> T:
    with failures_in_words(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            value = work(tx)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite has rolled back by itself when the disk is full
                connection.execute("ROLLBACK")
            raise
        return value
