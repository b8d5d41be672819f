"""German words in large text in the least windows: nothing is cut off."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, JONAS, LINK, NOW, PEOPLE, SAFETY, FakeEngine, call, log_entry, missed
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import (
    AvailabilityChanged,
    CallChanged,
    DevicesChanged,
    SettingsChanged,
)
from megachat_desktop.model.media import (
    DeviceKind,
    MediaDevice,
    MediaSnapshot,
    PathStats,
    StreamStats,
)
from megachat_desktop.model.settings import Availability, Settings
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import ElidedLabel
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people import conversation_delegate

pytestmark = pytest.mark.usefixtures("german", "large_text")
TALKING = call(CallState.ACTIVE, safety=SAFETY, path="local")
LEAST, TWO_COLUMNS = (380, 560), (720, 560)
CAMERA = MediaDevice(DeviceKind.CAMERA, "c", "Studio HD Camera")


@pytest.fixture
def engine() -> FakeEngine:
    """Of a person who reads German, in large text."""
    made = FakeEngine()
    made.settings = Settings(language="de", text_percent=130)
    return made


def cut(window: QWidget) -> Iterator[str]:
    """Buttons without room for their words, and what is wider than the area it scrolls in."""
    QApplication.processEvents()
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and button.width() < button.sizeHint().width():
            yield button.text().strip()
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.widget().width() > area.viewport().width():
            yield f"{area.widget().width()} in {area.viewport().width()}"


@pytest.fixture
def talked(window: MainWindow, engine: FakeEngine, bridge: Bridge) -> MainWindow:
    """Anna has called, and calls were missed."""
    engine.log = (log_entry(1, ANNA, 2), missed(2, ANNA, 20), missed(3, PEOPLE[2], 21))
    return window


@pytest.mark.parametrize("size", [LEAST, TWO_COLUMNS, (1240, 800)])
def test_the_lists_and_the_calls_with_somebody(
    talked: MainWindow, bridge: Bridge, size: tuple[int, int]
) -> None:
    bridge.deliver(CallChanged(TALKING))
    talked.resize(*size)
    for segment in range(3):
        talked.sidebar.show_segment(segment)
        assert list(cut(talked)) == []
    strip = talked.sidebar.strip
    assert strip.isVisible()
    assert strip._name.text() == "Anna"
    talked.choose_calls(ANNA.account)
    assert list(cut(talked)) == []


def test_what_can_be_taken_back_is_told_whole(talked: MainWindow) -> None:
    talked.resize(*LEAST)
    talked.undo.offer("Der Chat mit Anna Lindqvist wurde gelöscht.", list)
    QApplication.processEvents()
    words = talked.undo._text
    assert words.text().endswith("gelöscht.")
    assert words.height() >= words.heightForWidth(words.width())


def test_who_is_nearby_and_was_asked(desktop: Desktop, window: MainWindow) -> None:
    window.resize(*LEAST)
    desktop.add_contact.open_with()
    QApplication.processEvents()
    nearby = desktop.add_contact.nearby
    told = [label for label in nearby.findChildren(ElidedLabel) if label.isVisible()]
    assert len(told) == 5
    assert [label.text() for label in told] == [label.whole_text for label in told]
    desktop.add_contact.close_sheet()


def test_a_request_and_its_answers(talked: MainWindow) -> None:
    talked.resize(*LEAST)
    talked.choose(PEOPLE[6].account)
    assert list(cut(talked)) == []
    assert talked.pane._request._text.width() > 200  # not one word below the other


@pytest.mark.parametrize("size", [LEAST, TWO_COLUMNS, (980, 700), (1240, 800)])
@pytest.mark.parametrize("with_pictures", [True, False])
def test_the_dialogs(
    desktop: Desktop, window: MainWindow, size: tuple[int, int], with_pictures: bool
) -> None:
    window.resize(*size)
    if with_pictures:
        desktop.bridge.deliver(CallChanged(TALKING))
        desktop.calls.shown[TALKING.call_id].hide()
    for devices in ((), (CAMERA,)):
        desktop.bridge.deliver(DevicesChanged(devices))
        desktop.verify.open_for(ANNA.account)
        assert list(cut(desktop.verify)) == []
        desktop.verify.close_sheet()
        desktop.add_contact.open_with(LINK)
        assert list(cut(desktop.add_contact)) == []
        desktop.add_contact.close_sheet()


@pytest.mark.parametrize("size", [LEAST, TWO_COLUMNS, (980, 700), (1240, 800)])
def test_the_own_link_has_the_room_of_its_words(
    qtbot: QtBot, desktop: Desktop, window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    desktop.add_contact.open_with()
    own = desktop.add_contact.own
    qtbot.waitUntil(lambda: bool(own.link))
    for act in (list, own.replace.click):
        act()
        QApplication.processEvents()
        layout = own.layout()
        assert layout is not None
        assert own.height() >= layout.totalHeightForWidth(own.width())
    desktop.add_contact.close_sheet()


@pytest.fixture
def talk(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> CallWindow:
    """A call with pictures to compare and figures to read."""
    made = CallWindow(look, avatars)
    qtbot.addWidget(made)
    made.render_call(replace(TALKING, peer_camera_on=True), JONAS)
    made.show()
    stream = StreamStats("video", codec="h264", kbps=2400, width=1920, height=1080, fps=30.0)
    sound = StreamStats("audio", codec="opus", kbps=38, packets=50, played_ms=1000.0)
    made.render_stats(MediaSnapshot(PathStats("local", 3.0), sound, sound, stream, stream))
    return made


@pytest.mark.parametrize("size", [(480, 400), (640, 480), (1040, 680)])
def test_what_opens_over_a_call(talk: CallWindow, size: tuple[int, int]) -> None:
    talk.resize(*size)
    for popover in (talk.view.statistics, talk.view.devices, talk.view.safety):
        popover.open_at(talk.view.top.safety, below=True)
        talk.view.statistics.render_stats(talk.view.history)
        assert list(cut(popover)) == []
        popover.close_popover()


def test_the_words_of_a_voice_call(talk: CallWindow) -> None:
    talk.render_call(TALKING, JONAS)
    talk.resize(480, 400)
    QApplication.processEvents()
    hint = talk.view.stage._hint
    words = QRect(hint.mapTo(talk.view, hint.rect().topLeft()), hint.size())
    assert not hint.isVisible() or not words.intersects(talk.view.bar.geometry())


@pytest.mark.parametrize("width", [300, 380, 460, 900])
def test_the_words_of_a_call_and_the_way_to_call_back_stand_apart(
    talked: MainWindow, qtbot: QtBot, width: int
) -> None:
    talked.choose(ANNA.account)
    qtbot.waitUntil(lambda: talked.pane.feed.loaded)
    view = talked.pane.view
    delegate = view._delegate
    rows = [view._rows.row_at(view._rows.index(n)) for n in range(view._rows.rowCount())]
    cards = [row for row in rows if row is not None and row.buttons]
    assert cards
    for row in cards:
        rect = QRect(0, 0, width, delegate.height_of(row, width))
        button = delegate.button_area(row, rect, Qt.LayoutDirection.LeftToRight)
        title = delegate.title_area(row, rect)
        assert rect.contains(button)
        assert not title.intersects(button)
        words = QFontMetrics(conversation_delegate._strong()).horizontalAdvance(row.title)
        assert width < 380 or title.width() > words


@pytest.mark.parametrize(
    "by", [{"quiet_until": NOW + 30 * 3600}, {"quiet_hours": True, "quiet_from": 60, "quiet_to": 0}]
)
def test_until_when_nobody_disturbs(
    talked: MainWindow, bridge: Bridge, by: dict[str, float]
) -> None:
    """Where there is no room for the time, the word alone stands there; it can be heard whole."""
    quiet = replace(Settings(language="de", text_percent=130), **by)
    bridge.deliver(SettingsChanged(quiet))
    bridge.deliver(AvailabilityChanged(Availability.DO_NOT_DISTURB))
    status = talked.sidebar.profile._status
    for width, whole in ((talked.sidebar.least_width, False), (700, True)):
        talked.sidebar.profile.setFixedWidth(width)
        QApplication.processEvents()
        add = talked.sidebar.profile._add
        assert status.geometry().right() < add.geometry().left()
        assert status.width() >= status.sizeHint().width()
        assert ("bis" in status.text()) is whole
        assert "Nicht stören bis" in status.accessibleName()
        assert status.accessibleName().endswith(status.toolTip())
        assert status.height() >= 28
