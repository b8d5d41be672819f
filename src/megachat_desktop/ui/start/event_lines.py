"""The window's own events as JSON lines on standard output, for scripts that drive it.

Names and keys are those of the command line (docs/ARCHITECTURE.md): ready, contact, call, error,
report.
"""

import json
import sys
import time

from PySide6.QtCore import QObject

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.events import CallReported, NoticeRaised
from megachat_desktop.ui.bridge import Bridge

_CONTACT_STATES = {
    ContactState.REQUESTED: "requested",
    ContactState.ASKED_BY_THEM: "requested",
    ContactState.ACCEPTED: "accepted",
    ContactState.IGNORED: "declined",
    ContactState.BLOCKED: "removed",
}


class EventLines(QObject):
    """Prints what the bridge brings."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._states: dict[bytes, object] = {}
        bridge.contact_changed.connect(self._on_contact_changed)
        bridge.call_changed.connect(self._on_call_changed)
        bridge.call_reported.connect(self._on_call_reported)
        bridge.notice_raised.connect(self._on_notice_raised)
        bridge.error_occurred.connect(self._on_error_occurred)

    def ready(self, link: str, link_with_addresses: str) -> None:
        """The window is open and the engine is online."""
        account = self._bridge.seen.account
        self._print(
            "ready",
            account=account.account.hex() if account else "",
            link=link,
            link_with_addresses=link_with_addresses,
            addresses=list(self._bridge.seen.network.addresses),
        )

    def _on_contact_changed(self, contact: Contact) -> None:
        state = (contact.state, contact.verified, contact.name)
        if self._states.get(contact.account) != state:
            self._states[contact.account] = state
            self._print(
                "contact",
                account=contact.account.hex(),
                name=contact.name,
                state=_CONTACT_STATES[contact.state],
                asked_by=contact.asked_by,
                verified=contact.verified,
            )

    def _on_call_changed(self, call: Call) -> None:
        if self._states.get(call.call_id) is call.state:
            return
        self._states[call.call_id] = call.state
        values = {
            "call_id": call.call_id.hex(),
            "account": call.account.hex(),
            "direction": call.direction.value,
            "state": call.state.value,
        }
        if call.end_reason:
            values["end_reason"] = call.end_reason.value
        if call.detail:
            values["detail"] = call.detail
        self._print("call", **values)

    def _on_call_reported(self, event: CallReported) -> None:
        self._print("report", **event.report)

    def _on_notice_raised(self, notice: NoticeRaised) -> None:
        self._print("error", code=notice.code, message=notice.sentence)

    def _on_error_occurred(self, sentence: str) -> None:
        self._print("error", code="failed", message=sentence)

    def _print(self, kind: str, **values: object) -> None:
        line = {"event": kind, "t": round(time.perf_counter(), 6), **values}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
