"""Who is online and what they are doing; connections that come back by themselves."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from engine_support import street
from megachat_desktop.engine import availability, reachability, visibility
from megachat_desktop.errors import DiskFullError, MegaChatError, ProfileInUseError
from megachat_desktop.model.call import CallState
from megachat_desktop.model.contact import ContactState, Presence
from megachat_desktop.model.events import NearbyChanged
from megachat_desktop.model.settings import Availability, LanMode
from megachat_desktop.storage.profile import open_profile

pytestmark = pytest.mark.network


def test_presence_follows_what_a_person_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(availability, "QUIET_S", 0.05)

    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await bob.engine.update_settings(availability=Availability.AWAY)
            await alice.sees_presence(bob, Presence.AWAY)
            await bob.engine.update_settings(availability=Availability.DO_NOT_DISTURB)
            await alice.sees_presence(bob, Presence.DO_NOT_DISTURB)
            await bob.engine.update_settings(availability=Availability.AVAILABLE)
            await alice.sees_presence(bob, Presence.AVAILABLE)
            call = await bob.engine.calls.start(alice.account, video=False)
            await alice.sees_presence(bob, Presence.IN_CALL)
            await bob.engine.calls.hang_up(call)
            await alice.sees_presence(bob, Presence.AVAILABLE)
            account = bob.account
            await bob.stop()
            await alice.sees(lambda: alice.parts.roster.get(account).presence is Presence.OFFLINE)

    asyncio.run(story())


def test_somebody_away_at_the_start_is_seen_away_and_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await bob.engine.update_settings(availability=Availability.AWAY)
            await alice.sees_presence(bob, Presence.AWAY)
            await bob.restart()
            await bob.sees_presence(alice, Presence.AVAILABLE)
            await alice.sees_presence(bob, Presence.AWAY)
            await bob.engine.update_settings(availability=Availability.AVAILABLE)
            await alice.sees_presence(bob, Presence.AVAILABLE)

    asyncio.run(story())


def test_a_restarted_peer_is_connected_again_by_itself(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            for home, other in ((alice, bob), (bob, alice)):
                await home.restart()
                await home.sees_presence(other, Presence.AVAILABLE)
                await other.sees_presence(home, Presence.AVAILABLE)

    asyncio.run(story())


def test_what_was_said_before_a_kill_still_arrives(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            bobs = bob.account
            await bob.stop()
            await alice.sees(lambda: alice.parts.roster.get(bobs).presence is Presence.OFFLINE)
            await alice.engine.set_name("Alice Liddell")  # committed, nobody there to take it
            alice.parts.messenger._lanes.clear()
            await alice.restart()
            await bob.start()
            await bob.sees(lambda: bob.engine.contacts.all()[0].name == "Alice Liddell")

    asyncio.run(story())


def test_after_a_network_change_contacts_are_told_the_new_addresses(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            before = alice.parts.roster.stored(bob.account)
            assert before is not None
            bob.parts.board.on_network_changed()
            await alice.sees(
                lambda: alice.parts.roster.stored(bob.account).info_seq > before.info_seq  # type: ignore[union-attr]
            )
            assert alice.presence_of(bob) is Presence.AVAILABLE

    asyncio.run(story())


def test_a_call_placed_before_our_number_rose_still_rings(tmp_path: Path) -> None:
    """As after a sleep: the offer is sealed, then the wake-up announces a new number."""

    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            bobs = bob.account
            await bob.stop()
            await alice.sees(lambda: alice.parts.roster.get(bobs).presence is Presence.OFFLINE)
            call = await alice.engine.calls.start(bobs, video=False)
            await alice.sees(lambda: alice.parts.desk.run_of(call).hands.offer_sent)  # type: ignore[union-attr]
            await alice.parts.announcer.change()
            await bob.start()
            await bob.sees_call(CallState.INCOMING)
            await alice.sees_call(CallState.RINGING)

    asyncio.run(story())


def test_contacts_find_each_other_on_the_local_network_without_addresses(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob", lan_mode=LanMode.CONTACTS)
            accounts = alice.account, bob.account
            for home in (alice, bob):
                await home.stop()
                profile = home.profile = open_profile(home.folder)
                for account in accounts:
                    await profile.store.run(
                        lambda tx, account=account: tx.contacts._connection.execute(  # type: ignore[misc]
                            "DELETE FROM contact_address WHERE account = ?", (account,)
                        )
                    )
                await home.start()
            await alice.sees_presence(bob, Presence.AVAILABLE)
            await bob.sees_presence(alice, Presence.AVAILABLE)

    asyncio.run(story())


def test_somebody_visible_nearby_is_asked_by_a_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visibility, "VISIBLE_FOR_S", 6.0)

    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice", lan_mode=LanMode.CONTACTS)
            bob = await here.move_in("bob", lan_mode=LanMode.VISIBLE)
            await alice.sees(lambda: alice.parts.neighbours.people())
            (person,) = alice.parts.neighbours.people()
            assert (person.account, person.name) == (bob.account, "Bob")
            assert person.fingerprint == bob.engine.account.fingerprint
            told: list[list[bool]] = []
            alice.engine.subscribe(
                lambda event: (
                    told.append([p.asked for p in event.people])
                    if isinstance(event, NearbyChanged)
                    else None
                )
            )
            asked = await alice.engine.contacts.add_nearby(bob.account)
            assert told == [[False], [True]]
            assert (asked.state, asked.verified) == (ContactState.REQUESTED, False)
            await bob.sees_state(alice, ContactState.ASKED_BY_THEM)
            request = bob.knows(alice)
            assert request is not None
            assert request.via == "local network"
            await bob.engine.contacts.accept(alice.account)
            await alice.sees_presence(bob, Presence.AVAILABLE)
            assert told == [[False], [True], []]  # a contact, and nobody to be asked any more
            await bob.sees(lambda: bob.engine.settings.lan_mode is LanMode.CONTACTS)
            stored = await bob.parts.store.run(lambda tx: tx.settings.get())
            assert stored.lan_mode is LanMode.CONTACTS

    asyncio.run(story())


def test_a_profile_is_open_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice")
            with pytest.raises(ProfileInUseError):
                open_profile(alice.folder)

    asyncio.run(story())


def test_an_engine_that_cannot_start_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice")
            await alice.stop()
            messenger = "megachat_desktop.engine.messaging.Messenger.refresh_keys"
            with monkeypatch.context() as broken:

                async def full(_: object) -> None:
                    raise DiskFullError

                broken.setattr(messenger, full)
                with pytest.raises(MegaChatError):
                    await alice.start()
            alice._engine = None
            before = asyncio.all_tasks()
            await alice.start()
            await alice.stop()
            assert asyncio.all_tasks() == before

    asyncio.run(story())


@pytest.mark.parametrize("state", ["idle", "dialling", "ringing", "active", "finding"])
def test_an_engine_stops_within_five_seconds_whatever_it_does(tmp_path: Path, state: str) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            bobs, engine = bob.account, alice.engine
            if state in ("dialling", "finding"):
                await bob.stop()
            if state == "finding":
                await alice.restart()
                engine = alice.engine
            if state in ("dialling", "ringing", "active"):
                call = await engine.calls.start(bobs, video=True)
            if state in ("ringing", "active"):
                await bob.sees_call(CallState.INCOMING)
            if state == "active":
                await bob.engine.calls.accept(call, video=True)
                await alice.sees_call(CallState.ACTIVE)
            loop = asyncio.get_running_loop()
            began = loop.time()
            await engine.stop()
            assert loop.time() - began < 5
            await engine.stop()  # a second time is nothing
            if state in ("ringing", "active"):
                ended = await bob.sees_call(CallState.ENDED)
                assert ended.end_reason is not None
                assert loop.time() - began < 5

    asyncio.run(story())


def test_fifty_connections_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reachability, "SETTLED_S", 0.0)  # nobody rests in between

    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")

            def link() -> int:
                found = alice.parts.board.link_to(bob.account)
                return found.number if found else 0

            async def reconnect() -> None:
                before = link()
                while link() <= before:  # one that crosses may not have reached bob yet
                    await bob.parts.board.links.drop(alice.engine.account.node_key)
                    with suppress(TimeoutError):
                        await alice.sees(lambda: link() > before, patience_s=1.0)
                await bob.sees_presence(alice, Presence.AVAILABLE)

            for _ in range(5):
                await reconnect()
            tasks, handles = len(asyncio.all_tasks()), open_handles()
            for _ in range(50):
                await reconnect()
            assert len(asyncio.all_tasks()) < tasks + 20
            assert open_handles() <= handles + 2

    asyncio.run(story())


def open_handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
