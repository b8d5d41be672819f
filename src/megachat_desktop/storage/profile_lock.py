"""One process per profile: a lock of the operating system, which a killed process lets go of."""

import os
import secrets
import sys
from pathlib import Path
from typing import Self

from megachat_desktop.errors import ProfileDamagedError, ProfileInUseError
from megachat_desktop.storage.files import read_private, write_private

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_INSTANCE = "instance"


class ProfileLock:
    """Held from opening to closing a profile; the file stays, the lock does not."""

    def __init__(self, directory: Path) -> None:
        """Take the lock. Raises ProfileInUseError when another process, or this one, has it."""
        # Never inherited: a child that outlives us must not keep the profile locked.
        self._handle = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise ProfileInUseError from error
        # A random name, so that nobody else on this computer can wait at it before us.
        self.instance = f"megachat-{secrets.token_hex(8)}"
        try:
            write_private(directory / _INSTANCE, self.instance.encode())
        except BaseException:
            os.close(self._handle)
            raise

    def release(self) -> None:
        """Let the profile go; idempotent."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def running_instance(directory: Path) -> str | None:
    """The name of the local socket at which the process that has this profile can be asked."""
    try:
        return read_private(directory / _INSTANCE, 64).decode("ascii")
    except (OSError, UnicodeDecodeError, ProfileDamagedError):
        return None
