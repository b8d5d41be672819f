"""Where notices appear: the desktop's own service, or a bubble at the tray where there is none."""

import sys
from functools import partial

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.feed import Feed
from megachat_desktop.ui.ring.notification_service import (
    CLICKED,
    Click,
    DesktopNotice,
    NotificationService,
)
from megachat_desktop.ui.start.front import let_to_the_front
from megachat_desktop.ui.tray import Tray


class TrayBoard(QObject):
    """One bubble for the whole program: a newer notice takes the place of any older one."""

    clicked = Signal(object)  # AccountId

    def __init__(self, tray: Tray, parent: QObject) -> None:
        super().__init__(parent)
        self._tray = tray
        self._newest: AccountId | None = None
        tray.message_clicked.connect(self._on_tray_clicked)

    def tell(self, chat: AccountId, title: str, text: str) -> None:
        """Show it, in place of whatever is shown."""
        self._newest = chat
        self._tray.tell(text, title)

    def withdraw(self, chat: AccountId) -> None:
        """It goes by itself after some seconds."""

    def _on_tray_clicked(self) -> None:
        if self._newest is not None:
            self.clicked.emit(self._newest)


class DesktopBoard(QObject):
    """One notice for each chat in the desktop's service; the tray's bubble where there is none."""

    clicked = Signal(object)  # AccountId

    def __init__(self, bridge: Bridge, instead: TrayBoard, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._instead = bridge, instead
        self._service = NotificationService() if sys.platform.startswith("linux") else None
        self._clicks: Feed | None = None
        instead.clicked.connect(self.clicked)

    def tell(self, chat: AccountId, title: str, text: str) -> None:
        """Show it, in place of what this chat said before."""
        if self._service is None:
            self._instead.tell(chat, title, text)
            return
        if self._clicks is None:
            self._clicks = Feed(self._bridge, self._service.clicks, self)
            self._clicks.told.connect(self._on_clicked)
        notice = DesktopNotice(chat, title, text, ((CLICKED, self.tr("Open")),))
        job = self._bridge.ask(self._service.show(notice))
        job.succeeded.connect(partial(self._on_shown, chat, title, text))

    def withdraw(self, chat: AccountId) -> None:
        """What this chat said has been seen."""
        if self._service is not None and self._clicks is not None:
            self._bridge.ask(self._service.withdraw(chat))

    def close(self) -> None:
        """Listen no more; what is shown stays."""
        if self._service is not None and self._clicks is not None:
            self._clicks.close()
            self._bridge.ask(self._service.close())

    def _on_clicked(self, click: Click) -> None:
        if click.action == CLICKED:
            let_to_the_front(click.token)
            self.clicked.emit(AccountId(click.key))

    def _on_shown(self, chat: AccountId, title: str, text: str, shown: bool) -> None:
        if not shown:
            self._instead.tell(chat, title, text)
