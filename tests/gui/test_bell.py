"""What happens while it rings: by the states of the calls alone, whatever their order."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, NOW, FakeEngine, RecordedSounds, call, missed, person
from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.model.call import Call, CallState, Direction, EndReason
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.events import (
    AvailabilityChanged,
    CallChanged,
    CallMissed,
    ChatsChanged,
    ContactChanged,
    DevicesChanged,
    NetworkChanged,
    NoticeRaised,
    SettingsChanged,
)
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.media import DeviceKind, MediaDevice
from megachat_desktop.model.settings import Availability, NoticeContent, Settings, ThemeChoice
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.call.popover import Popover
from megachat_desktop.ui.kit import theme
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.ring.bell import Bell
from megachat_desktop.ui.ring.comebacks import Comebacks
from megachat_desktop.ui.ring.notice_boards import TrayBoard
from megachat_desktop.ui.ring.ring_trial import RingTrial
from megachat_desktop.ui.ring.ringing import lasting_sound, ring_outputs
from megachat_desktop.ui.ring.surroundings import PlainSurroundings
from megachat_desktop.ui.tray import Tray, tray_state
from megachat_desktop.ui.words import end_words, time_words

INCOMING = call(CallState.INCOMING)
OMAR = person("Omar Haddad", 5)


@dataclass
class Screen(PlainSurroundings):
    """What else is on it."""

    full: bool = False
    locked: bool = False
    closed: bool = False

    def full_screen(self) -> bool:
        return self.full

    def close(self) -> None:
        self.closed = True


class Board(Tray):
    """A tray that writes down what it is told."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.told: list[tuple[str, str]] = []

    def tell(self, text: str, title: str = "MegaChat") -> None:
        self.told.append((title, text))


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def tray(look: Look, window: QWidget) -> Iterator[Board]:
    made = Board(look, window)
    yield made
    made.close()


@pytest.fixture
def trial() -> RingTrial:
    return RingTrial()


@pytest.fixture
def bell(
    bridge: Bridge, look: Look, avatars: AvatarPainter, sounds: RecordedSounds, tray: Board,
    window: QWidget, screen: Screen, trial: RingTrial, qtbot: QtBot,
) -> Iterator[Bell]:  # fmt: skip
    board = TrayBoard(tray, window)
    made = Bell(bridge, look, avatars, sounds, tray, window, screen, screen, board, trial)
    qtbot.waitUntil(lambda: bridge.seen.caught_up)
    yield made
    made.close()


def deliver(bridge: Bridge, *events: object) -> None:
    for event in events:
        bridge.deliver(CallChanged(event) if isinstance(event, Call) else event)  # type: ignore[arg-type]


CALLS = [CallId(bytes([n]) * 16) for n in range(3)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(CALLS),
        st.sampled_from([s for s in CallState if s is not CallState.IDLE]),
        st.booleans(),
        st.integers(0, 8),
    ),
    max_size=40,
)


def something_else(number: int, bridge: Bridge, screen: Screen, tray: Board) -> None:
    """What may happen beside the calls, and has no say in what rings."""
    speaker = MediaDevice(DeviceKind.SPEAKER, "ear", "ear")
    events = (
        AvailabilityChanged(Availability.DO_NOT_DISTURB), AvailabilityChanged(Availability.AWAY),
        DevicesChanged(()), DevicesChanged((speaker,)), SettingsChanged(Settings(ring_volume=0)),
        NetworkChanged(False, None),
    )  # fmt: skip
    if number < len(events):
        deliver(bridge, events[number])
    elif number == len(events):
        screen.locked = not screen.locked
    elif number == len(events) + 1:
        tray.vanished.emit()
    else:
        tray.render(bridge.seen)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_a_popup_is_there_exactly_while_its_call_rings(
    bridge: Bridge, bell: Bell, screen: Screen, tray: Board, steps: list[object]
) -> None:
    """A random walk of three calls; a film may begin and end meanwhile, and much else happen."""
    states: dict[CallId, CallState] = {}
    kept_out = False
    for call_id, state, full, beside in steps:  # type: ignore[misc]
        rang = any(s is CallState.INCOMING for s in states.values())
        screen.full = full
        states[call_id] = state
        deliver(bridge, replace(INCOMING, call_id=call_id, state=state))
        something_else(beside, bridge, screen, tray)
        rings = {c for c, s in states.items() if s is CallState.INCOMING}
        if rings and not rang:
            kept_out = full
        elif not rings:
            kept_out = False
        shown = {c for c, p in bell.popups.shown.items() if p.isVisible()}
        assert shown == (set() if kept_out else rings)
        ringing = bell._ringing._playing in (CallSound.RING, CallSound.WAITING)
        assert ringing == bool(rings)
        assert not (bell._ringing._playing is CallSound.RING and not shown)
    for call_id in CALLS:
        deliver(bridge, replace(INCOMING, call_id=call_id, state=CallState.ENDED))
    assert bell.popups.shown == {}
    assert bell._ringing._playing is None


