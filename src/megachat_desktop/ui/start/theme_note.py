"""The choice of colours, kept beside the profile: the question for the passphrase is dark too."""

from pathlib import Path

from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.start.note import note, noted

_FILE = "theme"


def remembered_theme(profile: Path) -> ThemeChoice:
    """What the file beside the profile says; as the system when it says nothing useful."""
    word = noted(profile / _FILE, [choice.value for choice in ThemeChoice])
    return ThemeChoice(word) if word else ThemeChoice.SYSTEM


def remember_theme(profile: Path, choice: ThemeChoice) -> None:
    """Write the file, or remove it where the system decides."""
    note(profile / _FILE, "" if choice is ThemeChoice.SYSTEM else choice.value)
