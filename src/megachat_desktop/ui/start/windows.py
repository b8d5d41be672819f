"""The windows of one run, made anew when the person chooses another language.

Widgets keep no state, so new words come from new widgets: the old ones go, new ones are made, and
the bridge repeats what it has seen.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from megachat_desktop.errors import BadLinkError
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.main_window import Place
from megachat_desktop.ui.start.instance import BROKEN_LINK
from megachat_desktop.ui.start.language import Language, remember_language
from megachat_desktop.ui.start.text_note import remember_text, remembered_text
from megachat_desktop.ui.start.theme_note import remember_theme, remembered_theme

_log = logging.getLogger(__name__)


class Windows(QObject):
    """Holds the one ``Desktop`` there is. Made before the engine starts."""

    quit_requested = Signal()
    renewed = Signal(object)  # the Desktop that takes the place of the one before

    def __init__(
        self, bridge: Bridge, language: Language, profile: Path, make: Callable[[], Desktop]
    ) -> None:
        super().__init__()
        self._bridge, self._language, self._profile, self._make = bridge, language, profile, make
        self._theme, self._text = remembered_theme(profile), remembered_text(profile)
        self.desktop = self._made()
        self._renewing = False
        self._open_after: tuple[bool, str] = (False, "")  # the window, a page of the settings
        self._place: Place | None = None
        self._small: dict[CallId, QRect] = {}
        bridge.settings_changed.connect(self._on_settings_changed)

    def raise_window(self, wish: str = "") -> None:
        """A start asked for us: with a link to ask about, ``BROKEN_LINK``, or nothing."""
        link = "" if wish == BROKEN_LINK else wish
        _log.info("brought forward, %s", "with a link to look at" if link else "without a link")
        self.desktop.raise_window(link)
        if wish == BROKEN_LINK:
            self.desktop.window.notices.tell(BadLinkError().sentence)

    def close(self) -> None:
        """Take every window away."""
        self._bridge.settings_changed.disconnect(self._on_settings_changed)
        self.desktop.close()

    def _made(self) -> Desktop:
        desktop = self._make()
        desktop.quit_requested.connect(self.quit_requested)
        return desktop

    def _on_settings_changed(self, settings: Settings) -> None:
        if settings.theme is not self._theme:
            self._theme = settings.theme
            remember_theme(self._profile, settings.theme)
        if settings.text_percent != self._text:
            self._text = settings.text_percent
            remember_text(self._profile, settings.text_percent)
        if settings.language != self._language.choice:
            remember_language(self._profile, settings.language)
            if self._language.apply(settings.language):
                QTimer.singleShot(0, self, self._renew)  # the old windows are being told just now

    def _renew(self) -> None:
        if self._renewing:
            return  # what is about to be made speaks the newest language anyway
        self._renewing = True
        old = self.desktop
        self._open_after = old.window.isVisible(), old.open_page
        self._place, self._small = old.window.place, old.calls.small
        old.destroyed.connect(self._on_old_gone)
        old.close()
        old.retire()

    def _on_old_gone(self) -> None:
        self.desktop = self._made()
        self._renewing = False
        self.renewed.emit(self.desktop)
        self.desktop.tray.show()  # what rings comes up in the tray's corner
        self._bridge.repeat()
        self.desktop.calls.make_small(self._small)
        if self._place is not None:
            self.desktop.window.return_to(self._place)
        window, page = self._open_after
        if window:
            self.desktop.show()
        if page:
            self.desktop.settings.open(page)
