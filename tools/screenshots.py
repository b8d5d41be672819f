"""Pictures of the real windows with plausible people in them, to be held beside the design.

QT_QPA_PLATFORM=offscreen python tools/screenshots.py FOLDER [name …]
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from gui_support import (
    ANNA,
    ECHO,
    LINK,
    NOW,
    PEOPLE,
    SAFETY,
    FakeEngine,
    call,
    log_entry,
    missed,
    picture,
    start,
)
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.theme import Looks
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.add_contact import AddContactSheet
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.ring.incoming_popups import IncomingPopups
from megachat_desktop.ui.start.passphrase_prompt import PassphrasePrompt
from megachat_desktop.ui.start.welcome import Welcome

SETTLE_S = 0.4


class Stage:
    """One theme, one fake engine, every window."""

    def __init__(self, application: QApplication, folder: Path, theme: ThemeChoice) -> None:
        self.application, self.folder, self.theme = application, folder, theme
        looks = Looks(theme)
        looks.apply()
        self.look = Look(looks, Icons())
        self.avatars = AvatarPainter(looks, self.look.icons)
        self.engine = FakeEngine()
        self.engine.log = _log()
        self.bridge = Bridge()
        self.history = History(self.bridge, lambda: NOW)
        self.window = MainWindow(self.bridge, self.look, self.avatars, self.history)
        start(self.bridge, self.engine)

    def settle(self) -> None:
        """Let everything arrive and be painted."""
        until = time.monotonic() + SETTLE_S
        while time.monotonic() < until:
            self.application.processEvents()
            time.sleep(0.01)

    def save(self, widget: QWidget, name: str) -> None:
        """One picture."""
        self.settle()
        widget.grab().save(str(self.folder / f"{name}-{self.theme.value}.png"))

    def close(self) -> None:
        """Stop the engine's thread."""
        self.bridge.stop().result(5)
        self.bridge.close()


def _log() -> tuple[object, ...]:
    omar, mei, ines = PEOPLE[2], PEOPLE[1], PEOPLE[3]
    return (
        log_entry(1, ANNA, 4.8),
        missed(2, ANNA, 19.3),
        missed(3, ANNA, 19.4),
        log_entry(4, mei, 21.6, video=False, duration_s=360.0),
        log_entry(5, omar, 22.9, duration_s=0.0, end_reason=EndReason.NO_ANSWER),
        missed(6, ines, 50, video=False),
        log_entry(7, ECHO, 52, duration_s=61.0),
    )


def main_window(stage: Stage) -> None:
    stage.window.show()
    stage.settle()
    stage.window.choose(ANNA.account)
    stage.window.sidebar.contact_list.choose_account(ANNA.account)
    stage.save(stage.window, "main")
    stage.window.sidebar.show_segment(1)
    stage.save(stage.window, "calls")
    stage.window.sidebar.show_segment(0)


def empty_window(stage: Stage) -> None:
    stage.window.show()
    stage.window.go_back()
    stage.save(stage.window, "nobody-chosen")


def narrow(stage: Stage) -> None:
    stage.window.show()
    stage.window.resize(384, 744)
    stage.bridge.deliver(_event(call(CallState.ACTIVE, active_at=time.monotonic() - 767)))
    stage.window.go_back()
    stage.save(stage.window, "narrow-list")
    stage.window.choose(ANNA.account)
    stage.save(stage.window, "narrow-person")


def popup(stage: Stage) -> None:
    popups = IncomingPopups(stage.look, stage.avatars, QRect, stage.window)
    popups.render(call(CallState.INCOMING), ANNA)
    shown = next(iter(popups.shown.values()))
    stage.settle()
    under = QPixmap(shown.size())
    under.fill(QColor("#9fb9c4"))
    painter = QPainter(under)
    painter.drawPixmap(0, 0, shown.grab())
    painter.end()
    under.save(str(stage.folder / f"popup-{stage.theme.value}.png"))
    popups.close()


def welcome(stage: Stage) -> None:
    window = Welcome(stage.look, stage.avatars)
    window._name.setText("Jonas Keller")
    window.show()
    stage.save(window, "welcome")
    window.hide()
    prompt = PassphrasePrompt(stage.look)
    prompt.tell("That's not the passphrase. Try again: nobody can reset it, not even us.")
    prompt.show()
    stage.save(prompt, "passphrase")
    prompt.hide()


def add_contact(stage: Stage) -> None:
    sheet = AddContactSheet(stage.bridge, stage.look, stage.avatars, stage.window)
    stage.window.show()
    for event in stage.engine.current_state():
        stage.bridge.deliver(event)
    stage.window.choose(ANNA.account)
    sheet.open_with(LINK)
    stage.save(stage.window, "add-contact")
    sheet.close_sheet()


def _event(one: object) -> object:
    from megachat_desktop.model.events import CallChanged

    return CallChanged(one)  # type: ignore[arg-type]


def call_window(stage: Stage) -> None:
    window = CallWindow(stage.look, stage.avatars)
    base = call(CallState.RINGING, camera_on=True, safety=SAFETY, path="local")
    window.attach(stage.engine.remote, stage.engine.own)
    stage.engine.own.put(picture(240, 150, 160))
    window.render_call(base, stage.engine.account)
    window.show()
    stage.save(window, "call-ringing")
    since = SystemClock().monotonic() - 767
    stage.engine.remote.put(picture(1040, 680))
    active = replace(base, state=CallState.ACTIVE, active_at=since, peer_camera_on=True)
    window.render_call(active, stage.engine.account)
    stage.save(window, "call-video")
    window.safety.click()
    stage.save(window, "call-safety")
    window.popover.hide()
    voice = replace(active, peer_camera_on=False, camera_on=False, microphone_on=False)
    window.render_call(voice, stage.engine.account)
    window.stage.show_level(0.6)
    stage.save(window, "call-voice")
    window.resize(480, 560)
    window.render_call(active, stage.engine.account)
    stage.save(window, "call-narrow")
    window.resize(1040, 680)
    over = replace(active, state=CallState.ENDED, end_reason=EndReason.NO_ANSWER)
    window.render_call(over, stage.engine.account)
    stage.save(window, "call-over")
    window.close()


SCENES: dict[str, Callable[[Stage], None]] = {
    "main": main_window,
    "empty": empty_window,
    "narrow": narrow,
    "popup": popup,
    "call": call_window,
    "welcome": welcome,
    "add": add_contact,
}


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    names = sys.argv[2:] or list(SCENES)
    application = QApplication([])
    for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        for name in names:
            stage = Stage(application, folder, theme)
            SCENES[name](stage)
            stage.window.hide()
            stage.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
