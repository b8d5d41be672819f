"""Alice and Bob with call desks, media that needs no network, and a wire for encoded records."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.calls.desk import CallDesk
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.engine.media_ports import MediaEngine, MediaSink
from megachat_desktop.engine.network_ports import DatagramPath
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.call import Call, CallLogEntry, CallRole, CallState
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.events import CallChanged, CallReported, EngineEvent, NoticeRaised
from megachat_desktop.model.ids import AccountId, CallId, DeviceId, MessageId
from megachat_desktop.model.media import MediaChoice, MediaKeys, MediaSnapshot
from megachat_desktop.model.settings import Availability, Settings
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_admission import Situation, admit
from megachat_desktop.protocol.call_description import CallDescription, Candidate
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.protocol.records import RecordBody, decode_record, make_record
from megachat_desktop.storage.store import Store
from simulated_loop import LoopClock

HOST = Candidate("1", "udp", 1, SocketAddress("192.0.2.1", 4000), "host")


@dataclass
class FakeMedia:
    """One end's media: two ends find each other through the fingerprint of their description."""

    role: CallRole
    sink: MediaSink
    room: "FakeRoom"
    did: list[str] = field(default_factory=list)
    peer: "FakeMedia | None" = None
    exporter_secret: bytes = b"x" * 32
    closed: bool = False
    own_shown: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.own_fingerprint = bytes([self.room.next_number()]) * 32
        self.peer_fingerprint = b""
        self.room.by_fingerprint[self.own_fingerprint] = self
        self.remote_pictures = None
        self.own_pictures = None

    async def describe(self, remote: CallDescription | None) -> CallDescription:
        self.did.append("describe")
        await asyncio.sleep(self.room.describe_s)
        self.sink.on_candidates(0, (HOST,), True)
        return CallDescription(
            "u" * 4, "p" * 22, 1 if self.role is CallRole.CALLER else 2, self.own_fingerprint,
            1, "cname", (),
        )  # fmt: skip

    def connect(self, remote: CallDescription) -> None:
        self.did.append("connect")
        self.peer_fingerprint = remote.fingerprint
        other = self.room.by_fingerprint.get(remote.fingerprint)
        if other and other.peer_fingerprint == self.own_fingerprint and self.room.path:
            for end in (self, other):
                asyncio.get_running_loop().call_later(0.03, end.sink.on_path_ready, 0)

    def add_candidates(self, path: int, candidates: Sequence[Candidate], end: bool) -> None:
        self.did.append("candidates")

    def exporter(self, path: int, context: bytes) -> bytes:
        return self.exporter_secret

    def fingerprints(self, path: int) -> tuple[bytes, bytes]:
        return self.own_fingerprint, self.peer_fingerprint

    def set_keys(self, keys: MediaKeys) -> None:
        self.did.append("keys")

    def open_gate(self, path: int, microphone: bool, camera: bool) -> None:
        self.did.append(f"open {'mic ' if microphone else ''}{'camera' if camera else ''}".strip())

    def show_own(self, camera: bool) -> None:
        self.own_shown.append(camera)

    def set_sending(self, microphone: bool, camera: bool) -> None:
        self.did.append(f"sending {microphone} {camera}")

    def set_hold(self, hold: bool) -> None:
        self.did.append(f"hold {hold}")

    def set_devices(self, choice: MediaChoice) -> None:
        self.did.append("devices")

    def snapshot(self) -> MediaSnapshot:
        return MediaSnapshot()

    async def close(self) -> None:
        self.did.append("close")
        self.closed = True


@dataclass
class FakeRoom:
    """Where fake media of both ends meet."""

    path: bool = True
    describe_s: float = 0.005
    by_fingerprint: dict[bytes, FakeMedia] = field(default_factory=dict)
    made: list[FakeMedia] = field(default_factory=list)

    def next_number(self) -> int:
        return len(self.by_fingerprint) + 1

    def engine(self) -> MediaEngine:
        return cast(MediaEngine, _FakeMediaEngine(self))


