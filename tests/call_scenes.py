"""Calls as they are shown: the window of a call in every state, its small window, the popup."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui_support import PEOPLE, SAFETY, call
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.errors import DeviceRefusedError
from megachat_desktop.model.call import Call, CallState, EndReason
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.media import MediaSnapshot, PathStats, SoundLevels, StreamStats
from megachat_desktop.model.values import replace
from megachat_desktop.ui.incoming_call_popup import GUARD_S
from megachat_desktop.ui.ring.popup_parts import OpenTile
from painted_people import ANNAS_LOOK, OWN_LOOK, portrait

if TYPE_CHECKING:
    from tour_stage import Stage

Scene = Iterator[tuple[str, QWidget]]
IN_CALL_S = 767
MEI = PEOPLE[1]


def running_call(state: CallState = CallState.ACTIVE, **changes: object) -> Call:
    """A call as it stands after some minutes."""
    since = SystemClock().monotonic() - IN_CALL_S
    made = call(state, camera_on=True, safety=SAFETY, path="local", peer_camera_on=True)
    if state is CallState.ACTIVE:
        made = replace(made, active_at=since)
    return replace(made, **changes)


def running_figures(second: int) -> MediaSnapshot:
    """The figures of a good call after so many seconds."""
    swing = math.sin(second / 3)
    picture = StreamStats(
        "video", codec="h264", kbps=2400 + 300 * swing, packets=second * 300, width=1280,
        height=720, fps=30.0, frames=second * 30, delay_ms=61,
    )  # fmt: skip
    sound = StreamStats(
        "audio", codec="opus", kbps=38, packets=second * 50, delay_ms=84,
        played_ms=second * 1000.0, concealed_ms=second * 1.2,
    )  # fmt: skip
    path = PathStats("local", 4 + 2 * swing)
    return MediaSnapshot(path, sound, sound, picture, picture, cpu_percent=63.0)


def call_window(stage: "Stage") -> Scene:
    """Pictures 03, 04 and 04b, and the sentence about the end."""
    ringing = running_call(CallState.RINGING, peer_camera_on=False)
    _let_see(stage)
    stage.show_call(replace(ringing, state=CallState.DIALING, safety=(), path=None))
    window = stage.desktop.calls.shown[ringing.call_id]
    yield "call-dialing", window
    stage.show_call(ringing)
    yield "call-ringing", window
    _let_see(stage)
    active = running_call()
    stage.show_call(active)
    yield "call-video", window
    window.view.top.safety.click()
    yield "call-safety", window
    window.view.safety.close_popover()
    for second in range(1, 50):
        window.render_stats(running_figures(second))
    window.toggle_statistics()
    yield "call-statistics", window
    window.toggle_statistics()
    window.view.bar.devices.click()
    yield "call-devices", window
    window.view.bar.devices.click()
    window.show_mini()
    stage.engine.remote.put(portrait(320, 200, ANNAS_LOOK))
    window.mini.focusNextPrevChild(True)
    yield "call-mini", window.mini
    window.leave_mini()
    _let_see(stage)
    stage.engine.levels = SoundLevels(0.2)
    stage.show_call(running_call(peer_camera_on=False, camera_on=False))
    yield "call-voice", window
    stage.engine.levels = SoundLevels()
    stage.show_call(running_call(CallState.RECONNECTING))
    _let_see(stage)
    yield "call-reconnecting", window
    stage.show_call(replace(active, microphone_on=False, has_microphone=False))
    _let_see(stage)
    yield "call-notice", window
    stage.engine.levels = SoundLevels(0.1, 0.3)
    stage.show_call(replace(active, microphone_on=False))
    stage.wait_for(lambda: window.view.notices.isVisible())
    window.bars.activity()  # on a slow computer they had gone by now
    _let_see(stage)
    yield "call-muted", window
    stage.engine.levels = SoundLevels()
    stage.show_call(replace(active, has_camera=False))
    window.render_stats(replace(running_figures(60), camera_problem=DeviceRefusedError.code))
    _let_see(stage)
    yield "call-camera-refused", window
    window.render_stats(running_figures(61))
    stage.show_call(active)
    window.resize(480, 560)
    _let_see(stage)
    yield "call-narrow", window
    window.resize(480, 400)
    stage.show_call(running_call(CallState.RINGING, peer_camera_on=False))
    yield "call-smallest", window
    stage.show_call(active)
    window.resize(1040, 680)
    over = replace(active, state=CallState.ENDED, end_reason=EndReason.NO_ANSWER)
    stage.show_call(over)
    yield "call-over", window
    window.close()


def _let_see(stage: "Stage") -> None:
    """A picture of each, for whatever shows it now."""
    stage.settle(0.05)
    stage.engine.remote.put(portrait(1040, 680, ANNAS_LOOK))
    stage.engine.own.put(portrait(240, 150, OWN_LOOK))


def incoming_call(stage: "Stage") -> Scene:
    """Picture 05: a video call, its sentences, a voice call, and a call beside another one."""
    popups = stage.desktop.popups
    ringing = call(CallState.INCOMING)
    stage.show_call(ringing)
    popup = popups.shown[ringing.call_id]
    yield "incoming", popup
    stage.wait_for(lambda: popup.shown_for_s > GUARD_S)
    popup.findChild(OpenTile).button.click()
    yield "incoming-reply", popup
    popup.panel.own.click()
    yield "incoming-own-words", popup
    stage.end_call(ringing)
    stage.turn()
    stage.show_call(replace(ringing, video=False))
    yield "incoming-voice", popups.shown[ringing.call_id]
    stage.end_call(ringing)
    stage.turn()
    running = running_call(call_id=CallId(b"r" * 16), account=MEI.account, contact_name=MEI.name)
    stage.show_call(running)
    stage.turn()
    stage.show_call(ringing)
    yield "incoming-in-call", popups.shown[ringing.call_id]
    stage.end_call(ringing)
    stage.end_call(running)
