"""One encoded frame of ours, sealed once and cut once, for everybody who gets the stream."""

from collections.abc import Sequence
from typing import Protocol

from megachat_desktop.crypto.sframe import SealingKey
from megachat_desktop.media.rtp.packetizer import chunk


class FrameTarget(Protocol):
    """One peer's sending side."""

    def send_frame(
        self, stream: int, chunks: Sequence[bytes], timestamp: int, capture: float, *, key: bool
    ) -> None: ...


class StreamFanout:
    """One stream of ours: its key and counter, and the peers it goes to."""

    def __init__(self, stream: int, key: SealingKey) -> None:
        self._stream = stream
        self._key = key
        self._targets: list[FrameTarget] = []

    def add(self, target: FrameTarget) -> None:
        """From now on this peer gets the stream."""
        self._targets.append(target)

    def remove(self, target: FrameTarget) -> None:
        """This peer gets no more of it."""
        self._targets.remove(target)

    def send(self, frame: bytes, timestamp: int, capture: float, *, key: bool) -> None:
        """Send one encoded frame; nothing is sealed when nobody listens.

        ``timestamp`` in the stream's clock, ``capture`` in monotonic seconds. Raises
        LocalProtocolError after 2^32 frames and ValueError for an empty or monstrous one.
        """
        if not self._targets:
            return
        chunks = chunk(self._key.seal(frame))
        for target in self._targets:
            target.send_frame(self._stream, chunks, timestamp, capture, key=key)
