"""Colours can be read, icons draw, and the theme follows the choice."""

import gc

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication, QLabel

from megachat_desktop.model.resources import resource_path
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.qss import _BUTTONS, _TONES, style_sheet
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.theme import Looks, font, theme_named, token_color, tokens

TEXT, ICON = 4.5, 3.0
PAIRS = [
    *(("text", behind, TEXT) for behind in ("window", "surface", "surface-raised", "selection")),
    *(("text-secondary", b, TEXT) for b in ("window", "surface", "surface-raised", "selection")),
    ("text", "surface-hover", TEXT),
    ("link", "surface", TEXT),
    ("text", "warning-soft", TEXT),
    ("text", "danger-soft", TEXT),
    ("danger-on-surface", "danger-soft", ICON),
    ("text", "accent-soft", TEXT),
    ("tooltip-text", "tooltip", TEXT),
    ("danger-on-surface", "window", TEXT),
    ("success-on-surface", "surface-raised", TEXT),
    ("warning-on-surface", "warning-soft", TEXT),
    ("call-text", "call-surface", TEXT),
    ("call-text-secondary", "call-background", TEXT),
    ("call-text-secondary", "call-surface", TEXT),
    ("call-control-on-icon", "call-control-on", TEXT),
    ("call-good", "call-background", ICON),
    ("call-fair", "call-background", ICON),
    ("call-poor", "call-background", ICON),
    ("focus-ring", "window", ICON),
    ("focus-ring", "surface", ICON),
    ("presence-online", "window", ICON),
    ("border-strong", "surface-raised", ICON),
]


def _luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(p) for p in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2, 1.4.3."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "behind", "least"), PAIRS)
def test_what_is_written_can_be_read(name: str, front: str, behind: str, least: float) -> None:
    theme = theme_named(name)
    assert contrast(theme.color(front), theme.color(behind)) >= least


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("kind", [k for k, v in _BUTTONS.items() if v[0] is not None])
def test_what_is_written_on_buttons_can_be_read(name: str, kind: str) -> None:
    fill, hover, _pressed, text, _border = _BUTTONS[kind]
    theme = theme_named(name)
    assert fill is not None
    assert contrast(theme.color(text), theme.color(fill)) >= TEXT
    assert contrast(theme.color(text), theme.color(hover)) >= TEXT


@pytest.mark.parametrize("hue", [h for h in tokens()["color"]["avatar"] if h[0] != "_"])
def test_initials_can_be_read_on_every_hue(hue: str) -> None:
    assert contrast(theme_named("light").avatar_color(hue), QColor("white")) >= TEXT


def test_the_style_sheet_uses_only_colours_of_the_design() -> None:
    for name in ("light", "dark"):
        sheet = style_sheet(theme_named(name).colors, tokens())
        assert "{text" not in sheet
        assert sheet.count("{") == sheet.count("}")
    assert set(_TONES.values()) <= set(theme_named("light").colors)


def test_alpha_stands_last_in_the_tokens() -> None:
    color = token_color("#14191C8C")
    assert (color.red(), color.green(), color.blue(), color.alpha()) == (0x14, 0x19, 0x1C, 0x8C)


def test_a_choice_goes_before_the_system(qtbot: object, look: Look) -> None:
    told: list[str] = []
    looks = look.looks
    looks.changed.connect(lambda: told.append(looks.theme.name))
    looks.set_choice(ThemeChoice.DARK)
    looks.set_choice(ThemeChoice.DARK)
    looks.set_choice(ThemeChoice.LIGHT)
    assert told == ["dark", "light"]


def test_the_application_gets_the_colours(look: Look) -> None:
    look.looks.set_choice(ThemeChoice.DARK)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert application.palette().window().color() == theme_named("dark").color("window")
    assert theme_named("dark").colors["surface-raised"] in application.styleSheet()


@pytest.mark.parametrize("path", sorted(resource_path("icons").glob("*.svg")), ids=lambda p: p.stem)
def test_every_icon_draws_in_its_colour(qapp: QApplication, path: object) -> None:
    name = path.stem  # type: ignore[attr-defined]
    pixmap = Icons().pixmap(name, 24, QColor("#ff0000"), ratio=2.0)
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    assert (image.width(), pixmap.devicePixelRatio()) == (48, 2.0)
    assert any(image.pixelColor(x, y).alpha() for x in range(48) for y in range(48))


def test_icons_are_kept_by_name_size_colour_and_ratio(qapp: QApplication) -> None:
    icons = Icons()
    red, blue = QColor("red"), QColor("blue")
    same = icons.pixmap("phone", 20, red, 1.0)
    assert icons.pixmap("phone", 20, red, 1.0) is same
    for other in (("phone", 20, blue, 1.0), ("phone", 16, red, 1.0), ("phone", 20, red, 2.0)):
        assert icons.pixmap(*other) is not same


def test_every_step_of_the_type_scale_has_a_font(qapp: QApplication) -> None:
    for kind, step in tokens()["type"]["scale"].items():
        assert font(kind).pixelSize() == step["size"]
    assert Looks(ThemeChoice.DARK).theme.name == "dark"


def test_text_grows_everywhere_and_comes_back(qapp: QApplication) -> None:
    looks = Looks(ThemeChoice.LIGHT)
    looks.apply()
    told: list[int] = []
    looks.changed.connect(lambda: told.append(qapp.font().pixelSize()))
    label = plain_label("Anna", "title")
    looks.set_text_percent(130)
    label.ensurePolished()
    assert (font("body").pixelSize(), font("title").pixelSize(), grown(64, 2)) == (18, 21, 76)
    assert label.fontInfo().pixelSize() == 21
    looks.set_text_percent(100)
    assert (font("body").pixelSize(), grown(64, 2)) == (14, 64)
    assert told == [18, 14]


def test_movements_ask_how_long_they_may_take(qapp: QApplication) -> None:
    looks = Looks(ThemeChoice.LIGHT)
    assert [looks.duration_ms(step) for step in ("fast", "base", "slow")] == [90, 160, 240]
    looks.set_reduced_motion(True)
    assert [looks.duration_ms(step) for step in ("fast", "base", "slow")] == [0, 0, 0]


class _Talkative(QLabel):
    """Qt asks it on its way through all widgets, and it makes a lot of objects then."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[list[int]] = []

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.StyleChange:
            self.made = [[number] for number in range(2 * SOON)]
        super().changeEvent(event)


SOON = 3000  # objects after which Python looks for those that nobody needs


def test_no_widget_is_freed_while_the_style_sheet_reaches_them_all(look: Look) -> None:
    kept, thresholds = [], gc.get_threshold()
    gc.collect()
    gc.disable()
    for _ in range(100):
        kept.append(_Talkative())
        forgotten = QLabel()
        forgotten.itself = forgotten  # type: ignore[attr-defined]
        for label in (kept[-1], forgotten):
            label.ensurePolished()
    del forgotten, label
    for label in kept:
        label.made = []
    gc.set_threshold(SOON)
    gc.enable()
    try:
        look.looks.set_text_percent(115)
    finally:
        gc.set_threshold(*thresholds)
        look.looks.set_text_percent(100)
    assert all(label.made for label in kept)


def test_the_font_stays_when_the_system_names_another_one_after_its_colours_changed(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = font("body").family()
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda _kind: QFont("monospace"))
    assert font("body").family() == before
