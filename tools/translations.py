"""The words of the window in other languages, through Qt's own tools.

``python tools/translations.py gather|build [FOLDER]``

    sources ─ gather ▶ resources/translations/megachat_<language>.ts ─ people translate ─
    build ▶ the same names with .qm, made at set-up and never committed

The sentences of the layers below the window, which know nothing of Qt, are found by their marks:
``Sentence("…")``, ``template("…")`` and the first line of each ``UserFacingError``.
"""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "megachat_desktop"
FOLDER = ROOT / "resources" / "translations"
PLURALS_ONLY = "en"
LANGUAGES = (PLURALS_ONLY, "de")
_MARKS = ("Sentence", "template")
_ROOT_ERROR = "UserFacingError"


def main() -> int:
    """Carry out one command."""
    commands = {"gather": gather, "build": build}
    if len(sys.argv) not in (2, 3) or sys.argv[1] not in commands:
        print(__doc__)
        return 2
    commands[sys.argv[1]](*map(Path, sys.argv[2:]))
    return 0


def gather(folder: Path = FOLDER) -> None:
    """Bring the .ts files to what the sources say; what is gone from the sources goes."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        below = Path(scratch) / "sentences.py"
        below.write_text(_as_source(sentences_below()), "utf-8")
        files = [str(path) for path in [*window_sources(), below]]
        for language in LANGUAGES:
            extra = ["-pluralonly"] if language == PLURALS_ONLY else []
            target = folder / f"megachat_{language}.ts"
            _qt(
                "lupdate", "-silent", "-no-obsolete", "-locations", "none", *extra,
                "-source-language", "en", "-target-language", language, *files,
                "-ts", str(target),
            )  # fmt: skip


def build(folder: Path = FOLDER) -> None:
    """Compile each .ts file to the .qm beside it, when that is older."""
    for source in sorted(folder.glob("*.ts")):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _qt("lrelease", "-silent", str(source), "-qm", str(target))


def window_sources() -> list[Path]:
    """The modules that speak to a person through Qt."""
    return sorted([*(SOURCES / "ui").rglob("*.py"), SOURCES / "app.py"])


def sentences_below() -> list[str]:
    """The English templates of every sentence that comes from below the window."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(SOURCES.rglob("*.py"))]
    found = {text for tree in trees for text in _marked(tree)} | set(_of_errors(trees))
    return sorted(found)


def _marked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
            text = node.args[0]
            if node.func.id in _MARKS and isinstance(text, ast.Constant):
                yield str(text.value)


def _of_errors(trees: list[ast.Module]) -> Iterator[str]:
    """First lines of the docstrings of all classes below ``UserFacingError``."""
    classes = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    family, grown = {_ROOT_ERROR}, True
    while grown:
        before = len(family)
        family |= {c.name for c in classes if any(_name(base) in family for base in c.bases)}
        grown = len(family) > before
    for found in classes:
        if found.name in family:
            yield (ast.get_docstring(found) or "").partition("\n")[0]


def _name(base: ast.expr) -> str:
    return base.id if isinstance(base, ast.Name) else ""


def _as_source(sentences: list[str]) -> str:
    """Python that Qt's tool reads, since it looks for calls of ``translate``."""
    return "".join(f'translate("Sentences", {_quoted(text)})\n' for text in sentences)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _qt(tool: str, *arguments: str) -> None:
    """Run one of the tools that come with PySide6, of the environment that runs this."""
    scripts = Path(sys.executable).parent
    program = scripts / (f"pyside6-{tool}" + (".exe" if sys.platform == "win32" else ""))
    subprocess.run([str(program), *arguments], check=True)


if __name__ == "__main__":
    raise SystemExit(main())
