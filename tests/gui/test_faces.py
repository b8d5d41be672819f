"""Pictures of people wherever an avatar is painted."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gui_support import ANNA, JONAS, FakeEngine
from megachat_desktop.model.avatar import AvatarPicture
from megachat_desktop.model.events import AccountChanged, ContactChanged
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.faces import MAX_IMAGES, Faces

RED = AvatarPicture(256, bytes((250, 20, 20)) * 256 * 256)
ID = b"red-face"


def colour_of(avatars: AvatarPainter, account: bytes) -> QColor:
    """What is painted beside the initials."""
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    avatars.paint(painter, QRectF(0, 0, 64, 64), "Anna Lindqvist", account)
    painter.end()
    assert image.pixelColor(0, 0).alpha() == 0  # round
    return image.pixelColor(10, 32)


def test_a_picture_is_asked_for_when_it_is_painted_and_takes_the_place_of_initials(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    engine.avatars[ANNA.account] = RED
    avatars = desktop.window.sidebar.profile._avatar._painter
    before = colour_of(avatars, ANNA.account)
    assert engine.listener is not None
    engine.listener(ContactChanged(replace(ANNA, avatar_id=ID)))
    qtbot.waitUntil(lambda: colour_of(avatars, ANNA.account).red() > 240)
    engine.listener(ContactChanged(replace(ANNA, avatar_id=b"")))
    qtbot.waitUntil(lambda: colour_of(avatars, ANNA.account) == before)


def test_our_own_colour_is_painted(qtbot: QtBot, desktop: Desktop, engine: FakeEngine) -> None:
    avatars = desktop.window.sidebar.profile._avatar._painter
    assert engine.listener is not None
    engine.listener(AccountChanged(replace(JONAS, hue="plum")))
    wanted = avatars._looks.theme.avatar_color("plum")
    qtbot.waitUntil(lambda: colour_of(avatars, JONAS.account) == wanted)


def test_a_picture_that_does_not_come_leaves_initials(
    qtbot: QtBot, bridge: Bridge, look: Look, avatars: AvatarPainter
) -> None:
    asked: list[tuple[bytes, bytes]] = []
    avatars.faces.wanted.connect(lambda account, avatar_id: asked.append((account, avatar_id)))
    before = colour_of(avatars, ANNA.account)
    avatars.faces.know(ANNA.account, ID)
    for _ in range(3):
        assert colour_of(avatars, ANNA.account) == before
    assert asked == [(ANNA.account, ID)]


@pytest.mark.usefixtures("qapp")
def test_only_so_many_pictures_are_kept() -> None:
    faces = Faces()
    small = AvatarPicture(2, bytes(12))
    asked: list[bytes] = []
    faces.wanted.connect(lambda _account, avatar_id: asked.append(avatar_id))
    for number in range(MAX_IMAGES + 1):
        identity = number.to_bytes(8, "big")
        faces.know(identity, identity)
        assert faces.pixmap(identity, 44) is None
        faces.put(identity, small)
    assert len(faces._images) == MAX_IMAGES
    first = bytes(8)
    assert faces.pixmap(first, 44) is None
    assert asked.count(first) == 2
    assert faces.pixmap((1).to_bytes(8, "big"), 44) is not None