def test_the_bell_starts_with_what_rings_already(bridge: Bridge, bell: Bell) -> None:
    deliver(bridge, INCOMING)
    bell.close()
    assert bell.popups.shown == {}


def test_over_a_film_it_is_one_quiet_tone_and_the_popup_comes_when_the_film_is_left(
    qtbot: QtBot, bridge: Bridge, bell: Bell, sounds: RecordedSounds, screen: Screen
) -> None:
    screen.full = True
    deliver(bridge, INCOMING)
    assert (bell.popups.shown, sounds.heard) == ({}, ["waiting"])
    assert tray_state(bridge.seen) == "tray-in-call"
    screen.full = False
    qtbot.waitUntil(lambda: list(bell.popups.shown) == [INCOMING.call_id])
    assert sounds.heard == ["waiting", "ring"]


def test_the_tray_answers_a_call_whose_popup_is_kept_out(
    qtbot: QtBot, bridge: Bridge, bell: Bell, tray: Board, screen: Screen, engine: FakeEngine
) -> None:
    screen.full = True
    deliver(bridge, INCOMING)
    tray.render(bridge.seen)
    visible = [a.text() for a in tray.menu.actions() if a.isVisible() and a.text()]
    assert visible[:2] == ["Accept", "Decline"]
    tray.menu.actions()[0].trigger()
    wanted = [("calls.accept", INCOMING.call_id, True, False)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_it_rings_on_every_speaker_or_on_the_chosen_one_as_loud_as_wanted(
    bridge: Bridge, bell: Bell, sounds: RecordedSounds
) -> None:
    speakers = tuple(MediaDevice(DeviceKind.SPEAKER, n, n) for n in ("built in", "headset"))
    microphone = MediaDevice(DeviceKind.MICROPHONE, "mic", "mic")
    deliver(bridge, DevicesChanged((*speakers, microphone)), INCOMING)
    deliver(bridge, replace(INCOMING, state=CallState.ENDED, end_reason=EndReason.DECLINED))
    chosen = Settings(ring_output="headset", ring_volume=40)
    deliver(bridge, SettingsChanged(chosen), replace(INCOMING, call_id=CALLS[1]))
    assert sounds.played == [
        ("ring", ("built in", "headset"), 1.0), ("ring", ("headset",), 0.4),
    ]  # fmt: skip
    assert ring_outputs(Settings(), ()) == (None,)


def test_ring_back_only_once_their_device_rings_and_never_over_a_ring() -> None:
    out = call(CallState.DIALING)
    assert lasting_sound([out]) is None
    out = call(CallState.RINGING)
    assert lasting_sound([out]) is CallSound.RING_BACK
    assert lasting_sound([out, INCOMING]) is CallSound.RING


def test_a_trial_rings_as_a_call_would_and_follows_what_is_chosen(
    bridge: Bridge, bell: Bell, sounds: RecordedSounds, trial: RingTrial
) -> None:
    speakers = tuple(MediaDevice(DeviceKind.SPEAKER, n, n) for n in ("built in", "headset"))
    deliver(bridge, DevicesChanged(speakers))
    trial.toggle()
    deliver(bridge, SettingsChanged(Settings(ring_output="headset", ring_volume=40)))
    deliver(
        bridge, SettingsChanged(Settings(ring_output="headset", ring_volume=40, low_light=True))
    )
    trial.toggle()
    assert sounds.played == [
        ("ring", ("built in", "headset"), 1.0), ("ring", ("headset",), 0.4),
    ]  # fmt: skip
    assert sounds.heard == ["ring", "ring", "silence"]
    assert bell.popups.shown == {}


def test_a_call_ends_a_trial_and_rings_from_the_beginning(
    bridge: Bridge, bell: Bell, sounds: RecordedSounds, trial: RingTrial
) -> None:
    trial.toggle()
    deliver(bridge, INCOMING)
    assert (trial.on, sounds.heard[-1]) == (False, "ring")
    assert sounds.heard.count("ring") == 2
    trial.toggle()
    assert not trial.on  # it rings already
    deliver(bridge, replace(INCOMING, state=CallState.ENDED, end_reason=EndReason.DECLINED))
    assert sounds.heard[-1] == "silence"


# --- keys while another window of ours is in front ----------------------------------------------


@pytest.fixture
def ringing(qtbot: QtBot, bridge: Bridge, bell: Bell, window: QWidget) -> Bell:
    """It rings, and MegaChat's window is in front."""
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setFocus()
    deliver(bridge, INCOMING)
    window.activateWindow()  # a platform without a screen activates whatever is shown
    qtbot.waitUntil(window.isActiveWindow)
    return bell


def wait_over(bell: Bell, seconds: float) -> None:
    bell.popups.shown[INCOMING.call_id]._shown_at -= seconds


@pytest.mark.parametrize(("key", "intent"), [
    (Qt.Key.Key_Return, ("calls.accept", INCOMING.call_id, True, False)),
    (Qt.Key.Key_Escape, ("calls.decline", INCOMING.call_id)),
])  # fmt: skip
def test_enter_and_escape_answer_after_800_ms(
    qtbot: QtBot, ringing: Bell, window: QWidget, engine: FakeEngine, key: Qt.Key, intent: object
) -> None:
    wait_over(ringing, 0.5)
    QTest.keyClick(window, key)
    assert engine.asked() == []
    wait_over(ringing, 0.4)
    QTest.keyClick(window, key)
    qtbot.waitUntil(lambda: engine.asked() == [intent])


def test_in_a_text_field_these_keys_belong_to_the_text(
    qtbot: QtBot, ringing: Bell, window: QWidget, engine: FakeEngine
) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    wait_over(ringing, 10)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert ringing.popups.shown
    assert engine.asked() == []


def test_a_plate_that_keeps_the_focus_keeps_these_keys(
    ringing: Bell, window: QWidget, look: Look, engine: FakeEngine
) -> None:
    plate = Popover(look, window, "Devices", 200)
    plate.show()
    wait_over(ringing, 10)
    QTest.keyClick(plate, Qt.Key.Key_Return)
    QTest.keyClick(plate, Qt.Key.Key_Escape)
    assert not plate.isVisible()
    assert ringing.popups.shown
    assert engine.asked() == []


def test_shortcuts_with_modifiers_answer_nothing(
    ringing: Bell, window: QWidget, engine: FakeEngine
) -> None:
    wait_over(ringing, 10)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert engine.asked() == []


def test_a_reply_reaches_the_engine(
    qtbot: QtBot, bridge: Bridge, bell: Bell, engine: FakeEngine
) -> None:
    deliver(bridge, INCOMING)
    bell.popups.shown[INCOMING.call_id].replied.emit(INCOMING.call_id, "On my way")
    wanted = [("calls.reply", INCOMING.call_id, "On my way")]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


# --- notices ------------------------------------------------------------------------------------


def test_a_missed_call_is_told_once_and_a_click_opens_the_chat(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    opened: list[object] = []
    board = bell.notices._board
    assert isinstance(board, TrayBoard)
    board.clicked.connect(opened.append)
    entry = missed(1, ANNA, 0)
    deliver(bridge, INCOMING)
    deliver(bridge, replace(INCOMING, state=CallState.ENDED, end_reason=EndReason.NO_ANSWER))
    deliver(bridge, CallMissed(entry))
    expected = f"Missed video call from Anna Lindqvist. {time_words(entry.started_at)}"
    assert tray.told == [("MegaChat", expected)]
    tray.message_clicked.emit()
    assert opened == [ANNA.account]


@pytest.mark.parametrize(("content", "locked", "told"), [
    (NoticeContent.NAME, False, ("Anna Lindqvist", "Missed voice call")),
    (NoticeContent.NAME_AND_TEXT, True, ("Anna Lindqvist", "Missed voice call")),
    (NoticeContent.NOTHING, False, ("MegaChat", "There is something new.")),
    (NoticeContent.NOTHING, True, ("MegaChat", "There is something new.")),
])  # fmt: skip
def test_a_notice_says_no_more_than_wanted(
    bridge: Bridge, bell: Bell, tray: Board, screen: Screen, content: NoticeContent, locked: bool,
    told: tuple[str, str],
) -> None:  # fmt: skip
    screen.locked = locked
    deliver(bridge, SettingsChanged(Settings(notice_content=content)))
    deliver(bridge, CallMissed(missed(1, ANNA, 0, video=False)))
    assert tray.told == [told]


def test_do_not_disturb_tells_and_plays_nothing(
    bridge: Bridge, bell: Bell, tray: Board, sounds: RecordedSounds
) -> None:
    deliver(
        bridge, AvailabilityChanged(Availability.DO_NOT_DISTURB), CallMissed(missed(1, ANNA, 0))
    )
    assert (tray.told, sounds.heard) == ([], [])


def test_notices_are_heard_at_most_once_in_five_seconds(
    bridge: Bridge, bell: Bell, tray: Board, sounds: RecordedSounds
) -> None:
    now = [100.0]
    bell.notices._clock = lambda: now[0]
    for at in (100.0, 104.9, 105.0):
        now[0] = at
        deliver(bridge, CallMissed(missed(1, ANNA, 0)))
    assert (len(tray.told), sounds.heard) == (3, ["message", "message"])


def test_a_full_disk_that_keeps_calls_out_is_told_in_the_tray(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    tray.told.clear()
    deliver(bridge, NoticeRaised("disk_full", "The disk is full."))
    deliver(bridge, NoticeRaised("damaged_setting", "Some were damaged."))
    assert tray.told == [("MegaChat", "The disk is full.")]


def test_requests_and_warnings_are_told_and_hostile_names_are_plain(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    mallory = person("Ma\u202ell\nory" + "x" * 300, 7, state=ContactState.ASKED_BY_THEM)
    tray.told.clear()
    deliver(bridge, ContactChanged(replace(mallory, state=ContactState.IGNORED)))
    deliver(bridge, ContactChanged(mallory), ContactChanged(mallory))
    deliver(bridge, NoticeRaised("wrong_confirm", "Somebody may be in between.", OMAR.account))
    (_, asks), warned = tray.told
    assert asks.endswith(" wants to be a contact.")
    assert "\u202e" not in asks
    assert "\n" not in asks
    assert len(asks) < 120
    assert warned == ("MegaChat", "Somebody may be in between.")


def test_a_muted_chat_is_silent_until_it_is_over_but_counts(
    bridge: Bridge, bell: Bell, tray: Board, sounds: RecordedSounds
) -> None:
    now = [NOW]
    bell.notices._unix = lambda: now[0]
    muted = Chat(ANNA.account, missed(1, ANNA, 0), unseen=1, muted_until=NOW + 3600)
    deliver(bridge, ChatsChanged((muted,)), CallMissed(missed(1, ANNA, 0)))
    assert (tray.told, sounds.heard) == ([], [])
    assert tray_state(bridge.seen) == "tray-unread"
    deliver(bridge, NoticeRaised("wrong_confirm", "Somebody may be in between.", ANNA.account))
    assert [text for _, text in tray.told] == ["Somebody may be in between."]
    now[0] += 3600
    deliver(bridge, CallMissed(missed(2, ANNA, 0)))
    assert len(tray.told) == 2


def come_and_go(bridge: Bridge, *presences: Presence, contact: Contact = OMAR) -> None:
    for presence in presences:
        deliver(bridge, ContactChanged(replace(contact, presence=presence)))


def tried(contact: Contact = OMAR, **changes: object) -> Call:
    """A call to somebody whose devices never had the offer."""
    over = call(
        CallState.ENDED, account=contact.account, contact_name=contact.name, unreachable=True,
        end_reason=EndReason.FAILED,
    )  # fmt: skip
    return replace(over, **changes)


def test_who_was_called_in_vain_is_announced_once_when_they_are_back(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    here, away, gone = Presence.AVAILABLE, Presence.AWAY, Presence.OFFLINE
    come_and_go(bridge, gone)
    deliver(bridge, tried())
    assert end_words(tried()) == (
        "Omar Haddad is offline right now. We'll tell you when they're back."
    )
    come_and_go(bridge, gone, away, here, gone, here)
    assert tray.told == [("MegaChat", "Omar Haddad is back. You tried to call them.")]


def test_who_comes_back_while_nobody_may_disturb_is_told_afterwards_if_still_there(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    here, gone = Presence.AVAILABLE, Presence.OFFLINE
    come_and_go(bridge, gone)
    deliver(bridge, tried(), AvailabilityChanged(Availability.DO_NOT_DISTURB))
    come_and_go(bridge, here, gone)
    deliver(bridge, AvailabilityChanged(Availability.AVAILABLE))
    assert tray.told == []
    deliver(bridge, AvailabilityChanged(Availability.DO_NOT_DISTURB))
    come_and_go(bridge, here)
    deliver(bridge, AvailabilityChanged(Availability.AWAY))
    deliver(bridge, AvailabilityChanged(Availability.AVAILABLE))
    assert tray.told == [("MegaChat", "Omar Haddad is back. You tried to call them.")]


def test_a_promise_is_written_into_the_profile_and_taken_out_when_it_is_kept(
    qtbot: QtBot, bridge: Bridge, bell: Bell, engine: FakeEngine
) -> None:
    come_and_go(bridge, Presence.OFFLINE)
    deliver(bridge, tried())
    name = OMAR.account.hex()
    noted = ("update_settings", ("called_in_vain", (name,)))
    qtbot.waitUntil(lambda: engine.asked() == [noted])
    deliver(bridge, SettingsChanged(Settings(called_in_vain=(name,))))
    come_and_go(bridge, Presence.AVAILABLE)
    wanted = [noted, ("update_settings", ("called_in_vain", ()))]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_a_promise_of_an_earlier_run_or_of_windows_in_another_language_is_kept(
    bridge: Bridge, window: QWidget
) -> None:
    told: list[Contact] = []
    here, gone = Presence.AVAILABLE, Presence.OFFLINE
    names = (OMAR.account.hex(), person("Nobody any more", 40).account.hex())
    bridge.seen.contacts.clear()  # at a start the settings come first
    comebacks = Comebacks(bridge, told.append, window)
    deliver(bridge, SettingsChanged(Settings(called_in_vain=names)))
    come_and_go(bridge, gone, here, gone, here)
    assert [contact.name for contact in told] == [OMAR.name]
    comebacks.deleteLater()


def test_a_presence_that_is_behind_the_call_is_no_coming_back(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    here, gone = Presence.AVAILABLE, Presence.OFFLINE
    come_and_go(bridge, here)
    deliver(bridge, tried())
    come_and_go(bridge, here)
    assert tray.told == []
    come_and_go(bridge, gone, here)
    assert len(tray.told) == 1


def test_nobody_else_is_announced_and_nobody_who_was_reached_since(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    here, gone = Presence.AVAILABLE, Presence.OFFLINE
    come_and_go(bridge, gone, here, contact=ANNA)
    come_and_go(bridge, gone)
    deliver(bridge, tried(), tried(state=CallState.RINGING, unreachable=False))
    come_and_go(bridge, here)
    assert tray.told == []


# --- the tray -----------------------------------------------------------------------------------


def test_the_tray_shows_what_matters_most(bridge: Bridge, bell: Bell, tray: Board) -> None:
    seen = bridge.seen
    deliver(bridge, NetworkChanged(True, None))
    story = [tray_state(seen)]
    for event in (
        NetworkChanged(False, None), AvailabilityChanged(Availability.DO_NOT_DISTURB),
        ChatsChanged((Chat(ANNA.account, unseen=3), Chat(OMAR.account, marked_unread=True))),
        call(CallState.ACTIVE),
    ):  # fmt: skip
        deliver(bridge, event)
        story.append(tray_state(seen))
    names = ("idle", "offline", "dnd", "unread", "in-call")
    assert story == [f"tray-{name}" for name in names]


@pytest.mark.parametrize("choice", list(ThemeChoice))
def test_the_icon_is_seen_on_the_systems_panel_whatever_our_own_theme_is(
    bridge: Bridge, tray: Board, look: Look, monkeypatch: pytest.MonkeyPatch, choice: ThemeChoice
) -> None:
    def shade() -> int:
        image = tray._icon.icon().pixmap(22, 22).toImage()
        return image.pixelColor(3, 11).lightness()

    look.looks.set_choice(choice)
    tray.render(bridge.seen)
    try:
        assert shade() < 100  # dark, on the light panel of a light system
        monkeypatch.setattr(theme, "system_is_dark", lambda: True)
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert shade() > 150
    finally:
        look.looks.set_choice(ThemeChoice.LIGHT)


def test_the_tooltip_counts(bridge: Bridge, bell: Bell, tray: Board) -> None:
    deliver(bridge, NetworkChanged(True, None), ChatsChanged((Chat(ANNA.account, unseen=4),)))
    assert tray._tooltip(bridge.seen) == "MegaChat: 4 unread"
    deliver(bridge, ChatsChanged((Chat(ANNA.account),)))
    assert tray._tooltip(bridge.seen) == "MegaChat: Available"
    deliver(bridge, replace(INCOMING, direction=Direction.IN))
    tray.render(bridge.seen)
    assert tray._tooltip(bridge.seen) == ("MegaChat: Incoming video call from Anna Lindqvist")


def test_of_two_calls_the_tray_serves_the_one_that_is_spoken_in(
    bridge: Bridge, bell: Bell, tray: Board
) -> None:
    paused = call(CallState.ON_HOLD, we_hold=True)
    second = replace(call(CallState.ACTIVE), call_id=CALLS[1], contact_name=OMAR.name)
    wanted: list[object] = []
    tray.microphone_requested.connect(lambda call_id, on: wanted.append((call_id, on)))
    tray.hang_up_requested.connect(wanted.append)
    deliver(bridge, paused, second)
    tray.render(bridge.seen)
    assert tray._tooltip(bridge.seen) == "MegaChat: in a call with Omar Haddad"
    for text in ("Mute microphone", "Hang up"):
        next(a for a in tray.menu.actions() if a.text() == text).trigger()
    assert wanted == [(second.call_id, False), second.call_id]
    deliver(bridge, replace(second, state=CallState.ENDED))
    tray.render(bridge.seen)
    assert tray._tooltip(bridge.seen) == "MegaChat: in a call with Anna Lindqvist"


def test_do_not_disturb_for_an_hour_and_until_tomorrow(tray: Board) -> None:
    wanted: list[float] = []
    tray.quiet_requested.connect(wanted.append)
    status = next(a.menu() for a in tray.menu.actions() if a.text() == "Status")
    assert status is not None
    texts = [a.text() for a in status.actions() if a.text()]  # type: ignore[attr-defined]
    assert texts[-2:] == ["Do not disturb for 1 hour", "Do not disturb until tomorrow"]
    for action in status.actions()[-2:]:  # type: ignore[attr-defined]
        action.trigger()
    assert wanted[0] > NOW * 0
    assert len(wanted) == 2
