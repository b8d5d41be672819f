"""Asks for a file in the system's own dialog, which holds up no more than the window it is over.

A dialog that held up the whole program would keep a call that rings from being answered.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_for_file(parent: QWidget, title: str, kinds: str, take: Callable[[Path], None]) -> None:
    """Let the person choose a file that there is; ``take`` gets it, if they do.

    ``kinds`` are Qt's filters: "Pictures (*.png);;All files (*)".
    """
    dialog = _dialog(parent, title, kinds, take)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def ask_where_to_save(
    parent: QWidget, title: str, suggested: str, kinds: str, take: Callable[[Path], None]
) -> None:
    """As above, for a file that need not be there yet; ``suggested`` is a name or a whole path."""
    dialog = _dialog(parent, title, kinds, take)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(suggested)
    dialog.open()


def _dialog(parent: QWidget, title: str, kinds: str, take: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(_take, take))
    return dialog


def _take(take: Callable[[Path], None], path: str) -> None:
    take(Path(path))
