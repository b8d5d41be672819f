"""The stage of the screen tour: all windows over a fake engine with plausible people in it."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from gui_support import (
    ANNA,
    ECHO,
    JONAS,
    NOW,
    PEOPLE,
    FakeEngine,
    RecordedSounds,
    log_entry,
    missed,
    start,
)
from megachat_desktop.model.call import Call, CallState, Direction, EndReason
from megachat_desktop.model.chat import happened_at
from megachat_desktop.model.device_check import CameraCheck, DeviceCheck, Loudness, MicrophoneCheck
from megachat_desktop.model.events import CallChanged, DeviceCheckChanged, DevicesChanged
from megachat_desktop.model.ids import MessageId
from megachat_desktop.model.media import DeviceKind, MediaDevice
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.model.settings import Settings, ThemeChoice
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.theme import Looks
from megachat_desktop.ui.start.language import Language
from painted_people import ANNAS_LOOK, INES_LOOK, MEIS_LOOK, OMARS_LOOK, OWN_LOOK, avatar

DEVICES = (
    MediaDevice(DeviceKind.CAMERA, "c", "Studio HD Camera", True),
    MediaDevice(DeviceKind.MICROPHONE, "m", "Desk Microphone USB", True),
    MediaDevice(DeviceKind.SPEAKER, "s", "Headphones", True),
)
GOOD_DEVICES = DeviceCheck(
    camera=CameraCheck(True, height=1080, fps=30),
    microphone=MicrophoneCheck(bars=15, loudness=Loudness.GOOD),
)
Scene = Iterator[tuple[str, QWidget]]
_SITTERS = {
    JONAS.account: OWN_LOOK,
    ANNA.account: ANNAS_LOOK,
    PEOPLE[1].account: MEIS_LOOK,
    PEOPLE[2].account: OMARS_LOOK,
    PEOPLE[3].account: INES_LOOK,
}


class Stage:
    """All windows over a fake engine, in one theme and language."""

    def __init__(
        self, theme: ThemeChoice, language: str, words: Language, text_percent: int = 100
    ) -> None:
        self.acted: Callable[[], object] = lambda: None
        words.apply(language)
        looks = Looks(theme)
        looks.prepare()
        self.look = Look(looks, Icons())
        self.avatars = AvatarPainter(looks, self.look.icons)
        self.engine = _engine()
        self.engine.settings = Settings(theme=theme, language=language, text_percent=text_percent)
        self.bridge = Bridge()
        self.desktop = Desktop(self.bridge, self.look, RecordedSounds(), lambda: NOW)
        looks.apply()  # after the windows were made, as the program does
        start(self.bridge, self.engine)
        self.wait_for(lambda: self.bridge.seen.account is not None)
        self.desktop.show()
        for step in self.desktop.late_steps():  # a moment after the start, as the program does
            step()

    def turn(self) -> None:
        """Between two acts of a person the event loop comes round."""
        self.settle(0.0)

    def wait_for(self, happened: Callable[[], bool], seconds: float = 10.0) -> None:
        """Let the windows live until it has happened."""
        until = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > until:
                raise TimeoutError("the screen never came")
            self.settle(0.01)

    def settle(self, seconds: float = 0.35) -> None:
        """Let everything arrive and be painted."""
        self.acted()  # what was done until here is one event, what follows from it are others
        until = time.monotonic() + seconds
        while True:
            QApplication.processEvents()
            if time.monotonic() >= until:
                return
            time.sleep(0.005)

    def show_call(self, shown: Call) -> None:
        """What the engine would say of a call."""
        self.bridge.deliver(CallChanged(shown))

    def end_call(self, shown: Call) -> None:
        """The call is over, without a word."""
        window = self.desktop.calls.shown.get(shown.call_id)
        self.show_call(replace(shown, state=CallState.ENDED, end_reason=EndReason.HUNG_UP))
        if window is not None:
            window.close()

    def close(self) -> None:
        """Take the windows away and stop the engine's thread."""
        self.desktop.close()
        self.bridge.stop().result(5)
        self.bridge.close()
        self.desktop.retire()
        self.settle(0.05)
        # Outside of a running event loop Qt would keep them all until there is one.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _engine() -> FakeEngine:
    """People with pictures, some calls, and a sentence to somebody who called in vain."""
    engine = FakeEngine(tuple(replace(p, avatar_id=_avatar_id(p.account)) for p in PEOPLE))
    engine.account = replace(JONAS, avatar_id=_avatar_id(JONAS.account))
    engine.avatars = {account: avatar(sitter) for account, sitter in _SITTERS.items()}
    engine.log = _log()
    engine.texts = (
        TextMessage(
            MessageId(b"m" * 16), ANNA.account, Direction.OUT, "I'll call you back in an hour.",
            NOW - 19.29 * 3600, MessageState.READ,
        ),
    )  # fmt: skip
    return engine


def _avatar_id(account: bytes) -> bytes:
    return account[:16] if account in _SITTERS else b""


def _log() -> tuple[object, ...]:
    omar, mei, ines = PEOPLE[2], PEOPLE[1], PEOPLE[3]
    made = (
        log_entry(1, ANNA, 4.8, path="local", quality="good", rang_s=4.0),
        replace(missed(2, ANNA, 19.3), rang_s=45.0),
        replace(missed(3, ANNA, 19.4), rang_s=12.0),
        log_entry(
            8,
            ANNA,
            95.9,
            direction=Direction.IN,
            video=False,
            duration_s=1307.0,
            path="direct",
            quality="good",
        ),
        log_entry(9, ANNA, 138.5, duration_s=3849.0, path="relay", quality="fair"),
        log_entry(4, mei, 21.6, video=False, duration_s=360.0),
        log_entry(5, omar, 22.9, duration_s=0.0, end_reason=EndReason.NO_ANSWER),
        missed(6, ines, 50, video=False),
        log_entry(7, ECHO, 52, duration_s=61.0),
    )
    return tuple(sorted(made, key=happened_at, reverse=True))


def shown_devices(stage: Stage, check: DeviceCheck = GOOD_DEVICES) -> None:
    """What the engine would say of the devices while somebody tries them."""
    stage.bridge.deliver(DevicesChanged(DEVICES))
    stage.bridge.deliver(DeviceCheckChanged(check))
