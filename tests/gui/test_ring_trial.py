"""The ring tried out in the settings, down to what the outputs give."""

import time

import pytest
from pytestqt.qtbot import QtBot

from audio_support import RATE, PulseServer, level_db, pulse_server
from gui_support import FakeEngine
from megachat_desktop.media.audio.miniaudio_layer import MiniaudioLayer
from megachat_desktop.media.audio.ringer import Ringer
from megachat_desktop.model.events import DevicesChanged
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.settings.audio_video_page import AudioVideoPage

pytestmark = pytest.mark.devices
__all__ = ["pulse_server"]


def test_the_button_is_heard_on_every_output_and_silence_after_the_second_press(
    qtbot: QtBot, pulse_server: PulseServer, bridge: Bridge, look: Look, engine: FakeEngine
) -> None:
    ears = [pulse_server.add_speaker(name) for name in ("ear", "room")]
    layer = MiniaudioLayer()
    ringer = Ringer(layer)
    desk = Desktop(bridge, look, ringer)
    qtbot.addWidget(desk.window)
    qtbot.waitUntil(lambda: bridge.seen.caught_up)
    bridge.deliver(DevicesChanged(layer.devices()))
    desk.settings.open("audio-video")
    page = desk.settings.page("audio-video")
    assert isinstance(page, AudioVideoPage)
    with pulse_server.record(ears[0]) as one, pulse_server.record(ears[1]) as other:
        page.ring_test.click()
        time.sleep(1.5)
        page.ring_test.click()
        ringer.close()
        time.sleep(0.3)
    desk.close()
    layer.close()
    for heard in (one, other):
        assert level_db(heard.samples) > -50
        assert level_db(heard.samples[-RATE // 10 :]) < -70
