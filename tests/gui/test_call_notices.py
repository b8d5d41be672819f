"""What a call says beside its picture, and what its buttons do."""

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gui_support import JONAS, FakeEngine, call
from megachat_desktop.errors import DeviceBusyError, DeviceError, DeviceRefusedError
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import CallChanged, DevicesChanged, SettingsChanged
from megachat_desktop.model.media import DeviceKind, MediaDevice, MediaSnapshot, SoundLevels
from megachat_desktop.model.settings import Settings
from megachat_desktop.model.values import replace
from megachat_desktop.ui.call import notices, prompter
from megachat_desktop.ui.call.notices import Deed, DeviceOffers, MutedTalk, Problems, notice_of
from megachat_desktop.ui.call.system_settings import device_settings_url
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

BUILT_IN = MediaDevice(DeviceKind.MICROPHONE, "m", "Built-in microphone", is_default=True)
SPEAKER = MediaDevice(DeviceKind.SPEAKER, "s", "Built-in speaker", is_default=True)
HEARD = MediaDevice(DeviceKind.SPEAKER, "hs", "Headset")
SAID = MediaDevice(DeviceKind.MICROPHONE, "hm", "Headset")
CAMERA = MediaDevice(DeviceKind.CAMERA, "c", "Camera")
ACTIVE = call(CallState.ACTIVE, camera_on=True)


