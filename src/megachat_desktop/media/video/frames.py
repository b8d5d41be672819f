"""A picture before encoding, and after it. All times are monotonic seconds."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from msgspec import Struct

if TYPE_CHECKING:  # the window shows before the codecs are loaded
    import av


class CapturedFrame(Struct, frozen=True):
    """A picture of a camera, a file or the test picture; read only, yuv420p."""

    frame: "av.VideoFrame"
    captured_at: float


class EncodedFrame(Struct, frozen=True):
    """One access unit, ready to be sealed. ``qp`` is 0 where the encoder does not say."""

    data: bytes
    key: bool
    captured_at: float
    width: int
    height: int
    qp: float
    encode_s: float


FrameSink = Callable[[CapturedFrame], None]


class VideoSource(Protocol):
    """Anything that delivers pictures from a thread of its own."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures."""
        ...

    def start(self, sink: FrameSink) -> None:
        """Begin. Raises DeviceError when the camera or the file cannot be used."""
        ...

    def stop(self) -> None:
        """End within a second; idempotent. No picture comes afterwards."""
        ...


@runtime_checkable
class VanishingSource(Protocol):
    """A source that can disappear by itself, as a camera that is pulled out does."""

    @property
    def alive(self) -> bool:
        """Whether pictures can still come."""
        ...
