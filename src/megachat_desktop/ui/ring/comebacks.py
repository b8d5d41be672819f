"""Keeps the promise "We'll tell you when they're back" of a call to somebody who was offline."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from megachat_desktop.model.call import Call, CallState, Direction
from megachat_desktop.model.contact import Contact, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge

_REACHED = (CallState.RINGING, CallState.CONNECTING, CallState.ACTIVE, CallState.INCOMING)


class Comebacks(QObject):
    """Calls ``tell`` once when somebody is back whom we tried to call, and never for others.

    Presence may be behind what a call has found out: only those who were then seen offline can
    come back.
    """

    def __init__(self, bridge: Bridge, tell: Callable[[Contact], None], parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._tell = bridge, tell
        self._awaited: dict[AccountId, bool] = {}  # whether they were seen offline
        bridge.call_changed.connect(self._on_call_changed)
        bridge.contact_changed.connect(self._on_contact_changed)
        bridge.contact_removed.connect(self._forget)

    def _on_call_changed(self, call: Call) -> None:
        contact = self._bridge.seen.contacts.get(call.account)
        if call.unreachable and call.direction is Direction.OUT and contact is not None:
            self._awaited[call.account] = contact.presence is Presence.OFFLINE
        elif call.state in _REACHED:
            self._forget(call.account)

    def _on_contact_changed(self, contact: Contact) -> None:
        if contact.account not in self._awaited:
            return
        if contact.presence is Presence.OFFLINE:
            self._awaited[contact.account] = True
        elif self._awaited[contact.account]:
            self._forget(contact.account)
            self._tell(contact)

    def _forget(self, account: AccountId) -> None:
        self._awaited.pop(account, None)
