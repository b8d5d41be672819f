"""Whose path is worth a look: asking iroh costs, and an old quiet connection keeps its path.

A path moves from a relay to a direct one in the first seconds of a connection, again when the
network changes, and it is looked at by the person in a call. The rest is asked every two minutes
(docs/decisions/0124).
"""

from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.links import Link, LinkBook

UNSETTLED_S = 60.0
EVERYBODY_EVERY_S = 120.0


class PathWatch:
    """Chooses among the open links at every look."""

    def __init__(self, links: LinkBook, clock: Clock) -> None:
        self._links = links
        self._clock = clock
        self._stirred_at = self._all_seen_at = clock.monotonic()

    def stir(self) -> None:
        """Our own network changed: every path may."""
        self._stirred_at = self._clock.monotonic()

    def due(self) -> list[Link]:
        """The links to look at now."""
        now = self._clock.monotonic()
        links = self._links.open_links()
        if now - self._stirred_at < UNSETTLED_S or now - self._all_seen_at >= EVERYBODY_EVERY_S:
            self._all_seen_at = now
            return links
        in_call = self._links.in_call_with()
        return [k for k in links if now - k.opened_at < UNSETTLED_S or k.node_key in in_call]
