"""Thins a source's pictures out to the frame rate of a rung."""


class FramePace:
    """Admits pictures by capture time, evenly, and measures what was admitted."""

    def __init__(self, fps: int = 30) -> None:
        self._fps = fps
        self._due = float("-inf")
        self._last: float | None = None
        self._interval = 0.0

    def set_fps(self, fps: int) -> None:
        """The rung's limit."""
        self._fps = fps

    def admit(self, captured_at: float) -> bool:
        """Whether this picture is to be encoded."""
        interval = 1 / self._fps
        if captured_at < self._due - interval / 4:
            return False
        self._due = max(self._due + interval, captured_at + interval / 2)
        if self._last is not None:
            gap = captured_at - self._last
            self._interval += (gap - self._interval) / 16 if self._interval else gap
        self._last = captured_at
        return True

    @property
    def fps(self) -> float:
        """Admitted pictures per second, smoothed over the last sixteen."""
        return 1 / self._interval if self._interval > 0 else 0.0
