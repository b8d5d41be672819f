"""Qt starts here."""

import builtins

import PySide6.QtCore  # noqa: F401 - installs the hook that is taken away below

# The hook looks for ``from __feature__ import …`` and for that reads every module's source, and
# keeps it. Nobody here writes that (docs/decisions/0148).
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
