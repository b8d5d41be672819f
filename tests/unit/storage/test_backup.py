"""Making a backup and making a profile of it: whole, in words, and never half."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.crypto import backup_file, key_file
from megachat_desktop.crypto.backup_file import BackupDamagedError, NotABackupError, seal_backup
from megachat_desktop.crypto.passphrase import Argon2Cost
from megachat_desktop.errors import (
    DiskFullError,
    LocalProtocolError,
    NoKeyringError,
    ProfileExistsError,
    RemoteProtocolError,
    UserFacingError,
    WrongPassphraseError,
)
from megachat_desktop.model.account import Protection
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.call import CallLogEntry, Direction, EndReason
from megachat_desktop.model.ids import AccountId, CallId, MessageId, SessionId
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.model.settings import Settings
from megachat_desktop.model.values import replace
from megachat_desktop.storage import backup, profile_keys
from megachat_desktop.storage.backup import read_backup, restore_profile, write_backup
from megachat_desktop.storage.backup_tables import TableCopy, decode_tables, encode_tables
from megachat_desktop.storage.files import write_private
from megachat_desktop.storage.profile import (
    OpenProfile,
    create_profile,
    open_profile,
    profile_exists,
)
from megachat_desktop.storage.session_repository import StoredSession
from megachat_desktop.storage.transaction import Transaction
from storage_support import BOB, MemorySecretStore, a_contact

SECRET = "correct horse"
ECHO = AccountId(b"e" * 32)
CALL = CallLogEntry(
    CallId(b"c" * 16), BOB, Direction.IN, True, 100.0, 5.0, EndReason.HUNG_UP, False, "détail"
)
TEXT = TextMessage(MessageId(b"t" * 16), BOB, Direction.OUT, "Grüße 👋", 7.0)


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id has tests of its own."""

    def derive(passphrase: str, salt: bytes, _cost: Argon2Cost) -> bytes:
        return hashlib.sha256(passphrase.encode() + salt).digest()

    for module in (backup_file, key_file):
        monkeypatch.setattr(module, "derive", derive)


def fill(tx: Transaction) -> None:
    tx.account.save(replace(tx.account.get(), hue="plum", info_seq=40, bundle_seqno=7))
    tx.contacts.save(replace(a_contact(), avatar_id=tx.avatars.put(BOB, b"picture")))
    tx.contacts.announce(BOB, (SocketAddress("192.168.1.4", 7000),))
    tx.contacts.save(replace(a_contact(ECHO, "Echo"), is_echo=True))
    tx.calls.add(CALL)
    tx.calls.add(replace(CALL, call_id=CallId(b"d" * 16), account=ECHO))
    tx.texts.save(TEXT)
    tx.settings.save(Settings(relay_url="relay.example"))
    tx.sessions.save(StoredSession(SessionId(b"s" * 16), BOB, b"ratchet state", 0.0, 0.0))


@pytest.fixture
def alice(tmp_path: Path) -> Iterator[OpenProfile]:
    folder = tmp_path / "alice"
    create_profile(folder, "Alice", Protection.UNPROTECTED)
    profile = open_profile(folder)
    profile.store.run_sync(fill)
    yield profile
    profile.close()


@pytest.fixture
def file(alice: OpenProfile, tmp_path: Path) -> Path:
    path = tmp_path / "alice.megachat-backup"
    write_backup(alice.store, path, SECRET)
    return path


