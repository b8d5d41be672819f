"""What can be done with a contact besides calling: the context menu and its questions."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QMessageBox, QWidget

from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.rows import RowAction
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.people.ring_menu import add_ring_choices


class ContactMenu(QObject):
    """Carries out what was chosen; asks first where something would be lost."""

    call_requested = Signal(object, bool)  # AccountId, video
    verify_requested = Signal(object)  # AccountId

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._window = bridge, window

    def do(self, account: AccountId, action: RowAction) -> None:
        """One of the buttons in a row."""
        engine = self._bridge.engine
        match action:
            case RowAction.ACCEPT:
                self._bridge.run(engine.accept_contact(account))
            case RowAction.DECLINE:
                self._bridge.run(engine.decline_contact(account))
            case RowAction.ADD:
                self._bridge.run(engine.add_nearby(account))
            case RowAction.VOICE | RowAction.VIDEO:
                self.call_requested.emit(account, action is RowAction.VIDEO)

    def open(self, account: AccountId, place: QPoint) -> None:
        """Show the menu of a contact; people who are none, and the echo test, have none."""
        contact = self._bridge.seen.contacts.get(account)
        if contact is None or contact.is_echo:
            return
        menu = self.make(contact)
        menu.popup(place)
        menu.aboutToHide.connect(menu.deleteLater)

    def make(self, contact: Contact) -> QMenu:
        """The menu, not shown yet."""
        menu = QMenu(self._window)
        account = contact.account
        if contact.state is ContactState.ACCEPTED:
            menu.addAction(self.tr("Voice call"), partial(self.call_requested.emit, account, False))
            menu.addAction(self.tr("Video call"), partial(self.call_requested.emit, account, True))
            menu.addSeparator()
            add_ring_choices(menu, self._bridge, contact)
            menu.addSeparator()
        if contact.state is ContactState.ASKED_BY_THEM:
            menu.addAction(self.tr("Accept"), partial(self.do, account, RowAction.ACCEPT))
            menu.addAction(self.tr("Decline"), partial(self.do, account, RowAction.DECLINE))
            menu.addSeparator()
        if contact.state is ContactState.ACCEPTED:
            menu.addAction(self.tr("Verify…"), partial(self.verify_requested.emit, account))
        menu.addAction(self.tr("Rename…"), partial(self._rename, contact))
        if contact.state is not ContactState.BLOCKED:
            menu.addAction(self.tr("Block…"), partial(self._block, contact))
        menu.addAction(self.tr("Remove…"), partial(self._remove, contact))
        return menu

    def _rename(self, contact: Contact) -> None:
        name, given = QInputDialog.getText(
            self._window,
            self.tr("Rename"),
            self.tr("Your name for this contact. Leave it empty for the name they chose."),
            QLineEdit.EchoMode.Normal,
            shown_name(contact.name),
        )
        if given:
            self._bridge.run(self._bridge.engine.rename_contact(contact.account, name))

    def _block(self, contact: Contact) -> None:
        text = self.tr("{name} can't call you or see whether you are there any more.")
        if self._sure(contact, text, self.tr("Block")):
            self._bridge.run(self._bridge.engine.block_contact(contact.account))

    def _remove(self, contact: Contact) -> None:
        text = self.tr("{name} is taken from your contacts. You would have to ask again.")
        if self._sure(contact, text, self.tr("Remove")):
            self._bridge.run(self._bridge.engine.remove_contact(contact.account))

    def _sure(self, contact: Contact, text: str, verb: str) -> bool:
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(verb)
        box.setText(text.format(name=shown_name(contact.name)))
        yes = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self.tr("Not now"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.exec()
        return box.clickedButton() is yes
