"""The whole desktop over a fake engine, as a program of its own; it obeys lines of JSON.

Started by ``x11_support.Actor``. Each order is answered by one line.
"""

import json
import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from gui_support import ANNA, FakeEngine, RecordedSounds, call, person, start
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import CallChanged
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.theme import Looks

CALLERS = (ANNA, person("Omar Haddad", 5), person("Mei Tanaka", 3))


def say(answer: object) -> None:
    """One line for whoever gave the order."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class Actor:
    """Plays the engine's part."""

    def __init__(self) -> None:
        looks = Looks(ThemeChoice.LIGHT)
        looks.apply()
        self.engine, self.bridge = FakeEngine(), Bridge()
        self.sounds = RecordedSounds()
        self.desktop = Desktop(self.bridge, Look(looks, Icons()), self.sounds)
        start(self.bridge, self.engine)
        self.orders = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.orders.activated.connect(self.obey)

    def obey(self) -> None:
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        order, *arguments = json.loads(line)
        answer = getattr(self, order)(*arguments)
        say(answer)

    def show(self) -> None:
        self.desktop.show()

    def hide(self) -> None:
        self.desktop.window.hide()

    def look_often(self) -> None:
        """At the tray."""
        self.desktop.tray._looks.setInterval(100)

    def close_window(self) -> None:
        self.desktop.window.close()

    def call(self, who: int, state: str) -> None:
        contact = CALLERS[who]
        made = call(
            CallState(state), call_id=CallId(bytes([who]) * 16),
            account=contact.account, contact_name=contact.name,
        )  # fmt: skip
        self.bridge.deliver(CallChanged(made))

    def full_screen(self, who: int) -> None:
        """The call with this person fills the screen, or no more."""
        self.desktop.calls.shown[CallId(bytes([who]) * 16)].toggle_full_screen()

    def popups(self) -> list[list[int]]:
        shown = self.desktop.popups.shown.values()
        return [list(popup.geometry().getRect()) for popup in shown]

    def asked(self) -> list[str]:
        return [intent.name for intent in self.engine.intents]

    def tray(self) -> dict[str, object]:
        tray = self.desktop.tray
        return {
            "available": tray.available,
            "visible": tray._icon.isVisible(),
            "window": self.desktop.window.isVisible(),
            "geometry": list(tray.geometry().getRect()),
        }

    def quit(self) -> None:
        self.desktop.close()
        self.bridge.stop().result(5)
        self.bridge.close()
        QApplication.quit()


if __name__ == "__main__":
    application = QApplication(sys.argv)
    application.setQuitOnLastWindowClosed(False)
    application.setDesktopFileName("megachat")
    actor = Actor()
    say("ready")
    sys.exit(application.exec())
