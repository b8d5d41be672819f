"""Where the files that ship with the program are: in the package when installed, else beside it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "resources"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent.parent / "resources"


def resource_path(*parts: str) -> Path:
    """The path of a shipped file, such as ``resource_path("icons", "phone.svg")``."""
    return _ROOT.joinpath(*parts)
