"""The page where devices are chosen and tried out."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui_support import FakeEngine, picture
from megachat_desktop.model.device_check import (
    CameraCheck,
    DeviceCheck,
    DeviceProblem,
    Loudness,
    MicrophoneCheck,
    SampleState,
)
from megachat_desktop.model.events import DeviceCheckChanged, DevicesChanged, SettingsChanged
from megachat_desktop.model.media import DeviceKind, MediaDevice
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.settings.audio_video_page import AudioVideoPage
from megachat_desktop.ui.settings.settings_window import SettingsWindow

DESK = MediaDevice(DeviceKind.MICROPHONE, "desk", "Desk Microphone", True)
HEADSET = MediaDevice(DeviceKind.MICROPHONE, "headset", "Headset")
EAR = MediaDevice(DeviceKind.SPEAKER, "ear", "Headphones", True)


@pytest.fixture
def window(
    qtbot: QtBot, bridge: Bridge, look: Look, avatars: AvatarPainter
) -> Iterator[SettingsWindow]:
    made = SettingsWindow(bridge, look, avatars)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: bridge.seen.account is not None)
    bridge.deliver(DevicesChanged((DESK, EAR)))
    made.open("audio-video")
    yield made
    made.close()


@pytest.fixture
def page(window: SettingsWindow) -> AudioVideoPage:
    found = window.page("audio-video")
    assert isinstance(found, AudioVideoPage)
    return found


def checked(bridge: Bridge, **changes: object) -> None:
    check = replace(DeviceCheck(), **changes)
    bridge.deliver(DeviceCheckChanged(check))


def texts(page: AudioVideoPage) -> tuple[list[str], list[str]]:
    """What can be chosen as microphone and as output of the ring."""
    boxes = page.microphone.box, page.ring.box
    one, other = ([box.itemText(n) for n in range(box.count())] for box in boxes)
    return one, other


def test_devices_are_tried_out_only_while_the_page_can_be_seen(
    window: SettingsWindow, page: AudioVideoPage, engine: FakeEngine, qtbot: QtBot
) -> None:
    def asked() -> list[object]:
        return [intent[1] for intent in engine.asked() if intent[0] == "try_devices"]

    qtbot.waitUntil(lambda: asked() == [True])
    window.show_page("profile")
    qtbot.waitUntil(lambda: asked() == [True, False])
    window.show_page("audio-video")
    qtbot.waitUntil(lambda: asked() == [True, False, True])
    window.close()
    qtbot.waitUntil(lambda: asked() == [True, False, True, False])


def test_the_lists_follow_what_is_plugged_in(page: AudioVideoPage, bridge: Bridge) -> None:
    assert texts(page) == (
        ["Desk Microphone (system)", "Desk Microphone"],
        ["All speakers", "Headphones"],
    )
    bridge.deliver(DevicesChanged((DESK, HEADSET, EAR)))
    assert texts(page)[0][2] == "Headset"
    settings = replace(bridge.seen.settings, microphone="headset")
    bridge.deliver(SettingsChanged(settings))
    assert page.microphone.box.currentText() == "Headset"
    bridge.deliver(DevicesChanged((DESK, EAR)))
    assert page.microphone.box.currentText() == "Not connected right now"


def test_a_chosen_device_is_used_at_once(
    page: AudioVideoPage, engine: FakeEngine, qtbot: QtBot
) -> None:
    page.ring.box.choose("ear")
    qtbot.waitUntil(lambda: ("update_settings", ("ring_output", "ear")) in engine.asked())
    page.volume.setValue(40)
    page.volume.chosen.emit(40)
    qtbot.waitUntil(lambda: ("update_settings", ("speaker_volume", 40)) in engine.asked())


def test_the_preview_shows_the_camera_and_what_it_delivers(
    page: AudioVideoPage, bridge: Bridge, engine: FakeEngine, qtbot: QtBot
) -> None:
    checked(bridge, camera=CameraCheck(True, height=1080, fps=30))
    assert page.preview.chip.isVisible()
    assert page.preview.chip.accessibleName() == "1080p, 30 fps"
    engine.preview.put(picture(400, 225))
    qtbot.waitUntil(lambda: page.preview.view.has_picture)
    checked(bridge)
    assert not page.preview.chip.isVisible()
    assert not page.preview.view.has_picture


@pytest.mark.parametrize(
    ("problem", "sentence", "again"),
    [
        (DeviceProblem.MISSING, "No camera found.", False),
        (DeviceProblem.BUSY, "Another program is using the camera.", True),
        (DeviceProblem.REFUSED, "Your system doesn't let MegaChat use the camera.", True),
        (DeviceProblem.FAILED, "The camera gives no picture.", True),
    ],
)
def test_a_camera_without_a_picture_says_why(
    page: AudioVideoPage,
    bridge: Bridge,
    engine: FakeEngine,
    qtbot: QtBot,
    problem: DeviceProblem,
    sentence: str,
    again: bool,
) -> None:
    checked(bridge, camera=CameraCheck(problem=problem))
    assert page.preview.reason.text().startswith(sentence)
    assert page.preview.retry.isVisible() is again
    if again:
        page.preview.retry.click()
        qtbot.waitUntil(lambda: ("retry_preview",) in engine.asked())


@pytest.mark.parametrize(
    ("bars", "loudness", "word"),
    [
        (0, Loudness.NOTHING, "Nothing heard"),
        (4, Loudness.QUIET, "Too quiet"),
        (15, Loudness.GOOD, "Good level"),
        (21, Loudness.LOUD, "Too loud"),
    ],
)
def test_the_level_is_told_in_bars_and_in_a_word(
    page: AudioVideoPage, bridge: Bridge, bars: int, loudness: Loudness, word: str
) -> None:
    checked(bridge, microphone=MicrophoneCheck(bars=bars, loudness=loudness))
    check = page.microphone_check
    assert (check.meter.bars, check.word.text()) == (bars, word)
    assert check.meter.accessibleDescription() == word


SAMPLE = ((SampleState.RECORDING, 3), (SampleState.PLAYING, 0), (SampleState.IDLE, 0))


def test_a_sample_is_recorded_counted_down_and_played(
    page: AudioVideoPage, bridge: Bridge, engine: FakeEngine, qtbot: QtBot
) -> None:
    button = page.microphone_check.record
    asked: list[str] = []
    page.microphone_check.record_requested.connect(lambda: asked.append(button.accessibleName()))
    button.click()
    qtbot.waitUntil(lambda: ("record_sample",) in engine.asked())
    story = []
    for state, left in SAMPLE:
        checked(bridge, sample=state, seconds_left=left)
        button.click()
        story.append(button.accessibleName())
    assert story == ["Recording, 3 s left", "Playing back…", "Record 5 s and play back"]
    assert asked == ["Record 5 s and play back"] * 2


def test_the_recorder_keeps_its_place_and_the_focus(
    page: AudioVideoPage, bridge: Bridge, qtbot: QtBot
) -> None:
    button = page.microphone_check.record
    qtbot.waitUntil(page.isActiveWindow)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    place = button.geometry()
    for state, left in SAMPLE:
        checked(bridge, sample=state, seconds_left=left)
        QApplication.processEvents()
        assert (button.geometry(), button.hasFocus()) == (place, True)


def test_the_button_that_tries_the_ring_keeps_its_place(page: AudioVideoPage) -> None:
    place = page.ring_test.geometry()
    page.ring_test.click()
    QApplication.processEvents()
    assert page.ring_test.geometry() == place


def test_without_a_microphone_there_is_a_sentence_and_nothing_to_record(
    page: AudioVideoPage, bridge: Bridge
) -> None:
    checked(bridge, microphone=MicrophoneCheck(DeviceProblem.MISSING))
    check = page.microphone_check
    assert check.reason.text().startswith("No microphone found.")
    assert not check.record.isEnabled()


def test_a_call_has_the_devices(page: AudioVideoPage, bridge: Bridge) -> None:
    checked(bridge, in_call=True)
    assert page.preview.reason.text().startswith("Your call has the camera.")
    assert page.microphone_check.reason.text() == "Your call has the microphone."
    assert not page.test.isEnabled()


def test_the_ring_is_tried_until_the_second_press_or_until_the_page_is_left(
    window: SettingsWindow, page: AudioVideoPage, bridge: Bridge
) -> None:
    button, trial = page.ring_test, window.ring_trial
    story = []
    for act in (button.click, button.click, button.click, lambda: window.show_page("profile")):
        act()
        story.append((trial.on, button.accessibleName()))
    test, stop = (False, "Test the ring"), (True, "Stop the ring")
    assert story == [stop, test, stop, test]
    window.show_page("audio-video")
    button.click()
    window.close()
    assert not trial.on
    checked(bridge, in_call=True)
    assert not button.isEnabled()


def test_the_speakers_and_the_echo_test_can_be_tried(
    window: SettingsWindow, page: AudioVideoPage, engine: FakeEngine, qtbot: QtBot
) -> None:
    page.test.click()
    qtbot.waitUntil(lambda: ("play_test_sound",) in engine.asked())
    with qtbot.waitSignal(window.echo_requested):
        page.echo.click()
