"""A sliding window of counters already seen (PROTOCOL.md, section 8)."""


class ReplayWindow:
    """Remembers the newest 1,024 counters; everything older counts as seen.

    Ask ``accepts`` before authenticating, call ``mark`` only after.
    """

    __slots__ = ("_highest", "_seen")
    SIZE = 1024

    def __init__(self) -> None:
        self._highest = -1
        self._seen = 0  # bit i: counter _highest - i

    def accepts(self, counter: int) -> bool:
        """Whether the counter is new and not older than the window."""
        behind = self._highest - counter
        if behind < 0:
            return True
        return behind < self.SIZE and not self._seen >> behind & 1

    def mark(self, counter: int) -> None:
        """Remember a counter whose frame has authenticated."""
        ahead = counter - self._highest
        if ahead <= 0:
            self._seen |= 1 << -ahead
            return
        self._seen = 1 if ahead >= self.SIZE else self._seen << ahead | 1
        self._seen &= (1 << self.SIZE) - 1
        self._highest = counter
