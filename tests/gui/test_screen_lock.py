"""The locked screen as a real message bus tells of it."""

import shutil
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.devices,
    pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs a message bus"),
]

# Plays the desktop's screen saver in the same process, over a second connection to the bus.
PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QDeadlineTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from megachat_desktop.ui.ring.screen_lock import DesktopLock
application = QCoreApplication(sys.argv)
address = QDBusConnection.BusType.SessionBus
saver = QDBusConnection.connectToBus(address, "saver")
name = sys.argv[1]
assert saver.registerService(name)
lock = DesktopLock()
seen = [lock.locked]
for active in (True, False):
    signal = QDBusMessage.createSignal(sys.argv[2], name, "ActiveChanged")
    signal.setArguments([active])
    assert saver.send(signal)
    deadline = QDeadlineTimer(5000)
    while lock.locked is not active and not deadline.hasExpired():
        application.processEvents()
    seen.append(lock.locked)
print(seen)
"""


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
        ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ],
)
def test_the_lock_is_noticed_and_its_end_too(service: str, path: str) -> None:
    said = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PROGRAM, service, path],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.stdout.strip() == "[False, True, False]", said.stderr
