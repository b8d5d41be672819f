"""The ways to both ends of a call, on their way: ours in records, theirs until media can use them.

Ours are gathered until a first record goes out and travel beside it; later ones follow by
themselves (trickle ICE, RFC 8838).
"""

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_description import Candidate
from megachat_desktop.protocol.call_records import MAX_CANDIDATES, Ice

CALL_CANDIDATES = 256
FIRST_PATH = 0  # the one that a call begins with


class OwnCandidates:
    """What our side has found and not sent yet."""

    def __init__(self, call_id: CallId) -> None:
        self._call_id = call_id
        self._waiting: list[Candidate] = []
        self._end = False
        self._trickles = False

    def put(self, candidates: tuple[Candidate, ...], end: bool) -> bool:
        """More were found, ``end``: the last ones; whether they should go out by themselves."""
        self._waiting.extend(candidates)
        self._end = self._end or end
        return self._trickles and bool(self._waiting)

    def take(self) -> list[Ice]:
        """Those not sent yet, in as many records as they need."""
        self._trickles = True
        taken, self._waiting = self._waiting, []
        parts = [
            tuple(taken[start : start + MAX_CANDIDATES])
            for start in range(0, len(taken), MAX_CANDIDATES)
        ]
        return [
            Ice(self._call_id, FIRST_PATH, part, self._end and part is parts[-1]) for part in parts
        ]


class TheirCandidates:
    """What the peer has told, counted, and kept until there is something to connect."""

    def __init__(self) -> None:
        self._waiting: list[tuple[tuple[Candidate, ...], bool]] = []
        self._count = 0

    @property
    def waiting(self) -> bool:
        """Whether some have not been used yet: what comes now is behind them."""
        return bool(self._waiting)

    def count(self, ice: Ice) -> None:
        """Raises RemoteProtocolError past the limit of a call."""
        self._count += len(ice.candidates)
        if self._count > CALL_CANDIDATES:
            raise RemoteProtocolError("too many candidates")

    def keep(self, ice: Ice) -> None:
        """For later."""
        self._waiting.append((ice.candidates, ice.end))

    def take(self) -> list[tuple[tuple[Candidate, ...], bool]]:
        """All that were kept, in their order."""
        taken, self._waiting = self._waiting, []
        return taken
