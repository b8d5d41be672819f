"""The one sentence of a start that comes to nothing, until it is closed or the session ends."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox


async def say_last_word(sentence: str, ending: asyncio.Event) -> None:
    """Show ``sentence``; the loop goes on, so that a signal can end the program meanwhile."""
    box = QMessageBox(QMessageBox.Icon.Warning, "MegaChat", "")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    closed = asyncio.Event()
    box.finished.connect(closed.set)
    box.open()
    waiting = [asyncio.ensure_future(event.wait()) for event in (closed, ending)]
    _, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    box.close()
