"""Which device is meant when one is chosen, unplugged or replaced."""

import pytest
from _miniaudio import lib

from audio_fakes import FakeLayer, HandClock, microphone, speaker
from audio_support import wait_until
from megachat_desktop.errors import DeviceBusyError, DeviceError, DeviceRefusedError
from megachat_desktop.media.audio.devices import NO_DEVICE, choose
from megachat_desktop.media.audio.keeper import DeviceChoice, DeviceKeeper, _Slot
from megachat_desktop.media.audio.miniaudio_layer import _checked
from megachat_desktop.media.audio.ring import WakeUp
from megachat_desktop.media.audio.streams import DeviceCapture, NullCapture
from megachat_desktop.model.media import DeviceKind

BUILT_IN, HEADSET = speaker("built-in", default=True), speaker("headset")
ALL = (BUILT_IN, HEADSET, microphone("mic"))


@pytest.mark.parametrize(
    ("devices", "wanted", "chosen"),
    [
        (ALL, None, "built-in"),
        (ALL, "headset", "headset"),
        (ALL, "gone", "built-in"),
        (ALL, "mic", "built-in"),
        (ALL, NO_DEVICE, None),
        ((HEADSET,), None, "headset"),
        ((), "headset", None),
        ((microphone("mic"),), None, None),
    ],
)
def test_the_chosen_one_else_the_default_else_any_else_none(
    devices: tuple[object, ...], wanted: str | None, chosen: str | None
) -> None:
    assert choose(devices, DeviceKind.SPEAKER, wanted) == chosen  # type: ignore[arg-type]


def slot_for(layer: FakeLayer, clock: HandClock) -> _Slot[NullCapture | DeviceCapture]:
    return _Slot(
        lambda: NullCapture(clock),
        lambda device_id: DeviceCapture(layer, device_id, WakeUp(), clock),
    )


def test_a_new_microphone_takes_over_once_it_hears_something() -> None:
    layer, clock = FakeLayer(), HandClock()
    slot = slot_for(layer, clock)
    story = [slot.current.device_id]
    slot.settle("one", clock.now)
    slot.look(clock.now)
    story.append(slot.current.device_id)
    layer.opened[0].hear(bytes(960))
    slot.look(clock.now)
    story.append(slot.current.device_id)
    slot.settle("two", clock.now)
    story.append(slot.current.device_id)  # the old one goes on
    layer.opened[1].hear(bytes(960))
    slot.look(clock.now)
    story.append(slot.current.device_id)
    assert story == [None, None, "one", "one", "two"]
    assert [device.closed for device in layer.opened] == [True, False]


def test_a_microphone_that_never_begins_is_given_up() -> None:
    layer, clock = FakeLayer(), HandClock()
    slot = slot_for(layer, clock)
    slot.settle("mute", clock.now)
    assert slot.look(clock.now + 3.9) is None
    assert slot.look(clock.now + 4.1) == "mute"
    assert layer.opened[0].closed
    assert not slot.pending


def test_a_dead_microphone_makes_way_for_silence_at_once() -> None:
    layer, clock = FakeLayer(), HandClock()
    slot = slot_for(layer, clock)
    slot.settle("one", clock.now)
    layer.opened[0].hear(bytes(960))
    slot.look(clock.now)
    layer.opened[0].running = False
    slot.settle(None, clock.now)
    assert slot.current.device_id is None
    assert layer.opened[0].closed


def test_a_change_of_mind_closes_what_was_being_opened() -> None:
    layer, clock = FakeLayer(), HandClock()
    slot = slot_for(layer, clock)
    for wanted in ("one", "two", None):
        slot.settle(wanted, clock.now)
    assert [device.closed for device in layer.opened] == [True, True]
    slot.close()


@pytest.mark.parametrize("refusal", [DeviceError, DeviceBusyError, DeviceRefusedError])
def test_why_no_microphone_opens_is_known_as_long_as_one_is_there(
    refusal: type[DeviceError],
) -> None:
    layer = FakeLayer((microphone("mic"),), broken={"mic"}, refusal=refusal)
    keeper = DeviceKeeper(layer, WakeUp(), DeviceChoice(None, NO_DEVICE))
    wait_until(lambda: keeper.microphone_problem == refusal.code)
    layer.plugged = ()
    keeper.set_choice(DeviceChoice(None, NO_DEVICE))
    wait_until(lambda: keeper.microphone_problem == "")
    layer.plugged, layer.broken = (microphone("mic"),), set()
    keeper.set_choice(DeviceChoice(None, NO_DEVICE))
    wait_until(lambda: bool(layer.opened))
    layer.opened[0].hear(bytes(960))
    wait_until(lambda: keeper.capture.device_id == "mic")
    assert keeper.microphone_problem == ""
    keeper.stop()


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (lib.MA_ACCESS_DENIED, DeviceRefusedError),
        (lib.MA_BUSY, DeviceBusyError),
        (lib.MA_NO_DEVICE, DeviceError),
    ],
)
def test_the_systems_reason_is_kept_where_it_names_one(
    result: int, kind: type[DeviceError]
) -> None:
    with pytest.raises(DeviceError) as refused:
        _checked(result)
    assert type(refused.value) is kind
