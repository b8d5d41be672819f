"""One word beside the encrypted profile, known before it is opened: a convenience, never a secret.

Damaged or foreign content counts as nothing, and what can't be written is a log line.
"""

import logging
from collections.abc import Collection
from pathlib import Path

_log = logging.getLogger(__name__)
_LONGEST = 16


def noted(file: Path, words: Collection[str]) -> str:
    """The one of ``words`` that the file holds; empty when it says nothing useful."""
    try:
        if not file.is_file():  # a pipe would be waited for
            return ""
        with file.open("rb") as content:
            word = content.read(_LONGEST).decode("ascii", "replace").strip()
    except OSError:
        return ""
    return word if word in words else ""


def note(file: Path, word: str) -> None:
    """Write the word; an empty one takes the file away."""
    try:
        if word:
            file.write_text(word, "ascii")
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        _log.info("%s could not be noted: %s", file.name, error.strerror)
