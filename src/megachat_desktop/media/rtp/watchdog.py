"""Notices a dead path long before ICE does (MEDIA.md, section 9.6)."""

from enum import Enum

PROBE_S = 0.6
MOVE_S = 1.0
LOST_S = 3.0
END_S = 30.0


class PathAlarm(Enum):
    """What a silence of this length calls for; each is given once per silence."""

    PROBE = PROBE_S  # ask both paths whether they live
    MOVE = MOVE_S  # go to the other path if it answered
    LOST = LOST_S  # tell the person, begin a new path
    END = END_S  # give up


class PathWatchdog:
    """Something arrives every 200 ms on a live path: media, feedback or a keep-alive."""

    def __init__(self, now: float) -> None:
        self._heard = now
        self._given: set[PathAlarm] = set()

    def on_arrival(self, now: float) -> bool:
        """Anything arrived. True when that ends a silence that was reported as LOST."""
        self._heard = now
        if not self._given:
            return False
        ended = PathAlarm.LOST in self._given
        self._given.clear()
        return ended

    def poll(self, now: float) -> list[PathAlarm]:
        """The alarms that are new, in their order."""
        new = [a for a in PathAlarm if a not in self._given and now >= self._heard + a.value]
        self._given.update(new)
        return new

    def next_deadline(self) -> float | None:
        """When the next alarm would be given; None after the last."""
        left = [alarm.value for alarm in PathAlarm if alarm not in self._given]
        return self._heard + min(left) if left else None