def test_a_backup_becomes_the_same_person_in_quarantine(
    alice: OpenProfile, file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new computer"
    restore_profile(folder, read_backup(file, SECRET), Protection.UNPROTECTED)
    there = open_profile(folder)
    assert there.quarantined
    before = alice.store.run_sync(lambda tx: tx.account.get())
    after = there.store.run_sync(lambda tx: tx.account.get())
    assert replace(after, info_seq=0, bundle_seqno=0) == replace(before, info_seq=0, bundle_seqno=0)
    assert after.info_seq >= before.info_seq + 1_000_000
    assert after.bundle_seqno >= before.bundle_seqno + 1_000_000

    def rest(tx: Transaction) -> tuple[object, ...]:
        return (
            tx.contacts.all(), tx.contacts.addresses(BOB), tx.avatars.get(BOB),
            tx.calls.newest(), tx.texts.newest(BOB, 9), tx.settings.get(),
        )  # fmt: skip

    contacts, addresses, picture, calls, texts, chosen = there.store.run_sync(rest)
    assert contacts == [alice.store.run_sync(lambda tx: tx.contacts.get(BOB))]
    assert addresses == (SocketAddress("192.168.1.4", 7000),)
    assert picture == b"picture"
    assert calls == [CALL]
    assert texts == [replace(TEXT, state=MessageState.FAILED)]  # it waited
    assert chosen == Settings(relay_url="relay.example")
    assert there.store.run_sync(lambda tx: tx.sessions.of(BOB)) == []
    there.close()
    again = open_profile(folder)
    assert not again.quarantined
    again.close()


def test_the_same_backup_a_second_time_jumps_further(file: Path, tmp_path: Path) -> None:
    numbers = []
    for name in ("first", "second"):
        restore_profile(tmp_path / name, read_backup(file, SECRET), Protection.UNPROTECTED)
        profile = open_profile(tmp_path / name)
        numbers.append(profile.store.run_sync(lambda tx: tx.account.get()).info_seq)
        profile.close()
    assert numbers[1] > numbers[0]


def test_neither_ratchet_nor_secrets_nor_names_can_be_read_in_it(file: Path) -> None:
    data = file.read_bytes()
    assert not any(part in data for part in (b"Alice", b"Bob", b"ratchet", b"relay.example"))
    held = read_backup(file, SECRET)
    names = {table.name for table in held}
    assert names.isdisjoint({"session", "prekey", "invite", "outgoing", "envelope", "counter"})
    assert b"ratchet state" not in encode_tables(held, 0)
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


def test_what_is_no_backup_changes_nothing(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    stories: list[tuple[bytes, str, type[UserFacingError]]] = [
        (b"%PDF", SECRET, NotABackupError),
        (whole, "wrong horse", WrongPassphraseError),
        (whole[:-9], SECRET, BackupDamagedError),
        (whole[:-1] + bytes((whole[-1] ^ 1,)), SECRET, BackupDamagedError),
        (seal_backup(SECRET, b"something else"), SECRET, BackupDamagedError),
    ]
    for data, secret, error in stories:
        file.write_bytes(data)
        with pytest.raises(error):
            read_backup(file, secret)
        assert file.read_bytes() == data
    with pytest.raises(NotABackupError):
        read_backup(tmp_path, SECRET)
    with pytest.raises(NotABackupError):
        read_backup(tmp_path / "missing", SECRET)


def spoilt(tables: list[TableCopy], name: str, column: str, value: object) -> list[TableCopy]:
    """The same backup with one value replaced in the first row of a table."""
    made = []
    for table in tables:
        if table.name == name:
            place = table.columns.index(column)
            first = (*table.rows[0][:place], value, *table.rows[0][place + 1 :])
            table = replace(table, rows=[first, *table.rows[1:]])
        made.append(table)
    return made


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("account", "account", b"x" * 32),
        ("account", "account_seed", b"short"),
        ("account", "certificate", b"none"),
        ("account", "name", b"bytes"),
        ("account", "name", None),
        ("contact", "state", "friend"),
        ("call_log", "direction", "sideways"),
        ("contact_address", "account", b"nobody"),
    ],
)
def test_contents_that_do_not_fit_make_no_profile(
    file: Path, tmp_path: Path, table: str, column: str, value: object
) -> None:
    folder = tmp_path / "new"
    tables = spoilt(read_backup(file, SECRET), table, column, value)
    with pytest.raises(BackupDamagedError):
        restore_profile(folder, tables, Protection.UNPROTECTED)
    assert not profile_exists(folder)
    assert not (folder / "UNPROTECTED-KEY").exists()
    restore_profile(folder, read_backup(file, SECRET), Protection.UNPROTECTED)


def test_without_the_account_there_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(BackupDamagedError):
        restore_profile(tmp_path / "new", [], Protection.UNPROTECTED)
    assert not profile_exists(tmp_path / "new")


def test_a_profile_that_is_there_is_never_overwritten(
    alice: OpenProfile, file: Path, tmp_path: Path
) -> None:
    tables = read_backup(file, SECRET)
    create_profile(tmp_path / "other", "Other", Protection.UNPROTECTED)
    with pytest.raises(ProfileExistsError):
        restore_profile(tmp_path / "other", tables, Protection.UNPROTECTED)
    secrets = MemorySecretStore()
    restore_profile(tmp_path / "new", tables, Protection.KEYRING, secrets=secrets)
    open_profile(tmp_path / "new", secrets=secrets).close()


def test_columns_of_a_later_program_are_left_out(file: Path, tmp_path: Path) -> None:
    tables = [
        replace(t, columns=(*t.columns, "from_the_future"), rows=[(*row, 1) for row in t.rows])
        for t in read_backup(file, SECRET)
    ]
    tables.append(TableCopy("sqlite_master", ("name",), [("x",)]))
    restore_profile(tmp_path / "new", tables, Protection.UNPROTECTED)
    profile = open_profile(tmp_path / "new")
    assert profile.store.run_sync(lambda tx: tx.account.get()).name == "Alice"
    profile.close()


def test_columns_that_an_older_program_did_not_have_get_their_defaults(
    file: Path, tmp_path: Path
) -> None:
    tables = []
    for table in read_backup(file, SECRET):
        keep = [n for n, column in enumerate(table.columns) if column not in ("hue", "avatar_id")]
        columns = tuple(table.columns[n] for n in keep)
        tables.append(
            TableCopy(table.name, columns, [tuple(row[n] for n in keep) for row in table.rows])
        )
    restore_profile(tmp_path / "new", tables, Protection.UNPROTECTED)
    profile = open_profile(tmp_path / "new")
    assert profile.store.run_sync(lambda tx: tx.account.get()).hue == ""
    profile.close()


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.binary(max_size=20),
)


