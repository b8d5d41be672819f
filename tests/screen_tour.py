"""Every screen of the program with plausible people in it: for pictures, and for tests that look
at all of them. Calls are in ``call_scenes``, the rarer states in ``tour_states``.

A scene is a generator: it brings the windows into a state and yields (name, widget) to look at.
"""

from collections.abc import Callable

from call_scenes import IN_CALL_S, call_window, incoming_call, running_call
from gui_support import ANNA, JONAS, LINK, PEOPLE, SAFETY, call
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import CallState
from megachat_desktop.ui.settings.pages import page_entries
from megachat_desktop.ui.start.passphrase_prompt import PassphrasePrompt
from megachat_desktop.ui.start.welcome import Welcome
from painted_people import OWN_LOOK, portrait
from tour_stage import Scene, Stage, shown_devices
from tour_states import STATES

__all__ = ["SCENES", "Scene", "Stage"]

# --- scenes -------------------------------------------------------------------------------------


def main_window(stage: Stage) -> Scene:
    """Pictures 01, 02 and 12: the lists, with a person chosen."""
    window = stage.desktop.window
    stage.wait_for(lambda: len(window.sidebar.lists.contacts.rows()) > 1)
    window.choose(ANNA.account)
    yield "main", window
    window.sidebar.show_segment(1)
    yield "contacts", window
    window.sidebar.show_segment(2)
    calls = window.sidebar.lists.call_list
    stage.wait_for(lambda: calls.model().rowCount() > 1)
    calls.setCurrentIndex(calls.model().index(1, 0))
    window.choose_calls(ANNA.account)
    yield "calls", window
    window.sidebar.show_segment(0)
    window.choose(ANNA.account)
    window.resize(1400, 860)
    yield "main-wide", window


def conversation(stage: Stage) -> Scene:
    """What stands beside and over a conversation: details, a search in it, a request, Undo."""
    window = stage.desktop.window
    window.resize(1240, 800)
    window.choose(ANNA.account)
    stage.turn()
    window.panes.toggle_details()
    yield "details", window
    window.resize(900, 700)
    yield "details-instead", window
    window.panes.close_details()
    window.pane.open_find()
    window.pane.find_bar.field.setText("call")
    stage.wait_for(lambda: window.pane.finder.answered)
    window.sidebar.search.setText("an")
    yield "find-in-chat", window
    window.sidebar.search.clear()
    window.resize(384, 744)
    window.pane.open_find()
    yield "narrow-find", window
    window.resize(1240, 800)
    window.choose(PEOPLE[6].account)
    window.undo.offer(window.tr("The chat with {name} was deleted.").format(name="Omar"), list)
    yield "request-and-undo", window
    window.undo.hide()


def narrow_window(stage: Stage) -> Scene:
    """Picture 14: one column, with a call running."""
    window = stage.desktop.window
    window.resize(384, 744)
    window.go_back()
    stage.turn()
    running = running_call()
    stage.show_call(running)
    stage.turn()
    stage.desktop.calls.shown[running.call_id].hide()
    yield "narrow-list", window
    window.choose(ANNA.account)
    yield "narrow-person", window
    stage.end_call(running)


def empty_window(stage: Stage) -> Scene:
    """Picture 14: nobody is chosen."""
    stage.desktop.window.go_back()
    yield "nobody-chosen", stage.desktop.window


def first_run(stage: Stage) -> Scene:
    """Picture 08, and the question for the passphrase."""
    stage.desktop.window.hide()
    welcome = Welcome(stage.look, stage.avatars)
    welcome.show()
    yield "welcome", welcome
    welcome.form.name.setText(JONAS.name)
    yield "welcome-named", welcome
    welcome.form.switch.click()
    welcome.form.secrets.first.setText("three quiet harbours")
    yield "welcome-passphrase", welcome
    welcome.form.restore.click()
    yield "restore", welcome
    welcome.blockSignals(True)
    welcome.close()
    prompt = PassphrasePrompt(stage.look)
    prompt.show()
    yield "passphrase", prompt
    prompt.blockSignals(True)
    prompt.close()


def add_contact(stage: Stage) -> Scene:
    """Picture 09."""
    shown_devices(stage)
    stage.desktop.window.choose(ANNA.account)
    stage.turn()
    stage.desktop.add_contact.open_with(LINK)
    yield "add-contact", stage.desktop.window
    stage.desktop.add_contact.own.replace.click()
    yield "replace-link", stage.desktop.window
    stage.desktop.add_contact.close_sheet()


def settings(stage: Stage) -> Scene:
    """Picture 10, and every other page."""
    window = stage.desktop.settings
    stage.engine.preview.put(portrait(640, 360, OWN_LOOK))
    window.open("audio-video")
    stage.turn()
    shown_devices(stage)
    stage.turn()
    for entry in page_entries():
        window.open(entry.key)
        yield f"settings-{entry.key}", window
    window.resize(720, 640)
    stage.turn()
    window.open("notifications")
    yield "settings-narrow", window
    window.close()


def verify(stage: Stage) -> Scene:
    """Picture 11, with the pictures of a call and without."""
    stage.desktop.verify.open_for(ANNA.account)
    yield "verify-number", stage.desktop.window
    stage.desktop.verify.close_sheet()
    stage.turn()
    begun = SystemClock().monotonic() - IN_CALL_S
    talking = call(CallState.ACTIVE, safety=SAFETY, active_at=begun)
    stage.show_call(talking)
    stage.turn()
    stage.desktop.window.choose(ANNA.account)
    stage.turn()
    stage.desktop.verify.open_for(ANNA.account)
    yield "verify", stage.desktop.window
    stage.desktop.verify.differ.click()
    yield "verify-differs", stage.desktop.window
    stage.desktop.verify.close_sheet()
    stage.end_call(talking)


SCENES: dict[str, Callable[[Stage], Scene]] = {
    "main": main_window,
    "conversation": conversation,
    "narrow": narrow_window,
    "empty": empty_window,
    "call": call_window,
    "incoming": incoming_call,
    "first-run": first_run,
    "add-contact": add_contact,
    "settings": settings,
    "verify": verify,
    **STATES,
}
