"""A fake engine behind the real bridge, and people to show."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import av
import numpy as np
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from megachat_desktop.engine.contact_controls import LinkPreview
from megachat_desktop.engine.engine import DataFolder
from megachat_desktop.errors import BadLinkError
from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.model.account import Account, Protection
from megachat_desktop.model.address import PathKind
from megachat_desktop.model.avatar import AvatarPicture
from megachat_desktop.model.call import (
    Call,
    CallLogEntry,
    CallState,
    Direction,
    EndReason,
    SafetyPicture,
)
from megachat_desktop.model.chat import Chat, ConversationEntry, happened_at
from megachat_desktop.model.contact import Contact, ContactState, NearbyPerson, Presence, Trust
from megachat_desktop.model.events import (
    AccountChanged,
    ChatsChanged,
    ContactChanged,
    EngineEvent,
    NearbyChanged,
    NetworkChanged,
    SettingsChanged,
)
from megachat_desktop.model.ids import AccountId, CallId, DeviceId, MessageId, NodeKey
from megachat_desktop.model.media import SoundLevels
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.model.settings import Settings
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge

NOW = 1_795_442_400.0  # Monday 23 November 2026, 14:00 UTC
LINK = "megachat://add/1#" + "A" * 400
VERIFIED = Trust.VERIFIED_SAS


def account_id(number: int) -> AccountId:
    """An account whose hue is ``number``."""
    return AccountId(bytes([number]) * 32)


def person(name: str, number: int, **changes: object) -> Contact:
    """An accepted, available contact unless ``changes`` say otherwise."""
    fingerprint = " ".join(f"{(number * 7919 + n * 104729) % 65536:04x}" for n in range(8))
    contact = Contact(
        account_id(number),
        name,
        ContactState.ACCEPTED,
        presence=Presence.AVAILABLE,
        fingerprint=fingerprint,
    )
    return replace(contact, **changes)


JONAS = Account(
    account_id(9), DeviceId(b"d" * 16), NodeKey(b"k" * 32), "Jonas Keller", "4f2a 91c3 77de 0b12 "
    "a5f0 3c88 d1e7 6604", Protection.KEYRING,
)  # fmt: skip
ANNA = person(
    "Anna Lindqvist", 0, trust=VERIFIED, verified_at=NOW - 22_800_000, path=PathKind.LOCAL
)
ECHO = person("Echo test", 1, is_echo=True)
PEOPLE = (
    ANNA,
    person("Mei Tanaka", 3, trust=VERIFIED, verified_at=NOW, presence=Presence.AWAY),
    person("Omar Haddad", 5),
    person("Inês Duarte", 4, trust=VERIFIED, presence=Presence.DO_NOT_DISTURB),
    person("David Osei", 2, presence=Presence.OFFLINE),
    person("Sofia Marin", 8, state=ContactState.REQUESTED, presence=Presence.OFFLINE),
    person("Tomasz Wolski", 7, state=ContactState.ASKED_BY_THEM, greeting="Hello, it's Tomasz"),
    ECHO,
)
NEARBY = (
    NearbyPerson(account_id(13), "Leila Rahimi", "81c0 4f11 9ab2", asked=False),
    NearbyPerson(account_id(16), "Paul Novak", "77aa 0d4c 5e12", asked=True),
)
SAFETY = tuple(
    SafetyPicture(number, emoji, name)
    for number, emoji, name in (
        (0, "🦊", "Fox"),
        (1, "🌍", "Globe"),
        (2, "🔑", "Key"),
        (3, "🍕", "Pizza"),
        (4, "⛵", "Boat"),
        (5, "🌵", "Cactus"),
        (6, "🥁", "Drum"),
    )
)


def call(state: CallState, **changes: object) -> Call:
    """A video call with Anna in ``state``; incoming when it rings here."""
    direction = Direction.IN if state is CallState.INCOMING else Direction.OUT
    one = Call(
        CallId(b"c" * 16), ANNA.account, ANNA.name, direction, state, video=True, verified=True
    )
    return replace(one, **changes)


def log_entry(number: int, contact: Contact, hours_ago: float, **changes: object) -> CallLogEntry:
    """An outgoing video call of 48 minutes unless ``changes`` say otherwise."""
    entry = CallLogEntry(
        CallId(bytes([number]) * 16), contact.account, Direction.OUT, True,
        NOW - hours_ago * 3600, 2892.0, EndReason.HUNG_UP, False,
    )  # fmt: skip
    return replace(entry, **changes)


def missed(number: int, contact: Contact, hours_ago: float, video: bool = True) -> CallLogEntry:
    """A missed call."""
    return log_entry(
        number, contact, hours_ago, direction=Direction.IN, video=video, duration_s=0.0,
        end_reason=EndReason.NO_ANSWER, missed=True,
    )  # fmt: skip


def text(number: int, contact: Contact, hours_ago: float, **changes: object) -> TextMessage:
    """A text of ours that has been read, unless ``changes`` say otherwise."""
    message = TextMessage(
        MessageId(number.to_bytes(16, "big")), contact.account, Direction.OUT, f"Text {number}",
        NOW - hours_ago * 3600, MessageState.READ,
    )  # fmt: skip
    return replace(message, **changes)


@dataclass
class Intent:
    """One call of a method of the engine."""

    name: str
    arguments: tuple[object, ...]


class FakeChats:
    """The chats of a fake engine: what it holds is answered, everything else written down."""

    def __init__(self, engine: "FakeEngine") -> None:
        self._engine = engine

    async def conversation(
        self, account: AccountId, limit: int = 60, before: float | None = None
    ) -> tuple[ConversationEntry, ...]:
        entries = [*self._engine.log, *self._engine.texts]
        mine = [e for e in entries if e.account == account]
        older = [e for e in mine if before is None or happened_at(e) < before]
        return tuple(sorted(older, key=happened_at, reverse=True)[:limit])

    async def calls(self, account: AccountId, limit: int = 50) -> tuple[CallLogEntry, ...]:
        return tuple(e for e in self._engine.log if e.account == account)[:limit]

    async def search(
        self, query: str, limit: int = 20, account: AccountId | None = None
    ) -> tuple[TextMessage, ...]:
        found = (t for t in self._engine.texts if query.casefold() in t.body.casefold())
        return tuple(t for t in found if account in (None, t.account))[:limit]

    def __getattr__(self, name: str) -> Callable[..., object]:
        return self._engine.intent(f"chats.{name}")


class FakeCalls:
    """The calls of a fake engine: pictures and history from it, all else is written down."""

    def __init__(self, engine: "FakeEngine") -> None:
        self._engine = engine

    def remote_pictures(self, _call_id: CallId) -> PictureSlot:
        return self._engine.remote

    def own_pictures(self, _call_id: CallId) -> PictureSlot:
        return self._engine.own

    def sound_levels(self, _call_id: CallId) -> SoundLevels:
        return self._engine.levels

    async def log(
        self, limit: int = 200, before: CallLogEntry | None = None, missed_only: bool = False
    ) -> tuple[CallLogEntry, ...]:
        shown = [e for e in self._engine.log if e.missed or not missed_only]
        start = next((n for n, e in enumerate(shown, 1) if e is before), 0)
        return tuple(shown[start : start + limit])

    def __getattr__(self, name: str) -> Callable[..., object]:
        return self._engine.intent(f"calls.{name}")


class FakeContacts:
    """A fake engine's dealings with other people: links are read, all else is written down."""

    def __init__(self, engine: "FakeEngine") -> None:
        self._engine = engine

    async def preview(self, link: str) -> LinkPreview:
        await asyncio.sleep(0)
        if not link.startswith("megachat://add/1#"):
            raise BadLinkError
        fingerprint = "2b7e 1516 28ae d2a6 abf7 1588 09cf 4f3c"
        return LinkPreview(account_id(30), fingerprint, "relay.example.org", None)

    def __getattr__(self, name: str) -> Callable[..., object]:
        return self._engine.intent(f"contacts.{name}")


