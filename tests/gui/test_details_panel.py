"""Details of a person: beside the conversation where there is room, in its place where not."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from gui_support import ANNA, ECHO, NOW, PEOPLE, FakeEngine, log_entry, missed
from megachat_desktop.model.call import EndReason
from megachat_desktop.model.contact import ContactState, Trust
from megachat_desktop.model.events import ContactChanged, ContactRemoved, ConversationChanged
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import ElidedLabel
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.call_entry import CallEntry
from megachat_desktop.ui.people.details_panel import SHOWN_CALLS, DetailsPanel
from megachat_desktop.ui.people.panes import Shown
from megachat_desktop.ui.start.language import LANGUAGES, Language

MEI = PEOPLE[1]


@pytest.fixture
def details(window: MainWindow) -> DetailsPanel:
    window.choose(ANNA.account)
    window.pane.header._who.click()
    return window.panes.details


def parts(window: MainWindow) -> tuple[bool, bool]:
    """(conversation, details) that can be seen."""
    return window.pane.isVisible(), window.panes.details.isVisible()


def said(details: DetailsPanel) -> list[str]:
    labels = [w for w in details.findChildren(QLabel) if w.isVisible() and w.text()]
    return [label.text() for label in labels]


def test_they_dock_where_there_is_room_and_cover_the_conversation_where_not(
    window: MainWindow, details: DetailsPanel
) -> None:
    story = []
    for width in (1240, 1180, 1179, 900, 400, 1240):
        window.resize(width, 700)
        story.append((width, parts(window), details._close.accessibleName()))
    cross, back = "Close details, Esc", "Back, Alt+Left"
    both, alone = (True, True), (False, True)
    assert story == [
        (1240, both, cross), (1180, both, cross), (1179, alone, back), (900, alone, back),
        (400, alone, back), (1240, both, cross),
    ]  # fmt: skip
    assert details.width() == 320


def test_a_click_on_the_head_opens_and_closes(window: MainWindow, details: DetailsPanel) -> None:
    assert parts(window) == (True, True)
    window.pane.header._who.click()
    assert parts(window) == (True, False)


def test_the_cross_closes_and_in_one_column_leads_back(
    window: MainWindow, details: DetailsPanel
) -> None:
    details._close.click()
    assert parts(window) == (True, False)
    window.resize(400, 700)
    window.pane.header._who.click()
    assert parts(window) == (False, True)
    details._close.click()
    assert parts(window) == (True, False)


def test_they_follow_the_person_and_go_with_them(window: MainWindow, details: DetailsPanel) -> None:
    window.choose(MEI.account)
    assert (details.account, details._name.whole_text) == (MEI.account, "Mei Tanaka")
    window.choose_calls(MEI.account)
    assert not details.isVisible()


def test_the_focus_does_not_stay_on_what_is_closed(
    window: MainWindow, details: DetailsPanel
) -> None:
    details.focus_first()
    details._close.click()
    focused = window.focusWidget()
    assert focused is window.pane.header._who


def test_who_they_are_and_whether_that_is_sure(
    window: MainWindow, bridge: Bridge, details: DetailsPanel
) -> None:
    assert said(details)[:2] == ["Anna Lindqvist", "Available"]
    assert "You verified Anna on 4 March" in said(details)
    assert ANNA.fingerprint in [" ".join(text.split()) for text in said(details)]
    bridge.deliver(ContactChanged(replace(ANNA, about="In Uppsala <b>", trust=Trust.UNVERIFIED)))
    assert "In Uppsala <b>" in said(details)
    assert "Not verified yet" in said(details)
    bridge.deliver(ContactChanged(replace(ANNA, trust=Trust.MISMATCHED, verified_at=None)))
    assert "Did not match when compared" in said(details)
    assert details._verify.accessibleName() == "Compare again"


def test_the_newest_calls_and_the_way_to_all_of_them(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 1), *(log_entry(n, ANNA, n) for n in range(2, 9)))
    window.choose(ANNA.account)
    window.panes.toggle_details()
    details = window.panes.details

    def entries() -> list[CallEntry]:
        return [e for e in details.findChildren(CallEntry) if e.isVisible()]

    qtbot.waitUntil(lambda: len(entries()) == SHOWN_CALLS)
    assert entries()[0].accessibleName() == "Missed video call. Today, 13:00"
    details._all_calls.click()
    assert (window.panes.shown, window.account) == (Shown.CALLS, ANNA.account)


@pytest.fixture
def clock_of_24_hours() -> Iterator[None]:
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(QLocale.c())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("clock_of_24_hours")
def test_no_line_of_a_call_is_cut(qtbot: QtBot, look: Look, language: str) -> None:
    hours = (1, 25, 96, 400, 9000)
    calls = [
        *(log_entry(1, ANNA, n, duration_s=3849.0, video=False) for n in hours),
        *(log_entry(2, ANNA, n, duration_s=0.0, end_reason=EndReason.NO_ANSWER) for n in hours),
        *(replace(missed(3, ANNA, n), rang_s=45.0) for n in hours),
    ]
    words = Language()
    words.apply(language)
    try:
        for one in calls:
            entry = CallEntry(look, one, "Anna", NOW, narrow=True)
            qtbot.addWidget(entry)
            entry.resize(266, entry.sizeHint().height())
            entry.show()
            lines = entry.findChildren(ElidedLabel)
            assert [line.text() for line in lines] == [line.whole_text for line in lines]
    finally:
        words.apply("en")


@pytest.mark.usefixtures("clock_of_24_hours")
def test_the_calls_say_when_in_few_words_and_the_rest_under_the_pointer(
    qtbot: QtBot, look: Look
) -> None:
    def told(hours: float) -> tuple[str, str]:
        entry = CallEntry(look, log_entry(1, ANNA, hours, path="relay"), "Anna", NOW, narrow=True)
        qtbot.addWidget(entry)
        return entry.findChildren(ElidedLabel)[1].whole_text, entry.toolTip()

    assert told(96)[0] == "Thu, 14:00 · Video"
    assert told(400)[0] == "6 Nov, 22:00 · Video"
    assert told(400)[1] == "Friday 6 November, 22:00 · Video · Through a relay"


def test_somebody_removed_and_asked_again_has_no_calls_of_before(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine, details: DetailsPanel
) -> None:
    engine.log = (log_entry(1, ANNA, 1),)
    bridge.deliver(ConversationChanged(ANNA.account))
    qtbot.waitUntil(lambda: len(details.findChildren(CallEntry)) == 1)
    assert len(window.pane.feed.entries) == 1
    engine.log = ()
    bridge.deliver(ContactRemoved(ANNA.account))
    bridge.deliver(ContactChanged(ANNA))
    window.choose(ANNA.account)
    window.pane.header._who.click()
    qtbot.waitUntil(lambda: window.pane.feed.loaded)
    assert window.pane.feed.entries == []
    assert not any(entry.isVisible() for entry in details.findChildren(CallEntry))


def test_verify_opens_from_the_badge_and_from_the_details(
    desktop: Desktop, window: MainWindow, details: DetailsPanel
) -> None:
    for button in (window.pane.header._badge, details._verify):
        assert button.isVisible()
        button.click()
        assert desktop.verify.isVisible()
        assert desktop.verify.account == ANNA.account
        desktop.verify.close_sheet()


def test_what_can_be_done_fits_the_person(
    window: MainWindow, bridge: Bridge, details: DetailsPanel
) -> None:
    def buttons() -> set[str]:
        wanted = [b for b in details.findChildren(QAbstractButton) if b.isVisible()]
        return {b.accessibleName() for b in wanted} - {"Close details, Esc"}

    assert buttons() == {"Verify", "Rename…", "Block…", "Remove…"}
    bridge.deliver(ContactChanged(replace(ANNA, state=ContactState.BLOCKED)))
    assert buttons() == {"Verify", "Rename…", "Unblock", "Remove…"}
    window.choose(ECHO.account)
    assert buttons() == set()
