"""The settings' window: pages render snapshots, what is chosen goes to the engine at once."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTime
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QComboBox,
    QLineEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui_support import FakeEngine
from megachat_desktop.errors import DiskFullError
from megachat_desktop.model.events import AccountChanged, NetworkChanged, SettingsChanged
from megachat_desktop.model.settings import (
    LanMode,
    NoticeContent,
    RelayMode,
    ThemeChoice,
)
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.wrapped_label import WrappedLabel
from megachat_desktop.ui.settings.about_page import AboutPage, library_licences
from megachat_desktop.ui.settings.appearance_page import AppearancePage
from megachat_desktop.ui.settings.network_page import NetworkPage
from megachat_desktop.ui.settings.notifications_page import NotificationsPage
from megachat_desktop.ui.settings.pages import page_entries
from megachat_desktop.ui.settings.privacy_page import PrivacyPage
from megachat_desktop.ui.settings.profile_page import ProfilePage
from megachat_desktop.ui.settings.settings_window import SettingsWindow
from megachat_desktop.ui.settings.storage_page import StoragePage

KEYS = [entry.key for entry in page_entries()]


@pytest.fixture
def window(
    qtbot: QtBot, bridge: Bridge, look: Look, avatars: AvatarPainter
) -> Iterator[SettingsWindow]:
    made = SettingsWindow(bridge, look, avatars)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: bridge.seen.account is not None)
    made.open()
    yield made
    made.close()


def settled(bridge: Bridge, **changes: object) -> None:
    """The engine says that these settings are in force."""
    settings = replace(bridge.seen.settings, **changes)
    bridge.deliver(SettingsChanged(settings))


def asked(qtbot: QtBot, engine: FakeEngine, **changes: object) -> None:
    """Wait until the engine was asked for exactly this."""
    qtbot.waitUntil(lambda: ("update_settings", *changes.items()) in engine.asked())


def name_of(control: QWidget) -> str:
    """What a screen reader calls it; the field inside a spin box goes by the box's name."""
    if control.objectName() == "qt_spinbox_lineedit":
        control = control.parentWidget()
    accessible = QAccessible.queryAccessibleInterface(control)
    return accessible.text(QAccessible.Text.Name) if accessible is not None else ""


def controls(page: QWidget) -> list[QWidget]:
    """Everything on a page that can be operated."""
    kinds = (QAbstractButton, QComboBox, QLineEdit, QSlider)
    return [child for kind in kinds for child in page.findChildren(kind)]


def test_the_first_page_opens_and_the_last_one_comes_back(window: SettingsWindow) -> None:
    assert window.shown_key == "profile"
    window.navigation.button("privacy").click()
    assert window.shown_key == "privacy"
    window.close()
    window.open()
    assert window.shown_key == "privacy"
    assert window.navigation.button("privacy").isChecked()


def test_arrows_walk_through_the_pages(window: SettingsWindow, qtbot: QtBot) -> None:
    first = window.navigation.button("profile")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert window.shown_key == KEYS[1]


@pytest.mark.parametrize("key", KEYS)
def test_every_control_has_a_name(window: SettingsWindow, key: str) -> None:
    window.show_page(key)
    shown = [control for control in controls(window.page(key)) if control.isVisible()]
    assert [control for control in shown if not name_of(control)] == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("percent", [100, 130])
def test_nothing_is_wider_than_the_narrow_window(
    window: SettingsWindow, look: Look, key: str, percent: int
) -> None:
    look.looks.set_text_percent(percent)
    try:
        window.resize(720, 560)
        window.show_page(key)
        page = window.page(key)
        page.layout().activate()
        inside = page.area.widget()
        assert page.columns.direction() is QBoxLayout.Direction.TopToBottom
        assert inside.minimumSizeHint().width() <= page.area.viewport().width()
    finally:
        look.looks.set_text_percent(100)


@pytest.mark.usefixtures("german", "large_text")
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("width", [720, 1080])
def test_long_words_in_large_text_have_their_room(
    window: SettingsWindow, qtbot: QtBot, key: str, width: int
) -> None:
    window.resize(width, 740)
    window.show_page(key)
    page = window.page(key)
    area = page.area
    words = [label for label in page.findChildren(WrappedLabel) if label.isVisible()]
    assert words
    qtbot.waitUntil(lambda: all(w.height() >= w.heightForWidth(w.width()) for w in words))
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_pages_render_snapshots(window: SettingsWindow, bridge: Bridge) -> None:
    page = window.page("appearance")
    assert isinstance(page, AppearancePage)
    settled(bridge, theme=ThemeChoice.DARK, reduced_motion=True, text_percent=120)
    assert page.theme.buttons[2].isChecked()
    assert page.text_size.buttons[2].isChecked()
    assert page.motion.switch.isChecked()


