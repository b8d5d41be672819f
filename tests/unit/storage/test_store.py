import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from megachat_desktop.errors import (
    DiskFullError,
    LocalProtocolError,
    ProfileDamagedError,
    ProfileInUseError,
)
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction
from storage_support import BOB, KEY, a_contact, open_store

_BURST = """
import asyncio, sys
from pathlib import Path
from megachat_desktop.storage.store import Store

async def main():
    store = Store(Path(sys.argv[1]), bytes(range(32)))
    for number in range(1, 1_000_000):
        await store.run(lambda tx: tx.account.set_counter("burst", number))
        sys.stdout.write(f"{number}\\n")
        sys.stdout.flush()

asyncio.run(main())
"""


def count(store: Store, name: str) -> int:
    return store.run_sync(lambda tx: tx.account.counter(name))


def test_work_is_there_after_reopening(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.run_sync(lambda tx: tx.contacts.save(a_contact()))
    store.close()
    store = open_store(tmp_path)
    contact = store.run_sync(lambda tx: tx.contacts.get(BOB))
    assert contact == a_contact()
    store.close()


def test_work_that_fails_leaves_no_trace_and_harms_no_other(tmp_path: Path) -> None:
    def fails(tx: Transaction) -> None:
        tx.account.set_counter("failed", 1)
        raise LookupError("stop")

    async def story(store: Store) -> list[object]:
        works = [
            store.run(lambda tx: tx.account.set_counter("before", 1)),
            store.run(fails),
            store.run(lambda tx: tx.account.set_counter("after", 1)),
        ]
        return await asyncio.gather(*works, return_exceptions=True)

    store = open_store(tmp_path)
    results = asyncio.run(story(store))
    assert [type(result) for result in results] == [type(None), LookupError, type(None)]
    assert [count(store, name) for name in ("before", "failed", "after")] == [1, 0, 1]
    store.close()


def test_works_commit_in_the_order_they_were_given(tmp_path: Path) -> None:
    async def story(store: Store) -> list[int]:
        def raised(tx: Transaction) -> int:
            tx.account.set_counter("n", tx.account.counter("n") + 1)
            return tx.account.counter("n")

        return await asyncio.gather(*(store.run(raised) for _ in range(50)))

    store = open_store(tmp_path)
    assert asyncio.run(story(store)) == list(range(1, 51))
    store.close()


def test_a_closed_store_takes_no_work_and_closes_twice(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(LocalProtocolError):
        store.run_sync(lambda tx: tx.account.counter("n"))


def test_a_database_that_is_open_elsewhere_is_in_use(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with pytest.raises(ProfileInUseError):
        open_store(tmp_path)
    store.close()


def test_a_newer_programs_database_is_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.run_sync(lambda tx: tx.account._connection.execute("PRAGMA user_version = 99"))
    store.close()
    with pytest.raises(ProfileDamagedError, match="newer MegaChat"):
        open_store(tmp_path)


def test_a_wrong_key_looks_like_damage_and_changes_nothing(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    before = (tmp_path / "megachat.db").read_bytes()
    with pytest.raises(ProfileDamagedError):
        open_store(tmp_path, bytes(32))
    assert (tmp_path / "megachat.db").read_bytes() == before


@pytest.mark.parametrize("damage", ["flipped", "truncated", "emptied"])
def test_a_damaged_database_is_told_and_left_alone(tmp_path: Path, damage: str) -> None:
    store = open_store(tmp_path)
    for number in range(50):
        store.run_sync(lambda tx, n=number: tx.account.set_counter(f"name {n}", n))
    store.close()
    path = tmp_path / "megachat.db"
    data = bytearray(path.read_bytes())
    if damage == "flipped":
        data[len(data) // 2] ^= 1
    path.write_bytes(data[: len(data) // 2] if damage == "truncated" else bytes(data))
    if damage == "emptied":
        path.write_bytes(b"\0" * 4096)
    before = path.read_bytes()
    with pytest.raises(ProfileDamagedError):
        open_store(tmp_path)
    assert path.read_bytes() == before


def test_a_full_disk_fails_one_work_and_the_next_one_fits_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.run_sync(lambda tx: tx.account.set_counter("small", 1))

    def limit(tx: Transaction, pages: int) -> None:
        tx.account._connection.execute(f"PRAGMA max_page_count = {pages}")

    def big(tx: Transaction) -> None:
        tx.account.set_counter("in the same work", 1)
        for n in range(3000):
            tx.seen.add_envelope(n.to_bytes(16, "big"), 1.0)  # type: ignore[arg-type]

    store.run_sync(lambda tx: limit(tx, 60))
    with pytest.raises(DiskFullError):
        store.run_sync(big)
    assert count(store, "in the same work") == 0
    store.run_sync(lambda tx: tx.account.set_counter("small", 2))
    store.run_sync(lambda tx: limit(tx, 10000))
    store.run_sync(big)
    assert (count(store, "small"), count(store, "in the same work")) == (2, 1)
    store.close()


def test_a_file_size_limit_of_the_system_is_a_full_disk_too(tmp_path: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from megachat_desktop.errors import DiskFullError
from megachat_desktop.storage.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]), bytes(32))
store.run_sync(lambda tx: tx.account.set_counter("kept", 7))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
def big(tx):
    for n in range(30000):
        tx.seen.add_envelope(n.to_bytes(16, "big"), 1.0)
try:
    store.run_sync(big)
except DiskFullError as error:
    print(error.sentence)
store.close()
"""
    path = tmp_path / "full.db"
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("The disk is full.")
    store = Store(path, bytes(32))
    assert count(store, "kept") == 7
    store.close()


def test_kill_9_in_a_burst_of_commits_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "megachat.db"
    child = subprocess.Popen(
        [sys.executable, "-c", _BURST, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    acknowledged = [int(next(child.stdout)) for _ in range(200)]
    child.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in child.stdout.read().split("\n")[:-1] if line]
    child.wait()
    child.stdout.close()
    store = open_store(tmp_path)
    assert count(store, "burst") >= acknowledged[-1] >= 200
    store.close()


def test_nothing_readable_lies_in_the_files(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    secret = b"attack at dawn, says the queen"
    store.run_sync(lambda tx: tx.contacts.save(a_contact(name=secret.decode())))
    for path in tmp_path.iterdir():
        assert secret not in path.read_bytes()
    store.close()
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert secret not in data
        assert KEY not in data
        assert b"SQLite format" not in data
