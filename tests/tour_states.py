"""Scenes of what is seldom seen: nothing there yet, no network, something went wrong."""

import asyncio
from collections.abc import Callable

from call_scenes import running_call
from gui_support import ANNA, ECHO, NOW, PEOPLE, log_entry
from megachat_desktop.errors import WrongPassphraseError
from megachat_desktop.model.call import Direction
from megachat_desktop.model.contact import Trust
from megachat_desktop.model.device_check import (
    CameraCheck,
    DeviceCheck,
    DeviceProblem,
    MicrophoneCheck,
)
from megachat_desktop.model.events import (
    ChatsChanged,
    ContactChanged,
    ContactRemoved,
    NearbyChanged,
    NetworkChanged,
)
from megachat_desktop.model.ids import MessageId
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.model.values import replace
from megachat_desktop.ui.start.closing import no_tray_question
from megachat_desktop.ui.start.crash_dialog import CrashDialog
from megachat_desktop.ui.start.desk_life import quit_question
from megachat_desktop.ui.start.passphrase_prompt import PassphrasePrompt
from tour_stage import Scene, Stage, shown_devices

DAVID, SOFIA = PEOPLE[4:6]
REPORT = """MegaChat 0.9.0, Python 3.11, Qt 6.11, Linux

Tuesday 24 November 2026, 09:12
Fatal signal: SIGSEGV

Thread "engine"
  megachat_desktop/media/video/decoder.py, line 118, in decode
  megachat_desktop/media/video/receiver.py, line 64, in _on_frame
"""


def without_people(stage: Stage) -> Scene:
    """Picture 14: nobody but the echo test, no chat and no call."""
    window, bridge = stage.desktop.window, stage.bridge
    stage.wait_for(lambda: len(window.sidebar.lists.contacts.rows()) > 1)
    stage.engine.log = stage.engine.texts = ()
    for person in PEOPLE:
        if not person.is_echo:
            bridge.deliver(ContactRemoved(person.account))
    bridge.deliver(NearbyChanged(()))
    bridge.deliver(ChatsChanged(()))
    stage.desktop.history.read()
    yield "no-people", window
    window.sidebar.show_segment(1)
    yield "no-contacts", window
    window.sidebar.show_segment(2)
    yield "no-calls", window
    window.sidebar.show_segment(0)
    window.choose(ECHO.account)
    yield "no-messages", window
    window.go_back()
    window.resize(384, 744)
    yield "no-people-narrow", window


def unreachable(stage: Stage) -> Scene:
    """No network; a person who is offline, with a text that waits."""
    window, bridge = stage.desktop.window, stage.bridge
    stage.wait_for(lambda: len(window.sidebar.lists.contacts.rows()) > 1)
    stage.engine.log = (*stage.engine.log, log_entry(20, DAVID, 30.0))
    stage.engine.texts = (_text("Heading into the tunnel, might drop off for a while.", 2.0),)
    stage.engine.texts += (_text("No rush. I'll call when you're back.", 1.9, own=True),)
    bridge.deliver(ContactChanged(replace(DAVID, last_seen=NOW - 7000)))
    window.choose(DAVID.account)
    yield "peer-offline", window
    bridge.deliver(NetworkChanged(False, None))
    yield "no-network", window
    window.choose(ANNA.account)
    window.resize(384, 744)
    yield "no-network-narrow", window
    bridge.deliver(NetworkChanged(True, None, ("192.168.1.20:7010",)))


def _text(body: str, hours_ago: float, *, own: bool = False) -> TextMessage:
    return TextMessage(
        MessageId(body.encode()[:16]), DAVID.account, Direction.OUT if own else Direction.IN,
        body, NOW - hours_ago * 3600, MessageState.WAITING,
    )  # fmt: skip


def requests(stage: Stage) -> Scene:
    """Somebody was asked and has not answered."""
    window = stage.desktop.window
    stage.wait_for(lambda: len(window.sidebar.lists.contacts.rows()) > 1)
    window.sidebar.show_segment(1)
    window.choose(SOFIA.account)
    yield "contact-asked", window


def changed_key(stage: Stage) -> Scene:
    """Somebody's device has another key, nobody has compared it yet; then it does not match."""
    window = stage.desktop.window
    stage.wait_for(lambda: len(window.sidebar.lists.contacts.rows()) > 1)
    changed = replace(ANNA, trust=Trust.UNVERIFIED, verified_at=None, keys_changed_at=NOW)
    stage.bridge.deliver(ContactChanged(changed))
    window.choose(ANNA.account)
    yield "key-changed", window
    window.resize(384, 744)
    yield "key-changed-narrow", window
    stage.bridge.deliver(ContactChanged(replace(changed, trust=Trust.MISMATCHED)))
    yield "mismatched-narrow", window


def searches(stage: Stage) -> Scene:
    """Somebody and something found; nothing found; calls that are still being read."""
    window = stage.desktop.window
    stage.wait_for(lambda: len(window.sidebar.lists.contacts.rows()) > 1)
    search = window.sidebar.search
    search.setText("an")
    stage.settle(0.4)
    yield "found", window
    search.setText("harbor")
    stage.settle(0.4)
    yield "nothing-found", window
    search.clear()
    stage.engine.calls.log = _endless  # type: ignore[method-assign,assignment]
    window.sidebar.show_segment(2)
    window.sidebar.lists.calls_page.choose_filter(1)
    stage.settle(0.4)
    yield "loading", window


async def _endless(*_: object) -> tuple[()]:
    await asyncio.sleep(3600)
    return ()


def refusals(stage: Stage) -> Scene:
    """A bad link, a wrong passphrase, devices that do not work."""
    stage.desktop.add_contact.open_with("megachat://add/nonsense")
    yield "bad-link", stage.desktop.window
    stage.desktop.add_contact.close_sheet()
    stage.turn()
    prompt = PassphrasePrompt(stage.look)
    prompt.show()
    stage.turn()
    prompt.tell(WrongPassphraseError().sentence)
    yield "passphrase-wrong", prompt
    prompt.blockSignals(True)
    prompt.close()
    stage.turn()
    window = stage.desktop.settings
    missing = DeviceCheck(
        camera=CameraCheck(problem=DeviceProblem.BUSY),
        microphone=MicrophoneCheck(problem=DeviceProblem.MISSING),
    )
    window.open("audio-video")
    stage.turn()
    shown_devices(stage, missing)
    yield "settings-no-devices", window
    window.close()


def endings(stage: Stage) -> Scene:
    """A crash at the last time, the wish to quit during a call, and to close without a tray."""
    dialog = CrashDialog(stage.look, REPORT)
    dialog.show()
    yield "crash", dialog
    dialog.show_report()
    yield "crash-report", dialog
    dialog.close()
    running = running_call()
    stage.show_call(running)
    stage.desktop.calls.shown[running.call_id].hide()
    box = quit_question()
    box.show()
    yield "quit", box
    box.reject()
    box.deleteLater()
    stage.end_call(running)
    without_tray = no_tray_question(stage.desktop.window)
    without_tray.show()
    yield "no-tray", without_tray
    without_tray.reject()
    without_tray.deleteLater()


STATES: dict[str, Callable[[Stage], Scene]] = {
    "without-people": without_people,
    "unreachable": unreachable,
    "requests": requests,
    "changed-key": changed_key,
    "searches": searches,
    "refusals": refusals,
    "endings": endings,
}
