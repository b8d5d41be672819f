"""The decoder of one incoming stream: access units in, pictures out at once.

``thread_type`` is SLICE: FRAME would hold back three pictures and hang when released (MEDIA.md 5).
"""

import av
from av.codec.context import Flags, ThreadType
from av.video.codeccontext import VideoCodecContext

_MAX_PIXELS = 4096 * 2304  # a peer may not make us allocate more for a picture
CODECS = ("h264", "vp8")  # our names are libavcodec's


class VideoDecoder:
    """One decoder; used by one thread at a time."""

    def __init__(self, codec: str) -> None:
        """``codec`` is "h264" or "vp8". Raises ValueError for another one."""
        if codec not in CODECS:
            raise ValueError(f"no decoder for {codec}")
        self.codec = codec
        self.errors = 0
        context = av.CodecContext.create(codec, "r")
        assert isinstance(context, VideoCodecContext)
        context.thread_type = ThreadType.SLICE
        context.thread_count = 1
        context.flags |= Flags.low_delay
        context.options = {"max_pixels": str(_MAX_PIXELS)}
        self._context = context

    def decode(self, frame: bytes) -> list[av.VideoFrame]:
        """The pictures of one access unit, yuv420p; none when it is damaged (counted)."""
        if not frame:  # libavcodec would take an empty packet for the end of the stream
            self.errors += 1
            return []
        try:
            pictures = self._context.decode(av.Packet(frame))
        except (av.FFmpegError, ValueError):
            self.errors += 1
            return []
        return [p if p.format.name == "yuv420p" else p.reformat(format="yuv420p") for p in pictures]
