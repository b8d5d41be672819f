"""Whole engines of several people in this process: real profiles, sessions and network.

Only sound and pictures are played by ``call_support``'s media, so that no codec runs.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from call_support import FakeMedia, FakeRoom
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.engine.engine import Engine
from megachat_desktop.engine.media_ports import MediaEngine, MediaSink
from megachat_desktop.engine.network_ports import Connection, DatagramPath
from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.model.account import Protection
from megachat_desktop.model.address import DialTarget
from megachat_desktop.model.call import Call, CallRole, CallState
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.events import CallChanged, ContactChanged, EngineEvent, NoticeRaised
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import MediaChoice, MediaDevice
from megachat_desktop.model.settings import LanMode, RelayMode, Settings
from megachat_desktop.model.values import replace
from megachat_desktop.network.network import IrohNetwork
from megachat_desktop.storage.profile import OpenProfile, create_profile, open_profile

PATIENCE_S = 30.0
HERE = Settings(relay_mode=RelayMode.NONE, lan_mode=LanMode.OFF, allow_loopback=True)


@dataclass
class QuietMedia:
    """A ``MediaEngine`` without devices."""

    room: FakeRoom
    closed: int = 0

    async def self_test(self) -> None:
        """Everything fits."""

    def create_peer(
        self, role: CallRole, choice: MediaChoice, settings: Settings, sink: MediaSink,
        fallback: DatagramPath | None,
    ) -> FakeMedia:  # fmt: skip
        media = FakeMedia(role, sink, self.room)
        self.room.made.append(media)
        return media

    def devices(self) -> tuple[MediaDevice, ...]:
        return ()

    def watch_devices(self, changed: Callable[[tuple[MediaDevice, ...]], None]) -> None:
        """Nothing is ever plugged in."""

    async def close(self) -> None:
        self.closed += 1


@dataclass
class Home:
    """One person: a profile folder, and the engine that runs over it at the moment."""

    name: str
    folder: Path
    room: FakeRoom
    settings: Settings = HERE
    with_echo: bool = False
    events: list[EngineEvent] = field(default_factory=list)
    profile: OpenProfile | None = None
    _engine: Engine | None = None
    _parts: EngineParts | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def engine(self) -> Engine:
        assert self._engine is not None
        return self._engine

    @property
    def parts(self) -> EngineParts:
        assert self._parts is not None
        return self._parts

    @property
    def account(self) -> AccountId:
        return self.engine.account.account

    async def start(self) -> "Home":
        """Open the profile, made at the first start, and go online."""
        if self.profile is None:
            if not self.folder.exists():
                create_profile(self.folder, self.name.capitalize(), Protection.UNPROTECTED)
            self.profile = open_profile(self.folder)
            self.profile.store.run_sync(lambda tx: tx.settings.save(self.settings))
        media = cast(MediaEngine, QuietMedia(self.room))
        self._parts = EngineParts(
            self.profile, IrohNetwork(), media, SystemClock(), MediaChoice(),
            with_echo=self.with_echo,
        )  # fmt: skip
        self._engine = Engine(self._parts)
        await self._engine.start()
        self._engine.subscribe(self._on_event)
        return self

    async def stop(self) -> None:
        """Go offline and close the profile."""
        if self._engine is not None:
            await self._engine.stop()
            self.settings = self._engine.settings
        self._engine = self._parts = None
        if self.profile is not None:
            self.profile.close()
        self.profile = None

    async def restart(self) -> None:
        """End the program and start it again."""
        await self.stop()
        await self.start()

    async def sees(self, condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        """Wait until something is so; looked at with every event, and seldom without one."""
        async with asyncio.timeout(patience_s):
            while not condition():
                self._news.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.2)

    def knows(self, other: "Home") -> Contact | None:
        """What the contact list says of ``other`` right now."""
        found = (c for c in self.engine.contacts.all() if c.account == other.account)
        return next(found, None)

    def state_of(self, other: "Home") -> ContactState | None:
        contact = self.knows(other)
        return contact.state if contact else None

    def presence_of(self, other: "Home") -> Presence | None:
        contact = self.knows(other)
        return contact.presence if contact else None

    async def sees_presence(self, other: "Home", presence: Presence) -> None:
        await self.sees(lambda: self.presence_of(other) is presence)

    async def sees_state(self, other: "Home", state: ContactState | None) -> None:
        await self.sees(lambda: self.state_of(other) is state)

    def live_call(self) -> Call | None:
        return next(iter(self.parts.desk.live()), None)

    async def sees_call(self, state: CallState) -> Call:
        """Wait until the newest call is in this state."""
        await self.sees(lambda: self.calls() and self.calls()[-1].state is state)
        return self.calls()[-1]

    def calls(self, call_id: CallId | None = None) -> list[Call]:
        shown = [e.call for e in self.events if isinstance(e, CallChanged)]
        return [call for call in shown if call_id in (None, call.call_id)]

    def call_states(self, call_id: CallId | None = None) -> list[str]:
        names: list[str] = []
        for call in self.calls(call_id):
            if not names or names[-1] != call.state.name:
                names.append(call.state.name)
        return names

    def presences(self, other: "Home") -> list[str]:
        """Every presence of ``other`` that was shown, in order."""
        names: list[str] = []
        for event in self.events:
            if isinstance(event, ContactChanged) and event.contact.account == other.account:
                name = event.contact.presence.name
                if not names or names[-1] != name:
                    names.append(name)
        return names

    def refusals(self) -> asyncio.Event:
        """Set as soon as somebody's device refuses what this person sends."""
        refused = asyncio.Event()
        messenger = self.parts.messenger
        sink = messenger._sink
        before = sink.on_refused

        def on_refused(account: AccountId) -> None:
            before(account)
            refused.set()

        sink.on_refused = on_refused  # type: ignore[method-assign]
        return refused

    def count_dials(self) -> list[object]:
        """Fills with every dial from now on."""
        dials: list[object] = []
        network = self.parts.network
        dial = network.dial

        async def counting(target: DialTarget) -> Connection:
            dials.append(target)
            return await dial(target)

        network.dial = counting  # type: ignore[method-assign]
        return dials

    def notices(self) -> list[str]:
        return [e.code for e in self.events if isinstance(e, NoticeRaised)]

    def _on_event(self, event: EngineEvent) -> None:
        self.events.append(event)
        self._news.set()


