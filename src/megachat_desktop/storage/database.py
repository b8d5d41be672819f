"""The encrypted database file: how it is opened, and what its failures mean to a person.

Source of the parameters: PROTOCOL.md, section 12.
"""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import apsw

from megachat_desktop.errors import (
    DiskFullError,
    MegaChatError,
    ProfileDamagedError,
    ProfileInUseError,
)

E = TypeVar("E", bound=Enum)
Value = int | float | bytes | str | None
Row = tuple[Any, ...]  # columns are STRICT, so their types are those of the schema

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PRAGMAS = (
    # The process that has the profile is its only reader; so the database needs no shared memory
    # file, and a process that slipped past the profile's lock is refused here.
    "locking_mode=EXCLUSIVE",
    "journal_mode=WAL",
    "synchronous=FULL",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
)


def open_database(path: Path, key: bytes) -> apsw.Connection:
    """Open or create the database at ``path`` under the raw 32-byte ``key``.

    Raises ProfileDamagedError (which is also what a wrong key looks like), ProfileInUseError,
    DiskFullError. The connection belongs to the thread that calls this.
    """
    with failures_in_words(None):
        connection = apsw.Connection(str(path))
    try:
        with failures_in_words(connection):
            _prepare(connection, key)
    except BaseException:
        connection.close(True)
        raise
    return connection


def _prepare(connection: apsw.Connection, key: bytes) -> None:
    connection.execute("PRAGMA cipher='chacha20'")
    connection.execute(f'PRAGMA key="raw:{key.hex()}"')
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own LIKE knows upper and lower case of ASCII only.
    connection.create_scalar_function("folded", _folded, 1, deterministic=True)
    # The first read: a wrong key or another owner of the file shows here.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    connection.execute("COMMIT")


def _folded(*values: object) -> str:
    return str(values[0]).casefold()


@contextmanager
def failures_in_words(connection: apsw.Connection | None) -> Iterator[None]:
    """Turn failures of the disk or the file into errors that a person can be told."""
    try:
        yield
    except apsw.Error as error:
        told = _in_words(error, connection)
        if told is None:
            raise
        raise told from None  # the original may quote values of the failed statement


def _in_words(error: apsw.Error, connection: apsw.Connection | None) -> MegaChatError | None:
    match error:
        case apsw.FullError():
            return DiskFullError()
        case apsw.BusyError() | apsw.LockedError():
            return ProfileInUseError()
        case apsw.ReadOnlyError():
            return ProfileDamagedError("The profile's database can't be written to.")
        case apsw.IOError() if connection and connection.system_errno in NO_SPACE:
            return DiskFullError()
        case apsw.CorruptError() | apsw.NotADBError() | apsw.IOError() | apsw.CantOpenError():
            return ProfileDamagedError()
        case _:
            return None


def one(connection: apsw.Connection, sql: str, *values: Value) -> Row | None:
    """The first row of a query, or None."""
    return next(iter(rows(connection, sql, *values)), None)


def rows(connection: apsw.Connection, sql: str, *values: Value) -> list[Row]:
    """All rows of a query."""
    return connection.execute(sql, values).fetchall()


def known(value: object, otherwise: E) -> E:
    """A member of the enumeration of ``otherwise``; what only another version knows is that one."""
    try:
        return type(otherwise)(value)
    except ValueError:
        return otherwise


def upsert(connection: apsw.Connection, table: str, key: str, values: Mapping[str, Value]) -> None:
    """Insert a row, or update the one with the same ``key`` column (rows that refer to it stay)."""
    names = list(values)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        f" ON CONFLICT ({key}) DO UPDATE SET {changes}",
        tuple(values.values()),
    )
