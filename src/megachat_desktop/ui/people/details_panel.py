"""Everything about one contact: docked beside the conversation, or in its place."""

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, flush_row
from megachat_desktop.ui.kit.keys import Key, with_key
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, say, shown_name, shown_sentence
from megachat_desktop.ui.people.call_details import empty_layout, scrolled
from megachat_desktop.ui.people.call_entry import CallEntry
from megachat_desktop.ui.people.call_feed import CallFeed
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.words import first_name, presence_line, verified_line

SHOWN_CALLS = 5


class DetailsPanel(QWidget):
    """Shown by a click on the header of a conversation; closed by its cross."""

    close_requested = Signal()
    verify_requested = Signal(object)  # AccountId
    calls_requested = Signal(object)  # AccountId
    rename_requested = Signal(object)  # AccountId
    block_requested = Signal(object)  # AccountId
    unblock_requested = Signal(object)  # AccountId
    remove_requested = Signal(object)  # AccountId

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("detailsPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Details"))
        self._bridge, self._look, self._history = bridge, look, history
        self.feed = CallFeed(bridge)
        self._avatar = Avatar(avatars, look.looks, 96, "surface")
        self._name, self._state = ElidedLabel("heading"), ElidedLabel("secondary", "secondary")
        self._about = plain_label("", "body", wrap=True)
        self._trust = plain_label("", "secondary", wrap=True)
        self._key = plain_label("", "secondary", "secondary", wrap=True)
        self._key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._verify = Button(look, self.tr("Verify"), "shield-check", size="small")
        self._calls_heading = plain_label(self.tr("Calls"), "body-strong")
        self._calls = QVBoxLayout()
        self._all_calls = Button(look, self.tr("All calls"), kind="text", size="small")
        self._rename = Button(look, self.tr("Rename…"), "edit", kind="ghost")
        self._block = Button(look, self.tr("Block…"), "block", kind="danger-text")
        self._unblock = Button(look, self.tr("Unblock"), "block", kind="ghost")
        self._remove = Button(look, self.tr("Remove…"), "person-remove", kind="danger-text")
        self._close = Button(look, "", "close", kind="ghost", name=self.tr("Close details, Esc"))
        self._lay_out()
        self._connect()

    @property
    def account(self) -> AccountId | None:
        """Who is shown."""
        return self.feed.account

    def show_person(self, account: AccountId) -> None:
        """Show this contact from now on."""
        self.feed.show(account)
        self._render()

    def set_docked(self, docked: bool) -> None:
        """Beside the conversation with a cross, or in its place with a way back."""
        self._close.set_icon_name("close" if docked else "arrow-left")
        back = with_key(self.tr("Back"), Key.BACK)
        name = self.tr("Close details, Esc") if docked else back
        self._close.setAccessibleName(name)
        self._close.setToolTip(name)

    def focus_first(self) -> None:
        """Take the focus, as after F6."""
        self._close.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 14, 12, 0)
        head.addWidget(self._close)
        head.addStretch()
        column = QWidget()
        column.setMaximumWidth(520)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(20, 0, 20, 20)
        inner.setSpacing(6)
        middle = Qt.AlignmentFlag.AlignHCenter
        for widget in (self._avatar, self._name, self._state):
            inner.addWidget(widget, 0, middle)
        self._about.setAlignment(middle)
        inner.addWidget(self._about)
        inner.addSpacing(14)
        self._key_heading = plain_label(self.tr("Key"), "body-strong")
        for label in (self._key_heading, self._trust, self._key):
            inner.addWidget(label)
        inner.addWidget(self._verify, 0, Qt.AlignmentFlag.AlignLeading)
        inner.addSpacing(14)
        inner.addWidget(self._calls_heading)
        self._calls.setSpacing(0)
        inner.addLayout(self._calls)
        inner.addLayout(flush_row(self._all_calls))
        inner.addSpacing(14)
        for button in (self._rename, self._block, self._unblock, self._remove):
            inner.addLayout(flush_row(button))
        inner.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(scrolled(column), 1)

    def _connect(self) -> None:
        self._close.clicked.connect(self.close_requested)
        for button, signal in (
            (self._verify, self.verify_requested),
            (self._all_calls, self.calls_requested),
            (self._rename, self.rename_requested),
            (self._block, self.block_requested),
            (self._unblock, self.unblock_requested),
            (self._remove, self.remove_requested),
        ):
            button.clicked.connect(partial(self._ask, signal))
        self._bridge.contact_changed.connect(self._on_contact_changed)
        self.feed.changed.connect(self._render)
        self._look.looks.changed.connect(self._render)

    def _ask(self, signal: SignalInstance, _checked: bool = False) -> None:
        signal.emit(self.account)

    def _render(self) -> None:
        contact = self._bridge.seen.contacts.get(self.account) if self.account else None
        if contact is None:
            return
        name = shown_name(contact.name)
        self._avatar.show_person(name, contact.account, echo=contact.is_echo)
        self._name.set_whole_text(name)
        self._state.set_whole_text(presence_line(contact, self._history.now()))
        about = shown_sentence(contact.about)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        say(self._trust, verified_line(contact), "danger" if contact.mismatched else "")
        again = self.tr("Compare again") if contact.mismatched else self.tr("Verify")
        self._verify.set_text(again)
        self._key.setText(_in_two_lines(contact.fingerprint))
        self._key.setAccessibleName(self.tr("Key {key}").format(key=contact.fingerprint))
        for widget in (self._key_heading, self._trust, self._key, self._verify):
            widget.setVisible(not contact.is_echo)
        for widget in (self._rename, self._block, self._remove):
            widget.setVisible(not contact.is_echo)
        blocked = contact.state is ContactState.BLOCKED
        self._block.setVisible(not contact.is_echo and not blocked)
        self._unblock.setVisible(blocked)
        self._render_calls(contact)

    def _render_calls(self, contact: Contact) -> None:
        empty_layout(self._calls)
        entries, now = self.feed.entries, self._history.now()
        self._calls_heading.setVisible(bool(entries))
        self._all_calls.setVisible(len(entries) > SHOWN_CALLS)
        for entry in entries[:SHOWN_CALLS]:
            name = first_name(contact.name)
            self._calls.addWidget(CallEntry(self._look, entry, name, now, narrow=True))

    def _on_contact_changed(self, contact: Contact) -> None:
        if contact.account == self.account:
            self._render()


def _in_two_lines(fingerprint: str) -> str:
    """Halves of one length are compared more easily than a line and its last group."""
    groups = fingerprint.split()
    half = (len(groups) + 1) // 2
    return "\n".join(" ".join(part) for part in (groups[:half], groups[half:]) if part)
