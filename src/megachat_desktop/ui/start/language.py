"""Which language the windows speak, and what goes with it: dates, numbers, direction of reading.

The choice is a setting inside the encrypted profile. A small file beside it keeps the same word, so
that the question for the passphrase speaks the language too; damaged or foreign content is ignored.
"""

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from megachat_desktop.model.resources import resource_path
from megachat_desktop.ui.start.note import note, noted

_log = logging.getLogger(__name__)

LANGUAGES = ("en", "de")
AS_SYSTEM = ""
_FILE = "language"


class Language:
    """The language of this process; ``apply`` before windows are made."""

    def __init__(self) -> None:
        self.choice: str | None = None
        self._translators: list[QTranslator] = []

    def apply(self, choice: str) -> bool:
        """Speak ``choice``, of ``LANGUAGES`` or ``AS_SYSTEM``; False when it is so already."""
        if choice not in LANGUAGES:
            choice = AS_SYSTEM
        if choice == self.choice:
            return False
        self.choice = choice
        locale = _locale(choice)
        QLocale.setDefault(locale)
        self._remove()
        of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self._install(locale, "qtbase", of_qt)
        self._install(locale, "megachat", str(resource_path("translations")))
        QGuiApplication.setLayoutDirection(locale.textDirection())
        return True

    def _install(self, locale: QLocale, name: str, folder: str) -> None:
        translator = QTranslator()
        if translator.load(locale, name, "_", folder):
            QCoreApplication.installTranslator(translator)
            self._translators.append(translator)
        else:
            _log.info("no words of %s in %s", name, locale.name())

    def _remove(self) -> None:
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators.clear()


def _locale(choice: str) -> QLocale:
    """The system's own where it speaks the language: English people have a clock of 24 hours."""
    system, chosen = QLocale.system(), QLocale(choice)
    return chosen if choice and chosen.language() != system.language() else system


def remembered_language(profile: Path) -> str:
    """What the file beside the profile says; ``AS_SYSTEM`` when it says nothing useful."""
    return noted(profile / _FILE, LANGUAGES) or AS_SYSTEM


def remember_language(profile: Path, choice: str) -> None:
    """Write the file, or remove it. It is only a convenience: a failure is a log line."""
    note(profile / _FILE, choice if choice in LANGUAGES else "")
