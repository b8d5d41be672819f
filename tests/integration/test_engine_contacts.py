"""Becoming contacts and ceasing to be, between whole engines over the real network."""

import asyncio
from pathlib import Path

import pytest

from engine_support import street
from megachat_desktop.errors import NotAcceptedYetError
from megachat_desktop.model.contact import ContactState, Presence

pytestmark = pytest.mark.network


def test_a_link_a_request_and_a_yes_make_two_contacts(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.move_in("alice"), await here.move_in("bob")
            link = await alice.engine.own_link(with_addresses=True)
            preview = await bob.engine.preview_link(link)
            assert preview.fingerprint == alice.engine.account.fingerprint
            assert alice.engine.contacts() == ()  # nothing was dialled for looking
            await bob.engine.add_contact(link, name="Ally", scanned=True)
            await alice.sees_state(bob, ContactState.ASKED_BY_THEM)
            assert bob.state_of(alice) is ContactState.REQUESTED
            with pytest.raises(NotAcceptedYetError):
                await alice.engine.start_call(bob.account, video=False)
            with pytest.raises(NotAcceptedYetError):
                await bob.engine.start_call(alice.account, video=False)
            await alice.engine.accept_contact(bob.account)
            await bob.sees_presence(alice, Presence.AVAILABLE)
            await alice.sees_presence(bob, Presence.AVAILABLE)
            known, back = bob.knows(alice), alice.knows(bob)
            assert known is not None
            assert back is not None
            assert (known.name, known.verified) == ("Ally", True)
            assert (back.name, back.verified, back.via) == ("Bob", False, "link")
            numbers = {
                alice.engine.safety_number(bob.account),
                bob.engine.safety_number(alice.account),
            }
            assert len(numbers) == 1

    asyncio.run(story())


def test_people_rename_each_other_and_themselves(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await alice.engine.set_name("Alice Liddell")
            await bob.sees(lambda: bob.engine.contacts()[0].name == "Alice Liddell")
            await bob.engine.rename_contact(alice.account, "Ally")
            assert bob.engine.find_contact("ally").account == alice.account
            await bob.engine.rename_contact(alice.account, "")
            assert bob.engine.find_contact("alice liddell").account == alice.account

    asyncio.run(story())