class FakeEngine:
    """Writes down what it is asked for; ``fail_with`` makes every intent fail."""

    def __init__(self, contacts: tuple[Contact, ...] = PEOPLE) -> None:
        self.contacts_ = contacts
        self.nearby = NEARBY
        self.settings = Settings()
        self.account = JONAS
        self.intents: list[Intent] = []
        self.fail_with: Exception | None = None
        self.log: tuple[CallLogEntry, ...] = ()
        self.texts: tuple[TextMessage, ...] = ()
        self.calls = FakeCalls(self)
        self.contacts = FakeContacts(self)
        self.chats = FakeChats(self)
        self.remote = PictureSlot()
        self.own = PictureSlot()
        self.levels = SoundLevels()
        self.preview = PictureSlot()
        self.listener: Callable[[EngineEvent], None] | None = None
        self.stopped = False
        self.code = ""
        self._looking: asyncio.Future[str] | None = None
        self.avatars: dict[AccountId, AvatarPicture] = {}

    def asked(self) -> list[tuple[object, ...]]:
        """Everything that was asked for, as tuples."""
        return [(intent.name, *intent.arguments) for intent in self.intents]

    def subscribe(self, listener: Callable[[EngineEvent], None]) -> Callable[[], None]:
        self.listener = listener
        for event in self.current_state():
            listener(event)
        return lambda: None

    def current_state(self) -> Iterator[EngineEvent]:
        yield AccountChanged(self.account)
        yield SettingsChanged(self.settings)
        yield NetworkChanged(True, None, ("192.168.1.20:7010",))
        for contact in self.contacts_:
            yield ContactChanged(contact)
        yield ChatsChanged(self.chats_now())
        yield NearbyChanged(self.nearby)

    async def scan_code(self, _slot: PictureSlot) -> str:
        """The camera sees ``code`` at once, or nothing until it is stopped."""
        self.intents.append(Intent("scan_code", ()))
        if self.fail_with is not None:
            raise self.fail_with
        if self.code:
            return self.code
        self._looking = asyncio.get_running_loop().create_future()
        return str(await self._looking)

    async def stop_scan(self) -> None:
        self.intents.append(Intent("stop_scan", ()))
        if self._looking is not None:
            self._looking.cancel()

    @property
    def identity(self) -> "FakeEngine":
        return self

    async def avatar(self, account: AccountId) -> AvatarPicture | None:
        return self.avatars.get(account)

    def chats_now(self) -> tuple[Chat, ...]:
        """The chats that its calls and texts make."""
        newest: dict[AccountId, ConversationEntry] = {}
        for entry in sorted([*self.log, *self.texts], key=happened_at):
            newest[entry.account] = entry
        unseen = Counter(entry.account for entry in self.log if entry.missed)
        return tuple(Chat(a, last, unseen[a]) for a, last in newest.items())

    @property
    def preview_pictures(self) -> PictureSlot:
        return self.preview

    async def data_folder(self) -> DataFolder:
        return DataFolder("/home/jonas/megachat", 1536)

    async def own_link(self, with_addresses: bool = False) -> str:
        return LINK

    async def replace_link(self) -> str:
        self.intents.append(Intent("replace_link", ()))
        return LINK

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.intent(name)

    def intent(self, name: str) -> Callable[..., object]:
        """A coroutine function that writes down that it was called."""

        async def asked(*arguments: object, **named: object) -> object:
            self.intents.append(Intent(name, arguments + tuple(named.items())))
            if self.fail_with is not None:
                raise self.fail_with
            return CallId(b"n" * 16) if name == "calls.start" else None

        return asked


