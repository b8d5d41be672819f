"""What a picture file may be before anything of it is decoded."""

MOST_SCANS = 100  # of a progressive JPEG, which has ten or so; each costs a pass over all of it
_JPEG = b"\xff\xd8\xff"
_SCAN = b"\xff\xda"
_KINDS = {_JPEG: "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"GIF8": "gif", b"BM": "bmp"}


def image_kind(data: bytes) -> str:
    """jpeg, png, gif, bmp or webp by the first bytes; empty for everything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), "")


def is_endless(data: bytes) -> bool:
    """A JPEG with so many scans that a few kilobytes of it keep a processor busy."""
    return data.startswith(_JPEG) and data.count(_SCAN) > MOST_SCANS
