"""Records for calls that this device does not know (PROTOCOL.md 7.5, last row).

Candidates may overtake their OFFER, so they wait a little; a HANGUP needs no answer; anything
else is told once that there is no such call, since none survives a restart.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.protocol.call_records import CallBody, HangUp, Ice

WAIT_S = 5.0
MAX_WAITING_CANDIDATES = 64  # of one call
MAX_WAITING_CALLS = 16
MAX_TOLD = 1024

_Key = tuple[AccountId, CallId]


@dataclass
class _Waiting:
    until: float
    records: list[Ice] = field(default_factory=list)
    candidates: int = 0


class StrayRecords:
    """Keeps early candidates; ``now`` is any clock of seconds that only goes forward."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[_Key, _Waiting] = OrderedDict()
        self._told: OrderedDict[_Key, None] = OrderedDict()

    def take(self, contact: AccountId, body: CallBody, now: float) -> bool:
        """Take a record of an unknown call; True: answer it with one HANGUP failed."""
        if isinstance(body, HangUp):
            self._waiting.pop((contact, body.call_id), None)
            return False
        if isinstance(body, Ice):
            self._keep(contact, body, now)
            return False
        return self._tell_once((contact, body.call_id))

    def claim(self, contact: AccountId, call_id: CallId, now: float) -> tuple[Ice, ...]:
        """The candidates that came before the OFFER of this call."""
        waiting = self._waiting.pop((contact, call_id), None)
        return tuple(waiting.records) if waiting and now <= waiting.until else ()

    def _keep(self, contact: AccountId, ice: Ice, now: float) -> None:
        for key in [k for k, w in self._waiting.items() if now > w.until]:
            del self._waiting[key]
        waiting = self._waiting.setdefault((contact, ice.call_id), _Waiting(now + WAIT_S))
        waiting.candidates += max(1, len(ice.candidates))
        if waiting.candidates <= MAX_WAITING_CANDIDATES:
            waiting.records.append(ice)
        if len(self._waiting) > MAX_WAITING_CALLS:
            self._waiting.popitem(last=False)

    def _tell_once(self, key: _Key) -> bool:
        if key in self._told:
            return False
        self._told[key] = None
        if len(self._told) > MAX_TOLD:
            self._told.popitem(last=False)
        return True
