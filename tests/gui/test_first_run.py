"""Welcome, passphrase, adding a contact, codes, a second start, tray and words."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, ECHO, LINK, NEARBY, FakeEngine, call, log_entry, missed
from megachat_desktop.errors import OwnLinkError
from megachat_desktop.model.avatar import AvatarPicture
from megachat_desktop.model.call import CallState, Direction, EndReason
from megachat_desktop.model.contact import Trust
from megachat_desktop.model.events import (
    AvailabilityChanged,
    CallChanged,
    NetworkChanged,
)
from megachat_desktop.model.settings import Availability, LanMode
from megachat_desktop.model.values import replace
from megachat_desktop.storage.files import write_private
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit import qr
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.passphrase_fields import strength
from megachat_desktop.ui.kit.text import initials, shown_name
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.add_contact import AddContactSheet
from megachat_desktop.ui.seen import Seen
from megachat_desktop.ui.start.identity_form import NewIdentity
from megachat_desktop.ui.start.instance import (
    BROKEN_LINK,
    InstanceServer,
    hand_over,
    outside_link,
    outside_wish,
)
from megachat_desktop.ui.start.passphrase_prompt import PassphrasePrompt
from megachat_desktop.ui.start.restore_form import RestoreChoice
from megachat_desktop.ui.start.welcome import Welcome
from megachat_desktop.ui.tray import Tray, tray_state
from megachat_desktop.ui.words import clock_words, length_words, log_words, verified_line

# --- welcome and passphrase ---------------------------------------------------------------------


@pytest.fixture
def welcome(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> Welcome:
    made = Welcome(look, avatars)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_name_is_all_it_takes(welcome: Welcome) -> None:
    chosen: list[NewIdentity] = []
    welcome.created.connect(chosen.append)
    assert welcome.form.name.hasFocus() or not welcome.isActiveWindow()
    QTest.keyClick(welcome.form.name, Qt.Key.Key_Return)
    assert chosen == []
    QTest.keyClicks(welcome.form.name, "  Jonas  Keller ")
    QTest.keyClick(welcome.form.name, Qt.Key.Key_Return)
    QTest.keyClick(welcome.form.name, Qt.Key.Key_Return)
    assert chosen == [NewIdentity("Jonas Keller", "ink")]


def test_two_equal_passphrases_are_wanted(welcome: Welcome) -> None:
    secrets, chosen = welcome.form.secrets, []
    welcome.created.connect(chosen.append)
    QTest.keyClicks(welcome.form.name, "Jonas")
    welcome.form.switch.click()
    QTest.keyClicks(secrets.first, "short")
    assert welcome.said == "Too short: take at least 8 characters."
    QTest.keyClicks(secrets.first, " but then longer")
    QTest.keyClicks(secrets.second, "something else")
    assert welcome.said == "The two are not the same."
    assert not welcome.form.create_button.isEnabled()
    secrets.second.setText(secrets.first.text())
    QTest.keyClick(secrets.second, Qt.Key.Key_Return)
    assert [new.passphrase for new in chosen] == ["short but then longer"]
    assert "longer" not in repr(chosen)


def test_a_colour_is_chosen_by_arrows_and_seen_at_once(welcome: Welcome) -> None:
    chosen: list[NewIdentity] = []
    welcome.created.connect(chosen.append)
    QTest.keyClicks(welcome.form.name, "Jonas")
    welcome.form.hues.swatches["ink"].setFocus()
    QTest.keyClick(welcome.form.hues.swatches["ink"], Qt.Key.Key_Left)
    assert welcome.form.hues.hue == "lagoon"
    wanted = tokens()["color"]["avatar"]["lagoon"]
    assert welcome.form.avatar.grab().toImage().pixelColor(12, 42).name() == wanted.lower()
    assert welcome.form.hues.swatches["lagoon"].accessibleName() == "Lagoon"
    welcome.form.create_button.click()
    assert [new.hue for new in chosen] == ["lagoon"]


def test_a_photo_is_shown_and_a_colour_takes_its_place_again(welcome: Welcome) -> None:
    chosen: list[NewIdentity] = []
    welcome.created.connect(chosen.append)
    QTest.keyClicks(welcome.form.name, "Jonas")
    red = AvatarPicture(2, bytes((250, 0, 0)) * 4)
    welcome.form.show_photo(b"a jpeg", red)
    assert welcome.form.avatar.grab().toImage().pixelColor(12, 42).red() > 240
    welcome.form.create_button.click()
    welcome.tell("The disk is full.")
    welcome.form.hues.swatches["plum"].click()
    welcome.form.create_button.click()
    assert [(new.picture, new.hue) for new in chosen] == [(b"a jpeg", "ink"), (b"", "plum")]


def test_without_a_key_store_a_passphrase_is_asked_for(welcome: Welcome) -> None:
    welcome.tell("This computer offers no key store. Choose a passphrase instead.")
    welcome.ask_for_passphrase()
    assert welcome.said.startswith("This computer offers no key store.")
    assert welcome.form.secrets.first.isVisible()


def test_closing_wipes_what_was_typed(welcome: Welcome) -> None:
    left: list[bool] = []
    welcome.left.connect(lambda: left.append(True))
    welcome.form.switch.click()
    QTest.keyClicks(welcome.form.secrets.first, "correct horse")
    welcome.close()
    assert (welcome.form.secrets.first.text(), left) == ("", [True])


def test_a_backup_is_restored_from_the_first_window(welcome: Welcome) -> None:
    chosen: list[RestoreChoice] = []
    welcome.restored.connect(chosen.append)
    welcome.form.restore.click()
    assert welcome.restore.isVisible()
    assert not welcome.restore.restore.isEnabled()
    welcome.restore.take_file(Path("/home/jonas/jonas\u202e.megachat-backup"))
    assert "\u202e" not in welcome.restore._file.whole_text
    QTest.keyClicks(welcome.restore.passphrase, "correct horse")
    QTest.keyClick(welcome.restore.passphrase, Qt.Key.Key_Return)
    QTest.keyClick(welcome.restore.passphrase, Qt.Key.Key_Return)
    assert [(choice.path.name, choice.keep) for choice in chosen] == [
        ("jonas\u202e.megachat-backup", False)
    ]
    assert "correct" not in repr(chosen)
    welcome.tell("That's not the passphrase. Try again: nobody can reset it, not even us.")
    assert welcome.said.startswith("That's not the passphrase.")
    assert welcome.restore.restore.isEnabled()
    welcome.ask_for_passphrase()
    welcome.restore.restore.click()
    assert chosen[-1].keep
    welcome.restore.back.click()
    assert welcome.form.isVisible()


def test_low_windows_scroll_the_form(welcome: Welcome) -> None:
    welcome.form.switch.click()
    welcome.resize(380, 560)
    assert not welcome._left.isVisible()
    assert welcome.form.width() <= 380 - 2 * 24


def test_under_860_pixels_the_left_side_goes(welcome: Welcome) -> None:
    welcome.resize(800, 700)
    assert not welcome._left.isVisible()
    welcome.resize(1000, 700)
    assert welcome._left.isVisible()


@pytest.mark.parametrize(
    ("passphrase", "verdict"),
    [
        ("abc", "short"),
        ("mauve hat", "fair"),
        ("seven green kettles sing", "good"),
        ("password", "common"),
        ("P@ssw0rd2024!", "common"),
        ("Passwort123", "common"),
        ("12345678", "common"),
        ("24.12.1984", "fair"),
        ("24121984", "common"),
        ("qwertzuiop", "common"),
        ("1q2w3e4r", "common"),
        ("aaaaaaaaaaaaaaaaaaaa", "common"),
        ("monkeymonkey", "common"),
    ],
)
def test_strength_in_four_steps(passphrase: str, verdict: str) -> None:
    assert strength(passphrase)[1] == verdict


def test_a_wrong_passphrase_can_be_tried_again(qtbot: QtBot, look: Look) -> None:
    prompt = PassphrasePrompt(look)
    qtbot.addWidget(prompt)
    prompt.show()
    tried: list[str] = []
    prompt.entered.connect(tried.append)
    QTest.keyClicks(prompt._field, "first")
    QTest.keyClick(prompt._field, Qt.Key.Key_Return)
    prompt.tell("That's not the passphrase.")
    assert prompt.said == "That's not the passphrase."
    QTest.keyClicks(prompt._field, "second")
    QTest.keyClick(prompt._field, Qt.Key.Key_Return)
    assert tried == ["first", "second"]
    prompt.close()
    assert prompt._field.text() == ""


# --- adding a contact ---------------------------------------------------------------------------


@pytest.fixture
def sheet(
    qtbot: QtBot, bridge: Bridge, look: Look, avatars: AvatarPainter
) -> Iterator[AddContactSheet]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    made = AddContactSheet(bridge, look, avatars, window)
    window.show()
    QGuiApplication.clipboard().clear()
    yield made
    QGuiApplication.clipboard().clear()


def test_a_good_link_shows_key_and_server_and_waits_for_a_click(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    sheet.open_with()
    sheet.field.setText(LINK)
    qtbot.waitUntil(lambda: bool(sheet.said))
    assert sheet.said == (
        "Key 2b7e 1516 28ae d2a6 abf7 1588 09cf 4f3c\nThey are found through relay.example.org."
    )
    assert engine.asked() == []
    sheet._add.click()
    qtbot.waitUntil(lambda: not sheet.isVisible())
    assert engine.asked() == [("contacts.add", LINK, ("scanned", False))]


def test_a_bad_link_is_one_sentence_and_cannot_be_added(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    sheet.open_with()
    sheet.field.setText("https://example.org/phish")
    qtbot.waitUntil(lambda: sheet.said.startswith("This link doesn't work."))
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    assert engine.asked() == []


def test_a_refused_link_keeps_the_sheet_open(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    engine.fail_with = OwnLinkError()
    sheet.open_with(LINK)
    qtbot.waitUntil(sheet._add.isEnabled)
    sheet._add.click()
    qtbot.waitUntil(lambda: sheet.said.startswith("This is your own link."))
    assert sheet.isVisible()


def test_the_field_reads_a_link_from_the_clipboard_and_nothing_else(
    qtbot: QtBot, sheet: AddContactSheet
) -> None:
    QGuiApplication.clipboard().setText("my password")
    sheet.open_with()
    assert sheet.field.text() == ""
    sheet.close_sheet()
    QGuiApplication.clipboard().setText(f" {LINK}\n")
    sheet.open_with()
    assert sheet.field.text() == LINK


def test_our_own_link_is_shown_and_copied(qtbot: QtBot, sheet: AddContactSheet) -> None:
    sheet.open_with()
    qtbot.waitUntil(lambda: bool(sheet.own.link))
    sheet.own.copy.click()
    assert QGuiApplication.clipboard().text() == LINK
    assert qr.read_image(sheet.own.code.grab().toImage()) == LINK


def test_nearby_people_can_be_asked_and_oneself_be_shown(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    sheet.open_with()
    qtbot.waitUntil(lambda: sheet.nearby.people.count() == len(NEARBY))
    sheet.nearby.visible.click()
    wanted = [("update_settings", ("lan_mode", LanMode.VISIBLE))]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_escape_closes_and_tab_stays_inside(qtbot: QtBot, sheet: AddContactSheet) -> None:
    outside = QWidget(sheet.parentWidget())
    outside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    outside.show()
    sheet.open_with()
    sheet.window().activateWindow()
    for _ in range(20):
        QTest.keyClick(sheet.window().focusWidget() or sheet, Qt.Key.Key_Tab)
        focused = sheet.window().focusWidget()
        assert focused is not None
        assert sheet.isAncestorOf(focused)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


# --- codes --------------------------------------------------------------------------------------


def code_file(folder: Path, text: str) -> Path:
    path = folder / "code.png"
    segno.make(text, error="m").save(str(path), scale=4, border=4)
    return path


def test_a_code_is_read_from_a_picture_file(qapp: QApplication, tmp_path: Path) -> None:
    assert qr.read_file(code_file(tmp_path, LINK)) == LINK


@pytest.mark.parametrize(
    "text", ["https://example.org", "megachat://add/" + "x" * 600, "javascript:1"]
)
def test_other_codes_are_not_taken(qapp: QApplication, tmp_path: Path, text: str) -> None:
    with pytest.raises(qr.NoCodeError):
        qr.read_file(code_file(tmp_path, text))


def test_rubbish_is_refused_in_words(qapp: QApplication, tmp_path: Path) -> None:
    for data in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"<svg/>"):
        with pytest.raises(qr.NoCodeError):
            qr.read_bytes(data)
    with pytest.raises(qr.NoCodeError):
        qr.read_file(tmp_path / "missing.png")
    with pytest.raises(qr.NoCodeError):
        qr.read_image(QImage())


def test_size_is_checked_before_decoding(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qr, "MAX_PIXELS", 1000)
    with pytest.raises(qr.PictureTooLargeError):
        qr.read_file(code_file(tmp_path, LINK))
    monkeypatch.setattr(qr, "MAX_FILE_BYTES", 10)
    with pytest.raises(qr.PictureTooLargeError):
        qr.read_bytes(b"x" * 11)


# --- a second start -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argument",
    [
        "",
        "--evil",
        LINK + "\n",
        "x" + LINK,
        LINK.replace("A", "%", 1),
        "megachat://add/1#" + "A" * 143,
    ],
)
def test_only_a_whole_link_comes_in_from_the_system(argument: str) -> None:
    assert outside_link(argument) == ""
    assert outside_link(LINK) == LINK


def test_of_a_cut_link_only_comes_in_that_there_was_one() -> None:
    wished = [outside_wish(said) for said in ("", LINK, LINK[:60], "megachat:<b>", "file:///x")]
    assert wished == ["", LINK, BROKEN_LINK, BROKEN_LINK, ""]


@pytest.mark.skipif(sys.platform == "win32", reason="sends from the thread that receives")
@pytest.mark.parametrize(
    ("sent", "heard"),
    [("", ""), (LINK, LINK), ("--profile x", ""), (BROKEN_LINK, BROKEN_LINK)],
)
def test_a_second_start_raises_the_first(
    qtbot: QtBot, tmp_path: Path, sent: str, heard: str
) -> None:
    owner = QObject()
    name = f"megachat-test-{tmp_path.name}"
    write_private(tmp_path / "instance", name.encode())
    server = InstanceServer(name, owner)
    assert server.listening
    with qtbot.waitSignal(server.raise_requested) as raised:
        assert hand_over(tmp_path, sent)
    assert raised.args == [heard]
    server.close()


def test_nobody_to_hand_over_to(qapp: QApplication, tmp_path: Path) -> None:
    assert not hand_over(tmp_path, "")
    write_private(tmp_path / "instance", b"megachat-nobody-is-here")
    assert not hand_over(tmp_path, "")


# --- tray ---------------------------------------------------------------------------------------


def seen_with(*events: object) -> Seen:
    seen = Seen()
    for event in (NetworkChanged(True, None), *events):
        seen.take(event)  # type: ignore[arg-type]
    return seen


def test_the_tray_shows_the_most_important_state() -> None:
    quiet = AvailabilityChanged(Availability.DO_NOT_DISTURB)
    active = CallChanged(call(CallState.ACTIVE))
    assert tray_state(seen_with()) == "tray-idle"
    assert tray_state(seen_with(NetworkChanged(False, None))) == "tray-offline"
    assert tray_state(seen_with(NetworkChanged(False, None), quiet)) == "tray-dnd"
    assert tray_state(seen_with(quiet, active)) == "tray-in-call"
    assert tray_state(seen_with(CallChanged(call(CallState.INCOMING)))) == "tray-in-call"


def test_the_trays_menu_follows_the_call(look: Look) -> None:
    owner = QObject()
    tray = Tray(look, owner)
    asked: list[object] = []
    tray.hang_up_requested.connect(asked.append)
    tray.microphone_requested.connect(lambda _call, on: asked.append(on))
    tray.render(seen_with())
    assert not tray._hang_up.isVisible()
    one = call(CallState.ACTIVE)
    tray.render(seen_with(CallChanged(one)))
    assert tray._mute.text() == "Mute microphone"
    tray._mute.trigger()
    tray._hang_up.trigger()
    assert asked == [False, one.call_id]
    assert tray._icon.toolTip() == "MegaChat: in a call with Anna Lindqvist"
    tray.close()


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"), [(-1, "00:00"), (59.9, "00:59"), (767, "12:47"), (3849, "1:04:09")]
)
def test_timers(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (59, "59 s"), (361, "6 min"), (4320, "1 h 12 min")]
)
def test_lengths(seconds: float, words: str) -> None:
    assert length_words(seconds) == words


def test_history_lines() -> None:
    declined = log_entry(1, ANNA, 1, duration_s=0.0, end_reason=EndReason.DECLINED)
    assert log_words(log_entry(1, ANNA, 1)) == "Video · 48 min"
    assert log_words(missed(1, ANNA, 1, video=False)) == "Missed voice call"
    assert log_words(declined) == "Declined"
    assert log_words(replace(declined, end_reason=EndReason.BUSY)) == "Busy"
    unanswered = replace(declined, end_reason=EndReason.NO_ANSWER, direction=Direction.OUT)
    assert log_words(unanswered) == "No answer"


def test_trust_in_words() -> None:
    assert verified_line(replace(ANNA, trust=Trust.UNVERIFIED)) == "Not verified yet"
    assert verified_line(ANNA).startswith("You verified Anna on ")
    assert verified_line(ECHO) == "On this computer"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Lindqvist", "AL"),
        ("mei", "M"),
        ("", "?"),
        ("\u202e", "?"),
        ("(x) Ana Ó", "AÓ"),
        ("🦊", "🦊"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
    assert shown_name(name)
