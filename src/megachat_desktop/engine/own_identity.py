"""What a person does to their own identity: colour and picture, which contacts see."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.media.avatar_image import make_avatar
from megachat_desktop.model.events import AccountChanged, EngineEvent


class OwnIdentity:
    """The use-cases of one's own identity; every method runs on the engine's loop."""

    def __init__(self, parts: EngineParts, emit: Callable[[EngineEvent], None]) -> None:
        self._parts = parts
        self._emit = emit

    async def set_hue(self, hue: str) -> None:
        """The colour behind our initials; only this computer knows the choice."""
        await self._parts.change_account(lambda _tx, own: replace(own, hue=hue))
        self._emit(AccountChanged(self._parts.account))

    async def set_photo(self, photo: bytes) -> None:
        """A photo becomes our picture, empty bytes take it away; every contact is told.

        Raises BadPhotoError; then nothing has changed.
        """
        image = await asyncio.to_thread(make_avatar, photo) if photo else b""
        await self._parts.change_account(
            lambda tx, own: replace(own, avatar_id=tx.avatars.put(own.account, image))
        )
        self._emit(AccountChanged(self._parts.account))
        await self._parts.contacts.tell_profile()
