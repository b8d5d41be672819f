"""Names that other people chose are hostile text until they went through here."""

import unicodedata

NAME_BYTES = 64
_BIDIRECTIONAL = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean_line(text: str, limit_bytes: int = NAME_BYTES) -> str:
    """One line without control, bidirectional or invisible tricks, cut at whole characters.

    NFC, white space folded, at most ``limit_bytes`` of UTF-8. May come out empty.
    """
    kept = (" " if ch.isspace() else ch for ch in unicodedata.normalize("NFC", text))
    visible = "".join(ch for ch in kept if not _is_trick(ch))
    # Marks may have come together with letters that a trick had kept apart.
    folded = " ".join(unicodedata.normalize("NFC", visible).split())
    return folded.encode("utf-8")[:limit_bytes].decode("utf-8", "ignore").strip()


def _is_trick(character: str) -> bool:
    return ord(character) in _BIDIRECTIONAL or unicodedata.category(character) in (
        "Cc",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    )
