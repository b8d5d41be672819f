"""The quality chip, the statistics panel and what they say is being done."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from gui_support import JONAS, SAFETY, call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.media import MediaSnapshot, PathStats, StreamStats
from megachat_desktop.model.settings import PictureSize, Settings
from megachat_desktop.model.values import replace
from megachat_desktop.ui.call.quality_words import doing_words, rate_words
from megachat_desktop.ui.call.stats_history import KEPT, StatsHistory
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

ACTIVE = call(CallState.ACTIVE, peer_camera_on=True, camera_on=True, safety=SAFETY, path="local")


def second(
    number: int, *, lost: int = 0, rtt: float = 4.0, limited_by: str = "none"
) -> MediaSnapshot:
    """The figures after so many seconds of a 720p call."""
    seen = StreamStats(
        "video", codec="h264", kbps=2400, packets=250 * number, lost=lost, width=1280, height=720,
        fps=30.0, frames=30 * number, delay_ms=61, freezes=2, freeze_ms=700,
    )  # fmt: skip
    heard = StreamStats(
        "audio", codec="opus", kbps=40, packets=50 * number, delay_ms=84,
        played_ms=1000.0 * number, concealed_ms=2.0 * number,
    )  # fmt: skip
    sent = replace(seen, lost=0, limited_by=limited_by)
    return MediaSnapshot(PathStats("local", rtt), heard, heard, seen, sent, cpu_percent=63.0)


@pytest.fixture
def window(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> CallWindow:
    made = CallWindow(look, avatars)
    qtbot.addWidget(made)
    made.render_call(ACTIVE, JONAS)
    made.show()
    return made


def test_the_panel_shows_every_figure(window: CallWindow) -> None:
    window.render_stats(second(10))
    window.view.top.quality.click()
    lines = window.view.statistics.details.splitlines()
    assert lines == [
        "Excellent",
        "Nothing to do: sound and picture are clear.",
        "Direct, local network",
        "Resolution | 1280 × 720 | 1280 × 720",
        "Frame rate | 30 fps | 30 fps",
        "Bit rate | 2.4 Mbit/s | 2.4 Mbit/s",
        "Packet loss | 0.0 % | 0.0 %",
        "Round trip | 4 ms | 4 ms",
        "Video | H.264 | H.264",
        "Audio | Opus, 48 kHz | Opus, 48 kHz",
        "Sound waits | 84 ms | –",
        "Picture waits | 61 ms | –",
        "Freezes | 2, 0.7 s | –",
        "Sound made up | 0.2 % | –",
        "Processor | – | 63.0 %",
        "Encryption | End to end | End to end",
    ]


def test_it_follows_once_a_second_and_copies_what_it_shows(window: CallWindow) -> None:
    window.toggle_statistics()
    for number in range(1, 4):
        window.render_stats(second(number, rtt=10.0 * number))
    window.view.statistics.copy.click()
    assert "Round trip | 30 ms | 30 ms" in QApplication.clipboard().text()
    window.toggle_statistics()
    assert not window.view.statistics.isVisible()


def test_the_picture_that_is_sent_can_be_made_smaller(qtbot: QtBot, window: CallWindow) -> None:
    window.render_settings(Settings(picture_size=PictureSize.MEDIUM))
    window.toggle_statistics()
    button = window.view.statistics.size_button
    menu = button.make_menu()
    best, medium, small = menu.actions()
    assert [a.isChecked() for a in (best, medium, small)] == [False, True, False]
    with qtbot.waitSignal(window.wishes.settings_requested) as asked:
        small.trigger()
    assert asked.args == [{"picture_size": PictureSize.SMALL}]
    window.render_settings(Settings(picture_size=PictureSize.SMALL))
    assert button.make_menu().actions()[2].isChecked()
    button.click()
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, QMenu)
    shown.close()
    assert window.view.statistics.isVisible()


def test_without_a_camera_there_is_no_picture_to_measure(window: CallWindow) -> None:
    window.render_stats(replace(second(5), video_in=StreamStats("video")))
    window.toggle_statistics()
    assert "Resolution | – | 1280 × 720" in window.view.statistics.details


def test_the_loss_is_that_of_the_last_seconds_not_of_the_whole_call() -> None:
    history = StatsHistory()
    for number in range(1, 10):
        history.add(second(number, lost=100))
    assert history.loss_pct == 0
    assert history.quality == "good"
    history.add(second(10, lost=400))
    assert history.loss_pct == pytest.approx(100 * 300 / 1800)
    assert history.quality == "poor"


def test_only_the_last_minute_is_kept() -> None:
    history = StatsHistory()
    for number in range(1, 200):
        history.add(second(number, rtt=number))
    assert len(history.rtt_ms) == len(history.received_kbps) == KEPT
    assert history.rtt_ms[-1] == 199


def seconds_of(count: int, **changes: object) -> StatsHistory:
    history = StatsHistory()
    for number in range(1, count + 1):
        history.add(second(number, **changes))  # type: ignore[arg-type]
    return history


def test_each_reason_says_what_is_done_about_it() -> None:
    slow, busy = seconds_of(30, limited_by="bandwidth"), seconds_of(30, limited_by="cpu")
    lossy, far = seconds_of(1, lost=20), seconds_of(2, rtt=250.0)
    assert (slow.quality, lossy.quality, far.quality) == ("fair", "fair", "fair")
    assert doing_words(slow) == "Slow network: picture reduced to keep your voice clear."
    assert "computer is busy" in doing_words(busy)
    assert "sent again" in doing_words(lossy)
    assert "a little later" in doing_words(far)


def test_a_picture_that_still_grows_is_no_slow_network() -> None:
    assert seconds_of(5, limited_by="bandwidth").quality == "good"


def test_the_chip_names_quality_path_and_what_it_opens(window: CallWindow) -> None:
    chip = window.view.top.quality
    window.render_stats(second(2))
    name = "Connection excellent, direct, local network. Open statistics"
    assert chip.accessibleName() == name
    window.render_stats(second(3, rtt=500.0))
    assert chip.accessibleName().startswith("Connection poor,")


@pytest.mark.parametrize(
    ("kbps", "words"), [(0, "0 kbit/s"), (320.4, "320 kbit/s"), (8400, "8.4 Mbit/s")]
)
def test_rates_in_words(kbps: float, words: str) -> None:
    assert rate_words(kbps) == words


def test_graphs_name_their_newest_value(window: CallWindow) -> None:
    window.toggle_statistics()
    window.render_stats(second(3))
    panel = window.view.statistics
    assert "2.4 Mbit/s" in [label.text() for label in panel.findChildren(QLabel)]
    assert not panel.grab().isNull()
