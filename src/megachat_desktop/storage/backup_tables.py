"""What a backup holds: whole tables by their columns' names, so that later programs read it.

    body  = u8 1 | u64 created | [table](64)
    table = s(64) name | [s(64)](128) columns | u32 rows | the rows' values one after another
    value = u8 0 nothing | 1 u64 | 2 f64 | 3 b text, UTF-8 | 4 b bytes

Identity, contacts, history and settings; never sessions, prekeys, invites or what waits to be sent.
"""

import struct
from collections.abc import Iterator, Sequence

import apsw
from msgspec import Struct

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole
from megachat_desktop.storage.database import Row, Value, rows

VALUE_BYTES = 1024 * 1024
MAX_TABLES, MAX_COLUMNS, MAX_ROWS = 64, 128, 10_000_000
_NAME_BYTES = 64
_NOT_OF_ECHO = "account NOT IN (SELECT account FROM contact WHERE is_echo = 1)"
# In the order in which they can be filled; each with the rows that leave this computer.
_TABLES = {
    "account": "1",
    "setting": "1",
    "contact": "is_echo = 0",
    "contact_address": _NOT_OF_ECHO,
    "avatar": "1",
    "call_log": _NOT_OF_ECHO,
    "text_message": _NOT_OF_ECHO,
    "chain": _NOT_OF_ECHO,
}


class TableCopy(Struct, frozen=True):
    """The rows of one table."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]


class Tables:
    """The tables of a profile that belong into its backup."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def copy(self) -> list[TableCopy]:
        """Everything that a backup holds."""
        return [self._copied(name, which) for name, which in _TABLES.items()]

    def fill(self, tables: Sequence[TableCopy]) -> None:
        """Put copies into empty tables; columns that this program does not have are left out.

        Raises RemoteProtocolError for what does not fit.
        """
        try:
            for table in tables:
                self._fill(table)
        except (apsw.ConstraintError, apsw.MismatchError, apsw.SQLError) as error:
            raise RemoteProtocolError("rows that do not fit their table") from error
        # What was waiting to be sent is not part of a backup, so it will never arrive.
        self._connection.execute(
            "UPDATE text_message SET state = 'failed' WHERE state = 'waiting' AND direction = 'out'"
        )

    def _copied(self, name: str, which: str) -> TableCopy:
        columns = self._columns(name)
        listed = ", ".join(columns)
        return TableCopy(
            name, columns, rows(self._connection, f"SELECT {listed} FROM {name} WHERE {which}")
        )

    def _fill(self, table: TableCopy) -> None:
        if table.name not in _TABLES:
            return  # of a later program
        ours = self._columns(table.name)
        places = [place for place, column in enumerate(table.columns) if column in ours]
        if not places:
            return
        listed = ", ".join(table.columns[place] for place in places)
        marks = ", ".join("?" * len(places))
        self._connection.executemany(
            f"INSERT INTO {table.name} ({listed}) VALUES ({marks})",
            ([row[place] for place in places] for row in table.rows),
        )

    def _columns(self, name: str) -> tuple[str, ...]:
        found = rows(self._connection, f"PRAGMA table_info({name})")
        return tuple(str(row[1]) for row in found)


def encode_tables(tables: Sequence[TableCopy], created: int) -> bytes:
    """The body of a backup. ``created`` in Unix seconds. Raises LocalProtocolError."""
    w = Writer().u8(1).u64(created)
    w.several(tables, MAX_TABLES, lambda table: _write_table(w, table))
    return w.done()


def decode_tables(body: bytes) -> list[TableCopy]:
    """Read the body of a backup. Raises RemoteProtocolError for anything not exactly as written."""
    return decode_whole(body, _read_body)


def _read_body(r: Reader) -> list[TableCopy]:
    r.version()
    r.u64()
    return list(r.several(MAX_TABLES, lambda: _read_table(r)))


def _write_table(w: Writer, table: TableCopy) -> None:
    w.text(table.name, _NAME_BYTES)
    w.several(table.columns, MAX_COLUMNS, lambda column: w.text(column, _NAME_BYTES))
    w.u32(len(table.rows))
    for row in table.rows:
        for value in row:
            _write_value(w, value)


def _read_table(r: Reader) -> TableCopy:
    name = r.text(_NAME_BYTES)
    columns = r.several(MAX_COLUMNS, lambda: r.text(_NAME_BYTES))
    if not columns or len(set(columns)) < len(columns):
        raise RemoteProtocolError("a table without columns, or with one twice")
    return TableCopy(name, columns, list(_read_rows(r, len(columns))))


def _read_rows(r: Reader, columns: int) -> Iterator[Row]:
    """Row by row: a wrong count runs into the end of the file, not into memory."""
    count = r.u32()
    if count > MAX_ROWS:
        raise RemoteProtocolError("too many rows")
    for _ in range(count):
        yield tuple(_read_value(r) for _ in range(columns))


def _write_value(w: Writer, value: Value) -> None:
    match value:
        case None:
            w.u8(0)
        case int():
            w.u8(1).raw(struct.pack(">q", value))
        case float():
            w.u8(2).raw(struct.pack(">d", value))
        case str():
            w.u8(3).blob(value.encode("utf-8"), VALUE_BYTES)
        case bytes():
            w.u8(4).blob(value, VALUE_BYTES)
        case _:
            raise LocalProtocolError("a value that no database has")


def _read_value(r: Reader) -> Value:
    match r.below(5):
        case 0:
            return None
        case 1:
            return int(struct.unpack(">q", r.fixed(8))[0])
        case 2:
            return float(struct.unpack(">d", r.fixed(8))[0])
        case 3:
            try:
                return r.blob(VALUE_BYTES).decode("utf-8")
            except UnicodeDecodeError:
                raise RemoteProtocolError("text is not UTF-8") from None
        case _:
            return r.blob(VALUE_BYTES)
