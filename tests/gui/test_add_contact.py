"""Codes, the camera, pictures and our own link in "Add a contact"."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui_support import LINK, NEARBY, FakeEngine
from megachat_desktop.errors import DeviceError, DiskFullError
from megachat_desktop.media.codes import code_of
from megachat_desktop.model.events import DevicesChanged, NearbyChanged, SettingsChanged
from megachat_desktop.model.media import DeviceKind, MediaDevice
from megachat_desktop.model.settings import LanMode
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit import qr
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.people.add_contact import AddContactSheet

CAMERA = MediaDevice(DeviceKind.CAMERA, "/dev/video0", "Camera", is_default=True)


@pytest.fixture
def sheet(
    qtbot: QtBot, bridge: Bridge, look: Look, avatars: AvatarPainter
) -> Iterator[AddContactSheet]:
    window = QWidget()
    window.resize(1240, 800)
    qtbot.addWidget(window)
    made = AddContactSheet(bridge, look, avatars, window)
    window.show()
    QGuiApplication.clipboard().clear()
    bridge.deliver(DevicesChanged((CAMERA,)))
    made.open_with()
    qtbot.waitUntil(lambda: bool(made.own.link))
    yield made
    made.close_sheet()


def code_picture(text: str) -> QImage:
    view = qr.QrView(440)
    view.show_code(code_of(text))
    return view.grab().toImage()


def test_what_the_camera_sees_counts_as_shown_in_person(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    engine.code = LINK
    sheet.camera.click()
    qtbot.waitUntil(sheet._add.isEnabled)
    assert sheet.field.text() == LINK
    assert not sheet.scan.isVisible()
    sheet._add.click()
    qtbot.waitUntil(lambda: not sheet.isVisible())
    assert engine.asked()[-1] == ("contacts.add", LINK, ("scanned", True))


def test_a_link_written_over_a_scanned_one_is_not_scanned(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    engine.code = LINK
    sheet.camera.click()
    qtbot.waitUntil(sheet._add.isEnabled)
    sheet.field.take(LINK[:-1] + "B")
    qtbot.waitUntil(sheet._add.isEnabled)
    sheet._add.click()
    qtbot.waitUntil(lambda: not sheet.isVisible())
    assert engine.asked()[-1][-1] == ("scanned", False)


def test_closing_the_sheet_lets_go_of_the_camera(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    sheet.camera.click()
    qtbot.waitUntil(lambda: ("scan_code",) in engine.asked())
    assert sheet.scan.isVisible()
    assert not sheet.nearby.isVisible()
    sheet.close_sheet()
    qtbot.waitUntil(lambda: engine.asked()[-1] == ("stop_scan",))
    sheet.open_with()
    assert sheet.camera.isVisible()
    assert sheet.nearby.isVisible()


def test_a_camera_that_is_busy_is_told(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    engine.fail_with = DeviceError("Camera is in use by another program.")
    sheet.camera.click()
    qtbot.waitUntil(lambda: sheet.said == "Camera is in use by another program.")
    assert not sheet.scan.isVisible()
    engine.fail_with = None


def test_without_a_camera_there_is_nothing_to_scan_with(
    sheet: AddContactSheet, bridge: Bridge
) -> None:
    assert sheet.camera.isVisible()
    bridge.deliver(DevicesChanged(()))
    assert not sheet.camera.isVisible()


def test_a_picture_of_a_code_is_pasted(qtbot: QtBot, sheet: AddContactSheet) -> None:
    QGuiApplication.clipboard().setImage(code_picture(LINK))
    QTest.keyClick(sheet.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sheet.field.text() == LINK)
    QGuiApplication.clipboard().clear()


def drop(sheet: AddContactSheet, mime: QMimeData) -> None:
    sheet.dropEvent(
        QDropEvent(
            QPointF(QPoint(600, 300)), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


def test_files_and_links_are_dropped(qtbot: QtBot, sheet: AddContactSheet, tmp_path: Path) -> None:
    path = tmp_path / "code.png"
    code_picture(LINK).save(str(path))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop(sheet, mime)
    qtbot.waitUntil(lambda: sheet.field.text() == LINK)
    empty = QMimeData()
    path.write_bytes(b"no picture")
    empty.setUrls([QUrl.fromLocalFile(str(path))])
    drop(sheet, empty)
    qtbot.waitUntil(lambda: sheet.said == "There is no contact's code in this picture.")
    text = QMimeData()
    text.setText("  " + LINK[:-1] + "C ")
    drop(sheet, text)
    assert sheet.field.text() == LINK[:-1] + "C"


class Foreign(QMimeData):
    """A picture that another program holds: Qt would decode it when it is asked for an image."""

    def __init__(self, picture: bytes) -> None:
        super().__init__()
        self._picture = picture

    def hasFormat(self, kind: str) -> bool:
        return kind in ("image/png", "application/x-qt-image")

    def retrieveData(self, kind: str, _type: object) -> object:
        assert kind != "application/x-qt-image", "decoded on the GUI thread, of whatever size"
        return QByteArray(self._picture) if kind == "image/png" else None


def test_a_picture_of_another_program_is_measured_before_it_is_decoded(
    qtbot: QtBot, sheet: AddContactSheet
) -> None:
    for image, said in (
        (QImage(7000, 6000, QImage.Format.Format_Mono), "This picture is too large to look for"),
        (code_picture(LINK), ""),
    ):
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        drop(sheet, Foreign(bytes(buffer.data().data())))
        if said:
            qtbot.waitUntil(lambda said=said: sheet.said.startswith(said))
    qtbot.waitUntil(lambda: sheet.field.text() == LINK)


@pytest.mark.parametrize("size", [176, 220, 440])
def test_our_code_with_its_logo_can_be_read(size: int, look: Look) -> None:
    logo = look.icons.pixmap("app-icon", 64, look.looks.color("accent"))
    view = qr.QrView(size, logo)
    longest = "megachat://add/1#" + "Zx9_" * 121
    view.show_code(code_of(longest[:504]))
    shown = view.grab().toImage()
    scaled = shown.scaledToWidth(2 * size, Qt.TransformationMode.SmoothTransformation)
    assert qr.read_image(scaled) == longest[:504]


def test_a_new_link_is_made_only_after_a_question(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine
) -> None:
    own = sheet.own
    own.replace.click()
    assert engine.asked() == []
    assert own._hint.text() == "Nobody will be able to use your old links. Your contacts stay."
    own.keep.click()
    assert not own.keep.isVisible()
    own.replace.click()
    own.replace.click()
    qtbot.waitUntil(lambda: engine.asked() == [("replace_link",)])
    assert own.copy.isVisible()


def test_there_is_nothing_to_copy_before_there_is_a_link(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(**_: object) -> str:
        raise DiskFullError

    own = sheet.own
    assert own.copy.isEnabled()
    assert own.save.isEnabled()
    own.link = ""
    monkeypatch.setattr(engine, "own_link", full)
    sheet.close_sheet()
    with qtbot.waitSignal(sheet._bridge.error_occurred):
        sheet.open_with()
    assert not own.copy.isEnabled()
    assert not own.save.isEnabled()
    monkeypatch.undo()
    own.refresh()
    qtbot.waitUntil(own.copy.isEnabled)
    assert own.save.isEnabled()


def test_a_refused_choice_to_be_seen_nearby_is_taken_back(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine, bridge: Bridge
) -> None:
    engine.fail_with = DiskFullError()
    with qtbot.waitSignal(bridge.error_occurred):
        sheet.nearby.visible.click()
    assert not sheet.nearby.visible.isChecked()


def test_who_was_seen_by_nobody_is_that_again_after_being_visible(
    qtbot: QtBot, sheet: AddContactSheet, engine: FakeEngine, bridge: Bridge
) -> None:
    bridge.deliver(SettingsChanged(replace(bridge.seen.settings, lan_mode=LanMode.OFF)))
    sheet.nearby.visible.click()
    bridge.deliver(SettingsChanged(replace(bridge.seen.settings, lan_mode=LanMode.VISIBLE)))
    sheet.nearby.visible.click()
    wanted = [("update_settings", ("lan_mode", mode)) for mode in (LanMode.VISIBLE, LanMode.OFF)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_only_three_neighbours_until_all_are_wanted(
    qtbot: QtBot, sheet: AddContactSheet, bridge: Bridge
) -> None:
    crowd = tuple(replace(NEARBY[0], account=bytes([n]) * 32, name=f"Person {n}") for n in range(5))
    bridge.deliver(NearbyChanged(crowd))
    assert sheet.nearby.people.count() == 3
    sheet.nearby.more.click()
    assert sheet.nearby.people.count() == 5


def test_the_focus_stays_in_the_sheet_when_somebody_was_asked(
    qtbot: QtBot, sheet: AddContactSheet, bridge: Bridge
) -> None:
    add = next(
        b for b in sheet.nearby.findChildren(Button) if b.accessibleName() == "Add Leila Rahimi"
    )
    add.setFocus(Qt.FocusReason.TabFocusReason)
    bridge.deliver(NearbyChanged(tuple(replace(person, asked=True) for person in NEARBY)))
    focused = sheet.window().focusWidget()
    assert focused is not None
    assert sheet.isAncestorOf(focused)


def test_narrow_it_fills_the_window(qtbot: QtBot, sheet: AddContactSheet) -> None:
    sheet.window().resize(380, 640)
    assert sheet.card.geometry() == sheet.rect()
    qtbot.waitUntil(lambda: sheet.own.isVisibleTo(sheet))

    def right() -> int:
        return sheet.field.mapTo(sheet, QPoint(sheet.field.width(), 0)).x()

    qtbot.waitUntil(lambda: right() <= 380)