@pytest.fixture
def window(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> CallWindow:
    made = CallWindow(look, avatars)
    qtbot.addWidget(made)
    made.render_call(ACTIVE, JONAS)
    made.show()
    return made


def said(window: CallWindow) -> str:
    bar = window.view.notices
    return bar.notice.text if bar.notice is not None and bar.isVisible() else ""


def test_a_new_headset_is_offered_and_never_taken_by_itself(window: CallWindow) -> None:
    changes: list[dict[str, object]] = []
    window.wishes.settings_requested.connect(changes.append)
    window.render_devices((BUILT_IN, SPEAKER), Settings())
    assert said(window) == ""
    window.render_devices((BUILT_IN, SPEAKER, HEARD, SAID, CAMERA), Settings())
    assert said(window) == "Use Headset?"
    assert changes == []
    window.view.notices.action.click()
    assert changes == [{"microphone": "hm", "speaker": "hs"}]
    assert said(window) == ""


def test_not_now_is_not_asked_again_and_pulling_it_out_takes_the_question_back() -> None:
    offers = DeviceOffers()
    offers.look((BUILT_IN,), Settings())
    offers.look((BUILT_IN, SAID), Settings())
    assert offers.offered == (SAID,)
    offers.look((BUILT_IN,), Settings())
    assert offers.offered == ()
    offers.look((BUILT_IN, SAID), Settings())
    offers.decline()
    offers.look((BUILT_IN, SAID), Settings())
    assert offers.offered == ()


def test_the_first_list_of_devices_is_no_news() -> None:
    offers = DeviceOffers()
    offers.look((), Settings())
    offers.look((BUILT_IN, SPEAKER), Settings())
    assert offers.offered == ()


def test_another_default_or_one_that_is_chosen_already_is_no_new_device() -> None:
    offers = DeviceOffers()
    offers.look((BUILT_IN, SAID), Settings())
    offers.look((replace(BUILT_IN, is_default=False), replace(SAID, is_default=True)), Settings())
    assert offers.offered == ()
    offers.look((BUILT_IN, SAID, HEARD), Settings(speaker="hs"))
    assert offers.offered == ()


def test_whoever_speaks_while_muted_is_told_once_it_is_speech() -> None:
    talk = MutedTalk()
    assert [talk.feed(True, level) for level in (0.2, 0.0, 0.2, 0.2, 0.2)] == [False] * 4 + [True]
    assert not any(talk.feed(False, 0.3) for _ in range(10))
    assert not any(talk.feed(True, 0.005) for _ in range(20))


def test_the_hint_about_muted_speech_comes_and_goes(qtbot: QtBot, window: CallWindow) -> None:
    window.attach_levels(lambda: SoundLevels(0.0, 0.1))
    window.render_call(replace(ACTIVE, microphone_on=False), JONAS)
    qtbot.waitUntil(lambda: said(window) == "You're muted. Press M to talk.")
    window.render_call(ACTIVE, JONAS)
    assert said(window) == ""


def test_a_missing_microphone_is_said(window: CallWindow) -> None:
    window.render_call(replace(ACTIVE, has_microphone=False), JONAS)
    assert said(window).startswith("No microphone found. Plug one in")
    assert not window.view.notices.action.isVisible()


@pytest.mark.parametrize(
    ("code", "sentence", "deed"),
    [
        ("", "No microphone found.", None),
        (DeviceRefusedError.code, "Your system doesn't let MegaChat use the microphone.", None),
        (DeviceBusyError.code, "Another program is using the microphone.", Deed.CHOOSE_DEVICES),
        (DeviceError.code, "The microphone doesn't work just now.", Deed.CHOOSE_DEVICES),
    ],
)
def test_a_microphone_that_is_there_is_never_called_missing(
    monkeypatch: pytest.MonkeyPatch, code: str, sentence: str, deed: Deed | None
) -> None:
    monkeypatch.setattr(notices, "device_settings_url", lambda _kind: "")
    silent = replace(ACTIVE, has_microphone=False)
    notice = notice_of(silent, (), Problems(microphone=code), False)
    assert notice is not None
    assert notice.text.startswith(sentence)
    assert notice.deed is deed
    assert notice_of(ACTIVE, (), Problems(microphone=code), False) is None  # it works


def test_another_microphone_is_chosen_from_the_sentence(window: CallWindow) -> None:
    window.render_devices((BUILT_IN, SPEAKER, CAMERA), Settings())
    window.render_call(replace(ACTIVE, has_microphone=False), JONAS)
    assert (window.view.bar.mute.inverted, window.view.bar.mute.text()) == (True, "Not heard")
    window.render_stats(MediaSnapshot(microphone_problem=DeviceBusyError.code))
    window.view.notices.action.click()
    assert window.view.devices.isVisible()


@pytest.mark.parametrize("kind", [DeviceKind.CAMERA, DeviceKind.MICROPHONE])
def test_a_refused_device_opens_its_own_page_of_the_system(
    window: CallWindow, monkeypatch: pytest.MonkeyPatch, kind: DeviceKind
) -> None:
    opened: list[str] = []
    page = device_settings_url(kind, "win32")
    assert page.startswith("ms-settings:privacy-")
    assert device_settings_url(kind, "darwin").startswith("x-apple.systempreferences:")
    assert device_settings_url(kind, "linux") == ""
    monkeypatch.setattr(notices, "device_settings_url", lambda asked: page if asked is kind else "")
    monkeypatch.setattr(
        prompter.QDesktopServices, "openUrl", lambda url: opened.append(url.toString())
    )
    silent = replace(ACTIVE, has_microphone=kind is not DeviceKind.MICROPHONE)
    window.render_call(silent, JONAS)
    code = DeviceRefusedError.code
    window.render_stats(MediaSnapshot(camera_problem=code, microphone_problem=code))
    window.view.notices.action.click()
    assert opened == [page]


def test_a_busy_camera_can_be_tried_again(window: CallWindow) -> None:
    asked: list[object] = []
    window.wishes.camera_retry_requested.connect(asked.append)
    window.render_stats(MediaSnapshot(camera_problem=DeviceBusyError.code))
    assert said(window) == "Another program is using the camera. Close it, then try again."
    window.view.notices.action.click()
    assert asked == [ACTIVE.call_id]
    window.render_stats(MediaSnapshot())
    assert said(window) == ""


@pytest.mark.parametrize(("page", "deed"), [("x:y", Deed.OPEN_SYSTEM_SETTINGS), ("", None)])
def test_a_refused_camera_leads_to_the_systems_settings_where_there_are_some(
    monkeypatch: pytest.MonkeyPatch, page: str, deed: Deed | None
) -> None:
    monkeypatch.setattr(notices, "device_settings_url", lambda _kind: page)
    notice = notice_of(ACTIVE, (), Problems(camera=DeviceRefusedError.code), False)
    assert notice is not None
    assert notice.text == "Your system doesn't let MegaChat use the camera."
    assert notice.deed is deed


@pytest.mark.parametrize("state", [s for s in CallState if s is not CallState.ACTIVE])
def test_nothing_is_said_before_and_after(state: CallState) -> None:
    one = replace(ACTIVE, state=state, has_microphone=False)
    in_call = state in (CallState.RECONNECTING, CallState.ON_HOLD)
    assert (notice_of(one, (SAID,), Problems(), False) is not None) is in_call


def test_a_call_is_put_on_hold_and_goes_on(window: CallWindow) -> None:
    asked: list[bool] = []
    window.wishes.hold_requested.connect(lambda _call, on: asked.append(on))
    menu = window.more.make(narrow=False, full=False)
    next(a for a in menu.actions() if a.text() == "Put on hold").trigger()
    held = replace(ACTIVE, state=CallState.ON_HOLD, we_hold=True)
    window.render_call(held, JONAS)
    assert said(window) == "On hold: Anna neither hears nor sees you."
    window.view.notices.action.click()
    assert asked == [True, False]
    window.render_call(replace(held, we_hold=False, peer_holds=True), JONAS)
    assert said(window) == ""


def test_a_call_that_both_paused_can_be_gone_on_with(window: CallWindow) -> None:
    asked: list[bool] = []
    window.wishes.hold_requested.connect(lambda _call, on: asked.append(on))
    both = replace(ACTIVE, state=CallState.ON_HOLD, we_hold=True, peer_holds=True)
    window.render_call(both, JONAS)
    window.view.notices.action.click()
    assert asked == [False]


def test_a_device_is_chosen_in_the_call(window: CallWindow) -> None:
    changes: list[dict[str, object]] = []
    window.wishes.settings_requested.connect(changes.append)
    window.render_devices((BUILT_IN, SPEAKER, SAID, HEARD, CAMERA), Settings(microphone="m"))
    window.view.bar.devices.click()
    devices = window.view.devices
    assert devices.isVisible()
    rows = devices.rows(DeviceKind.MICROPHONE)
    assert [row.text() for _, row in rows] == ["As the system", "Built-in microphone", "Headset"]
    assert [row.isChecked() for _, row in rows] == [False, True, False]
    rows[2][1].click()
    rows[0][1].click()
    assert changes == [{"microphone": "hm"}, {"microphone": None}]
    window.attach_levels(lambda: SoundLevels(0.2, 0.1))
    window.pulse.look()
    assert devices.microphone_level.level > 0.5
    assert devices.speaker_level.level > devices.microphone_level.level


def listed(window: CallWindow, kind: DeviceKind) -> list[tuple[str, str, bool]]:
    """(name, note, chosen) of every row."""
    rows = [row for _, row in window.view.devices.rows(kind)]
    return [(r.accessibleName(), r.accessibleDescription(), r.isChecked()) for r in rows]


def test_an_unplugged_choice_is_still_listed_and_so_is_what_stands_in_for_it(
    window: CallWindow,
) -> None:
    chosen = Settings(microphone="hm", speaker="hs", camera="c")
    window.render_devices((BUILT_IN, SPEAKER, SAID, HEARD, CAMERA), chosen)
    assert listed(window, DeviceKind.MICROPHONE)[1:] == [
        ("Built-in microphone", "", False),
        ("Headset", "", True),
    ]
    window.render_devices((BUILT_IN, SPEAKER), chosen)
    assert listed(window, DeviceKind.MICROPHONE) == [
        ("As the system", "", False),
        ("Built-in microphone", "In use now", False),
        ("Headset", "Not connected", True),
    ]
    assert listed(window, DeviceKind.SPEAKER)[1:] == [
        ("Built-in speaker", "In use now", False),
        ("Headset", "Not connected", True),
    ]
    assert listed(window, DeviceKind.CAMERA)[1:] == [("Camera", "Not connected", True)]


def test_a_choice_that_was_never_seen_is_listed_without_its_name(window: CallWindow) -> None:
    other = replace(CAMERA, device_id="d", name="Other camera")
    window.render_devices((BUILT_IN, SPEAKER, other), Settings(microphone="gone", camera="c"))
    assert listed(window, DeviceKind.MICROPHONE) == [
        ("As the system", "", False),
        ("Built-in microphone", "In use now", False),
        ("The one you chose", "Not connected", True),
    ]
    # nobody expects to be seen by a camera that they did not choose
    assert listed(window, DeviceKind.CAMERA)[1:] == [
        ("Other camera", "", False),
        ("The one you chose", "Not connected", True),
    ]


def test_a_camera_that_does_not_work_leads_to_the_others(window: CallWindow) -> None:
    window.render_devices((BUILT_IN, SPEAKER, CAMERA), Settings(camera="gone"))
    window.render_stats(MediaSnapshot(camera_problem=DeviceError.code))
    assert said(window) == "The camera doesn't work just now. Choose another one."
    window.view.notices.action.click()
    assert window.view.devices.isVisible()


def test_what_is_plugged_in_and_out_finds_room_in_the_open_list(window: CallWindow) -> None:
    window.render_devices((BUILT_IN, SPEAKER, CAMERA), Settings())
    window.view.bar.devices.click()
    devices = window.view.devices
    before = devices.height()
    window.render_devices((BUILT_IN, SPEAKER, SAID, CAMERA), Settings())
    row = devices.rows(DeviceKind.MICROPHONE)[-1][1]
    assert devices.height() == before + row.height() + 2
    window.render_devices((BUILT_IN, SPEAKER, CAMERA), Settings())
    assert devices.height() == before


def test_a_question_that_was_answered_leaves_the_focus_to_no_other_button(
    window: CallWindow,
) -> None:
    window.activateWindow()
    window.render_devices((BUILT_IN, SPEAKER), Settings())
    window.render_devices((BUILT_IN, SPEAKER, SAID), Settings())
    window.view.notices.later.setFocus()
    window.view.notices.later.click()
    assert said(window) == ""
    assert not isinstance(window.focusWidget(), QAbstractButton)


def test_what_is_asked_for_reaches_the_engine(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    desktop.bridge.deliver(DevicesChanged((BUILT_IN,)))
    desktop.bridge.deliver(CallChanged(ACTIVE))
    desktop.bridge.deliver(DevicesChanged((BUILT_IN, SAID)))
    window = desktop.calls.shown[ACTIVE.call_id]
    window.view.notices.action.click()
    window.wishes.camera_retry_requested.emit(ACTIVE.call_id)
    wanted = [("update_settings", ("microphone", "hm")), ("calls.retry_camera", ACTIVE.call_id)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)
    desktop.bridge.deliver(SettingsChanged(Settings(microphone="hm")))
    assert said(window) == ""