@dataclass
class _FakeMediaEngine:
    room: FakeRoom

    def create_peer(
        self, role: CallRole, choice: MediaChoice, settings: Settings, sink: MediaSink,
        fallback: DatagramPath | None,
    ) -> FakeMedia:  # fmt: skip
        media = FakeMedia(role, sink, self.room)
        self.room.made.append(media)
        return media


class _FakeStore:
    """Takes what the desk writes into the history."""

    def __init__(self, log: list[CallLogEntry]) -> None:
        self._log = log
        self.ringing: set[CallId] = set()

    async def run(self, work: Callable[[Any], object]) -> object:
        return work(self)

    @property
    def calls(self) -> "_FakeStore":
        return self

    def add(self, entry: CallLogEntry) -> None:
        self._log.append(entry)
        self.rings_no_more(entry.call_id)

    def rings(self, entry: CallLogEntry) -> None:
        self.ringing.add(entry.call_id)

    def rings_no_more(self, call_id: CallId) -> None:
        self.ringing.discard(call_id)


class Person:
    """One end: a desk, its media, its history and everything that was shown."""

    def __init__(self, name: str, room: FakeRoom, wire: "Wire") -> None:
        self.name = name
        self.party = Party(AccountId(name[0].encode() * 32), DeviceId(name[0].encode() * 16))
        self.room = room
        self.wire = wire
        self.clock = LoopClock()
        self.settings = Settings()
        self.log: list[CallLogEntry] = []
        self.events: list[EngineEvent] = []
        self.contact_states: dict[AccountId, ContactState] = {}
        self.people: dict[AccountId, Contact] = {}
        self.seen: set[CallId] = set()
        self.clock_difference_ms = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.store = _FakeStore(self.log)
        self.desk = CallDesk(self._services(), cast(Store, self.store))

    def _services(self) -> CallServices:
        return CallServices(
            clock=self.clock,
            media=self.room.engine(),
            post=self._post,
            emit=self.events.append,
            settings=lambda: self.settings,
            choice=MediaChoice,
            own=self.party,
            fallback_path=lambda account, call_id, role: None,
            spawn=self._spawn,
        )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def knows(self, other: "Person", state: ContactState = ContactState.ACCEPTED) -> None:
        """Make ``other`` a contact."""
        self.contact_states[other.party.account] = state
        self.people[other.party.account] = Contact(other.party.account, other.name, state)

    def calls(self, other: "Person", video: bool = True) -> CallId:
        """Click on ``other``."""
        contact = self.people[other.party.account]
        return self.desk.start(contact, other.party.device, video)

    def states(self, call_id: CallId | None = None) -> list[str]:
        """The states that were shown, in order, without repeats."""
        shown: list[str] = []
        for call in self.snapshots(call_id):
            if not shown or shown[-1] != call.state.value:
                shown.append(call.state.value)
        return shown

    def snapshots(self, call_id: CallId | None = None) -> list[Call]:
        calls = [e.call for e in self.events if isinstance(e, CallChanged)]
        return [c for c in calls if call_id in (None, c.call_id)]

    def last(self, call_id: CallId | None = None) -> Call:
        return self.snapshots(call_id)[-1]

    def notices(self) -> list[str]:
        return [e.code for e in self.events if isinstance(e, NoticeRaised)]

    def reports(self) -> list[dict[str, object]]:
        return [e.report for e in self.events if isinstance(e, CallReported)]

    async def _post(
        self,
        account: AccountId,
        bodies: Sequence[RecordBody],
        acknowledged: Callable[[], None] | None = None,
    ) -> None:
        await asyncio.sleep(0.001)
        self.wire.carry(self, account, bodies, acknowledged)

    def receive(self, sender: Party, body: RecordBody, raw_body: bytes) -> None:
        """One decoded record of a call, as the record router hands it on."""
        state = self.contact_states.get(sender.account)
        if state is not ContactState.ACCEPTED:
            return
        if not isinstance(body, Offer):
            self.desk.on_record(sender, body)  # type: ignore[arg-type]
            return
        fresh = body.call_id not in self.seen
        self.seen.add(body.call_id)
        situation = Situation(
            now_ms=round(self.clock.unix() * 1000),
            contact_state=state,
            own_calls=self.desk.own_calls(),
            seen=() if fresh else (body.call_id,),
            cancelled_ms=self.desk.cancelled_ms(sender.account),
            clock_difference_ms=self.clock_difference_ms,
            do_not_disturb=self.settings.availability is Availability.DO_NOT_DISTURB,
            call_waiting=self.settings.call_waiting,
        )
        admission = admit(body, sender.account, situation)
        contact = self.people[sender.account]
        self.desk.on_offer(contact, sender, body, raw_body, admission)


