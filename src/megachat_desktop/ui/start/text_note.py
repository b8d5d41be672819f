"""The size of text, kept beside the profile: the question for the passphrase is as large."""

from pathlib import Path

from megachat_desktop.model.settings import TEXT_PERCENTS
from megachat_desktop.ui.start.note import note, noted

_FILE = "text-size"


def remembered_text(profile: Path) -> int:
    """The percent that the file beside the profile says; 100 when it says nothing useful."""
    word = noted(profile / _FILE, [str(percent) for percent in TEXT_PERCENTS])
    return int(word) if word else TEXT_PERCENTS[0]


def remember_text(profile: Path, percent: int) -> None:
    """Write the file, or remove it where text has its usual size."""
    note(profile / _FILE, "" if percent == TEXT_PERCENTS[0] else str(percent))
