"""A running engine for one sub-command: opened, started, asked to stop by signals, stopped."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from megachat_desktop.engine.assembly import assemble
from megachat_desktop.engine.engine import Engine
from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.model.settings import RelayMode
from megachat_desktop.storage.profile import OpenProfile, open_profile, profile_directory

MOST_CHARACTERS = 4096  # of a passphrase


class PassphraseFileError(UserFacingError):
    """The passphrase file can't be read."""

    code = "passphrase_file"


def read_passphrase(path: Path | None) -> str | None:
    """The first line of the passphrase file, or None when no file was named."""
    if path is None:
        return None
    try:
        with path.open(encoding="utf-8") as file:  # may be a pipe, or a device without an end
            return file.readline(MOST_CHARACTERS).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise PassphraseFileError from None


def open_named_profile(options: Namespace) -> OpenProfile:
    """Open and lock the profile that ``--profile`` names."""
    directory = profile_directory(options.profile)
    return open_profile(directory, read_passphrase(options.passphrase_file))


@asynccontextmanager
async def running_engine(
    options: Namespace, choice: MediaChoice | None = None, *, with_echo: bool = True
) -> AsyncIterator[Engine]:
    """An engine that is online, with the command's media choice; stopped at the end."""
    profile = open_named_profile(options)
    try:
        engine = assemble(profile, choice or MediaChoice(headless=True), with_echo=with_echo)
        await _apply_network_options(engine, options)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop()
    finally:
        profile.close()


async def wait_for_stop(seconds: float | None) -> None:
    """Return after ``seconds``, or on SIGINT or SIGTERM."""
    stop = asyncio.Event()
    _on_signals(stop)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def wait_for_stdin() -> None:
    """Return when whoever started this process is gone, or on a signal."""
    loop = asyncio.get_running_loop()
    closed = asyncio.Event()

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        loop.call_soon_threadsafe(closed.set)

    threading.Thread(target=watch, name="stdin", daemon=True).start()
    _on_signals(closed)
    await closed.wait()


def _on_signals(stop: asyncio.Event) -> None:
    if sys.platform == "win32":
        return  # Ctrl+C raises KeyboardInterrupt there
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)


async def _apply_network_options(engine: Engine, options: Namespace) -> None:
    changes: dict[str, object] = {}
    match options.relay:
        case None:
            pass
        case "public":
            changes["relay_mode"] = RelayMode.PUBLIC
        case "none":
            changes["relay_mode"] = RelayMode.NONE
        case host:
            changes |= {"relay_mode": RelayMode.OWN, "relay_url": host}
    if options.stun:
        changes["stun_servers"] = tuple(options.stun)
    if changes:
        await engine.update_settings(**changes)