class RecordedSounds:
    """Writes down what would be heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.played: list[tuple[str, tuple[str | None, ...], float]] = []

    def play(
        self, sound: CallSound, outputs: tuple[str | None, ...] = (None,), volume: float = 1.0
    ) -> None:
        self.heard.append(sound.value)
        self.played.append((sound.value, outputs, volume))

    def stop(self) -> None:
        self.heard.append("silence")


def press(window: QWidget, keys: str) -> None:
    """As a person does: to whatever has the focus."""
    focused = window.window().focusWidget() or window
    combination = QKeySequence(keys)[0]
    QTest.keyClick(focused, combination.key(), combination.keyboardModifiers())


async def nothing() -> None:
    """Nothing to close."""


def start(bridge: Bridge, engine: FakeEngine) -> None:
    """Give the bridge this engine and wait until it runs."""

    async def compose() -> tuple[FakeEngine, Callable[[], object]]:
        return engine, nothing

    bridge.start(compose).result(5)  # type: ignore[arg-type]


def picture(width: int, height: int, shade: int = 120) -> Picture:
    """A decoded and scaled picture: a soft gradient around ``shade``."""
    across = np.linspace(-40, 60, width, dtype=np.int16)[None, :]
    down = np.linspace(30, -30, height, dtype=np.int16)[:, None]
    base = np.clip(across + down + shade, 0, 255).astype(np.uint8)
    pixels = np.stack([base, base // 2 + 50, 255 - base // 2, np.full_like(base, 255)], axis=2)
    frame = av.VideoFrame(width, height, "yuv420p")
    return Picture(frame, 0.0, 0.0, None, memoryview(pixels).cast("B"), width, height, width * 4)
