"""Every screen of the program with plausible people in it: for pictures, and for tests that look
at all of them.

A scene is a generator: it brings the windows into a state and yields (name, widget) to look at.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QWidget

from call_scenes import IN_CALL_S, call_window, incoming_call, running_call
from gui_support import (
    ANNA,
    ECHO,
    JONAS,
    LINK,
    NOW,
    PEOPLE,
    SAFETY,
    FakeEngine,
    RecordedSounds,
    call,
    log_entry,
    missed,
    start,
)
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import Call, CallState, Direction, EndReason
from megachat_desktop.model.chat import happened_at
from megachat_desktop.model.events import CallChanged
from megachat_desktop.model.ids import MessageId
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.model.settings import Settings, ThemeChoice
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.theme import Looks
from megachat_desktop.ui.settings.pages import page_entries
from megachat_desktop.ui.start.language import Language
from megachat_desktop.ui.start.passphrase_prompt import PassphrasePrompt
from megachat_desktop.ui.start.welcome import Welcome
from painted_people import (
    ANNAS_LOOK,
    INES_LOOK,
    MEIS_LOOK,
    OMARS_LOOK,
    OWN_LOOK,
    avatar,
)

Scene = Iterator[tuple[str, QWidget]]
_SITTERS = {
    JONAS.account: OWN_LOOK,
    ANNA.account: ANNAS_LOOK,
    PEOPLE[1].account: MEIS_LOOK,
    PEOPLE[2].account: OMARS_LOOK,
    PEOPLE[3].account: INES_LOOK,
}


class Stage:
    """All windows over a fake engine, in one theme and language."""

    def __init__(
        self, theme: ThemeChoice, language: str, words: Language, text_percent: int = 100
    ) -> None:
        words.apply(language)
        looks = Looks(theme)
        looks.apply()
        self.look = Look(looks, Icons())
        self.avatars = AvatarPainter(looks, self.look.icons)
        self.engine = _engine()
        self.engine.settings = Settings(theme=theme, language=language, text_percent=text_percent)
        self.bridge = Bridge()
        self.desktop = Desktop(self.bridge, self.look, RecordedSounds(), lambda: NOW)
        start(self.bridge, self.engine)
        self.wait_for(lambda: self.bridge.seen.account is not None)
        self.desktop.show()

    def wait_for(self, happened: Callable[[], bool], seconds: float = 10.0) -> None:
        """Let the windows live until it has happened."""
        until = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > until:
                raise TimeoutError("the screen never came")
            self.settle(0.01)

    def settle(self, seconds: float = 0.35) -> None:
        """Let everything arrive and be painted."""
        until = time.monotonic() + seconds
        while True:
            QApplication.processEvents()
            if time.monotonic() >= until:
                return
            time.sleep(0.005)

    def show_call(self, shown: Call) -> None:
        """What the engine would say of a call."""
        self.bridge.deliver(CallChanged(shown))

    def end_call(self, shown: Call) -> None:
        """The call is over, without a word."""
        window = self.desktop.calls.shown.get(shown.call_id)
        self.show_call(replace(shown, state=CallState.ENDED, end_reason=EndReason.HUNG_UP))
        if window is not None:
            window.close()

    def close(self) -> None:
        """Take the windows away and stop the engine's thread."""
        self.desktop.close()
        self.bridge.stop().result(5)
        self.bridge.close()
        self.desktop.retire()
        self.settle(0.05)


def _engine() -> FakeEngine:
    """People with pictures, some calls, and a sentence to somebody who called in vain."""
    engine = FakeEngine(tuple(replace(p, avatar_id=_avatar_id(p.account)) for p in PEOPLE))
    engine.account = replace(JONAS, avatar_id=_avatar_id(JONAS.account))
    engine.avatars = {account: avatar(sitter) for account, sitter in _SITTERS.items()}
    engine.log = _log()
    engine.texts = (
        TextMessage(
            MessageId(b"m" * 16), ANNA.account, Direction.OUT, "I'll call you back in an hour.",
            NOW - 19.29 * 3600, MessageState.READ,
        ),
    )  # fmt: skip
    return engine


def _avatar_id(account: bytes) -> bytes:
    return account[:16] if account in _SITTERS else b""


def _log() -> tuple[object, ...]:
    omar, mei, ines = PEOPLE[2], PEOPLE[1], PEOPLE[3]
    made = (
        log_entry(1, ANNA, 4.8, path="local", quality="good", rang_s=4.0),
        replace(missed(2, ANNA, 19.3), rang_s=45.0),
        replace(missed(3, ANNA, 19.4), rang_s=12.0),
        log_entry(
            8,
            ANNA,
            95.9,
            direction=Direction.IN,
            video=False,
            duration_s=1307.0,
            path="direct",
            quality="good",
        ),
        log_entry(9, ANNA, 138.5, duration_s=3849.0, path="relay", quality="fair"),
        log_entry(4, mei, 21.6, video=False, duration_s=360.0),
        log_entry(5, omar, 22.9, duration_s=0.0, end_reason=EndReason.NO_ANSWER),
        missed(6, ines, 50, video=False),
        log_entry(7, ECHO, 52, duration_s=61.0),
    )
    return tuple(sorted(made, key=happened_at, reverse=True))


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
    running = running_call()
    stage.show_call(running)
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
    stage.desktop.add_contact.open_with(LINK)
    yield "add-contact", stage.desktop.window
    stage.desktop.add_contact.own.replace.click()
    yield "replace-link", stage.desktop.window
    stage.desktop.add_contact.close_sheet()


def settings(stage: Stage) -> Scene:
    """Picture 10, and every other page."""
    window = stage.desktop.settings
    for entry in page_entries():
        window.open(entry.key)
        yield f"settings-{entry.key}", window
    window.resize(720, 640)
    window.open("notifications")
    yield "settings-narrow", window
    window.close()


def verify(stage: Stage) -> Scene:
    """Picture 11, with the pictures of a call and without."""
    stage.desktop.verify.open_for(ANNA.account)
    yield "verify-number", stage.desktop.window
    stage.desktop.verify.close_sheet()
    begun = SystemClock().monotonic() - IN_CALL_S
    talking = call(CallState.ACTIVE, safety=SAFETY, active_at=begun)
    stage.show_call(talking)
    stage.desktop.verify.open_for(ANNA.account)
    stage.desktop.verify.differ.click()
    yield "verify", stage.desktop.verify
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
}
