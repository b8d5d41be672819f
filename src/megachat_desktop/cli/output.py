"""Events as lines: JSON objects for programs, short sentences for people; logs go to stderr."""

import json
import sys
import time
from collections.abc import Mapping

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.events import (
    CallChanged,
    CallReported,
    ContactChanged,
    ContactRemoved,
    EngineEvent,
    NoticeRaised,
)
from megachat_desktop.model.terminal_text import terminal_text

_CONTACT_STATES = {
    ContactState.REQUESTED: "requested",
    ContactState.ASKED_BY_THEM: "requested",
    ContactState.ACCEPTED: "accepted",
    ContactState.IGNORED: "declined",
    ContactState.BLOCKED: "removed",
}


class Output:
    """Standard output in one of its two shapes."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._presence: dict[bytes, str] = {}
        self._contacts: dict[bytes, tuple[str, str, bool]] = {}
        self._calls: dict[bytes, str] = {}

    def event(self, kind: str, sentence: str, /, **values: object) -> None:
        """One line: ``values`` for programs, ``sentence`` for people."""
        if self._as_json:
            line = json.dumps({"event": kind, "t": round(time.perf_counter(), 6), **values})
        else:
            line = terminal_text(sentence)
        print(line, flush=True)

    def error(self, code: str, message: str) -> None:
        """A failure that its message explains."""
        if self._as_json:
            self.event("error", message, code=code, message=message)
        print(f"megachat: {terminal_text(message)}", file=sys.stderr, flush=True)

    def engine_event(self, event: EngineEvent) -> None:
        """Whatever of the engine's news the command line shows."""
        match event:
            case ContactChanged(contact):
                self._contact_changed(contact)
            case ContactRemoved(account):
                self.event(
                    "contact",
                    "A contact was removed.",
                    account=account.hex(),
                    name="",
                    state="removed",
                    verified=False,
                )
            case CallChanged(call):
                self._call_changed(call)
            case CallReported(_, report):
                self.report(report)
            case NoticeRaised(code, sentence):
                self.event("error", sentence, code=code, message=sentence)
            case _:
                pass

    def report(self, report: Mapping[str, object]) -> None:
        """The figures of a call that is over."""
        self.event("report", _readable(report), **report)

    def _contact_changed(self, contact: Contact) -> None:
        shown = (contact.name, _CONTACT_STATES[contact.state], contact.verified)
        if self._contacts.get(contact.account) != shown:
            self._contacts[contact.account] = shown
            self.event(
                "contact",
                f"{contact.name}: {contact.state.value.replace('_', ' ')}",
                account=contact.account.hex(),
                name=contact.name,
                state=shown[1],
                asked_by=contact.asked_by,
                verified=contact.verified,
            )
        presence = contact.presence.value
        if self._presence.get(contact.account, "offline") != presence:
            self._presence[contact.account] = presence
            self.event(
                "presence",
                f"{contact.name} is {presence.replace('_', ' ')}",
                account=contact.account.hex(),
                state=presence,
            )

    def _call_changed(self, call: Call) -> None:
        if self._calls.get(call.call_id) == call.state.value:
            return
        self._calls[call.call_id] = call.state.value
        values: dict[str, object] = {
            "call_id": call.call_id.hex(),
            "account": call.account.hex(),
            "direction": call.direction.value,
            "state": call.state.value,
        }
        if call.end_reason:
            values["end_reason"] = call.end_reason.value
        if call.detail:
            values["detail"] = call.detail
        reason = f" ({call.end_reason.value.lower()})" if call.end_reason else ""
        detail = f": {call.detail}" if call.detail else ""
        sentence = f"{call.contact_name}: {call.state.value.lower()}{reason}{detail}"
        if call.safety and call.state.value == "ACTIVE":
            sentence += "  " + " ".join(p.emoji for p in call.safety)
        self.event("call", sentence, **values)


def _readable(report: Mapping[str, object], indent: str = "  ") -> str:
    lines = []
    for key, value in report.items():
        if isinstance(value, Mapping):
            lines.append(f"{indent}{key}:")
            lines.append(_readable(value, indent + "  "))
        elif isinstance(value, list | tuple):
            lines.append(f"{indent}{key}: {', '.join(map(str, value))}")
        else:
            lines.append(f"{indent}{key}: {value}")
    return "\n".join(lines)
