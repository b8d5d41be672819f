"""Every string of the window is translated, and nothing is translated that is not in the window."""

import re
import shutil
import string
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "translations.py"
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "de")
BELOW = "Sentences"


def messages(path: Path) -> list[tuple[str, ET.Element]]:
    return [
        (context.findtext("name") or "", message)
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
    ]


def keys(path: Path) -> set[tuple[str, str, str]]:
    return {
        (name, m.findtext("source") or "", m.findtext("comment") or "")
        for name, m in messages(path)
    }


def words(message: ET.Element) -> list[str]:
    translation = message.find("translation")
    assert translation is not None
    forms = [form.text or "" for form in translation.iter("numerusform")]
    return forms or [translation.text or ""]


def fields(text: str) -> set[str]:
    named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return named | ({"%n"} if "%n" in text else set())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The .ts files as they would be after gathering the strings of the sources anew."""
    folder = tmp_path_factory.mktemp("translations")
    for path in FOLDER.glob("*.ts"):
        shutil.copy(path, folder)
    # In a process of its own: in 3.11 threads can break ast.parse (cpython gh-106905).
    subprocess.run([sys.executable, str(TOOL), "gather", str(folder)], check=True)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_say_what_the_sources_say(fresh: Path, language: str) -> None:
    name = f"megachat_{language}.ts"
    kept, now = keys(FOLDER / name), keys(fresh / name)
    assert sorted(now - kept) == [], "not gathered yet: tools/translations.py gather"
    assert sorted(kept - now) == [], "not used any more: tools/translations.py gather"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language: str) -> None:
    found = messages(FOLDER / f"megachat_{language}.ts")
    left = [
        (context, m.findtext("source"))
        for context, m in found
        if not all(words(m)) or m.find("translation[@type]") is not None
    ]
    assert left == []


def test_every_translation_has_the_fields_of_its_template() -> None:
    found = messages(FOLDER / "megachat_de.ts")
    wrong = [
        (m.findtext("source"), text)
        for _, m in found
        for text in words(m)
        if fields(text) != fields(m.findtext("source") or "")
    ]
    assert wrong == []


def test_sentences_of_all_layers_are_gathered() -> None:
    found = {source for context, source, _ in keys(FOLDER / "megachat_de.ts") if context == BELOW}
    assert "{name} is offline right now." in found  # a template of the engine
    assert "This is your own link. Send it to somebody else." in found  # an error's docstring
    assert "The key store of this computer is locked." in found  # raised in storage


def test_only_self_translates() -> None:
    """The gathering tool takes the word before ``.tr`` for the context, and none where there is
    none; Qt takes the class.
    """
    wrong = [
        f"{path.name}: {match}"
        for path in (ROOT / "src" / "megachat_desktop" / "ui").rglob("*.py")
        for match in re.findall(r"(?<!self\.)\btr\(.*", path.read_text("utf-8"))
    ]
    assert wrong == []
