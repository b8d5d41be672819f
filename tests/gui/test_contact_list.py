"""The Contacts list follows the snapshots."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, ECHO, NEARBY, NOW, PEOPLE, FakeEngine, log_entry, person
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import ContactState, NearbyPerson, Presence
from megachat_desktop.model.events import (
    ChatsChanged,
    ContactChanged,
    ContactRemoved,
    NearbyChanged,
)
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.kit.rows import Row, RowAction
from megachat_desktop.ui.people.contact_rows import ContactRows
from megachat_desktop.ui.people.list_segments import CONTACTS
from megachat_desktop.ui.people.search_rows import SearchRows
from megachat_desktop.ui.seen import Seen


def seen_of(*contacts: object, nearby: tuple[NearbyPerson, ...] = ()) -> Seen:
    seen = Seen(nearby=nearby)
    for contact in contacts:
        seen.take(ContactChanged(contact))  # type: ignore[arg-type]
    return seen


def contact_rows(seen: Seen) -> list[Row]:
    source = ContactRows(lambda: seen)
    return [source.row(place) for place in source.places()]


def found_rows(seen: Seen, text: str) -> list[Row]:
    source = SearchRows(lambda: seen, lambda: NOW)
    source.look_for(text)
    return [source.row(place) for place in source.places()]


def titles(rows: list[Row]) -> list[str]:
    return [row.title for row in rows]


def test_requests_come_first_then_contacts_then_who_is_nearby() -> None:
    rows = contact_rows(seen_of(*PEOPLE, nearby=NEARBY))
    assert titles(rows) == [
        "Waiting for your answer", "Tomasz Wolski", "Contacts", "Anna Lindqvist", "Omar Haddad",
        "David Osei", "Inês Duarte", "Mei Tanaka", "Sofia Marin", "Echo test",
        "Nearby, on this network", "Leila Rahimi", "Paul Novak",
    ]  # fmt: skip


def test_a_declined_person_is_not_listed_and_a_blocked_one_cannot_be_called() -> None:
    gone = replace(ANNA, state=ContactState.IGNORED)
    blocked = person("Mallory", 6, state=ContactState.BLOCKED)
    rows = contact_rows(seen_of(gone, blocked))
    assert [(row.title, row.buttons) for row in rows] == [("Mallory", ())]


def test_only_accepted_people_and_the_echo_have_call_buttons() -> None:
    asked = person("Sofia", 8, state=ContactState.REQUESTED)
    rows = contact_rows(seen_of(ANNA, asked, ECHO))
    actions = {row.title: [button.action for button in row.buttons] for row in rows}
    both = [RowAction.VOICE, RowAction.VIDEO]
    assert actions == {"Anna Lindqvist": both, "Sofia": [], "Echo test": both}


def test_three_of_many_nearby_people_are_shown_and_an_asked_one_waits() -> None:
    many = tuple(NearbyPerson(bytes([n]) * 32, f"P{n}", "aa bb") for n in range(9))  # type: ignore[arg-type]
    assert titles(contact_rows(seen_of(nearby=many)))[1:] == ["P0", "P1", "P2", "Show all"]
    waiting = contact_rows(seen_of(nearby=(replace(many[0], asked=True),)))[1]
    assert (waiting.buttons, waiting.line) == ((), "Asked, waiting for P0")


def test_search_finds_pieces_of_names_in_any_case() -> None:
    seen = seen_of(*PEOPLE, nearby=NEARBY)
    assert titles(found_rows(seen, "  LIND ")) == ["People", "Anna Lindqvist"]
    assert found_rows(seen, "nobody") == []


def test_hostile_names_are_one_plain_short_line() -> None:
    evil = "A\u202enna\n<b>\x07" + "x" * 300
    row = contact_rows(seen_of(person(evil, 0)))[0]
    assert row.title.startswith("Anna <b>x")
    assert len(row.title) <= 64
    assert contact_rows(seen_of(person("\u202e\n", 0)))[0].title == "?"


def test_a_row_says_person_then_state() -> None:
    row = contact_rows(seen_of(replace(ANNA, presence=Presence.AWAY)))[0]
    assert row.spoken == "Anna Lindqvist, verified, away"


@pytest.fixture
def people(desktop: Desktop) -> RowList:
    desktop.window.sidebar.show_segment(CONTACTS)
    return desktop.window.sidebar.lists.contact_list


def row_rect(people: RowList, account: bytes) -> object:
    return people.visualRect(people.model().index_of(account))  # type: ignore[attr-defined]


def test_presence_changes_the_row_and_keeps_the_choice(
    qtbot: QtBot, desktop: Desktop, people: RowList
) -> None:
    people.choose_account(ANNA.account)
    model = desktop.window.sidebar.lists.contacts
    with qtbot.waitSignal(model.layoutChanged):
        desktop.bridge.deliver(ContactChanged(replace(ANNA, presence=Presence.OFFLINE)))
    row = model.row_at(people.currentIndex())
    assert row is not None
    assert (row.account, row.presence) == (ANNA.account, Presence.OFFLINE)


def test_the_choice_follows_its_person_when_the_order_changes(
    qtbot: QtBot, desktop: Desktop, people: RowList
) -> None:
    people.choose_account(ANNA.account)
    model = desktop.window.sidebar.lists.contacts
    with qtbot.waitSignal(model.layoutChanged):
        desktop.bridge.deliver(ContactChanged(replace(ANNA, name="Zoë Lindqvist")))
    row = model.row_at(people.currentIndex())
    assert row is not None
    assert row.title == "Zoë Lindqvist"


def test_a_removed_contact_leaves_the_list_and_the_pane(qtbot: QtBot, desktop: Desktop) -> None:
    desktop.window.choose(ANNA.account)
    assert desktop.window.pane.isVisible()
    desktop.bridge.deliver(ContactRemoved(ANNA.account))
    assert not desktop.window.pane.isVisible()
    model = desktop.window.sidebar.lists.contacts
    qtbot.waitUntil(lambda: not model.index_of(ANNA.account).isValid())


def test_nearby_people_come_and_go(qtbot: QtBot, desktop: Desktop) -> None:
    model = desktop.window.sidebar.lists.contacts
    assert model.index_of(NEARBY[0].account).isValid()
    desktop.bridge.deliver(NearbyChanged(()))
    qtbot.waitUntil(lambda: not model.index_of(NEARBY[0].account).isValid())


def button_centre(people: RowList, account: bytes, action: RowAction) -> QPoint:
    index = people.model().index_of(account)  # type: ignore[attr-defined]
    people.scrollTo(index)
    row, rect = people.model().row_at(index), people.visualRect(index)  # type: ignore[attr-defined]
    delegate = people.itemDelegate()
    for x in range(rect.left(), rect.right()):
        at = QPoint(x, rect.center().y())
        if delegate.button_at(row, rect, at, Qt.LayoutDirection.LeftToRight) is action:  # type: ignore[attr-defined]
            return at + QPoint(4, 0)
    raise AssertionError(action)


@pytest.mark.parametrize(
    ("number", "action", "intent"),
    [
        (0, RowAction.VOICE, ("calls.start", ANNA.account, False)),
        (0, RowAction.VIDEO, ("calls.start", ANNA.account, True)),
        (6, RowAction.ACCEPT, ("contacts.accept", PEOPLE[6].account)),
        (6, RowAction.DECLINE, ("contacts.decline", PEOPLE[6].account)),
    ],
)
def test_a_click_on_a_rows_button_does_it(
    qtbot: QtBot,
    people: RowList,
    engine: FakeEngine,
    number: int,
    action: RowAction,
    intent: object,
) -> None:
    at = button_centre(people, PEOPLE[number].account, action)
    QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: engine.asked() == [intent])


def test_a_click_that_ends_elsewhere_does_nothing(
    qtbot: QtBot, people: RowList, engine: FakeEngine
) -> None:
    at = button_centre(people, ANNA.account, RowAction.VIDEO)
    QTest.mousePress(people.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(people.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, at.y()))
    assert engine.asked() == []


def test_nearby_people_are_asked_by_one_click(
    qtbot: QtBot, people: RowList, engine: FakeEngine
) -> None:
    at = button_centre(people, NEARBY[0].account, RowAction.ADD)
    QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: engine.asked() == [("contacts.add_nearby", NEARBY[0].account)])


def test_arrows_and_enter_open_a_person(desktop: Desktop, people: RowList) -> None:
    desktop.window.choose(ANNA.account)
    people.setFocus()
    QTest.keyClick(people, Qt.Key.Key_Down)
    assert desktop.window.pane.account == ANNA.account
    assert titles(selected(people)) == ["Anna Lindqvist"]
    QTest.keyClick(people, Qt.Key.Key_Return)
    assert desktop.window.pane.account == PEOPLE[2].account
    assert titles(selected(people)) == ["Omar Haddad"]


def selected(people: RowList) -> list[Row]:
    return [people._rows.row_at(index) for index in people.selectedIndexes()]  # type: ignore[misc]


def test_the_focus_alone_opens_nobody(desktop: Desktop, people: RowList) -> None:
    people.setFocus(Qt.FocusReason.TabFocusReason)
    assert people.currentIndex().isValid()
    assert desktop.window.account is None


def test_a_click_opens_and_the_way_to_the_menu_does_not(desktop: Desktop, people: RowList) -> None:
    asked = menus_asked_for(people)
    for button, number in ((Qt.MouseButton.LeftButton, 0), (Qt.MouseButton.RightButton, 2)):
        at = row_rect(people, PEOPLE[number].account).center()  # type: ignore[attr-defined]
        QTest.mouseClick(people.viewport(), button, pos=at)
    context_menu(people.viewport(), QContextMenuEvent.Reason.Mouse, at)
    assert asked == ["Omar Haddad"]
    assert desktop.window.pane.account == ANNA.account
    assert titles(selected(people)) == ["Anna Lindqvist"]


def context_menu(widget: QWidget, reason: QContextMenuEvent.Reason, at: QPoint) -> None:
    """What a desktop sends after a right click, or after the Menu key to whoever has the focus."""
    event = QContextMenuEvent(reason, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)


def menus_asked_for(people: RowList) -> list[str]:
    """Whose menu was asked for; it is not opened."""
    asked: list[str] = []
    people.menu_requested.disconnect()
    people.menu_requested.connect(lambda row, _place: asked.append(row.title))
    return asked


def test_the_menu_key_opens_the_menu_of_the_row_at_the_row(
    desktop: Desktop, people: RowList
) -> None:
    places: list[QPoint] = []
    asked = menus_asked_for(people)
    people.menu_requested.connect(lambda _row, place: places.append(place))
    people.setFocus()
    people.choose_account(ANNA.account)
    QTest.keyClick(people, Qt.Key.Key_Down)
    context_menu(people, QContextMenuEvent.Reason.Keyboard, people.rect().center())
    assert asked == ["Omar Haddad"]
    rect = row_rect(people, PEOPLE[2].account)
    assert rect.contains(people.viewport().mapFromGlobal(places[0]))  # type: ignore[attr-defined]


@pytest.mark.parametrize("reason", [Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason])
def test_after_a_menu_the_ring_is_there_only_if_it_was_before(
    people: RowList, reason: Qt.FocusReason
) -> None:
    by_key = reason is Qt.FocusReason.TabFocusReason
    for why in (reason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
        QApplication.sendEvent(people, QFocusEvent(QEvent.Type.FocusIn, why))
        assert people._delegate.keyboard_focus is by_key


def test_five_thousand_people_are_laid_out_quickly(qtbot: QtBot, desktop: Desktop) -> None:
    for number in range(5000):
        account = number.to_bytes(4, "big") * 8
        contact = replace(ANNA, account=account, name=f"Person {number:04}")
        desktop.bridge.deliver(ContactChanged(contact))
    model = desktop.window.sidebar.lists.contacts
    qtbot.waitUntil(lambda: len(model.rows()) > 5000, timeout=2000)


def test_somebody_chosen_elsewhere_is_marked_in_the_lists(desktop: Desktop) -> None:
    lists = desktop.window.sidebar.lists
    desktop.window.choose(ANNA.account)
    marked = lists.contacts.row_at(lists.contact_list.currentIndex())
    assert marked is not None
    assert marked.account == ANNA.account


def test_a_row_that_comes_later_than_the_choice_is_marked_too(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    lists = desktop.window.sidebar.lists
    desktop.window.choose(ANNA.account)
    assert selected(lists.chat_list) == []
    desktop.bridge.deliver(ChatsChanged((Chat(ANNA.account, log_entry(1, ANNA, 1)),)))
    qtbot.waitUntil(lambda: titles(selected(lists.chat_list)) == ["Anna Lindqvist"])


def test_who_goes_while_the_list_is_painted_leaves_an_empty_row_until_it_is_told(
    desktop: Desktop, bridge: Bridge
) -> None:
    desktop.window.sidebar.show_segment(CONTACTS)
    rows = desktop.window.sidebar.lists.contact_list
    rows.model().refresh()  # nothing is made yet
    bridge.deliver(NearbyChanged(()))
    bridge.deliver(ContactRemoved(ANNA.account))
    rows.grab()  # before the list's own timer
    assert "" in {str(rows.model().index(n, 0).data()) for n in range(rows.model().rowCount())}
