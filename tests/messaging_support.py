"""People with real stores and messengers, joined by wires that carry encoded frames."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.engine import prekeys
from megachat_desktop.engine.messaging import Messenger
from megachat_desktop.engine.messaging_pins import from_link, pin_info
from megachat_desktop.engine.messaging_ports import AfterCommit, NoSink, Peer, Sender
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId, MessageId, NodeKey
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.certificate import decode_certificate
from megachat_desktop.protocol.contact_records import (
    NO_INVITE,
    ContactAccept,
    ContactRequest,
    DeviceInfo,
    Via,
)
from megachat_desktop.protocol.frames import (
    HEADER_BYTES,
    CloseCode,
    EnvelopeFrame,
    Frame,
    StreamState,
    check_header,
    decode_frame,
    encode_frame,
)
from megachat_desktop.protocol.records import Record, encode_body
from megachat_desktop.protocol.text_records import Text, Typing
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.invites import StoredInvite
from megachat_desktop.storage.new_account import new_account
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

PATIENCE_S = 30.0
START = 1_800_000_000.0
Filter = Callable[["Person", Frame], list[Frame]]


class FakeClock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def monotonic(self) -> float:
        return self.now

    def unix(self) -> float:
        return self.now


class RecordingSink(NoSink):
    """Remembers what the messenger told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, object]] = []

    def on_acknowledged(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        self.events.append(("acknowledged", tuple(msg_ids)))

    def on_delivered(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        self.events.append(("delivered", tuple(msg_ids)))

    def on_refused(self, account: AccountId) -> None:
        self.events.append(("refused", account))

    def on_given_up(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        self.events.append(("given up", tuple(msg_ids)))

    def names(self) -> list[str]:
        return [name for name, _ in self.events]


class Person:
    """One profile. ``texts`` are what its handler has let happen, in order."""

    def __init__(
        self,
        name: str,
        directory: Path,
        clock: FakeClock,
        open_store: Callable[[Path, bytes], Store] = Store,
    ) -> None:
        self.name = name
        self.clock = clock
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.store = open_store(directory / "db", hashlib.sha256(name.encode()).digest())
        if not self.store.run_sync(_has_account):
            self.store.run_sync(lambda tx: tx.account.save(new_account(name, clock.now)))
        self.account = self.store.run_sync(lambda tx: tx.account.get())
        self.id = self.account.account
        self.node_key = decode_certificate(self.account.certificate).node_key
        self.texts: list[str] = []
        self.gaps: list[str] = []
        self.wanted: list[AccountId] = []
        self.sent: list[Frame] = []
        self.visible = False
        self.sink = RecordingSink()
        self.wires: dict[AccountId, Wire] = {}
        self.messenger = Messenger(self.store, clock, self, self.on_record, self.sink)

    # Transport

    async def transmit(self, account: AccountId, frame: Frame) -> bool:
        wire = self.wires.get(account)
        if wire is None:
            return False
        self.sent.append(frame)
        wire.send(self, frame)
        return True

    def want_connection(self, account: AccountId) -> None:
        self.wanted.append(account)

    # Effects

    def on_record(self, tx: Transaction, sender: Sender, record: Record) -> Sequence[AfterCommit]:
        body = record.content
        if isinstance(body, ContactRequest):
            return self._asked(tx, sender, body)
        if isinstance(body, ContactAccept):
            contact = tx.contacts.get(sender.account)
            assert contact is not None
            info = DeviceInfo.decode(body.info)
            pinned = pin_info(contact, info, self.clock.now)
            tx.contacts.save(replace(pinned, state=ContactState.ACCEPTED, invite=b""))
            return [lambda: self.texts.append(f"accepted by {body.name}")]
        if isinstance(body, Text):
            tx.account.set_counter(
                f"said: {body.text}", tx.account.counter(f"said: {body.text}") + 1
            )
            if sender.missing:
                self.gaps.append(body.text)
            return [lambda: self.texts.append(body.text)]
        if isinstance(body, Typing):
            return [lambda: self.texts.append("typing")]
        return []

    def _asked(
        self, tx: Transaction, sender: Sender, body: ContactRequest
    ) -> Sequence[AfterCommit]:
        known = tx.contacts.get(sender.account)
        allowed = body.invite != NO_INVITE and tx.invites.use(body.invite, self.clock.now)
        if known is None and not allowed and not sender.nearby:
            raise RemoteProtocolError("no live invite")
        contact = known or StoredContact(sender.account, ContactState.ASKED_BY_THEM)
        info = DeviceInfo.decode(body.info)
        contact = replace(pin_info(contact, info, self.clock.now), given_name=body.name)
        tx.contacts.save(contact)
        return [lambda: self.texts.append(f"asked by {body.name}")]

    # What a test does

    async def start(self) -> None:
        await self.messenger.start()

    async def stop(self) -> None:
        for wire in list(self.wires.values()):
            await wire.cut()
        await self.messenger.close()
        self.store.close()

    def invite(self, uses: int = 1) -> bytes:
        secret = hashlib.sha256(self.name.encode()).digest()[:16]
        gate = hash_labelled("gate", secret)
        invite = StoredInvite(secret, gate, uses, self.clock.now, self.clock.now + 86400 * 7)
        self.store.run_sync(lambda tx: tx.invites.save(invite))
        return secret

    def know(
        self, other: "Person", state: ContactState = ContactState.REQUESTED, invite: bytes = b""
    ) -> None:
        contact = StoredContact(other.id, state, given_name=other.name, invite=invite)
        contact = from_link(contact, other.account.device, other.node_key)
        self.store.run_sync(lambda tx: tx.contacts.save(contact))

    def info(self) -> bytes:
        return encode_body(self.store.run_sync(prekeys.own_info))

    async def ask(self, other: "Person", invite: bytes = NO_INVITE) -> None:
        via = Via.LOCAL_NETWORK if invite == NO_INVITE else Via.LINK
        request = ContactRequest(invite, via, self.name, "", self.info())
        await self.messenger.post(other.id, [request])

    async def accept(self, other: "Person") -> None:
        def work(tx: Transaction) -> None:
            contact = tx.contacts.get(other.id)
            assert contact is not None
            tx.contacts.save(replace(contact, state=ContactState.ACCEPTED))

        await self.store.run(work)
        await self.messenger.post(other.id, [ContactAccept(self.name, self.info())])

    async def say(self, other: "Person", text: str) -> MessageId:
        return (await self.messenger.post(other.id, [Text(text)]))[0]

    def contact(self, other: "Person") -> StoredContact | None:
        return self.store.run_sync(lambda tx: tx.contacts.get(other.id))

    def fingerprint(self) -> str:
        """A hash of every row of every table."""
        return self.store.run_sync(_hash_tables)

    def sessions(self, other: "Person") -> int:
        return len(self.store.run_sync(lambda tx: tx.sessions.of(other.id)))


def _has_account(tx: Transaction) -> bool:
    return bool(tx.account._connection.execute("SELECT count(*) FROM account").fetchall()[0][0])


def _hash_tables(tx: Transaction) -> str:
    connection = tx.account._connection
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    digest = hashlib.sha256()
    for (name,) in names.fetchall():
        for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall():
            digest.update(repr((name, row)).encode())
    return digest.hexdigest()


class Wire:
    """One connection between two people; ``filter`` decides what arrives."""

    def __init__(self, one: Person, other: Person, known: bool = True) -> None:
        self.ends = (one, other)
        self.filter: Filter = lambda _sender, frame: [frame]
        self.closed: CloseCode | None = None
        self._queues: dict[str, asyncio.Queue[bytes]] = {p.name: asyncio.Queue() for p in self.ends}
        self._busy = 0
        self._tasks = [asyncio.create_task(self._read(person)) for person in self.ends]
        for person, peer in ((one, other), (other, one)):
            person.wires[peer.id] = self
            if known and person.contact(peer) is not None:
                person.messenger.on_link_up(peer.id)

    def peer_of(self, person: Person) -> Person:
        return self.ends[1] if person is self.ends[0] else self.ends[0]

    def send(self, sender: Person, frame: Frame) -> None:
        for passed in self.filter(sender, frame):
            self._queues[self.peer_of(sender).name].put_nowait(encode_frame(passed))

    @property
    def idle(self) -> bool:
        return self._busy == 0 and all(queue.empty() for queue in self._queues.values())

    async def _read(self, person: Person) -> None:
        peer = self.peer_of(person)
        while True:
            data = await self._queues[person.name].get()
            self._busy += 1
            header = check_header(data[:HEADER_BYTES], StreamState.OPEN)
            frame = decode_frame(header.type, data[HEADER_BYTES:])
            origin = Peer(peer.node_key, f"address of {peer.name}", person.visible)
            reply = await person.messenger.on_frame(origin, frame)
            if person.contact(peer) is not None:
                person.messenger.on_link_up(peer.id)
            for answer in reply.frames:
                person.sent.append(answer)
                self.send(person, answer)
            if reply.close is not None:
                self.closed = reply.close
            self._busy -= 1

    async def cut(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        one, other = self.ends
        for person, peer in ((one, other), (other, one)):
            if person.wires.pop(peer.id, None):
                person.messenger.on_link_down(peer.id)


async def until(condition: Callable[[], bool], what: str = "it happened") -> None:
    """Wait for something that will happen by itself; a busy computer may take its time."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"waited in vain until {what}")
        await asyncio.sleep(0.002)


async def settle(*people: Person) -> None:
    """Wait until nothing moves on any wire and nothing waits in a writer."""
    quiet = 0
    while quiet < 5:
        await asyncio.sleep(0.003)
        for person in people:
            await person.store.run(lambda tx: None)
        idle = all(wire.idle for person in people for wire in person.wires.values())
        quiet = quiet + 1 if idle else 0


async def befriend(alice: Person, bob: Person) -> Wire:
    """Alice asks with Bob's invite, Bob says yes."""
    await alice.start()
    await bob.start()
    alice.know(bob, invite=(invite := bob.invite()))
    wire = Wire(alice, bob)
    await alice.ask(bob, invite)
    await until(lambda: bob.texts == ["asked by alice"], "bob was asked")
    await bob.accept(alice)
    await until(lambda: alice.texts == ["accepted by bob"], "alice was accepted")
    await settle(alice, bob)
    return wire


def envelopes(frames: Sequence[Frame]) -> list[bytes]:
    return [frame.envelope for frame in frames if isinstance(frame, EnvelopeFrame)]


def story(directory: Path, play: Callable[[Person, Person], Awaitable[None]]) -> None:
    """Let alice and bob play a story in one loop."""

    async def run() -> None:
        clock = FakeClock()
        alice = Person("alice", directory / "alice", clock)
        bob = Person("bob", directory / "bob", clock)
        try:
            await play(alice, bob)
        finally:
            for person in (alice, bob):
                await person.stop()

    asyncio.run(run())


NODE = NodeKey(bytes(32))
