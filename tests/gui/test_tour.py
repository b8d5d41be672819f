"""A tour of every screen: nothing stands still, everything has a name, no words are cut off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QLocale, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.kit.text import ElidedLabel
from megachat_desktop.ui.start.language import Language
from screen_tour import SCENES, Stage
from stall_watch import StallWatch
from tour_states import STATES

SLACK = 2  # pixels by which a font's own measures differ


@pytest.fixture
def words(qapp: QApplication) -> Iterator[Language]:
    """English again at the end, so that no other test sees another language."""
    made = Language()
    yield made
    made.apply("en")
    QLocale.setDefault(QLocale.c())


@dataclass(frozen=True)
class Way:
    """How one tour looks at the screens."""

    language: str
    theme: ThemeChoice
    text_percent: int = 100
    mirrored: bool = False


NARROWEST = "large and mirrored"
WAYS = {
    "english": Way("en", ThemeChoice.LIGHT),
    "german": Way("de", ThemeChoice.DARK),
    NARROWEST: Way("de", ThemeChoice.LIGHT, 130, mirrored=True),
}


# The rarer states only in the way that leaves least room: the tests' time is limited.
TOURS = [
    (way, scene) for scene in SCENES for way in WAYS if scene not in STATES or way == NARROWEST
]


@pytest.fixture
def stages(request: pytest.FixtureRequest, words: Language) -> Iterator[Callable[[], Stage]]:
    """Makes the stage, and a new one in its place when asked again."""
    way = WAYS[request.param]
    words.apply("")
    words.apply(way.language)
    if way.mirrored:
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    made: list[Stage] = []

    def make() -> Stage:
        if made:
            made.pop().close()
        made.append(Stage(way.theme, way.language, words, way.text_percent))
        return made[0]

    yield make
    made[0].close()
    made[0].look.looks.set_text_percent(100)
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def visible(widget: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [child for child in widget.findChildren(kind) if child.isVisible()]


def nameless(widget: QWidget) -> list[str]:
    """Everything that can have the focus and that a screen reader could not name."""
    found = []
    for child in visible(widget, QWidget):
        if child.focusPolicy() is Qt.FocusPolicy.NoFocus or not child.isEnabled():
            continue
        interface = QAccessible.queryAccessibleInterface(child)
        if not interface.text(QAccessible.Text.Name).strip():
            found.append(path_of(child))
    return found


def cut_off(widget: QWidget) -> list[str]:
    """Labels and buttons that are narrower than their words, or lower than their lines."""
    found = []
    for child in visible(widget, QLabel) + visible(widget, QAbstractButton):
        if isinstance(child, QLabel) and child.text() and child.wordWrap():
            if child.height() + SLACK < child.heightForWidth(child.width()):
                found.append(f"{path_of(child)}: {child.text()!r} is lower than its lines")
            continue
        if isinstance(child, ElidedLabel):
            continue
        text = child.text()  # type: ignore[attr-defined]
        if text and child.width() + SLACK < child.minimumSizeHint().width():
            found.append(f"{path_of(child)}: {text!r}")
    return found


def path_of(widget: QObject) -> str:
    names = []
    step: QObject | None = widget
    while step is not None:
        names.append(step.objectName() or type(step).__name__)
        step = step.parent()
    return " in ".join(names[:4])


def play(stage: Stage, scene: str) -> tuple[dict[str, list[str]], list[tuple[str, float]]]:
    """(what is wrong with each screen, where the event loop stood still)."""
    watch = StallWatch()
    watch.where = scene
    watch.start()
    stage.acted = watch.tick
    faults: dict[str, list[str]] = {}
    for name, widget in SCENES[scene](stage):
        watch.where = name
        stage.settle(0.2)
        faults[f"{name}: without a name"] = nameless(widget)
        faults[f"{name}: cut off"] = cut_off(widget)
        watch.skip()
    watch.stop()
    return {what: where for what, where in faults.items() if where}, watch.stalls


@pytest.mark.parametrize(("stages", "scene"), TOURS, indirect=["stages"])
def test_every_screen_is_named_whole_and_quick(stages: Callable[[], Stage], scene: str) -> None:
    faults, stalls = play(stages(), scene)
    assert faults == {}
    if stalls:  # a blocking call blocks each time; a busy computer does not do so twice
        _, again = play(stages(), scene)
        places = {where for where, _ in again}
        assert [stall for stall in stalls if stall[0] in places] == []
