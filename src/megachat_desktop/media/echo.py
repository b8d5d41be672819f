"""The pictures of the echo service: what was shown a second ago is our camera."""

import threading
from collections import deque

import av

from megachat_desktop.media import clock
from megachat_desktop.media.picture import Picture
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink

ECHO_S = 1.0
_MOST_PICTURES = 45  # a second and a half at 30/s; 1.4 MB each at 720p


class EchoPictures:
    """A camera that films the peer's picture one second late."""

    def __init__(self, delay_s: float = ECHO_S) -> None:
        self._delay_s = delay_s
        self._condition = threading.Condition()
        self._waiting: deque[tuple[float, av.VideoFrame]] = deque(maxlen=_MOST_PICTURES)
        self._size = (0, 0)
        self._sink: FrameSink | None = None
        self._thread: threading.Thread | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures; (0, 0) before the first."""
        return self._size

    def shown(self, picture: Picture, at: float) -> None:
        """A picture of the peer went to the painter; called on the decode thread."""
        with self._condition:
            self._size = picture.width, picture.height
            self._waiting.append((at + self._delay_s, picture.frame))
            self._condition.notify()

    def start(self, sink: FrameSink) -> None:
        """Send from now on."""
        self._sink = sink
        self._thread = threading.Thread(target=self._run, name="echo-pictures", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; idempotent."""
        with self._condition:
            self._sink = None
            self._waiting.clear()
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(1.0)
            self._thread = None

    def _run(self) -> None:
        while (frame := self._next()) is not None:
            sink = self._sink
            if sink is not None:
                sink(CapturedFrame(frame, clock.now()))

    def _next(self) -> av.VideoFrame | None:
        """The next picture whose second is over; None at the end."""
        with self._condition:
            while self._sink is not None:
                wait = self._waiting[0][0] - clock.now() if self._waiting else None
                if wait is not None and wait <= 0:
                    return self._waiting.popleft()[1]
                self._condition.wait(wait)
            return None