@dataclass
class Wire:
    """Carries encoded records between people, each after ``delay_s``; losses are by kind."""

    people: dict[AccountId, Person] = field(default_factory=dict)
    delay_s: float = 0.01
    cut: bool = False
    spoil: Callable[[str, RecordBody], RecordBody | None] = lambda sender, body: body
    carried: list[tuple[str, str]] = field(default_factory=list)

    def carry(
        self,
        sender: Person,
        account: AccountId,
        bodies: Sequence[RecordBody],
        acknowledged: Callable[[], None] | None,
    ) -> None:
        receiver = self.people.get(account)
        if self.cut or receiver is None:
            return
        for body in bodies:
            spoilt = self.spoil(sender.name, body)
            if spoilt is not None:
                self._deliver(sender, receiver, spoilt)
        if acknowledged:
            asyncio.get_running_loop().call_later(2 * self.delay_s, acknowledged)

    def _deliver(self, sender: Person, receiver: Person, body: RecordBody) -> None:
        self.carried.append((sender.name, type(body).__name__))
        record = make_record(body, MessageId(bytes(16)), 1)

        def arrive() -> None:
            decoded = decode_record(record.raw)
            receiver.receive(sender.party, decoded.content, decoded.body)  # type: ignore[arg-type]

        asyncio.get_running_loop().call_later(self.delay_s, arrive)


@dataclass
class Scene:
    """Two people who know each other, and mallory whom nobody knows."""

    room: FakeRoom = field(default_factory=FakeRoom)
    wire: Wire = field(default_factory=Wire)

    def __post_init__(self) -> None:
        self.alice, self.bob, self.carol, self.mallory = (
            Person(name, self.room, self.wire) for name in ("alice", "bob", "carol", "mallory")
        )
        friends = (self.alice, self.bob, self.carol)
        for one in friends:
            for other in friends:
                if one is not other:
                    one.knows(other)
        self.mallory.knows(self.bob)
        self.wire.people = {p.party.account: p for p in (*friends, self.mallory)}

    async def rings(self, person: Person) -> Call:
        """Wait until it rings at ``person``."""
        return await self.shows(person, CallState.INCOMING)

    async def shows(self, person: Person, state: CallState) -> Call:
        """Wait until ``person`` sees a live call in this state."""
        for _ in range(4000):
            for call in person.desk.live():
                if call.state is state:
                    return call
            await asyncio.sleep(0.005)
        raise AssertionError(f"{person.name} never saw {state.name}: {person.states()}")

    async def over(self, *people: Person) -> None:
        """Wait until nobody has a live call and the reports are out."""
        for _ in range(40_000):
            if not any(person.desk.live() for person in people):
                await asyncio.sleep(0.2)
                return
            await asyncio.sleep(0.005)
        raise AssertionError("the call never ended")

    async def close(self) -> None:
        for person in (self.alice, self.bob, self.carol, self.mallory):
            await person.desk.close()


def spoilt_confirm(body: RecordBody) -> RecordBody:
    """A CONFIRM with one bit turned."""
    mac = bytearray(body.mac)  # type: ignore[attr-defined]
    mac[0] ^= 1
    return replace(body, mac=bytes(mac))


__all__ = ["FakeMedia", "Person", "RemoteProtocolError", "Scene", "Wire", "spoilt_confirm"]
