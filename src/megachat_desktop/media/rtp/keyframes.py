"""Whether an encoded frame can be decoded by itself, read from its first bytes."""

_IDR = 5
_SLICE = 1


def is_key_frame(codec: str, frame: bytes) -> bool:
    """True for an H.264 access unit (Annex B) with an IDR slice, or a VP8 key frame.

    Any bytes may be given; an unknown codec has no key frames.
    Sources: ITU-T H.264 annex B and table 7-1; RFC 6386 section 9.1.
    """
    if codec == "h264":
        return _first_slice_type(frame) == _IDR
    if codec == "vp8":
        return len(frame) > 0 and not frame[0] & 1
    return False


def _first_slice_type(frame: bytes) -> int | None:
    """The type of the first NAL unit that carries picture data."""
    at = frame.find(b"\0\0\1")
    while 0 <= at < len(frame) - 3:
        kind = frame[at + 3] & 0x1F
        if _SLICE <= kind <= _IDR:
            return kind
        at = frame.find(b"\0\0\1", at + 3)
    return None
