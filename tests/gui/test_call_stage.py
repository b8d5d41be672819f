"""What a call without a picture shows, and what moves in it."""

import pytest
from PySide6.QtGui import QFont, QImage
from pytestqt.qtbot import QtBot

from gui_support import JONAS, SAFETY, call
from megachat_desktop.model.call import CallState
from megachat_desktop.ui.call import stage_drawing
from megachat_desktop.ui.call.call_chips import WhoChip
from megachat_desktop.ui.call.call_stage import CallStage
from megachat_desktop.ui.call.stage_drawing import Scene, scene_of
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

SIZE = (1040, 680)


class Hands:
    """A clock to turn by hand."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hands:
    made = Hands()
    monkeypatch.setattr(stage_drawing, "SystemClock", lambda: made)
    return made


@pytest.fixture
def stage(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> CallStage:
    made = CallStage(look, avatars)
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    return made


def seen(stage: CallStage) -> QImage:
    return stage.grab().toImage()


def test_every_state_has_one_drawing() -> None:
    drawn = {state: scene_of(call(state)) for state in CallState if state is not CallState.IDLE}
    voice = (CallState.ACTIVE, CallState.RECONNECTING, CallState.ON_HOLD)
    assert drawn == {
        state: Scene.OVER if state is CallState.ENDED
        else Scene.VOICE if state in voice else Scene.REACHING
        for state in drawn
    }  # fmt: skip


def test_while_it_rings_the_dot_travels_and_the_ring_grows(stage: CallStage, clock: Hands) -> None:
    stage.render_call(call(CallState.RINGING), JONAS, echo=False)
    before = seen(stage)
    clock.now += 0.4
    assert seen(stage) != before
    clock.now += 1.2  # once round
    assert seen(stage) == before


def test_reduced_motion_shows_a_line_and_a_ring_that_stand_still(
    look: Look, stage: CallStage, clock: Hands
) -> None:
    look.looks.set_reduced_motion(True)
    stage.render_call(call(CallState.RINGING), JONAS, echo=False)
    before = seen(stage)
    clock.now += 0.4
    assert seen(stage) == before
    stage.render_call(call(CallState.ACTIVE, safety=SAFETY), JONAS, echo=False)
    before = seen(stage)
    stage.show_level(0.3)
    assert seen(stage) == before


def test_the_ring_around_a_voice_follows_how_loud_it_is(stage: CallStage) -> None:
    stage.render_call(call(CallState.ACTIVE, safety=SAFETY), JONAS, echo=False)
    quiet = seen(stage)
    stage.show_level(0.2)
    loud = seen(stage)
    assert loud != quiet
    for _ in range(60):
        stage.show_level(0.0)
    assert seen(stage) == quiet


def test_reading_from_the_right_puts_us_on_the_right(stage: CallStage, clock: Hands) -> None:
    def hue_left_of_the_middle() -> str:
        image = seen(stage)
        return image.pixelColor(SIZE[0] // 2 - 163 - 40, round(SIZE[1] * 0.304)).name()

    stage.render_call(call(CallState.RINGING), JONAS, echo=False)
    ours = hue_left_of_the_middle()
    stage.setLayoutDirection(stage.layoutDirection().RightToLeft)
    assert hue_left_of_the_middle() == "#0e6a8c" != ours


@pytest.mark.usefixtures("large_text")
def test_what_is_known_stays_away_where_the_bar_would_lie_over_it(stage: CallStage) -> None:
    stage.render_call(call(CallState.RINGING), JONAS, echo=False)
    for height, shown in ((400, False), (680, True), (400, False)):
        stage.resize(480, height)
        assert stage.facts.isVisible() is shown


def test_a_running_clock_does_not_sway(
    stage: CallStage, look: Look, avatars: AvatarPainter
) -> None:
    chip = WhoChip(look, avatars)
    for label in (stage._state, chip._time):
        assert label.font().featureValue(QFont.Tag("tnum")) == 1
    look.looks.changed.emit()
    assert stage._state.font().featureValue(QFont.Tag("tnum")) == 1
    chip.deleteLater()
