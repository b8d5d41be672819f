"""Small private files: written whole or not at all, and read only if nobody else could write them.

Windows has no such modes: there a profile is guarded by the access list of the user's folder.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from megachat_desktop.errors import (
    DiskFullError,
    ProfileDamagedError,
    ProfileFolderError,
    Sentence,
    template,
)
from megachat_desktop.storage.database import NO_SPACE

_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NOT_OURS = template("MegaChat may not use {path}: it is read-only, or somebody else's.")
_POSIX = os.name == "posix"
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)  # Windows
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)  # a pipe in a file's place would be waited for


@contextmanager
def folder_failures_in_words() -> Iterator[None]:
    """Turn what the system says about a folder into errors that a person can be told."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFullError from error
        if error.errno in _NOT_ALLOWED and error.filename:
            raise ProfileFolderError(Sentence(_NOT_OURS, path=str(error.filename))) from error
        reason = error.strerror or type(error).__name__
        raise ProfileFolderError(
            Sentence("The folder of the profile can't be used: {reason}.", reason=reason)
        ) from error


def make_private_folder(path: Path) -> None:
    """Make a folder, and its parents, that only this user can enter (0700)."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _POSIX:
        path.chmod(0o700)


def write_private(path: Path, data: bytes) -> None:
    """Write a 0600 file so that after a loss of power it is the old one or the new one, whole.

    Raises DiskFullError.
    """
    draft = path.with_name(path.name + ".new")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if error.errno in NO_SPACE:
            raise DiskFullError from error
        raise


def sync_folder(path: Path) -> None:
    """Make a rename in this folder survive a loss of power."""
    if not _POSIX:
        return  # NTFS journals renames by itself
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_private(path: Path, limit: int = 65536) -> bytes:
    """Read a file that only this user can read and write.

    Raises FileNotFoundError, or ProfileDamagedError when it is a link or open to others.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NO_WAITING | _BINARY)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(path) from error
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise _unreadable(path)
        if _POSIX and mode & 0o077:
            raise ProfileDamagedError(
                Sentence("{file} can be read by others. Make it private first.", file=path.name)
            )
        return os.read(handle, limit)
    finally:
        os.close(handle)


def _unreadable(path: Path) -> ProfileDamagedError:
    return ProfileDamagedError(Sentence("{file} is a link or can't be read.", file=path.name))
