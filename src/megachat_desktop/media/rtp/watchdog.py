"""Notices that a path has gone silent, long before ICE does (MEDIA.md, section 9.6).

The peer lets something be heard every 200 ms. Only time in which we could have listened counts:
after a sleep of the computer or a stall of the loop the packets that wait are read first.
"""

from enum import Enum

PROBE_AFTER_S = 0.6
MOVE_AFTER_S = 1.0
LOST_AFTER_S = 3.0
INTERVAL_S = 0.1
_LONGEST_STEP_S = 0.3


class Silence(Enum):
    """How long a path has been silent; each is told once, until something is heard again."""

    PROBE = PROBE_AFTER_S
    MOVE = MOVE_AFTER_S
    LOST = LOST_AFTER_S


class PathWatchdog:
    """Watches one path. ``now`` in monotonic seconds."""

    def __init__(self, now: float) -> None:
        self._polled = now
        self._silent_s = 0.0
        self._told: set[Silence] = set()

    def on_packet(self) -> None:
        """Something authentic arrived."""
        self._silent_s = 0.0
        self._told.clear()

    def poll(self, now: float) -> Silence | None:
        """The furthest limit that silence has newly passed; call it every 100 ms."""
        self._silent_s += min(max(0.0, now - self._polled), _LONGEST_STEP_S)
        self._polled = now
        passed = [s for s in Silence if self._silent_s >= s.value and s not in self._told]
        self._told.update(passed)
        return passed[-1] if passed else None

    def next_deadline(self) -> float:
        """When ``poll`` is due."""
        return self._polled + INTERVAL_S
