"""Loads the screens that no start shows, a little in every turn, before somebody wants them.

A start that loaded them would take a fifth longer; loaded by the first click they would be late.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType

from PySide6.QtCore import QObject, QTimer

from megachat_desktop.ui import call, settings

TURN_MS = 20
_FIRST = "megachat_desktop.ui.incoming_call_popup"  # nobody knows when it is wanted
_MORE = (
    "megachat_desktop.ui.call_window",
    "megachat_desktop.ui.people.add_contact",
    "megachat_desktop.ui.people.verify",
)


class LateScreens(QObject):
    """On the thread of the windows: Qt's classes are made where they are used."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = iter([partial(importlib.import_module, name) for name in _late_modules()])
        self._last: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._load_one)

    def start(self, *last: Callable[[], object]) -> None:
        """Begin; it ends by itself, with ``last``, one in a turn too."""
        self._last = list(last)
        self._timer.start()

    def stop(self) -> None:
        """Leave the rest to whoever wants it."""
        self._timer.stop()

    @property
    def done(self) -> bool:
        """Whether everything is there."""
        return not self._timer.isActive()

    def _load_one(self) -> None:
        step = next(self._steps, None) or (self._last.pop(0) if self._last else None)
        if step is None:
            self._timer.stop()
        else:
            step()


def _late_modules() -> Iterator[str]:
    yield _FIRST
    yield from _modules_of(call)
    yield from _MORE
    yield from _modules_of(settings)


def _modules_of(package: ModuleType) -> Iterator[str]:
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield module.name