def test_what_is_chosen_applies_at_once(
    window: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    page = window.page("appearance")
    assert isinstance(page, AppearancePage)
    page.motion.switch.click()
    asked(qtbot, engine, reduced_motion=True)
    page.theme.buttons[1].click()
    asked(qtbot, engine, theme=ThemeChoice.LIGHT)
    page.text_size.buttons[3].click()
    asked(qtbot, engine, text_percent=130)


def test_a_refusal_is_told_and_the_old_choice_shown(
    window: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    page = window.page("appearance")
    assert isinstance(page, AppearancePage)
    engine.fail_with = DiskFullError()
    page.motion.switch.click()
    qtbot.waitUntil(lambda: "disk is full" in window.notices.text)
    assert not page.motion.switch.isChecked()


def test_a_row_can_be_clicked_anywhere(
    window: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    window.show_page("notifications")
    page = window.page("notifications")
    assert isinstance(page, NotificationsPage)
    QTest.mouseClick(page.sound, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    asked(qtbot, engine, notice_sound=False)


def test_quiet_hours_are_minutes_of_the_day(
    window: SettingsWindow, bridge: Bridge, engine: FakeEngine, qtbot: QtBot
) -> None:
    window.show_page("notifications")
    page = window.page("notifications")
    assert isinstance(page, NotificationsPage)
    assert not page.quiet_from.isEnabled()
    settled(bridge, quiet_hours=True, quiet_from=21 * 60 + 30)
    assert page.quiet_from.isEnabled()
    assert page.quiet_from.time() == QTime(21, 30)
    field = page.quiet_from.lineEdit()
    assert field.width() > field.fontMetrics().horizontalAdvance(field.text())
    page.quiet_to.setTime(QTime(6, 15))
    asked(qtbot, engine, quiet_to=375)
    page.content.choose(NoticeContent.NOTHING)
    asked(qtbot, engine, notice_content=NoticeContent.NOTHING)


@pytest.mark.parametrize(("digits", "minutes"), [("2105", 21 * 60 + 5), ("0830", 8 * 60 + 30)])
def test_digits_replace_the_hours_that_were_clicked(
    window: SettingsWindow,
    bridge: Bridge,
    engine: FakeEngine,
    qtbot: QtBot,
    digits: str,
    minutes: int,
) -> None:
    window.show_page("notifications")
    page = window.page("notifications")
    assert isinstance(page, NotificationsPage)
    settled(bridge, quiet_hours=True, quiet_from=22 * 60)
    line = page.quiet_from.lineEdit()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(21, line.height() // 2))
    QTest.keyClicks(page.quiet_from, digits)
    QTest.keyClick(page.quiet_from, Qt.Key.Key_Return)
    asked(qtbot, engine, quiet_from=minutes)


def test_the_volume_follows_keys_and_snapshots(
    window: SettingsWindow, bridge: Bridge, engine: FakeEngine, qtbot: QtBot
) -> None:
    page = window.page("notifications")
    assert isinstance(page, NotificationsPage)
    settled(bridge, ring_volume=60)
    assert page.volume.value() == 60
    assert engine.asked() == []
    QTest.keyClick(page.volume, Qt.Key.Key_Left)
    asked(qtbot, engine, ring_volume=55)


def test_hiding_the_address_needs_a_relay(window: SettingsWindow, bridge: Bridge) -> None:
    page = window.page("privacy")
    assert isinstance(page, PrivacyPage)
    assert page.relay_only.switch.isEnabled()
    settled(bridge, relay_mode=RelayMode.NONE)
    assert not page.relay_only.switch.isEnabled()
    assert "needs a relay" in page.relay_only.switch.accessibleDescription()


def test_who_sees_me_nearby(window: SettingsWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    page = window.page("privacy")
    assert isinstance(page, PrivacyPage)
    page.nearby.choose(LanMode.OFF)
    asked(qtbot, engine, lan_mode=LanMode.OFF)


def test_an_own_relay_is_used_once_it_has_a_name(
    window: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    window.show_page("network")
    page = window.page("network")
    assert isinstance(page, NetworkPage)
    assert not page.url.isVisible()
    page.relay.choose(RelayMode.OWN)
    assert page.url.isVisible()
    assert engine.asked() == []
    page.url.setText(" relay.example.org:8443 ")
    QTest.keyClick(page.url, Qt.Key.Key_Return)
    asked(qtbot, engine, relay_mode=RelayMode.OWN, relay_url="relay.example.org:8443")
    page.stun.setText("one.example.org, two.example.org:3479")
    QTest.keyClick(page.stun, Qt.Key.Key_Return)
    asked(qtbot, engine, stun_servers=("one.example.org", "two.example.org:3479"))


def test_a_page_that_comes_back_shows_what_is_in_force(
    window: SettingsWindow, engine: FakeEngine
) -> None:
    window.show_page("network")
    page = window.page("network")
    assert isinstance(page, NetworkPage)
    page.relay.choose(RelayMode.OWN)  # and no address follows
    page.url.setText("relay.exam")
    window.show_page("about")
    window.show_page("network")
    assert (page.relay.value, page.url.isVisible()) == (RelayMode.PUBLIC, False)
    page.stun.setText("never used")
    page.stun.setFocus()
    window.close()
    window.open()
    assert page.stun.text() == ""
    assert engine.asked() == []


def test_a_name_that_was_not_used_is_not_shown_as_ours(window: SettingsWindow) -> None:
    page = window.page("profile")
    assert isinstance(page, ProfilePage)
    name = page.name.text()
    page.name.setFocus()
    page.name.setText("Somebody else")
    window.show_page("about")
    window.show_page("profile")
    assert page.name.text() == name


def test_the_network_page_says_how_we_are_reached(window: SettingsWindow, bridge: Bridge) -> None:
    page = window.page("network")
    assert isinstance(page, NetworkPage)
    bridge.deliver(NetworkChanged(True, "relay.example.org", ("192.0.2.7:7010",)))
    assert "relay.example.org" in page.relay_now.text()
    assert page.addresses.text() == "192.0.2.7:7010"
    bridge.deliver(NetworkChanged(False, None))
    assert page.state.text() == "No network. We'll reconnect by ourselves."
    assert page.addresses.text() == "No address is told to anybody."


def test_a_new_name_goes_to_the_engine(
    window: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    page = window.page("profile")
    assert isinstance(page, ProfilePage)
    assert page.name.text() == "Jonas Keller"
    page.name.setText("  ")
    page.use.click()
    page.name.setText("Jonas K.")
    page.use.click()
    qtbot.waitUntil(lambda: engine.asked() == [("set_name", "Jonas K.")])


def test_a_sentence_about_oneself_goes_to_the_engine_and_can_be_taken_back(
    window: SettingsWindow, engine: FakeEngine, bridge: Bridge, qtbot: QtBot
) -> None:
    page = window.page("profile")
    assert isinstance(page, ProfilePage)
    page.about.setText(" In Uppsala ")
    page.say.click()
    bridge.deliver(AccountChanged(replace(engine.account, about="In Uppsala")))
    assert page.about.text() == "In Uppsala"
    page.about.clear()
    page.say.click()
    qtbot.waitUntil(lambda: engine.asked() == [("set_about", "In Uppsala"), ("set_about", "")])


def test_the_folder_is_measured_when_it_is_shown(window: SettingsWindow, qtbot: QtBot) -> None:
    window.show_page("storage")
    page = window.page("storage")
    assert isinstance(page, StoragePage)
    qtbot.waitUntil(page.open.isEnabled)
    assert page.place.accessibleName() == "/home/jonas/megachat"
    assert page.size_label.text() == "1.5 kB in use"


def test_every_library_is_named_with_its_licence(window: SettingsWindow, qtbot: QtBot) -> None:
    page = window.page("about")
    assert isinstance(page, AboutPage)
    qtbot.waitUntil(lambda: page.libraries != ())
    names = {name.lower() for name, _, _ in page.libraries}
    assert {"pyside6", "aiortc", "av", "cryptography", "iroh", "pynacl"} <= names
    licences = {name.lower(): licence for name, _, licence in library_licences()}
    assert licences["aiortc"] == "BSD-3-Clause"
    assert licences["iroh"] == "LICENSE-APACHE, LICENSE-MIT"  # it names only their texts


def test_the_settings_open_from_the_sidebar_and_by_key(desktop: Desktop, qtbot: QtBot) -> None:
    QTest.keyClick(desktop.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(desktop.settings.isVisible)
    QTest.keyClick(desktop.settings, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desktop.settings.isVisible())
    desktop.window.sidebar.settings_menu_requested.emit(QPoint())
    qtbot.waitUntil(desktop.settings.isVisible)


def test_settings_are_mirrored_for_right_to_left(window: SettingsWindow) -> None:
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.layout().activate()
    assert window.navigation.geometry().right() == window.rect().right()
