"""Looks at every icon of the main window and the settings on a screen of 200 %; a process of its
own, because Qt reads the scale once. Prints what has fewer pixels than the screen.
"""

import os
import sys

os.environ |= {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from call_scenes import running_call
from gui_support import ANNA
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.start.language import Language
from tour_stage import Stage, shown_devices

RATIO = 2.0


def main() -> int:
    """The exit code says whether all is sharp; the last line how many were looked at."""
    application = QApplication([])
    stage = Stage(ThemeChoice.LIGHT, "en", Language())
    window, settings = stage.desktop.window, stage.desktop.settings
    stage.wait_for(lambda: len(window.sidebar.lists.contacts.rows()) > 1)
    stage.show_call(running_call())
    shown_devices(stage)
    window.choose(ANNA.account)
    window.choose_calls(ANNA.account)
    stage.desktop.add_contact.open_with("")
    stage.desktop.verify.open_for(ANNA.account)
    settings.open("audio-video")
    stage.settle(0.3)
    seen, coarse = _look_at([window, settings, *stage.desktop.calls.shown.values()])
    stage.close()
    application.quit()
    sys.stdout.write("\n".join([*coarse, str(seen)]) + "\n")
    return 1 if coarse else 0


def _look_at(windows: list[QWidget]) -> tuple[int, list[str]]:
    seen, coarse = 0, []
    for window in windows:
        assert window.devicePixelRatioF() == RATIO
        for label in window.findChildren(QLabel):
            if not label.pixmap().isNull():
                seen += 1
                if label.pixmap().devicePixelRatioF() != RATIO:
                    coarse.append(f"{type(label.parent()).__name__}: a label")
        for button in window.findChildren(QAbstractButton):
            if not button.icon().isNull():
                seen += 1
                if button.icon().pixmap(button.iconSize(), RATIO).devicePixelRatioF() != RATIO:
                    coarse.append(f"{type(button.parent()).__name__}: {button.accessibleName()}")
    return seen, coarse


if __name__ == "__main__":
    sys.exit(main())
