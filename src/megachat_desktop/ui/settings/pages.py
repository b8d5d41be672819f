"""The pages of the settings, in the order of the navigation: one line adds one more."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from megachat_desktop.ui.settings.about_page import AboutPage
from megachat_desktop.ui.settings.appearance_page import AppearancePage
from megachat_desktop.ui.settings.audio_video_page import AudioVideoPage
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.identity_page import IdentityPage
from megachat_desktop.ui.settings.language_page import LanguagePage
from megachat_desktop.ui.settings.network_page import NetworkPage
from megachat_desktop.ui.settings.notifications_page import NotificationsPage
from megachat_desktop.ui.settings.page import Page
from megachat_desktop.ui.settings.privacy_page import PrivacyPage
from megachat_desktop.ui.settings.profile_page import ProfilePage
from megachat_desktop.ui.settings.shortcuts_page import ShortcutsPage
from megachat_desktop.ui.settings.storage_page import StoragePage

translate = QCoreApplication.translate


@dataclass(frozen=True)
class PageEntry:
    """One entry of the navigation; its page is made when it is first shown."""

    key: str
    title: str
    icon: str
    factory: Callable[[PageParts, str], Page]


def page_entries() -> tuple[PageEntry, ...]:
    """Every page, About last: it stands at the bottom."""

    return (
        PageEntry("profile", translate("SettingsPages", "Profile"), "person", ProfilePage),
        PageEntry(
            "identity", translate("SettingsPages", "Identity and backup"), "key", IdentityPage
        ),
        PageEntry(
            "notifications", translate("SettingsPages", "Notifications"), "bell", NotificationsPage
        ),
        PageEntry(
            "audio-video",
            translate("SettingsPages", "Audio and video"),
            "headphones",
            AudioVideoPage,
        ),
        PageEntry("privacy", translate("SettingsPages", "Privacy"), "shield", PrivacyPage),
        PageEntry("network", translate("SettingsPages", "Network"), "path-direct", NetworkPage),
        PageEntry(
            "storage", translate("SettingsPages", "Files and storage"), "storage", StoragePage
        ),
        PageEntry(
            "appearance", translate("SettingsPages", "Appearance"), "appearance", AppearancePage
        ),
        PageEntry("shortcuts", translate("SettingsPages", "Shortcuts"), "keyboard", ShortcutsPage),
        PageEntry("language", translate("SettingsPages", "Language"), "globe", LanguagePage),
        PageEntry("about", translate("SettingsPages", "About"), "info", AboutPage),
    )