@given(st.lists(st.tuples(VALUES, VALUES), max_size=5))
@settings(max_examples=100, deadline=None)
def test_values_come_back_as_they_were(rows: list[tuple[object, ...]]) -> None:
    table = TableCopy("t", ("a", "b"), rows)
    assert decode_tables(encode_tables([table], 1)) == [table]


@given(st.binary(max_size=300), st.integers(0, 10_000))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_read_or_refused(noise: bytes, place: int) -> None:
    good = encode_tables([TableCopy("t", ("a", "b"), [(1, "x"), (None, b"y"), (0.5, "z")])], 1)
    place %= len(good)
    for body in (noise, good[:place] + noise[:3] + good[place + len(noise[:3]) :], good[:place]):
        try:
            decode_tables(body)
        except RemoteProtocolError:
            continue


def test_a_lie_about_the_number_of_rows_costs_no_memory() -> None:
    body = bytearray(encode_tables([TableCopy("t", ("a",), [])], 1))
    body[-4:] = (10_000_000).to_bytes(4, "big")
    with pytest.raises(RemoteProtocolError):
        decode_tables(bytes(body))


def test_only_what_a_database_has_can_be_written() -> None:
    with pytest.raises(LocalProtocolError):
        encode_tables([TableCopy("t", ("a",), [(object(),)])], 1)


# --- guarding the key in another way, killed at every step ---------------------------------------


class KilledError(BaseException):
    """The process is gone; nothing after it runs."""


class Steps:
    """Counts what touches the disk or the key store; dies before step ``last``."""

    def __init__(self, last: int) -> None:
        self.last, self.done = last, 0

    def wrap(self, work: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            if self.done >= self.last:
                raise KilledError
            self.done += 1
            return work(*arguments, **named)

        return step


WAYS = [
    (Protection.PASSPHRASE, "old one", Protection.PASSPHRASE, "new one"),
    (Protection.PASSPHRASE, "old one", Protection.KEYRING, None),
    (Protection.KEYRING, None, Protection.PASSPHRASE, "new one"),
    (Protection.KEYRING, None, Protection.BOTH, "new one"),
    (Protection.UNPROTECTED, None, Protection.PASSPHRASE, "new one"),
    (Protection.PASSPHRASE, "old one", Protection.UNPROTECTED, None),
]


@pytest.mark.parametrize(("old", "old_secret", "new", "new_secret"), WAYS)
def test_killed_at_any_step_one_way_in_is_left(
    old: Protection,
    old_secret: str | None,
    new: Protection,
    new_secret: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends = set()
    for last in range(40):
        folder, secrets = tmp_path / str(last), MemorySecretStore()
        create_profile(folder, "Alice", old, old_secret, secrets)
        profile = open_profile(folder, old_secret, secrets)
        steps = Steps(last)
        with monkeypatch.context() as patch:
            for target, name in (
                (os, "open"), (os, "fsync"), (Path, "replace"), (Path, "unlink"),
                (secrets, "set"), (secrets, "delete"),
            ):  # fmt: skip
                patch.setattr(target, name, steps.wrap(getattr(target, name)))
            try:
                profile.protect(old_secret, new, new_secret)
            except KilledError:
                finished = False
            else:
                finished = True
        profile.store.close()  # the lock and the file, as the system takes them from a killed one
        profile._lock.release()
        mode = opened_by(folder, secrets, (old_secret, new_secret))
        ends.add(mode)
        assert mode is new or not finished
        if finished:
            break
    else:
        pytest.fail("it never came to an end")
    assert ends == {old, new}


def opened_by(
    folder: Path, secrets: MemorySecretStore, passphrases: tuple[str | None, ...]
) -> Protection:
    """Exactly one of the ways in works; it says how the key is guarded."""
    modes = []
    for passphrase in dict.fromkeys(passphrases):
        try:
            profile = open_profile(folder, passphrase, secrets)
        except (WrongPassphraseError, UserFacingError):
            continue
        modes.append(profile.protection)
        assert profile.store.run_sync(lambda tx: tx.account.get()).name == "Alice"
        profile.close()
    assert modes
    assert len(set(modes)) == 1
    return modes[0]


def test_a_restored_profile_without_key_store_leaves_none(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_keys, "system_secret_store", lambda: None)
    with pytest.raises(NoKeyringError):
        restore_profile(tmp_path / "new", read_backup(file, SECRET), Protection.KEYRING)
    assert not profile_exists(tmp_path / "new")


def test_a_full_disk_leaves_the_former_backup(
    alice: OpenProfile, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserFacingError):
        backup.write_backup(alice.store, file, SECRET)
    monkeypatch.undo()
    assert file.read_bytes() == before


def test_a_file_that_found_no_room_leaves_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        write_private(tmp_path / "mine", b"secret")
    assert list(tmp_path.iterdir()) == []
