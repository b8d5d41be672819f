"""Becoming contacts and ceasing to be, between whole engines over the real network."""

import asyncio
import time
from pathlib import Path

import pytest
from PIL import Image

from engine_support import PATIENCE_S, Home, befriend, street
from megachat_desktop.engine.own_identity import BackupNotWrittenError
from megachat_desktop.errors import (
    BadLinkError,
    BlockedByUsError,
    NotAcceptedYetError,
    OwnLinkError,
)
from megachat_desktop.media.avatar_image import BadPhotoError
from megachat_desktop.model.account import Protection
from megachat_desktop.model.call import CallState
from megachat_desktop.model.contact import ContactState, Presence, Trust
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import Profile
from megachat_desktop.protocol.link import ContactLink, encode_link, parse_link
from megachat_desktop.storage.backup import read_backup, restore_profile

pytestmark = pytest.mark.network


def test_a_link_a_request_and_a_yes_make_two_contacts(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.move_in("alice"), await here.move_in("bob")
            link = await alice.engine.own_link(with_addresses=True)
            preview = await bob.engine.contacts.preview(link)
            assert preview.fingerprint == alice.engine.account.fingerprint
            assert alice.engine.contacts.all() == ()  # nothing was dialled for looking
            await bob.engine.contacts.add(link, name="Ally", scanned=True)
            await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
            assert bob.state_of(alice) is ContactState.REQUESTED
            with pytest.raises(NotAcceptedYetError):
                await alice.engine.calls.start(bob.account, video=False)
            with pytest.raises(NotAcceptedYetError):
                await bob.engine.calls.start(alice.account, video=False)
            await alice.engine.contacts.accept(bob.account)
            await bob.sees_presence(alice, Presence.AVAILABLE)
            await alice.sees_presence(bob, Presence.AVAILABLE)
            known, back = bob.knows(alice), alice.knows(bob)
            assert known is not None
            assert back is not None
            assert (known.name, known.verified) == ("Ally", True)
            assert (back.name, back.verified, back.via) == ("Bob", False, "link")
            numbers = {
                alice.engine.contacts.safety_number(bob.account),
                bob.engine.contacts.safety_number(alice.account),
            }
            assert len(numbers) == 1

    asyncio.run(story())


def test_a_comparison_that_failed_is_remembered_until_there_was_a_better_one(
    tmp_path: Path,
) -> None:
    async def story() -> list[tuple[Trust, bool]]:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            told = []
            for trust in (Trust.VERIFIED_NUMBER, Trust.MISMATCHED, Trust.VERIFIED_SCAN):
                await alice.engine.contacts.verify(bob.account, trust)
                await alice.restart()
                known = alice.knows(bob)
                assert known is not None
                told.append((known.trust, known.verified_at is not None))
            return told

    assert asyncio.run(story()) == [
        (Trust.VERIFIED_NUMBER, True), (Trust.MISMATCHED, False), (Trust.VERIFIED_SCAN, True),
    ]  # fmt: skip


def photo(folder: Path, color: str) -> Path:
    path = folder / f"{color}.png"
    Image.new("RGB", (400, 300), color).save(path)
    return path


@pytest.mark.expects_log("is not used")
def test_pictures_of_people_travel_and_mallorys_changes_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice")
            await alice.engine.identity.set_photo(photo(tmp_path, "red"))
            await alice.engine.identity.set_hue("plum")
            mallory = await here.move_in("mallory")
            await befriend(alice, mallory)

            def seen() -> bytes:
                return mallory.engine.contacts.all()[0].avatar_id

            await mallory.sees(lambda: seen() == alice.engine.account.avatar_id)
            shown = await mallory.engine.avatar(alice.account)
            assert shown is not None
            assert shown == await alice.engine.avatar(alice.account)
            assert alice.engine.account.hue == "plum"
            await alice.engine.identity.set_photo(photo(tmp_path, "blue"))
            await mallory.sees(lambda: seen() == alice.engine.account.avatar_id)
            assert await mallory.engine.avatar(alice.account) != shown
            with pytest.raises(BadPhotoError):
                await alice.engine.identity.set_photo(tmp_path / "none.png")
            await mallory.parts.messenger.post(
                alice.account, [Profile("Mallory", avatar=b"\x89PNG" + bytes(32_000))]
            )
            await mallory.parts.messenger.post(alice.account, [Profile("M", "after it")])
            await alice.sees(lambda: alice.engine.contacts.all()[0].about == "after it")
            assert alice.engine.contacts.all()[0].avatar_id == b""
            await mallory.restart()
            assert seen() == alice.engine.account.avatar_id
            await alice.engine.identity.set_photo(None)
            await mallory.sees(lambda: seen() == b"")
            assert await mallory.engine.avatar(alice.account) is None

    asyncio.run(story())


def test_people_rename_each_other_and_themselves(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await alice.engine.set_name("Alice Liddell")
            await bob.sees(lambda: bob.engine.contacts.all()[0].name == "Alice Liddell")
            await alice.engine.identity.set_about(" In\nUppsala\u202e until May" + "!" * 200)
            about = "In Uppsala until May" + "!" * 120
            await bob.sees(lambda: bob.engine.contacts.all()[0].about == about)
            assert alice.engine.account.about == about
            await bob.engine.contacts.rename(alice.account, "Ally")
            assert bob.engine.contacts.find("ally").account == alice.account
            await bob.engine.contacts.rename(alice.account, "")
            assert bob.engine.contacts.find("alice liddell").account == alice.account

    asyncio.run(story())


def test_what_a_link_starts_while_everything_stops_ends_before_the_database(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice")
            board, tasks = alice.parts.board, alice.parts._tasks
            close = board.close

            async def linked_meanwhile() -> None:
                tasks.spawn(asyncio.sleep(3600), "device info")
                await close()

            board.close = linked_meanwhile  # type: ignore[method-assign]
            await alice.stop()
            assert len(tasks) == 0

    asyncio.run(story())


def test_both_ask_each_other_and_nobody_has_to_accept(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.move_in("alice"), await here.move_in("bob")
            links = [await home.engine.own_link(with_addresses=True) for home in (alice, bob)]
            await asyncio.gather(
                alice.engine.contacts.add(links[1]), bob.engine.contacts.add(links[0])
            )
            await alice.sees_presence(bob, Presence.AVAILABLE)
            await bob.sees_presence(alice, Presence.AVAILABLE)

    asyncio.run(story())


def test_the_second_user_of_a_link_is_refused_without_a_trace(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob, mallory = [await here.move_in(n) for n in ("alice", "bob", "mallory")]
            link = await alice.engine.own_link(with_addresses=True)
            await bob.engine.contacts.add(link)
            await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
            refused = mallory.refusals()
            await mallory.engine.contacts.add(link)
            await asyncio.wait_for(refused.wait(), PATIENCE_S)
            assert [contact.account for contact in alice.engine.contacts.all()] == [bob.account]
            assert mallory.state_of(alice) is ContactState.REQUESTED
            fresh = await alice.engine.own_link(with_addresses=True)
            assert fresh != link  # a used-up invite is never given away again

    asyncio.run(story())


def test_a_revoked_or_expired_link_opens_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, mallory = await here.move_in("alice"), await here.move_in("mallory")
            link = await alice.engine.own_link(with_addresses=True)
            assert await alice.engine.own_link(with_addresses=True) == link
            replaced = await alice.engine.replace_link(with_addresses=True)
            assert replaced != link
            refused = mallory.refusals()
            await mallory.engine.contacts.add(link)
            await asyncio.wait_for(refused.wait(), PATIENCE_S)
            assert alice.engine.contacts.all() == ()
            old = make_old_link(alice)
            with pytest.raises(BadLinkError):
                await mallory.engine.contacts.add(old)
            with pytest.raises(BadLinkError):
                await mallory.engine.contacts.preview(link + "\n\nx")
            with pytest.raises(OwnLinkError):
                await alice.engine.contacts.add(replaced)

    asyncio.run(story())


def test_declining_is_silence_and_a_new_link_is_a_new_chance(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.move_in("alice"), await here.move_in("bob")
            await bob.engine.contacts.add(await alice.engine.own_link(with_addresses=True))
            await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
            await alice.engine.contacts.decline(bob.account)
            assert alice.state_of(bob) is ContactState.IGNORED
            assert bob.state_of(alice) is ContactState.REQUESTED
            await bob.engine.contacts.add(await alice.engine.own_link(with_addresses=True))
            await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
            await alice.engine.contacts.accept(bob.account)
            await bob.sees_presence(alice, Presence.AVAILABLE)

    asyncio.run(story())


def test_the_blocked_are_refused_like_strangers_and_not_hammering(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, mallory = await here.friends("alice", "mallory")
            dials = mallory.count_dials()
            await alice.engine.contacts.block(mallory.account)
            await mallory.sees_presence(alice, Presence.OFFLINE)
            call = await mallory.engine.calls.start(alice.account, video=False)
            await asyncio.sleep(3)  # what must not happen is looked for
            assert len(dials) <= 4
            assert alice.calls() == []
            assert alice.presence_of(mallory) is Presence.OFFLINE
            await mallory.engine.calls.hang_up(call)
            assert mallory.call_states(call) == ["DIALING", "ENDED"]
            await alice.engine.contacts.add(
                await mallory.engine.own_link(with_addresses=True)
            )  # changes her mind
            await mallory.sees_presence(alice, Presence.AVAILABLE)
            await alice.sees_presence(mallory, Presence.AVAILABLE)

    asyncio.run(story())


def test_whoever_is_blocked_no_more_is_what_they_were_before(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, mallory = await here.friends("alice", "mallory")
            await alice.engine.contacts.block(mallory.account)
            await alice.engine.contacts.block(mallory.account)
            await mallory.sees_presence(alice, Presence.OFFLINE)
            await alice.restart()
            assert alice.state_of(mallory) is ContactState.BLOCKED
            with pytest.raises(BlockedByUsError):
                await alice.engine.calls.start(mallory.account, video=False)
            await alice.engine.contacts.unblock(mallory.account)
            assert alice.state_of(mallory) is ContactState.ACCEPTED
            await mallory.sees_presence(alice, Presence.AVAILABLE)
            await alice.sees_presence(mallory, Presence.AVAILABLE)
            await mallory.engine.calls.start(alice.account, video=False)
            await alice.sees_call(CallState.INCOMING)

    asyncio.run(story())


def test_a_request_that_was_blocked_or_declined_can_wait_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.move_in("alice"), await here.move_in("bob")
            await bob.engine.contacts.add(await alice.engine.own_link(with_addresses=True))
            await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
            engine = alice.engine
            for no, again in (
                (engine.contacts.block, engine.contacts.unblock),
                (engine.contacts.decline, engine.contacts.take_up),
            ):
                await no(bob.account)
                assert alice.state_of(bob) is not ContactState.ASKED_BY_THEM
                await again(bob.account)
                assert alice.state_of(bob) is ContactState.ASKED_BY_THEM
            await engine.contacts.accept(bob.account)
            await engine.contacts.take_up(bob.account)
            await engine.contacts.unblock(bob.account)
            assert alice.state_of(bob) is ContactState.ACCEPTED
            await bob.sees_presence(alice, Presence.AVAILABLE)

    asyncio.run(story())


def test_somebody_removed_cannot_call(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await alice.engine.contacts.remove(bob.account)
            await bob.sees_presence(alice, Presence.OFFLINE)
            refused = bob.refusals()
            call = await bob.engine.calls.start(alice.account, video=False)
            await asyncio.wait_for(refused.wait(), PATIENCE_S)
            await bob.engine.calls.hang_up(call)
            assert (alice.calls(), alice.engine.contacts.all()) == ([], ())
            assert alice.parts.messenger._lanes == {}

    asyncio.run(story())


def test_somebody_removed_finds_back_by_a_new_link(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await alice.engine.contacts.remove(bob.account)
            await bob.sees_presence(alice, Presence.OFFLINE)
            # Bob still has her in his list: the new link asks all the same.
            await bob.engine.contacts.add(await alice.engine.own_link(with_addresses=True))
            await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
            await alice.engine.contacts.accept(bob.account)
            await alice.sees_presence(bob, Presence.AVAILABLE)
            await bob.sees_presence(alice, Presence.AVAILABLE)

    asyncio.run(story())


def test_nobody_claims_the_device_of_a_contact(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            mallory = await here.move_in("mallory")
            parsed = parse_link(await mallory.engine.own_link(), time.time())
            forged = encode_link(replace(parsed, node_key=bob.engine.account.node_key))
            with pytest.raises(BadLinkError):
                await alice.engine.contacts.add(forged)
            assert alice.presence_of(bob) is Presence.AVAILABLE

    asyncio.run(story())


def make_old_link(home: Home) -> str:
    """A link of theirs that has expired."""
    own = home.engine.account
    return encode_link(
        ContactLink(own.account, own.device, own.node_key, bytes(16), int(time.time()) - 1)
    )


def test_a_lost_computer_comes_back_from_its_backup(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await alice.engine.contacts.verify(bob.account, Trust.VERIFIED_NUMBER)
            account, file = alice.account, tmp_path / "alice.megachat-backup"
            with pytest.raises(BackupNotWrittenError):
                await alice.engine.identity.make_backup(tmp_path / "no" / "folder", "correct horse")
            await alice.engine.identity.make_backup(file, "correct horse")
            await alice.engine.set_name("Alice of later")
            await bob.sees(lambda: bob.engine.contacts.all()[0].name == "Alice of later")
            await alice.stop()
            await bob.sees(lambda: bob.engine.contacts.all()[0].presence is Presence.OFFLINE)
            alice.folder = tmp_path / "new computer"
            restore_profile(
                alice.folder, read_backup(file, "correct horse"), Protection.UNPROTECTED
            )
            await alice.start()
            assert alice.account == account
            assert "quarantine" in alice.notices()
            await alice.sees_presence(bob, Presence.AVAILABLE)
            await bob.sees_presence(alice, Presence.AVAILABLE)
            known = alice.knows(bob)
            assert known is not None
            assert known.verified
            await alice.engine.set_name("Alice again")
            await bob.sees(lambda: bob.engine.contacts.all()[0].name == "Alice again")
            await bob.engine.set_name("Bob again")
            await alice.sees(lambda: alice.engine.contacts.all()[0].name == "Bob again")
            assert bob.notices() == []
            await alice.restart()
            assert alice.notices().count("quarantine") == 1

    asyncio.run(story())
