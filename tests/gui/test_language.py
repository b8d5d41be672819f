"""The windows speak the person's language, from the first one on and after every change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, NOW, RecordedSounds, call
from megachat_desktop.errors import BadLinkError, Sentence
from megachat_desktop.model.call import CallState, SafetyPicture
from megachat_desktop.model.events import CallChanged, SettingsChanged
from megachat_desktop.model.names import ECHO_NAME
from megachat_desktop.model.settings import Settings, ThemeChoice
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import shown_name, shown_sentence
from megachat_desktop.ui.start.instance import BROKEN_LINK
from megachat_desktop.ui.start.language import (
    AS_SYSTEM,
    Language,
    remember_language,
    remembered_language,
)
from megachat_desktop.ui.start.text_note import remembered_text
from megachat_desktop.ui.start.theme_note import remembered_theme
from megachat_desktop.ui.start.windows import Windows
from megachat_desktop.ui.words import date_words, in_own_words, verified_line


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    """English, and English again at the end, so that no other test sees another language."""
    made = Language()
    made.apply("en")
    made.apply(AS_SYSTEM)  # what the engine will say, too: nothing is made anew yet
    yield made
    made.apply("en")
    QLocale.setDefault(QLocale.c())


@pytest.fixture
def windows(
    qtbot: QtBot,
    bridge: Bridge,
    look: Look,
    sounds: RecordedSounds,
    language: Language,
    tmp_path: Path,
) -> Iterator[Windows]:
    made = Windows(bridge, language, tmp_path, lambda: Desktop(bridge, look, sounds))
    made.desktop.show()
    qtbot.waitUntil(lambda: bridge.seen.account is not None)
    yield made
    made.close()


def words_of(windows: Windows) -> set[str]:
    return {widget.accessibleName() for widget in windows.desktop.window.findChildren(QWidget)}


def test_another_language_makes_the_windows_anew(
    qtbot: QtBot, windows: Windows, bridge: Bridge, tmp_path: Path
) -> None:
    before = windows.desktop
    qtbot.waitUntil(lambda: "Contacts" in words_of(windows))
    bridge.deliver(SettingsChanged(Settings(language="de")))
    qtbot.waitUntil(lambda: windows.desktop is not before)
    qtbot.waitUntil(lambda: "Kontakte" in words_of(windows))
    assert windows.desktop.window.isVisible()
    qtbot.waitUntil(lambda: len(windows.desktop.window.sidebar.lists.contacts.rows()) > 1)
    assert remembered_language(tmp_path) == "de"


def test_two_quick_changes_end_in_the_second_language(
    qtbot: QtBot, windows: Windows, bridge: Bridge
) -> None:
    before = windows.desktop
    bridge.deliver(SettingsChanged(Settings(language="de")))
    bridge.deliver(SettingsChanged(Settings(language="en")))
    qtbot.waitUntil(lambda: windows.desktop is not before)
    qtbot.waitUntil(lambda: "Contacts" in words_of(windows))
    assert windows.desktop.window.isVisible()


def test_the_settings_stay_open_at_their_page(
    qtbot: QtBot, windows: Windows, bridge: Bridge
) -> None:
    before = windows.desktop
    before.settings.open("language")
    bridge.deliver(SettingsChanged(Settings(language="de")))
    qtbot.waitUntil(lambda: windows.desktop is not before)
    qtbot.waitUntil(lambda: windows.desktop.settings.isVisible())
    assert windows.desktop.settings.shown_key == "language"


def test_the_list_and_the_conversation_stay_where_they_were(
    qtbot: QtBot, windows: Windows, bridge: Bridge
) -> None:
    before = windows.desktop
    qtbot.waitUntil(lambda: len(before.window.sidebar.lists.contacts.rows()) > 1)
    anna = next(iter(bridge.seen.contacts))
    before.window.choose(anna)
    before.window.sidebar.show_segment(1)
    bridge.deliver(SettingsChanged(Settings(language="de")))
    qtbot.waitUntil(lambda: windows.desktop is not before)
    qtbot.waitUntil(lambda: windows.desktop.window.account == anna)
    assert windows.desktop.window.sidebar.segments.number == 1


def test_the_colours_are_noted_beside_the_profile(
    qtbot: QtBot, windows: Windows, bridge: Bridge, tmp_path: Path
) -> None:
    bridge.deliver(SettingsChanged(Settings(theme=ThemeChoice.DARK)))
    qtbot.waitUntil(lambda: remembered_theme(tmp_path) is ThemeChoice.DARK)
    bridge.deliver(SettingsChanged(Settings(theme=ThemeChoice.SYSTEM)))
    qtbot.waitUntil(lambda: remembered_theme(tmp_path) is ThemeChoice.SYSTEM)
    (tmp_path / "theme").write_bytes(b"\xffdark")
    assert remembered_theme(tmp_path) is ThemeChoice.SYSTEM


def test_the_size_of_text_is_noted_beside_the_profile(
    qtbot: QtBot, windows: Windows, bridge: Bridge, tmp_path: Path
) -> None:
    bridge.deliver(SettingsChanged(Settings(text_percent=130)))
    qtbot.waitUntil(lambda: remembered_text(tmp_path) == 130)
    bridge.deliver(SettingsChanged(Settings()))
    qtbot.waitUntil(lambda: remembered_text(tmp_path) == 100)
    (tmp_path / "text-size").write_bytes(b"9000")
    assert remembered_text(tmp_path) == 100


def test_a_running_call_keeps_its_window(qtbot: QtBot, windows: Windows, bridge: Bridge) -> None:
    running = call(CallState.ACTIVE)
    bridge.deliver(CallChanged(running))
    qtbot.waitUntil(lambda: running.call_id in windows.desktop.calls.shown)
    before = windows.desktop
    bridge.deliver(SettingsChanged(Settings(language="de")))
    qtbot.waitUntil(lambda: windows.desktop is not before)
    qtbot.waitUntil(lambda: running.call_id in windows.desktop.calls.shown)
    assert windows.desktop.calls.shown[running.call_id].isVisible()


def test_a_call_in_a_small_window_stays_small_and_where_it_was(
    qtbot: QtBot, windows: Windows, bridge: Bridge
) -> None:
    running = call(CallState.ACTIVE)
    bridge.deliver(CallChanged(running))
    qtbot.waitUntil(lambda: running.call_id in windows.desktop.calls.shown)
    before = windows.desktop
    small = before.calls.shown[running.call_id]
    small.show_mini()
    small.mini.setGeometry(40, 50, 300, 180)
    bridge.deliver(SettingsChanged(Settings(language="de")))
    qtbot.waitUntil(lambda: windows.desktop is not before)
    qtbot.waitUntil(lambda: running.call_id in windows.desktop.calls.shown)
    window = windows.desktop.calls.shown[running.call_id]
    assert (window.isVisible(), window.mini.isVisible()) == (False, True)
    assert window.mini.geometry().getRect() == (40, 50, 300, 180)


def test_a_hidden_window_stays_hidden(qtbot: QtBot, windows: Windows, bridge: Bridge) -> None:
    before = windows.desktop
    before.window.hide()
    bridge.deliver(SettingsChanged(Settings(language="de")))
    qtbot.waitUntil(lambda: windows.desktop is not before)
    assert not windows.desktop.window.isVisible()


def test_sentences_from_below_are_translated_with_their_names(language: Language) -> None:
    language.apply("de")
    said = shown_sentence(Sentence("{name} is offline right now.", name="Anna {x}"))
    assert said == "Anna {x} ist gerade offline."
    assert shown_sentence(BadLinkError().sentence).startswith("Dieser Link")


def test_a_sentence_nobody_translated_stays_english(language: Language) -> None:
    language.apply("de")
    assert shown_sentence("The file is gone.") == "The file is gone."


def test_dates_and_reading_direction_go_with_the_language(language: Language) -> None:
    language.apply("de")
    assert QLocale().language() is QLocale.Language.German
    assert QApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("content", [b"", b"xx", b"\xff\xfe", b"de" * 50, b"../de"])
def test_a_damaged_note_about_the_language_is_ignored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "language").write_bytes(content)
    assert remembered_language(tmp_path) == AS_SYSTEM


def test_the_note_is_kept_and_taken_back(tmp_path: Path) -> None:
    remember_language(tmp_path, "de")
    assert remembered_language(tmp_path) == "de"
    remember_language(tmp_path, AS_SYSTEM)
    assert remembered_language(tmp_path) == AS_SYSTEM
    assert not (tmp_path / "language").exists()


def test_safety_pictures_are_read_aloud_in_the_language(language: Language) -> None:
    dogs = (SafetyPicture(0, "🐶", "Dog"),)
    assert in_own_words(dogs) == dogs
    language.apply("de")
    assert in_own_words(dogs) == (SafetyPicture(0, "🐶", "Hund"),)


def test_a_date_is_written_as_the_language_writes_it(language: Language) -> None:
    language.apply("de")
    assert verified_line(ANNA) == "Du hast Anna am 4. März überprüft"
    assert date_words(NOW - 22_800_000, NOW) == "Mittwoch, 4. März"
    language.apply("en")
    assert verified_line(ANNA) == "You verified Anna on 4 March"


def test_a_start_with_a_cut_link_says_that_it_does_not_work(windows: Windows) -> None:
    windows.raise_window(BROKEN_LINK)
    assert windows.desktop.window.isVisible()
    assert not windows.desktop.add_contact.isVisible()
    assert windows.desktop.window.notices.text == shown_sentence(BadLinkError().sentence)


@pytest.mark.usefixtures("german")
def test_the_echo_test_is_named_in_the_persons_language_until_they_rename_it() -> None:
    assert (shown_name(ECHO_NAME), shown_name("Echo test 2")) == ("Echotest", "Echo test 2")
