"""Keeps the promise "We'll tell you when they're back" of a call to somebody who was offline."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from megachat_desktop.model.call import Call, CallState, Direction
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.setting_rules import MAX_AWAITED
from megachat_desktop.model.settings import Availability, Settings
from megachat_desktop.ui.bridge import Bridge

_REACHED = (CallState.RINGING, CallState.CONNECTING, CallState.ACTIVE, CallState.INCOMING)


class Comebacks(QObject):
    """Calls ``tell`` once when somebody is back whom we tried to call, and never for others.

    Presence may be behind what a call has found out: only those who were then seen offline can
    come back. Promises are kept in the profile, so that they outlive these windows and this run;
    while the person does not want to be disturbed they wait, as long as those who came back stay.
    """

    def __init__(self, bridge: Bridge, tell: Callable[[Contact], None], parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._tell = bridge, tell
        self._awaited: dict[AccountId, bool] = {}  # whether they were seen offline, oldest first
        self._kept = False  # the profile's own promises have been taken over
        bridge.call_changed.connect(self._on_call_changed)
        bridge.contact_changed.connect(self._on_contact_changed)
        bridge.contact_removed.connect(self._forget)
        bridge.availability_changed.connect(self._on_availability_changed)
        bridge.settings_changed.connect(self._on_settings_changed)

    def _on_settings_changed(self, settings: Settings) -> None:
        """The first ones bring what earlier windows promised; later ones are our own."""
        if self._kept:
            return
        self._kept = True
        for account in map(AccountId, map(bytes.fromhex, settings.called_in_vain)):
            self._awaited.setdefault(account, self._is_offline(account))

    def _on_call_changed(self, call: Call) -> None:
        if call.unreachable and call.direction is Direction.OUT:
            self._promise(call.account)
        elif call.state in _REACHED:
            self._forget(call.account)

    def _on_contact_changed(self, contact: Contact) -> None:
        if contact.account not in self._awaited:
            return
        if contact.state is ContactState.BLOCKED:
            self._forget(contact.account)
        elif contact.presence is Presence.OFFLINE:
            self._awaited[contact.account] = True
        elif self._awaited[contact.account]:
            self._announce(contact)

    def _on_availability_changed(self, _now: object) -> None:
        """Who came back meanwhile is told now, if they are still there."""
        for account in tuple(self._awaited):
            contact = self._bridge.seen.contacts.get(account)
            if contact is not None:
                self._on_contact_changed(contact)

    def _announce(self, contact: Contact) -> None:
        if self._bridge.seen.availability is not Availability.DO_NOT_DISTURB:
            self._forget(contact.account)
            self._tell(contact)

    def _promise(self, account: AccountId) -> None:
        if account not in self._bridge.seen.contacts:
            return
        self._awaited.pop(account, None)
        self._awaited[account] = self._is_offline(account)
        while len(self._awaited) > MAX_AWAITED:
            del self._awaited[next(iter(self._awaited))]
        self._keep()

    def _forget(self, account: AccountId) -> None:
        if self._awaited.pop(account, None) is not None:
            self._keep()

    def _keep(self) -> None:
        """Write them into the profile, unless they stand there already."""
        names = tuple(account.hex() for account in self._awaited)
        if self._bridge.running and names != self._bridge.seen.settings.called_in_vain:
            engine = self._bridge.engine
            self._bridge.run(engine.update_settings(called_in_vain=names))

    def _is_offline(self, account: AccountId) -> bool:
        """Nobody is known at the start of a run, and has to come then."""
        contact = self._bridge.seen.contacts.get(account)
        return contact is None or contact.presence is Presence.OFFLINE
