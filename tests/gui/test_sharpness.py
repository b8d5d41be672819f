"""Everything is painted for the screen it is on: no picture is a smaller one made large."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from gui_support import ANNA, LINK
from megachat_desktop.media.codes import code_of
from megachat_desktop.model.contact import Presence
from megachat_desktop.ui.kit import icons
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, Switch
from megachat_desktop.ui.kit.qr import QrView
from megachat_desktop.ui.people.empty_pane import EmptyPane
from megachat_desktop.ui.start.straight import Straight
from painted_people import ANNAS_LOOK, avatar

LARGE, HUGE = 2, 8


def person(look: Look, avatars: AvatarPainter) -> QWidget:
    made = Avatar(avatars, look.looks, 40, "window")
    made.show_person(ANNA.name, ANNA.account, Presence.DO_NOT_DISTURB)
    return made


def photo(look: Look, avatars: AvatarPainter) -> QWidget:
    avatars.faces.know(ANNA.account, b"photo")
    avatars.faces.put(b"photo", avatar(ANNAS_LOOK))
    return person(look, avatars)


def echo(look: Look, avatars: AvatarPainter) -> QWidget:
    made = Avatar(avatars, look.looks, 64, "window")
    made.show_person("Echo test", b"", echo=True)
    return made


def code(look: Look, _avatars: AvatarPainter) -> QWidget:
    made = QrView(120, look.icons.pixmap("app-icon", 64, QColor("#0E6A8C")))
    made.show_code(code_of(LINK[:60]))
    return made


def button(look: Look, _avatars: AvatarPainter) -> QWidget:
    made = Button(look, "", "person-add", kind="outline", name="Add")
    made.adjustSize()
    return made


def switch(look: Look, _avatars: AvatarPainter) -> QWidget:
    return Switch(look, "A switch")


def two_ends(look: Look, _avatars: AvatarPainter) -> QWidget:
    made = EmptyPane(look)
    made.resize(320, 300)
    return made


def straight(look: Look, avatars: AvatarPainter) -> QWidget:
    made = Straight(look, avatars)
    made.resize(500, 500)
    return made


MAKERS = [person, photo, echo, code, button, switch, two_ends, straight]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Tells the icons how fine the finest screen is."""

    def at(ratio: int) -> None:
        monkeypatch.setattr(icons, "_largest_ratio", lambda: float(ratio))

    return at


def seen_at(ratio: int, size: QSize, widget: QWidget) -> np.ndarray:
    """The widget as a screen of this scale shows it, as grey values brought to ``size``."""
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    widget.render(image)
    smooth = Qt.TransformationMode.SmoothTransformation
    image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(size.height(), grey.bytesPerLine())
    return rows[:, : size.width()].astype(np.int16)


@pytest.mark.parametrize("make", MAKERS)
def test_a_large_screen_shows_more_than_a_picture_made_large(
    look: Look,
    avatars: AvatarPainter,
    screen: Callable[[int], None],
    make: Callable[[Look, AvatarPainter], QWidget],
) -> None:
    pictures = {}
    for ratio in (1, LARGE, HUGE):
        screen(ratio)
        widget = make(look, avatars)
        pictures[ratio] = seen_at(ratio, widget.size() * LARGE, widget)
    exact = pictures[HUGE]
    enlarged = np.abs(pictures[1] - exact).sum()
    assert np.abs(pictures[LARGE] - exact).sum() < 0.62 * enlarged


def test_every_icon_of_the_windows_has_the_pixels_of_a_large_screen() -> None:
    script = Path(__file__).parent.parent / "sharp_windows.py"
    told = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr[-2000:]
    assert int(told.stdout.split()[-1]) > 60  # icons were looked at


@pytest.mark.parametrize(
    ("name", "turns"), [("arrow-left", True), ("phone", False), ("play", False)]
)
def test_arrows_turn_round_where_people_read_leftwards_and_media_do_not(
    qapp: QApplication, name: str, turns: bool
) -> None:
    def drawn() -> QImage:
        return icons.Icons().pixmap(name, 24, QColor("black")).toImage()

    before = drawn()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        after = drawn()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert (after != before) is turns
