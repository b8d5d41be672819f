"""Where the windows of a profile were, and that they come back where somebody can see them.

A view preference, not a secret: a small JSON file in the profile. A damaged one is put aside as
``windows.json.damaged`` and the windows stand where they stand the first time.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QSplitter, QWidget
from shiboken6 import isValid

from megachat_desktop.errors import MegaChatError
from megachat_desktop.storage.files import write_private
from megachat_desktop.ui.kit.fit import fit

_log = logging.getLogger(__name__)

FILE = "windows.json"
KEPT = FILE + ".damaged"
MAX_BYTES = 16_384
SAVE_AFTER_MS = 1000
_FARTHEST = 100_000  # no screen is that far away
_STEP = 36  # from one window to the next of its kind: the bar of its title
_HANDLE = QSize(96, 24)  # so much of the upper edge must be seen to get hold of a window


@dataclass(frozen=True)
class Place:
    """One window's place, in Qt's coordinates of all screens."""

    x: int
    y: int
    width: int
    height: int
    maximized: bool = False
    split: int = 0  # width of the first part of its splitter; 0: none

    @property
    def rect(self) -> QRect:
        """The place as Qt has it."""
        return QRect(self.x, self.y, self.width, self.height)


def visible(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """``wanted`` moved and shrunk until it is on one of the screens, the first one being primary.

    A window of which enough can be seen to move it stays on its screen.
    """
    if not screens:
        return wanted
    handle = QRect(wanted.topLeft(), QSize(wanted.width(), _HANDLE.height()))
    seen = [screen.intersected(handle) for screen in screens]
    best = max(range(len(screens)), key=lambda n: seen[n].width() * seen[n].height())
    kept = seen[best].width() >= min(_HANDLE.width(), wanted.width()) and not seen[best].isEmpty()
    screen = screens[best] if kept else screens[0]
    size = wanted.size().boundedTo(screen.size())
    if not kept:
        middle = QRect(QPoint(), size)
        middle.moveCenter(screen.center())
        return middle
    x = min(max(wanted.x(), screen.x()), screen.right() - size.width() + 1)
    y = min(max(wanted.y(), screen.y()), screen.bottom() - size.height() + 1)
    return QRect(QPoint(x, y), size)


def aside(rect: QRect, screens: Sequence[QRect]) -> QRect:
    """A step to the lower right of ``rect``, or the other way where the screen ends."""
    shown = visible(rect, screens)
    x = _step(shown, QPoint(_STEP, 0), screens).x()
    y = _step(shown, QPoint(0, _STEP), screens).y()
    return QRect(QPoint(x, y), shown.size())


def _step(rect: QRect, step: QPoint, screens: Sequence[QRect]) -> QRect:
    further = rect.translated(step)
    fits = visible(further, screens) == further
    return visible(further if fits else rect.translated(-step), screens)


def read_places(path: Path) -> dict[str, Place]:
    """What the file says; nothing when there is none, or after putting a damaged one aside."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise ValueError("not a file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ValueError("too long")
        stored = json.loads(data)
        return {name: _place(entry) for name, entry in stored["windows"].items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.info("the places of the windows can't be read: %s", error.strerror)
        return {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        _log.info("the places of the windows are damaged; the file is kept as %s", KEPT)
        _put_aside(path)
        return {}


def _place(entry: dict[str, object]) -> Place:
    """Types and ranges; raises TypeError or ValueError."""
    place = Place(**entry)  # type: ignore[arg-type]
    numbers = (place.x, place.y, place.width, place.height, place.split)
    if any(type(number) is not int or abs(number) > _FARTHEST for number in numbers):
        raise ValueError("not a place")
    if place.width <= 0 or place.height <= 0 or type(place.maximized) is not bool:
        raise ValueError("not a place")
    return place


def _put_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(KEPT))
    except OSError as error:
        _log.info("it could not be put aside: %s", error.strerror)


class WindowPlaces(QObject):
    """Puts windows where they were and remembers where they go."""

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = profile / FILE
        existed = self._path.exists()
        self._places = read_places(self._path)
        self.damaged = existed and not self._path.exists()  # it was put aside: tell the person
        self._watched: dict[QObject, tuple[str, QSplitter | None]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)

    def attach(self, window: QWidget, name: str, splitter: QSplitter | None = None) -> None:
        """Restore ``window`` before it is shown, and follow it until it is destroyed.

        Beside another one of its name it stands a step aside, and that is not remembered.
        """
        place = self._places.get(name)
        if any(known == name and w.isVisible() for w, known in self._shown()):
            self._restore(window, _beside(place) if place else None, splitter)
            return
        self._restore(window, place, splitter)
        self._watched[window] = (name, splitter)
        window.installEventFilter(self)
        window.destroyed.connect(self._on_destroyed)

    def save(self) -> None:
        """Write the file, if there is anything to write."""
        self._timer.stop()
        if not self._places:
            return
        content = {"windows": {name: asdict(place) for name, place in self._places.items()}}
        try:
            write_private(self._path, json.dumps(content, indent=1).encode())
        except (OSError, MegaChatError) as error:
            _log.info("the places of the windows can't be written: %s", type(error).__name__)

    def _shown(self) -> list[tuple[QWidget, str]]:
        return [(w, name) for w, (name, _) in self._watched.items() if isinstance(w, QWidget)]

    def _restore(self, window: QWidget, place: Place | None, splitter: QSplitter | None) -> None:
        if place is None:
            fit(window)
            return
        window.setGeometry(visible(place.rect, _free_parts()))
        if place.maximized:
            window.setWindowState(Qt.WindowState.WindowMaximized)
        if splitter is not None and place.split > 0:
            splitter.setSizes([place.split, max(1, place.width - place.split)])

    def _remember(self, window: QWidget, name: str, splitter: QSplitter | None) -> None:
        if window.isFullScreen() or window.isMinimized():
            return
        old = self._places.get(name)
        place = window.normalGeometry() if window.isMaximized() else window.geometry()
        if not place.isValid() and old is not None:
            place = old.rect
        split = splitter.sizes()[0] if splitter is not None and all(splitter.sizes()) else 0
        new = Place(
            place.x(), place.y(), max(1, place.width()), max(1, place.height()),
            window.isMaximized(), split or (old.split if old else 0),
        )  # fmt: skip
        if new != old:
            self._places[name] = new
            self._timer.start()

    def _on_destroyed(self) -> None:
        """What the signal carries is not the object that was watched: look who is gone."""
        gone = [window for window in self._watched if not isValid(window)]
        for window in gone:
            del self._watched[window]

    # Qt's own from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide)
        if event.type() in kinds and isinstance(watched, QWidget):
            name, splitter = self._watched.get(watched, ("", None))
            if name and (watched.isVisible() or event.type() is QEvent.Type.Hide):
                self._remember(watched, name, splitter)
        return False


def _beside(place: Place) -> Place:
    at = aside(place.rect, _free_parts())
    return replace(place, x=at.x(), y=at.y(), maximized=False)


def _free_parts() -> list[QRect]:
    return [screen.availableGeometry() for screen in _screens()]


def _screens() -> list[QScreen]:
    primary = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not primary]
    return [primary, *others] if primary is not None else others
