"""The composition root of the window: parses, opens the profile, connects, runs, stops.

arguments ─▶ profile (welcome, passphrase, or hand over to the process that has it)
─▶ engine on its own thread ─▶ windows on this one ─▶ quit ─▶ engine stopped, profile closed
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import qasync  # type: ignore[import-untyped]
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

import megachat_desktop.ui  # noqa: F401 - before the engine's modules: docs/decisions/0148
from megachat_desktop.engine.assembly import assemble
from megachat_desktop.engine.engine import Engine
from megachat_desktop.errors import (
    PassphraseNeededError,
    ProfileInUseError,
    ProfileMissingError,
    UserFacingError,
    WrongPassphraseError,
)
from megachat_desktop.media.audio.late_ringer import LateRinger
from megachat_desktop.media.freed_memory import freed_memory
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.model.terminal_text import TerminalFormatter, terminal_text
from megachat_desktop.storage.profile import (
    DEFAULT_PROFILE,
    OpenProfile,
    lock_profile,
    open_profile,
    profile_directory,
)
from megachat_desktop.storage.profile_lock import ProfileLock
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.text import shown_sentence
from megachat_desktop.ui.kit.theme import Looks
from megachat_desktop.ui.start.application import Application
from megachat_desktop.ui.start.collector import GuiThreadCollector
from megachat_desktop.ui.start.crash_report import CrashReports
from megachat_desktop.ui.start.desk_life import DeskLife
from megachat_desktop.ui.start.event_lines import EventLines
from megachat_desktop.ui.start.front import bring_to_front
from megachat_desktop.ui.start.instance import InstanceServer, hand_over, outside_wish
from megachat_desktop.ui.start.language import Language, remembered_language
from megachat_desktop.ui.start.last_word import say_last_word
from megachat_desktop.ui.start.late_screens import LateScreens
from megachat_desktop.ui.start.options import (
    build_parser,
    network_changes,
    orders_of,
    read_passphrase,
)
from megachat_desktop.ui.start.text_note import remembered_text
from megachat_desktop.ui.start.theme_note import remembered_theme
from megachat_desktop.ui.start.window_system import platform_arguments
from megachat_desktop.ui.start.windows import Windows

_log = logging.getLogger(__name__)

SETTLED_AFTER_S = 15.0
MEDIA_AFTER_S = 0.5  # the window is painted first; a call before that loads them at once

if TYPE_CHECKING:
    from megachat_desktop.ui.start.questions import Questions


def main(argv: Sequence[str]) -> int:
    """Open the window; returns the exit code when it has quit."""
    options = build_parser().parse_args(list(argv))
    level = logging.DEBUG if options.verbose else logging.WARNING
    handler = logging.StreamHandler()
    handler.setFormatter(TerminalFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=level)
    application = Application([*sys.argv[:1], *platform_arguments(os.environ)])
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        return int(loop.run_until_complete(App(options).run()))


class App:
    """One run of the window."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        looks = Looks()
        looks.prepare()
        self._look = Look(looks, Icons())
        QApplication.setWindowIcon(
            QIcon(self._look.icons.pixmap("app-icon", 256, QColor("#0E6A8C")))
        )
        self._bridge = Bridge()
        self._sounds = LateRinger()
        self._wish = outside_wish(options.link)
        self._lock: ProfileLock | None = None  # while its passphrase is asked for
        self._profile: OpenProfile | None = None
        self._crashes: CrashReports | None = None
        self._quit = asyncio.Event()
        self._collector = GuiThreadCollector(self._bridge)
        self._screens = LateScreens()

    async def run(self) -> int:
        """From the profile to the end."""
        self._quit_on_signals()
        try:
            directory = profile_directory(self._options.profile)
            self._look.looks.set_choice(remembered_theme(directory))
            self._look.looks.set_text_percent(remembered_text(directory))
            language = Language()
            language.apply(remembered_language(directory))
            windows = Windows(self._bridge, language, directory, self._make_desktop)
            self._look.looks.apply()
            self._crashes = CrashReports(directory)
            if not await self._open(directory):
                return 0
        except ProfileInUseError as error:
            return await self._hand_over(error)
        except UserFacingError as error:
            await self._tell(shown_sentence(error.sentence))
            return 1
        else:
            await self._stay(windows)
            return 0
        finally:
            await self._stop()

    # --- the profile ----------------------------------------------------------------------------

    async def _open(self, directory: Path) -> bool:
        """Start the engine over the profile, asking what has to be asked. False: gave up."""
        passphrase = read_passphrase(self._options.passphrase_file)
        try:
            await self._start(directory, passphrase)
        except ProfileMissingError:
            return await self._questions(directory).ask_who()
        except (PassphraseNeededError, WrongPassphraseError) as error:
            if self._options.passphrase_file:
                raise
            wrong = isinstance(error, WrongPassphraseError)
            said = shown_sentence(error.sentence) if wrong else ""
            return await self._ask_passphrase(directory, said)
        return True

    async def _ask_passphrase(self, directory: Path, said: str) -> bool:
        """The profile is held meanwhile, so that a second start asks nothing of its own."""
        work = asyncio.to_thread(lock_profile, directory)
        self._lock = lock = await asyncio.wrap_future(self._bridge.submit(work))
        questions = self._questions(directory)
        try:
            return await questions.ask_passphrase(said, lock.instance)
        finally:
            self._wish = questions.wish or self._wish
            if self._profile is None:
                lock.release()

    def _questions(self, directory: Path) -> "Questions":
        """What most starts need not ask is not loaded before it is."""
        from megachat_desktop.ui.start.questions import Questions

        start = partial(self._start, directory)
        return Questions(self._bridge, self._look, directory, start, self._quit)

    async def _start(self, directory: Path, passphrase: str | None) -> None:
        await asyncio.wrap_future(self._bridge.start(lambda: self._compose(directory, passphrase)))

    async def _compose(
        self, directory: Path, passphrase: str | None
    ) -> tuple[Engine, Callable[[], Awaitable[None]]]:
        """On the engine's thread: profile, engine, online."""
        profile = await asyncio.to_thread(open_profile, directory, passphrase, lock=self._lock)
        try:
            choice = MediaChoice(play=self._options.play, record=self._options.record)
            engine = assemble(profile, choice, media_after_s=MEDIA_AFTER_S)
            changes = network_changes(self._options)
            if changes:
                await engine.update_settings(**changes)
            await engine.start()
        except BaseException:
            profile.close()
            raise
        self._profile = profile
        if self._crashes is not None:
            self._crashes.watch()

        async def close() -> None:
            try:
                await engine.stop()
            finally:
                await asyncio.to_thread(profile.close)

        return engine, close

    # --- running --------------------------------------------------------------------------------

    def _make_desktop(self) -> Desktop:
        return Desktop(self._bridge, self._look, self._sounds)

    async def _stay(self, windows: Windows) -> None:
        """The windows are open until somebody quits."""
        assert self._profile is not None
        server = InstanceServer(self._profile.instance, windows)
        server.raise_requested.connect(windows.raise_window)
        life = self._begin_desk_life(windows, self._profile.directory)
        lines = EventLines(self._bridge, windows) if self._options.json else None
        orders = orders_of(self._options)
        pilot = None
        if orders.any:
            from megachat_desktop.ui.start.autopilot import Autopilot

            pilot = Autopilot(orders, windows)
        life.show(windows.desktop, self._options.hidden)
        if self._wish:
            windows.raise_window(self._wish)
        if not (self._options.json or self._options.hidden):
            self._offer_report()
        if lines is not None:
            await self._print_ready(lines)
        if pilot is not None:
            pilot.start()
        QTimer.singleShot(round(MEDIA_AFTER_S * 1000), partial(self._load_the_rest, windows))
        try:
            await self._quit.wait()
        finally:
            server.close()
            life.close()
            windows.close()

    def _begin_desk_life(self, windows: Windows, directory: Path) -> DeskLife:
        named = self._options.profile
        name = named if named in (DEFAULT_PROFILE, directory.name) else str(directory)
        life = DeskLife(self._bridge, directory, name)
        life.adopt(windows.desktop)
        windows.renewed.connect(life.adopt)
        windows.quit_requested.connect(life.ask_to_quit)
        life.ending.connect(self._quit.set)
        if self._crashes is not None:
            self._crashes.know(self._names)
        return life

    def _offer_report(self) -> None:
        """Once, after a run that broke; a start that nobody watches leaves it for the next."""
        crashes = self._crashes
        if crashes is not None and (report := crashes.offered()):
            from megachat_desktop.ui.start.crash_dialog import CrashDialog

            crashes.put_aside()
            self._offer = CrashDialog(self._look, report, ended=not crashes.ended_well)
            self._offer.delete_requested.connect(crashes.delete)
            self._offer.show()
            bring_to_front(self._offer)

    def _names(self) -> tuple[str, ...]:
        """Whose names a report must not have."""
        seen = self._bridge.seen
        own = (seen.account.name,) if seen.account else ()
        return own + tuple(contact.name for contact in tuple(seen.contacts.values()))

    def _load_the_rest(self, windows: Windows) -> None:
        """What the start did not wait for."""
        self._collector.start()
        self._screens.start(*windows.desktop.late_steps())
        if not self._quit.is_set():
            self._bridge.submit(self._settle())

    async def _settle(self) -> None:
        """On the engine's thread: load the sounds, then let go of what only the start needed."""
        await asyncio.to_thread(self._sounds.load)
        await asyncio.sleep(SETTLED_AFTER_S)
        await asyncio.to_thread(freed_memory.give_back)

    async def _print_ready(self, lines: EventLines) -> None:
        engine = self._bridge.engine
        link = await asyncio.wrap_future(self._bridge.submit(engine.own_link()))
        full = await asyncio.wrap_future(self._bridge.submit(engine.own_link(True)))
        lines.ready(link, full)

    async def _stop(self) -> None:
        self._collector.stop()
        self._screens.stop()
        try:
            await asyncio.wrap_future(self._bridge.stop())
        finally:
            self._sounds.close()
            self._bridge.close()
            if self._crashes is not None:
                self._crashes.close()

    def _quit_on_signals(self) -> None:
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, self._quit.set)

    # --- what goes wrong ------------------------------------------------------------------------

    async def _hand_over(self, error: ProfileInUseError) -> int:
        directory = profile_directory(self._options.profile)
        if hand_over(directory, self._wish):
            return 0
        await self._tell(shown_sentence(error.sentence))
        return 1

    async def _tell(self, sentence: str) -> None:
        sys.stderr.write(f"megachat: {terminal_text(sentence)}\n")
        if self._options.json or orders_of(self._options).any:
            return
        await say_last_word(sentence, self._quit)
