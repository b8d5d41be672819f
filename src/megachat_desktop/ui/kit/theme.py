"""The colours, sizes and fonts of the design, read once from ``resources/tokens.json``.

``Looks`` says which theme is in force. It follows the system's colour scheme unless the person
chose one, and tells every widget that paints with ``changed``. It also knows how large text is and
how long a movement may take.
"""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from megachat_desktop.model.resources import resource_path
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.kit.qss import style_sheet
from megachat_desktop.ui.kit.text_size import set_text_percent, text_pixels


@lru_cache(maxsize=1)
def tokens() -> dict[str, Any]:
    """All design tokens as they stand in the file."""
    loaded: dict[str, Any] = json.loads(resource_path("tokens.json").read_text("utf-8"))
    return loaded


def token_color(value: str) -> QColor:
    """``#RRGGBB`` or ``#RRGGBBAA`` (the tokens put alpha last, Qt puts it first)."""
    color = QColor(value[:7])
    if len(value) == 9:
        color.setAlpha(int(value[7:], 16))
    return color


@dataclass(frozen=True)
class Theme:
    """One set of colours. The ``call-…`` colours are the same in both."""

    name: str  # "light" or "dark"
    colors: dict[str, str]

    def color(self, token: str) -> QColor:
        """The colour of a token. Raises KeyError for a name that the design does not have."""
        return token_color(self.colors[token])

    def avatar_color(self, hue: str) -> QColor:
        """One of the ten hues behind initials."""
        return token_color(tokens()["color"]["avatar"][hue])


@lru_cache(maxsize=2)
def theme_named(name: str) -> Theme:
    """The theme called ``light`` or ``dark``."""
    groups = tokens()["color"]
    call = {key: value for key, value in groups["call"].items() if not key.startswith("_")}
    return Theme(name, groups[name] | call)


def font(kind: str) -> QFont:
    """The platform's UI font in a step of the type scale, in the size the person chose."""
    scale = tokens()["type"]["scale"][kind]
    result = QFont(_systems_font())
    result.setPixelSize(text_pixels(scale["size"]))
    result.setWeight(QFont.Weight(scale["weight"]))
    if kind == "timer":
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


@cache
def _systems_font() -> QFont:
    """As it was when the program started.

    On GNOME, Qt (6.11) gives the font of fixed width in its place once the desktop went dark or
    light, as many do every evening.
    """
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)


class Looks(QObject):
    """Which theme is in force; applies it to the whole application."""

    changed = Signal()
    system_changed = Signal()  # the system's own colours, whether we follow them or not

    def __init__(self, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__()
        self._choice = choice
        self._reduced_motion = False
        self._dressed = False  # whether the style sheet is in force
        self._theme = self._wanted()
        hints = QGuiApplication.styleHints()
        scheme_changed: SignalInstance = hints.colorSchemeChanged
        scheme_changed.connect(self._on_system_scheme_changed)

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._theme

    def color(self, token: str) -> QColor:
        """A colour of the theme in force."""
        return self._theme.color(token)

    def system_color(self, token: str) -> QColor:
        """A colour for what stands in the system's own panels, whatever theme the person chose."""
        return _systems_theme().color(token)

    def set_choice(self, choice: ThemeChoice) -> None:
        """Follow the system, or stay with one theme."""
        if choice is not self._choice:
            self._choice = choice
            self._refresh()

    def set_text_percent(self, percent: int) -> None:
        """Larger or smaller text, everywhere, at once."""
        if set_text_percent(percent):
            self._apply_again()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Whether things appear at once instead of moving there."""
        self._reduced_motion = reduced

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing may move but progress: the person's choice, or the system's."""
        return self._reduced_motion or _system_reduces_motion()

    def duration_ms(self, step: str) -> int:
        """How long a movement of the design takes (``fast``, ``base``, ``slow``); 0 for at once."""
        return 0 if self.reduced_motion else int(tokens()["motion"][step])

    def prepare(self) -> None:
        """Give the application its palette and font: all that widgets need while they are made.

        Under a style sheet Qt polishes a widget anew each time that one of its parents gets a
        parent of its own, which doubles the time a window takes. It comes with ``apply``.
        """
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setFont(font("body"))
            application.setPalette(palette(self._theme))

    def apply(self) -> None:
        """Give the application its palette, font and style sheet."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._dressed = True
            with _no_collection():
                self.prepare()
                application.setStyleSheet(style_sheet(self._theme.colors, tokens(), text_pixels))

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted is not self._theme:
            self._theme = wanted
            self._apply_again()

    def _apply_again(self) -> None:
        if self._dressed:
            self.apply()
        else:
            self.prepare()
        self.changed.emit()

    def _wanted(self) -> Theme:
        if self._choice is not ThemeChoice.SYSTEM:
            return theme_named(self._choice.value)
        return _systems_theme()

    def _on_system_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._refresh()
        self.system_changed.emit()


def system_is_dark() -> bool:
    """Whether the system's own colours are dark ones; light where it does not say."""
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _systems_theme() -> Theme:
    return theme_named("dark" if system_is_dark() else "light")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Qt walks a list of all widgets and calls into ours on the way: none may be freed then."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _system_reduces_motion() -> bool:
    """Qt reports the system's wish by switching its widgets' own animations off."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return False
    style = application.style()
    return not style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)


_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface-raised",
    QPalette.ColorRole.AlternateBase: "surface",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text-secondary",
    QPalette.ColorRole.Button: "control",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "tooltip",
    QPalette.ColorRole.ToolTipText: "tooltip-text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "accent-text",
    QPalette.ColorRole.Link: "link",
}


def palette(theme: Theme) -> QPalette:
    """Qt's palette for what no style sheet reaches."""
    result = QPalette()
    for role, token in _ROLES.items():
        result.setColor(role, theme.color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.color("text-disabled"))
    return result
