"""Is it really Anna? Pictures, numbers and codes compared."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, ECHO, LINK, PEOPLE, SAFETY, FakeEngine, call
from megachat_desktop.crypto.identity import safety_number
from megachat_desktop.engine.contact_controls import LinkPreview
from megachat_desktop.errors import OwnLinkError
from megachat_desktop.media.codes import code_of
from megachat_desktop.model.call import CallState
from megachat_desktop.model.contact import Trust
from megachat_desktop.model.events import CallChanged, ContactChanged, ContactRemoved
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.values import replace
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit import qr
from megachat_desktop.ui.kit.buttons import PADDINGS
from megachat_desktop.ui.people.verify import VerifySheet

OMAR = PEOPLE[2]
WARNING = "Don't share anything private in this chat. Ask Omar to send you their link another way."


@pytest.fixture
def sheet(desktop: Desktop) -> Iterator[VerifySheet]:
    made = desktop.verify
    made.open_for(OMAR.account)
    yield made
    made.close_sheet()


def owner(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, account: AccountId) -> None:
    """Every link belongs to this account."""

    async def preview_link(_link: str) -> LinkPreview:
        return LinkPreview(account, "2b7e 1516", None, None)

    monkeypatch.setattr(engine.contacts, "preview", preview_link)


def test_the_answers_begin_and_end_where_the_words_do(sheet: VerifySheet) -> None:
    def edges(widget: QWidget) -> tuple[int, int]:
        left = widget.mapTo(sheet.card, QPoint(0, 0)).x()
        return left, left + widget.width()

    line = next(w for w in sheet.findChildren(QFrame) if w.objectName() == "hairline")
    words = edges(sheet._hint)
    assert edges(line) == words
    assert (edges(sheet.differ)[0] + PADDINGS["regular"], edges(sheet.match)[1]) == words


def test_without_a_call_the_number_is_compared(
    qtbot: QtBot, sheet: VerifySheet, engine: FakeEngine
) -> None:
    assert sheet.card.accessibleName() == "Is it really Omar?"
    assert not sheet.pictures.isVisible()
    number = safety_number(engine.account.account, OMAR.account)
    assert sheet.numbers.number == number
    assert len(number.split()) == 12
    assert sheet.numbers.accessibleName() == f"Safety number: {number}"
    sheet.copy.click()
    assert QGuiApplication.clipboard().text() == number
    sheet.match.click()
    wanted = [("contacts.verify", OMAR.account, Trust.VERIFIED_NUMBER)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)
    assert not sheet.isVisible()


def test_in_a_call_the_seven_pictures_are_compared(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    talking = call(CallState.ACTIVE, safety=SAFETY, active_at=0.0)
    desktop.bridge.deliver(CallChanged(talking))
    desktop.verify.open_for(ANNA.account)
    names = desktop.verify.pictures.names
    assert len(names) == len(SAFETY)
    assert desktop.verify.pictures.accessibleName() == "Safety pictures: " + ", ".join(names)
    desktop.verify.match.click()
    qtbot.waitUntil(lambda: engine.asked() == [("calls.confirm_safety", talking.call_id, True)])
    desktop.verify.open_for(ANNA.account)
    desktop.bridge.deliver(CallChanged(replace(talking, state=CallState.ENDED)))
    assert not desktop.verify.pictures.isVisible()
    desktop.verify.close_sheet()


def test_an_enter_meant_for_something_else_verifies_nobody(
    sheet: VerifySheet, desktop: Desktop, engine: FakeEngine
) -> None:
    focused = desktop.window.focusWidget()
    assert focused is sheet.later
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert engine.asked() == []


def test_they_do_not_match(qtbot: QtBot, sheet: VerifySheet, engine: FakeEngine) -> None:
    sheet.differ.click()
    assert sheet.said == WARNING
    assert sheet.isVisible()
    wanted = [("contacts.verify", OMAR.account, Trust.MISMATCHED)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_their_code_on_a_picture(
    qtbot: QtBot, sheet: VerifySheet, engine: FakeEngine, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    owner(engine, monkeypatch, OMAR.account)
    view = qr.QrView(440)
    view.show_code(code_of(LINK))
    view.grab().save(str(tmp_path / "code.png"))
    sheet.take_picture(tmp_path / "code.png")
    qtbot.waitUntil(lambda: sheet.said == "The code matches: it is really Omar.")
    wanted = [("contacts.verify", OMAR.account, Trust.VERIFIED_SCAN)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_somebody_elses_code_is_a_warning(
    qtbot: QtBot, sheet: VerifySheet, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner(engine, monkeypatch, ANNA.account)
    engine.code = LINK
    sheet._on_camera_clicked()
    qtbot.waitUntil(lambda: sheet.said == WARNING)
    wanted = ("contacts.verify", OMAR.account, Trust.MISMATCHED)
    qtbot.waitUntil(lambda: engine.asked()[-1] == wanted)


def test_ones_own_code_says_nothing_about_the_other(
    qtbot: QtBot, sheet: VerifySheet, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner(engine, monkeypatch, engine.account.account)
    engine.code = LINK
    sheet._on_camera_clicked()
    qtbot.waitUntil(lambda: sheet.said != "")
    assert sheet.said == OwnLinkError().sentence
    assert {intent[0] for intent in engine.asked()} == {"scan_code", "stop_scan"}


def test_a_code_read_after_its_sheet_was_left_judges_nobody(
    qtbot: QtBot, sheet: VerifySheet, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner(engine, monkeypatch, OMAR.account)
    go_on = threading.Event()

    def slow() -> str:
        go_on.wait(5)
        return LINK

    sheet._look_into(slow)
    sheet.close_sheet()
    sheet.open_for(ANNA.account)
    go_on.set()
    qtbot.wait(200)
    assert sheet.said == ""
    assert engine.asked() == []


def test_no_code_and_no_picture_change_nothing(
    qtbot: QtBot, sheet: VerifySheet, engine: FakeEngine, tmp_path: Path
) -> None:
    (tmp_path / "none.png").write_bytes(b"none")
    sheet.take_picture(tmp_path / "none.png")
    qtbot.waitUntil(lambda: sheet.said == "There is no contact's code in this picture.")
    assert engine.asked() == []


def test_who_is_removed_is_compared_no_more(sheet: VerifySheet, desktop: Desktop) -> None:
    desktop.bridge.deliver(ContactRemoved(OMAR.account))
    assert not sheet.isVisible()
    desktop.verify.open_for(OMAR.account)
    desktop.verify.open_for(ECHO.account)
    assert desktop.verify.account is None


def test_names_are_plain_text(sheet: VerifySheet, desktop: Desktop) -> None:
    desktop.bridge.deliver(ContactChanged(replace(OMAR, name="<b>Omar</b>\u202e x")))
    shown = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Is it really <b>Omar</b>?" in shown
    formats = {label.textFormat() for label in sheet.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_narrow_it_fills_the_window_and_escape_closes_it(
    sheet: VerifySheet, desktop: Desktop
) -> None:
    desktop.window.resize(400, 640)
    assert sheet.card.geometry() == sheet.rect()
    assert not sheet.code.isVisible()
    assert sheet.match.isVisible()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_menu_and_the_pane_open_it(desktop: Desktop) -> None:
    desktop.window.choose(OMAR.account)
    desktop.window.panes.toggle_details()
    desktop.window.panes.details._verify.click()
    assert desktop.verify.account == OMAR.account
    desktop.verify.close_sheet()
    menu = desktop.window.menu.make(OMAR)
    action = next(action for action in menu.actions() if action.text() == "Verify…")
    action.trigger()
    assert desktop.verify.account == OMAR.account
    menu.deleteLater()
    desktop.verify.close_sheet()
