"""Somebody who sits before the first window: run as a program, driven by timers.

    first_window_person.py create FOLDER PHOTO BACKUP    chooses a name, a colour, a photo and a
                                                         passphrase, then makes a backup
    first_window_person.py restore FOLDER BACKUP         a wrong passphrase first, then hers

Prints what the account is like, as one JSON object, and quits.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from megachat_desktop import app
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.settings.backup_section import BackupSection
from megachat_desktop.ui.settings.settings_window import SettingsWindow
from megachat_desktop.ui.start.welcome import Welcome

SECRET = "correct horse battery"
Step = Callable[[], bool]  # whether it is done


def shown(kind: type[QWidget]) -> QWidget | None:
    found = (w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())
    return next(found, None)


def create(photo: Path, backup: Path) -> Iterator[Step]:
    yield lambda: shown(Welcome) is not None
    welcome = shown(Welcome)
    assert isinstance(welcome, Welcome)
    welcome.form.name.setText("Alice")
    welcome.form.hues.swatches["plum"].click()
    welcome.form.photo_chosen.emit(str(photo.with_name("missing.png")))
    yield lambda: welcome.said.startswith("This picture can't be used.")
    welcome.form.photo_chosen.emit(str(photo))
    yield lambda: welcome.form._picture != b""
    welcome.form.switch.click()
    welcome.form.secrets.first.setText(SECRET)
    welcome.form.secrets.second.setText(SECRET)
    welcome.form.create_button.click()
    yield lambda: shown(MainWindow) is not None
    yield from make_backup(backup)


def make_backup(backup: Path) -> Iterator[Step]:
    window = shown(MainWindow)
    assert isinstance(window, MainWindow)
    window.sidebar.profile._settings.click()
    yield lambda: shown(SettingsWindow) is not None
    settings = shown(SettingsWindow)
    assert isinstance(settings, SettingsWindow)
    settings.show_page("identity")
    section = settings.page("identity").findChild(BackupSection)
    assert isinstance(section, BackupSection)
    section.secrets.first.setText(SECRET)
    section.secrets.second.setText(SECRET)
    section.make_at(backup)
    yield lambda: section.said.startswith("Saved as ")
    yield from tell(settings)


def restore(backup: Path) -> Iterator[Step]:
    yield lambda: shown(Welcome) is not None
    welcome = shown(Welcome)
    assert isinstance(welcome, Welcome)
    welcome.form.restore.click()
    form = welcome.restore
    form.take_file(backup)
    form.switch.click()
    form.passphrase.setText("wrong horse")
    form.restore.click()
    yield lambda: form.said.startswith("That's not the passphrase.")
    form.passphrase.setText(SECRET)
    form.restore.click()
    yield lambda: shown(MainWindow) is not None
    window = shown(MainWindow)
    assert isinstance(window, MainWindow)
    yield lambda: window.notices.text != ""
    yield from tell(window, notice=window.notices.text)


def tell(window: MainWindow | SettingsWindow, **more: str) -> Iterator[Step]:
    """What the window knows of us; the colour and the picture come after the start."""
    bridge = window._bridge if isinstance(window, MainWindow) else window._parts.bridge

    def whole() -> bool:
        account = bridge.seen.account
        return account is not None and bool(account.hue and account.avatar_id)

    yield whole
    account = bridge.seen.account
    assert account is not None
    told = {
        "account": account.account.hex(), "name": account.name, "hue": account.hue,
        "picture": account.avatar_id.hex(), "protection": account.protection.name, **more,
    }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


class Person:
    """Goes on to the next step as soon as the one before is done."""

    def __init__(self, steps: Iterator[Step]) -> None:
        self._steps = steps
        self._waiting: Step | None = lambda: True
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        if self._waiting is not None and self._waiting():
            self._waiting = next(self._steps, None)
            if self._waiting is None:
                self._timer.stop()
                signal_quit()


def signal_quit() -> None:
    """As somebody who ends the session."""
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    what, folder, *paths = sys.argv[1:]
    steps = create(*map(Path, paths)) if what == "create" else restore(*map(Path, paths))
    run = app.App.run
    people: list[Person] = []

    async def attended(self: app.App) -> int:
        people.append(Person(steps))
        return await run(self)

    app.App.run = attended  # type: ignore[method-assign]
    return app.main(["--profile", folder, "--relay", "none"])


if __name__ == "__main__":
    sys.exit(main())
