"""What a person does to their own identity: how it looks, how its key is guarded, its backup."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.account import Protection
from megachat_desktop.model.events import AccountChanged, EngineEvent
from megachat_desktop.model.names import clean_line
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import ABOUT_BYTES
from megachat_desktop.storage.backup import write_backup


class BackupNotWrittenError(UserFacingError):
    """The backup can't be written there. Choose another folder."""

    code = "backup_not_written"


class OwnIdentity:
    """The use-cases of one's own identity; every method runs on the engine's loop."""

    def __init__(self, parts: EngineParts, emit: Callable[[EngineEvent], None]) -> None:
        self._parts = parts
        self._emit = emit

    async def set_hue(self, hue: str) -> None:
        """The colour behind our initials; only this computer knows the choice."""
        await self._parts.own.change_account(lambda _tx, own: replace(own, hue=hue))
        self._emit(AccountChanged(self._parts.account))

    async def set_about(self, sentence: str) -> None:
        """What we say about ourselves, at most 140 bytes of it; every contact is told."""
        about = clean_line(sentence, ABOUT_BYTES)
        await self._parts.own.change_account(lambda _tx, own: replace(own, about=about))
        self._emit(AccountChanged(self._parts.account))
        await self._parts.contacts.tell_profile()

    async def set_photo(self, path: Path | None) -> None:
        """A photo becomes our picture, None takes it away; every contact is told.

        Raises BadPhotoError; then nothing has changed.
        """
        await self.set_picture(await asyncio.to_thread(_loaded, path) if path else b"")

    async def set_picture(self, image: bytes) -> None:
        """The same with a picture that ``load_photo`` has made."""
        await self._parts.own.change_account(
            lambda tx, own: replace(own, avatar_id=tx.avatars.put(own.account, image))
        )
        self._emit(AccountChanged(self._parts.account))
        await self._parts.contacts.tell_profile()

    async def protect(
        self, old_passphrase: str | None, protection: Protection, passphrase: str | None = None
    ) -> None:
        """Guard the key of the database in another way, or by another passphrase.

        Raises WrongPassphraseError, NoKeyringError, DiskFullError; then nothing has changed.
        """
        profile = self._parts.profile
        await asyncio.to_thread(profile.protect, old_passphrase, protection, passphrase)
        self._emit(AccountChanged(self._parts.account))

    async def make_backup(self, path: Path, passphrase: str) -> None:
        """Write identity, contacts, history and settings to a file under this passphrase.

        Raises DiskFullError, BackupTooLargeError, BackupNotWrittenError.
        """
        try:
            await asyncio.to_thread(write_backup, self._parts.store, path, passphrase)
        except OSError as error:
            raise BackupNotWrittenError from error


def _loaded(path: Path) -> bytes:
    from megachat_desktop.media.avatar_image import load_photo  # the start does without

    return load_photo(path)
