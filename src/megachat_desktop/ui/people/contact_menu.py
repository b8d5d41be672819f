"""What can be done with a contact and their chat: the context menu and its questions."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QPushButton, QWidget

from megachat_desktop.engine.quiet import tomorrow_morning
from megachat_desktop.model.chat import MUTED_FOR_GOOD, Chat
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.keys import Key, in_menu
from megachat_desktop.ui.kit.question import dress, dress_input
from megachat_desktop.ui.kit.rows import RowAction
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.people.ring_menu import add_ring_choices

HOUR_S = 3600.0


class ContactMenu(QObject):
    """Carries out what was chosen; asks first where something would be lost."""

    call_requested = Signal(object, bool)  # AccountId, video
    verify_requested = Signal(object)  # AccountId
    find_requested = Signal()  # in the chat that is shown
    chat_deleted = Signal(object)  # AccountId
    declined = Signal(object)  # AccountId, whose request it was

    def __init__(
        self, bridge: Bridge, window: QWidget, shown: Callable[[], AccountId | None]
    ) -> None:
        """``shown``: whom the keys for calls are about."""
        super().__init__(window)
        self._bridge, self._window, self._shown = bridge, window, shown

    def do(self, account: AccountId, action: RowAction) -> None:
        """One of the buttons in a row."""
        engine = self._bridge.engine
        match action:
            case RowAction.ACCEPT:
                self._bridge.run(engine.contacts.accept(account))
            case RowAction.DECLINE:
                self._bridge.run(engine.contacts.decline(account))
                self.declined.emit(account)
            case RowAction.UNBLOCK:
                self._bridge.run(engine.contacts.unblock(account))
            case RowAction.ADD:
                self._bridge.run(engine.contacts.add_nearby(account))
            case RowAction.VOICE | RowAction.VIDEO:
                self.call_requested.emit(account, action is RowAction.VIDEO)
            case RowAction.SHOW_ALL | RowAction.CALL_BACK:
                pass  # the list and the conversation do these themselves

    def open(self, account: AccountId, place: QPoint) -> None:
        """Show the menu of a contact; people who are none have none."""
        contact = self._bridge.seen.contacts.get(account)
        if contact is None:
            return
        menu = self.make(contact)
        menu.popup(place)
        menu.aboutToHide.connect(menu.deleteLater)

    def make(self, contact: Contact) -> QMenu:
        """The menu, not shown yet."""
        menu = QMenu(self._window)
        account = contact.account
        if contact.state is ContactState.ACCEPTED or contact.is_echo:
            for text, key, video in (
                (self.tr("Voice call"), Key.VOICE_CALL, False),
                (self.tr("Video call"), Key.VIDEO_CALL, True),
            ):
                words = in_menu(text, key) if account == self._shown() else text
                menu.addAction(words, partial(self.call_requested.emit, account, video))
            menu.addSeparator()
            add_ring_choices(menu, self._bridge, contact)
            menu.addSeparator()
        if contact.state is ContactState.ASKED_BY_THEM:
            menu.addAction(self.tr("Accept"), partial(self.do, account, RowAction.ACCEPT))
            menu.addAction(self.tr("Decline"), partial(self.do, account, RowAction.DECLINE))
            menu.addSeparator()
        else:
            self._add_chat(menu, contact)
        if not contact.is_echo:
            self._add_person(menu, contact)
        return menu

    def rename(self, account: AccountId) -> None:
        """Ask for another name."""
        if contact := self._bridge.seen.contacts.get(account):
            self._rename(contact)

    def block(self, account: AccountId) -> None:
        """Block, after a question."""
        if contact := self._bridge.seen.contacts.get(account):
            self._block(contact)

    def remove(self, account: AccountId) -> None:
        """Remove, after a question."""
        if contact := self._bridge.seen.contacts.get(account):
            self._remove(contact)

    def take_up(self, account: AccountId) -> None:
        """Take it back that a request was declined."""
        self._bridge.run(self._bridge.engine.contacts.take_up(account))

    def restore(self, account: AccountId) -> None:
        """Take the deletion of a chat back."""
        self._bridge.run(self._bridge.engine.chats.restore(account))

    def _add_chat(self, menu: QMenu, contact: Contact) -> None:
        chats, account = self._bridge.engine.chats, contact.account
        if account == self._shown():
            find = in_menu(self.tr("Find in this chat"), Key.FIND)
            menu.addAction(find, self.find_requested.emit)
        chat = self._bridge.seen.chats.get(account) or Chat(account)
        pin = self.tr("Unpin") if chat.pinned else self.tr("Pin")
        menu.addAction(pin, lambda: self._bridge.run(chats.pin(account, not chat.pinned)))
        self._add_mute(menu, chat)
        if not chat.unread:
            unread = self.tr("Mark unread")
            menu.addAction(unread, lambda: self._bridge.run(chats.mark_unread(account)))
        if not chat.hidden and (chat.last is not None or contact.is_echo or chat.pinned):
            hide = self.tr("Hide") if contact.is_echo else self.tr("Archive")
            menu.addAction(hide, lambda: self._bridge.run(chats.hide(account)))
        if chat.last is not None:
            menu.addAction(self.tr("Delete chat…"), partial(self._delete, contact))

    def _add_mute(self, menu: QMenu, chat: Chat) -> None:
        now = time.time()
        if chat.muted(now):
            menu.addAction(self.tr("Unmute"), partial(self._mute, chat.account, 0.0))
            return
        mute = menu.addMenu(self.tr("Mute"))
        for text, until in (
            (self.tr("For 1 hour"), now + HOUR_S),
            (self.tr("Until tomorrow, 8:00"), tomorrow_morning(now)),
            (self.tr("For good"), MUTED_FOR_GOOD),
        ):
            mute.addAction(text, partial(self._mute, chat.account, until))

    def _add_person(self, menu: QMenu, contact: Contact) -> None:
        menu.addSeparator()
        if contact.state is ContactState.ACCEPTED:
            verify = partial(self.verify_requested.emit, contact.account)
            menu.addAction(self.tr("Verify…"), verify)
        menu.addAction(self.tr("Rename…"), partial(self._rename, contact))
        if contact.state is ContactState.BLOCKED:
            unblock = partial(self.do, contact.account, RowAction.UNBLOCK)
            menu.addAction(self.tr("Unblock"), unblock)
        else:
            menu.addAction(self.tr("Block…"), partial(self._block, contact))
        menu.addAction(self.tr("Remove…"), partial(self._remove, contact))

    def _mute(self, account: AccountId, until: float) -> None:
        self._bridge.run(self._bridge.engine.chats.mute(account, until))

    def _delete(self, contact: Contact) -> None:
        text = self.tr("The calls and messages with {name} are deleted from this computer.")
        self._ask(contact, text, self.tr("Delete"), self._do_delete)

    def _do_delete(self, account: AccountId) -> None:
        self._bridge.run(self._bridge.engine.chats.delete(account))
        self.chat_deleted.emit(account)

    def _rename(self, contact: Contact) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Rename"))
        dialog.setLabelText(
            self.tr("Your name for this contact. Leave it empty for the name they chose.")
        )
        dialog.setTextValue(shown_name(contact.name))
        dress_input(dialog, self.tr("Rename"), self.tr("Not now"))
        dialog.textValueSelected.connect(partial(self._do_rename, contact.account))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do_rename(self, account: AccountId, name: str) -> None:
        self._bridge.run(self._bridge.engine.contacts.rename(account, name))

    def _block(self, contact: Contact) -> None:
        text = self.tr("{name} can't call you or see whether you are there any more.")
        if self._talks_with(contact.account):
            text += " " + self.tr("Your call ends.")
        self._ask(contact, text, self.tr("Block"), self._do_block)

    def _do_block(self, account: AccountId) -> None:
        self._bridge.run(self._bridge.engine.contacts.block(account))

    def _remove(self, contact: Contact) -> None:
        text = self.tr(
            "{name} is taken from your contacts, with all calls and messages. You would have to"
            " ask again."
        )
        if self._talks_with(contact.account):
            text += " " + self.tr("Your call ends.")
        self._ask(contact, text, self.tr("Remove"), self._do_remove)

    def _talks_with(self, account: AccountId) -> bool:
        calls = self._bridge.seen.calls.values()
        return any(call.live and call.account == account for call in calls)

    def _do_remove(self, account: AccountId) -> None:
        self._bridge.run(self._bridge.engine.contacts.remove(account))

    def _ask(
        self, contact: Contact, text: str, verb: str, then: Callable[[AccountId], None]
    ) -> None:
        """Do it if the person is sure. The question holds up its own window and no call."""
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(verb)
        box.setText(text.format(name=shown_name(contact.name)))
        yes = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self.tr("Not now"), QMessageBox.ButtonRole.RejectRole)
        dress(box, danger=yes, neutral=no)
        box.setDefaultButton(no)
        box.finished.connect(partial(self._on_answered, box, yes, partial(then, contact.account)))
        box.open()

    def _on_answered(
        self, box: QMessageBox, yes: QPushButton, then: Callable[[], None], _result: int
    ) -> None:
        if box.clickedButton() is yes:
            then()
        box.deleteLater()
