"""Our own key, its passphrase, its backup and how we look, in the settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui_support import JONAS, FakeEngine
from megachat_desktop.errors import DiskFullError, NoKeyringError, WrongPassphraseError
from megachat_desktop.media.avatar_image import BadPhotoError
from megachat_desktop.model.account import Protection
from megachat_desktop.model.events import AccountChanged
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.settings.identity_page import IdentityPage
from megachat_desktop.ui.settings.profile_page import ProfilePage
from megachat_desktop.ui.settings.settings_window import SettingsWindow


@pytest.fixture
def window(
    qtbot: QtBot, bridge: Bridge, look: Look, avatars: AvatarPainter
) -> Iterator[SettingsWindow]:
    made = SettingsWindow(bridge, look, avatars)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: bridge.seen.account is not None)
    yield made
    made.close()


@pytest.fixture
def page(window: SettingsWindow) -> IdentityPage:
    window.open("identity")
    made = window.page("identity")
    assert isinstance(made, IdentityPage)
    return made


def guarded(bridge: Bridge, protection: Protection) -> None:
    bridge.deliver(AccountChanged(replace(JONAS, protection=protection)))


def test_the_key_is_shown_and_copied(page: IdentityPage) -> None:
    assert page._key.text() == JONAS.fingerprint
    page.copy.click()
    assert QGuiApplication.clipboard().text() == JONAS.fingerprint


@pytest.mark.parametrize("protection", list(Protection))
def test_every_way_of_guarding_the_key_is_said_in_words(
    page: IdentityPage, bridge: Bridge, protection: Protection
) -> None:
    guarded(bridge, protection)
    sentence = page.passphrase._state.text()
    assert sentence.endswith(".")
    has = protection in (Protection.PASSPHRASE, Protection.BOTH)
    assert page.passphrase.remove.isVisible() is has
    assert ("passphrase" in sentence) is has
    assert ("not protected" in sentence) is (protection is Protection.UNPROTECTED)


def test_a_passphrase_is_added(qtbot: QtBot, page: IdentityPage, engine: FakeEngine) -> None:
    section = page.passphrase
    section.set.click()
    assert not section.old.isVisible()
    QTest.keyClicks(section.new.first, "quiet lantern")
    assert not section.save.isEnabled()
    QTest.keyClicks(section.new.second, "quiet lantern")
    QTest.keyClick(section.new.second, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: section.said == "Done. It counts from the next start.")
    assert engine.asked() == [("protect", None, Protection.PASSPHRASE, "quiet lantern")]
    assert section.new.first.text() == ""
    assert section.set.isVisible()


def test_a_passphrase_is_changed_and_removed(
    qtbot: QtBot, page: IdentityPage, engine: FakeEngine, bridge: Bridge
) -> None:
    guarded(bridge, Protection.PASSPHRASE)
    section = page.passphrase
    section.set.click()
    section.new.first.setText("another horse")
    section.new.second.setText("another horse")
    assert not section.save.isEnabled()
    section.old.setText("quiet lantern")
    engine.fail_with = WrongPassphraseError()
    section.new.second.setFocus()
    section.save.click()
    qtbot.waitUntil(lambda: section.said.startswith("That's not the passphrase."))
    assert page.window().focusWidget() is section.old
    assert section.old.selectedText()
    engine.fail_with = None
    section.save.click()
    qtbot.waitUntil(lambda: section.said.startswith("Done."))
    assert engine.asked()[-1] == (
        "protect", "quiet lantern", Protection.PASSPHRASE, "another horse",
    )  # fmt: skip
    section.remove.click()
    assert not section.new.isVisible()
    section.old.setText("another horse")
    engine.fail_with = NoKeyringError()
    section.save.click()
    qtbot.waitUntil(lambda: section.said.startswith("This computer offers no key store."))
    engine.fail_with = None
    section.save.click()
    qtbot.waitUntil(lambda: section.said.startswith("Done."))
    assert engine.asked()[-1] == ("protect", "another horse", Protection.KEYRING, None)


def test_leaving_the_form_forgets_what_was_typed(page: IdentityPage, bridge: Bridge) -> None:
    guarded(bridge, Protection.BOTH)
    section = page.passphrase
    section.set.click()
    section.old.setText("quiet lantern")
    section.leave.click()
    assert section.old.text() == ""
    assert not section.old.isVisible()


def test_the_end_of_the_form_leads_no_typing_into_the_backup_below(
    qtbot: QtBot, window: SettingsWindow, page: IdentityPage, bridge: Bridge
) -> None:
    guarded(bridge, Protection.KEYRING)
    section = page.passphrase
    section.set.click()
    for field in (section.new.first, section.new.second):
        field.setText("quiet lantern")
    section.new.second.setFocus()
    section.new.submitted.emit()
    qtbot.waitUntil(lambda: "Done" in section.said)
    assert window.focusWidget() is section.set


@pytest.mark.parametrize("width", [880, 920, 960, 1000, 1040, 1080])
@pytest.mark.usefixtures("large_text")
def test_what_becomes_wider_while_it_is_shown_pushes_nothing_out_of_the_window(
    qtbot: QtBot, window: SettingsWindow, page: IdentityPage, bridge: Bridge, width: int
) -> None:
    guarded(bridge, Protection.KEYRING)
    window.resize(width, 740)
    qtbot.waitUntil(lambda: page.width() <= width)
    guarded(bridge, Protection.PASSPHRASE)
    room = page.area.viewport()
    qtbot.waitUntil(page.passphrase.remove.isVisible)
    QApplication.processEvents()
    end = page.link.mapTo(room, page.link.rect().topRight()).x()
    assert end < room.width()


def test_a_backup_is_made_and_its_passphrase_forgotten(
    qtbot: QtBot, page: IdentityPage, engine: FakeEngine, tmp_path: Path
) -> None:
    section = page.backup
    assert not section.make.isEnabled()
    section.secrets.first.setText("quiet lantern")
    section.secrets.second.setText("quiet lantern")
    assert section.make.isEnabled()
    section.make_at(tmp_path / "mine")
    qtbot.waitUntil(lambda: section.said.startswith("Saved as mine.megachat-backup."))
    wanted = tmp_path / "mine.megachat-backup"
    assert engine.asked() == [("make_backup", wanted, "quiet lantern")]
    assert section.secrets.first.text() == ""


def test_what_came_of_a_backup_is_brought_into_view(
    qtbot: QtBot, window: SettingsWindow, page: IdentityPage, engine: FakeEngine, tmp_path: Path
) -> None:
    window.resize(720, 560)
    engine.fail_with = DiskFullError()
    page.backup.secrets.first.setText("quiet lantern")
    page.backup.secrets.second.setText("quiet lantern")
    page.area.verticalScrollBar().setValue(0)
    page.backup.make_at(tmp_path / "mine")
    qtbot.waitUntil(lambda: "disk is full" in page.backup.said)
    label = page.backup._said
    qtbot.waitUntil(lambda: label.visibleRegion().boundingRect() == label.rect())


def test_why_there_is_no_link_is_said_in_the_window_that_wants_it(
    qtbot: QtBot, window: SettingsWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(**_: object) -> str:
        raise DiskFullError

    monkeypatch.setattr(engine, "own_link", full)
    window.open("identity")
    qtbot.waitUntil(lambda: "disk is full" in window.notices.text)


def test_the_link_is_replaced_after_a_question(
    qtbot: QtBot, page: IdentityPage, engine: FakeEngine
) -> None:
    qtbot.waitUntil(lambda: bool(page.link.link))
    page.link.replace.click()
    assert engine.asked() == []
    page.link.replace.click()
    qtbot.waitUntil(lambda: engine.asked() == [("replace_link",)])


def test_colour_and_photo_are_chosen(
    qtbot: QtBot, window: SettingsWindow, engine: FakeEngine, bridge: Bridge, tmp_path: Path
) -> None:
    window.open("profile")
    page = window.page("profile")
    assert isinstance(page, ProfilePage)
    assert page.looks.hues.hue == "ink"
    page.looks.hues.swatches["plum"].click()
    page.looks.take_photo(tmp_path / "me.jpg")
    wanted = [("set_hue", "plum"), ("set_photo", tmp_path / "me.jpg")]
    qtbot.waitUntil(lambda: engine.asked() == wanted)
    assert not page.looks.remove.isVisible()
    bridge.deliver(AccountChanged(replace(JONAS, avatar_id=b"photo")))
    page.looks.remove.click()
    qtbot.waitUntil(lambda: engine.asked()[-1] == ("set_photo", None))
    engine.fail_with = BadPhotoError()
    page.looks.take_photo(tmp_path / "none")
    qtbot.waitUntil(lambda: window.notices.text.startswith("This picture can't be used."))
