"""What a start has to ask before there is an engine: who somebody is, or their passphrase.

no profile ─▶ welcome: a new identity, or a backup ─▶ profile ─▶ engine
a passphrase guards it ─▶ asked until it is right ─▶ engine
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from megachat_desktop.errors import (
    NoKeyringError,
    PassphraseNeededError,
    UserFacingError,
    WrongPassphraseError,
)
from megachat_desktop.media.avatar_image import decode_avatar, load_photo
from megachat_desktop.model.account import Protection
from megachat_desktop.storage.backup import read_backup, restore_profile
from megachat_desktop.storage.profile import create_profile
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.fit import fit
from megachat_desktop.ui.kit.text import shown_sentence
from megachat_desktop.ui.start.front import bring_to_front
from megachat_desktop.ui.start.identity_form import NewIdentity
from megachat_desktop.ui.start.instance import InstanceServer
from megachat_desktop.ui.start.passphrase_prompt import PassphrasePrompt
from megachat_desktop.ui.start.restore_form import RestoreChoice
from megachat_desktop.ui.start.welcome import Welcome

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")
_LEFT = object()  # the person closed the question

Start = Callable[[str | None], Awaitable[None]]  # the engine, with this passphrase


class Questions:
    """Asks, and starts the engine over ``directory`` with what was answered."""

    def __init__(
        self, bridge: Bridge, look: Look, directory: Path, start: Start, ending: asyncio.Event
    ) -> None:
        self._bridge, self._look, self._directory = bridge, look, directory
        self._start, self._ending = start, ending
        self.wish = ""  # of a second start that came while we asked

    async def ask_who(self) -> bool:
        """The welcome, until the engine runs. False: the person left, or the program ends."""
        welcome = Welcome(self._look, AvatarPainter(self._look.looks, self._look.icons))
        answers: asyncio.Queue[object] = asyncio.Queue()
        welcome.created.connect(answers.put_nowait)
        welcome.restored.connect(answers.put_nowait)
        welcome.photo_chosen.connect(lambda path: answers.put_nowait(Path(path)))
        welcome.left.connect(lambda: answers.put_nowait(_LEFT))
        fit(welcome)
        welcome.show()
        _log.info("asking for a name")
        while (answer := await self._answer(answers)) is not _LEFT:
            try:
                if await self._obey(welcome, answer):
                    _dismiss(welcome)
                    return True
            except UserFacingError as error:
                welcome.tell(shown_sentence(error.sentence))
                if isinstance(error, NoKeyringError):
                    welcome.ask_for_passphrase()
        return False

    async def ask_passphrase(self, sentence: str, instance: str) -> bool:
        """Until it is right; ``sentence`` says what was wrong before. False: as above.

        Second starts are heard at ``instance``: they bring this question forward, not another one.
        """
        prompt = PassphrasePrompt(self._look)
        server = InstanceServer(instance, prompt)
        server.raise_requested.connect(partial(self._on_second_start, prompt))
        answers: asyncio.Queue[object] = asyncio.Queue()
        prompt.entered.connect(answers.put_nowait)
        prompt.left.connect(lambda: answers.put_nowait(_LEFT))
        if sentence:
            prompt.tell(sentence)
        prompt.show()
        _log.info("asking for the passphrase")
        while isinstance(answer := await self._answer(answers), str):
            try:
                await self._start(answer)
            except (WrongPassphraseError, PassphraseNeededError) as error:
                prompt.tell(shown_sentence(error.sentence))
            else:
                server.close()
                _dismiss(prompt)
                return True
        return False

    def _on_second_start(self, prompt: PassphrasePrompt, wish: str) -> None:
        self.wish = wish or self.wish
        bring_to_front(prompt)

    async def _obey(self, welcome: Welcome, answer: object) -> bool:
        """Do what the first window was asked; whether there is a profile now."""
        match answer:
            case NewIdentity():
                await self._create(answer)
            case RestoreChoice():
                await self._restore(answer)
            case Path():
                image = await self._off_loop(load_photo, answer)
                welcome.form.show_photo(image, await self._off_loop(decode_avatar, image))
                return False
        return True

    async def _create(self, new: NewIdentity) -> None:
        protection = Protection.PASSPHRASE if new.passphrase else Protection.KEYRING
        secret = new.passphrase or None
        await self._off_loop(create_profile, self._directory, new.name, protection, secret)
        await self._start(secret)
        identity = self._bridge.engine.identity
        await asyncio.wrap_future(self._bridge.submit(identity.set_hue(new.hue)))
        if new.picture:
            await asyncio.wrap_future(self._bridge.submit(identity.set_picture(new.picture)))

    async def _restore(self, choice: RestoreChoice) -> None:
        tables = await self._off_loop(read_backup, choice.path, choice.passphrase)
        protection = Protection.PASSPHRASE if choice.keep else Protection.KEYRING
        secret = choice.passphrase if choice.keep else None
        await self._off_loop(restore_profile, self._directory, tables, protection, secret)
        await self._start(secret)

    async def _off_loop(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Do it on a worker thread."""
        return await asyncio.wrap_future(self._bridge.submit(asyncio.to_thread(work, *arguments)))

    async def _answer(self, answers: asyncio.Queue[object]) -> object:
        """What the person answered, or that the program is asked to quit."""
        waiting = [asyncio.ensure_future(answers.get()), asyncio.ensure_future(self._ending.wait())]
        done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        return waiting[0].result() if waiting[0] in done else _LEFT


def _dismiss(question: Welcome | PassphrasePrompt) -> None:
    question.blockSignals(True)
    question.close()
    question.deleteLater()
