"""``megachat demo``: two people on this computer call each other, each with a window of their own.

two temporary profiles ─▶ bob's window, ready ─▶ alice's window adds bob's link and calls him
─▶ both windows saved as pictures ─▶ alice hangs up ─▶ her report
"""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
from argparse import Namespace
from dataclasses import dataclass, field
from pathlib import Path

from megachat_desktop.cli.output import Output
from megachat_desktop.engine.own_process import own_command
from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.account import Protection
from megachat_desktop.storage.profile import create_profile

DEADLINE_S = 90.0
STOP_DEADLINE_S = 5.0


class DemoFailedError(UserFacingError):
    """The two windows did not get a call together."""

    code = "demo_failed"


async def run(options: Namespace, output: Output) -> int:
    """Run the whole demonstration; 0 when a confirmed call with pictures both ways came about."""
    folder: Path = options.output
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="megachat-demo-") as profiles:
        async with asyncio.timeout(DEADLINE_S + options.seconds):
            report = await _demonstrate(Path(profiles), folder, options.seconds)
    report["screenshots"] = [str(folder / "alice.png"), str(folder / "bob.png")]
    (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    output.report(report)
    return 0


async def _demonstrate(profiles: Path, folder: Path, seconds: float) -> dict[str, object]:
    for name in ("Alice", "Bob"):
        create_profile(profiles / name, name, Protection.UNPROTECTED, None)
    bob = Window("bob", profiles / "Bob", folder / "bob.png", ["--auto-answer", "video"])
    alice: Window | None = None
    try:
        await bob.start()
        ready = await bob.wait_for("ready")
        calling = ["--add", str(ready["link_with_addresses"]), "--call", "video"]
        calling += ["--for", str(seconds)]
        alice = Window("alice", profiles / "Alice", folder / "alice.png", calling)
        await alice.start()
        report = await alice.wait_for("report")
        await _require_pictures(folder)
    finally:
        await asyncio.gather(*(w.stop() for w in (alice, bob) if w))
    return {key: value for key, value in report.items() if key not in ("event", "t")}


async def _require_pictures(folder: Path) -> None:
    for name in ("alice.png", "bob.png"):
        if not (folder / name).exists():
            raise DemoFailedError(f"The window of {name.removesuffix('.png')} was not painted.")


@dataclass
class Window:
    """One person's window in a process of its own; its events come as JSON lines."""

    name: str
    profile: Path
    screenshot: Path
    arguments: list[str]
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self) -> None:
        """Open the window, offscreen where there is no display."""
        self.screenshot.unlink(missing_ok=True)
        command = own_command(
            *("--profile", str(self.profile), "--json", "--play", "test"),
            *("--relay", "none", "--auto-accept-contacts"),
            *("--screenshot", str(self.screenshot), *self.arguments),
        )
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdout=asyncio.subprocess.PIPE,
            env=_environment(),
            limit=1 << 20,
        )

    async def wait_for(self, name: str) -> dict[str, object]:
        """The next event of this name. Raises DemoFailedError when the window is gone."""
        assert self._process is not None
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            event = json.loads(line)
            if event.get("event") == name:
                return dict(event)
            if event.get("event") == "error":
                print(f"{self.name}: {event.get('message')}", file=sys.stderr)
        raise DemoFailedError(f"The window of {self.name} closed too early.")

    async def stop(self) -> None:
        """Close the window."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(STOP_DEADLINE_S):
                await self._process.communicate()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    on_desktop = sys.platform in ("win32", "darwin") or (
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )
    if not on_desktop:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment
