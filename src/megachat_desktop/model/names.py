"""Names that other people chose are hostile text until they went through here.

What of a text may be seen is decided in ``visible_text``; here it becomes one bounded line.
"""

import re

from megachat_desktop.model.visible_text import visible

NAME_BYTES = 64
ECHO_NAME = "Echo test"  # of the contact that answers by itself
_PLAIN = re.compile("[\x20-\x7e\xa1-\xac\xae-\u02ff]*")  # neither marks nor anything unseen
_READ = 1024  # characters beyond the limit; what comes later would be cut away anyway


def clean_line(text: str, limit_bytes: int = NAME_BYTES) -> str:
    """One line without control, bidirectional or invisible tricks, cut at whole characters.

    NFC, white space folded, at most ``limit_bytes`` of UTF-8. Comes out empty when nothing of
    the text can be seen.
    """
    text = text[: limit_bytes + _READ]
    whole = " ".join(_seen(text).split())
    if len(whole.encode()) <= limit_bytes:
        return whole
    # The cut may have taken the second half of what a joiner had joined.
    return _seen(whole.encode()[:limit_bytes].decode("utf-8", "ignore")).strip()


def _seen(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else visible(text)