@dataclass
class Street:
    """Where people live; everybody is stopped at the end."""

    folder: Path
    room: FakeRoom = field(default_factory=FakeRoom)
    homes: list[Home] = field(default_factory=list)

    async def move_in(self, name: str, **changes: object) -> Home:
        """Somebody with a new profile, online."""
        settings = replace(HERE, **changes)
        home = Home(name, self.folder / name, self.room, settings)
        self.homes.append(home)
        return await home.start()

    async def friends(self, *names: str, **changes: object) -> list[Home]:
        """People of whom the first is everybody's contact and online for them."""
        homes = [await self.move_in(name, **changes) for name in names]
        first = homes[0]
        for other in homes[1:]:
            await befriend(first, other)
        return homes


@asynccontextmanager
async def street(folder: Path) -> AsyncIterator[Street]:
    """A new street; whoever lives there is stopped at the end."""
    made = Street(folder)
    try:
        yield made
    finally:
        for home in made.homes:
            await home.stop()


async def befriend(alice: Home, bob: Home) -> None:
    """Bob asks with alice's link, alice says yes; both see each other online."""
    await bob.engine.contacts.add(await alice.engine.own_link(with_addresses=True))
    await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
    await alice.engine.contacts.accept(bob.account)
    await bob.sees_state(alice, ContactState.ACCEPTED)
    await alice.sees_presence(bob, Presence.AVAILABLE)
    await bob.sees_presence(alice, Presence.AVAILABLE)
