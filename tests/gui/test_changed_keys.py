"""The keys of a contact's device change under the same account: told once, compared again."""

import asyncio
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine_support import Home, street
from megachat_desktop.crypto.keys import SigningKey, X25519Pair
from megachat_desktop.engine.messaging_pins import Claim, pin
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import ContactState, Presence, Trust
from megachat_desktop.model.events import ContactChanged, EngineEvent, NoticeRaised
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.certificate import (
    DeviceKeys,
    decode_certificate,
    issue_certificate,
)
from megachat_desktop.protocol.features import Features
from megachat_desktop.storage.account_repository import StoredAccount
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.new_account import new_account, renewed_certificate
from megachat_desktop.storage.profile import open_profile
from megachat_desktop.storage.transaction import Transaction
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.main_window import MainWindow

NOW = 1_800_000_000.0
NEW_KEY = (
    "{}'s key has changed: a new computer, or someone in between. Compare before you trust it."
)


def with_new_keys(account: StoredAccount, created: float) -> StoredAccount:
    """The same account on a device with other keys, certified by the account's own key."""
    old = decode_certificate(account.certificate)
    device_key, identity = SigningKey.generate(), X25519Pair.generate()
    keys = DeviceKeys(old.device, device_key.public, identity.public, old.node_key)
    certificate = issue_certificate(SigningKey(account.account_seed), keys, int(created), old.caps)
    return replace(
        account, certificate=certificate.raw, device_seed=device_key.raw,
        identity_secret=identity.raw,
    )  # fmt: skip


async def moves_to_another_computer(home: Home) -> None:
    """Everything of the old device is gone but the account, the contacts and NK."""

    def work(tx: Transaction) -> None:
        tx.account.save(with_new_keys(tx.account.get(), time.time() + 2))
        tx.sessions.destroy_all()
        tx.prekeys.destroy_all()
        tx.outbox.unseal_all()

    await home.stop()
    profile = open_profile(home.folder)
    profile.store.run_sync(work)
    profile.close()
    await home.start()


@pytest.mark.network
def test_alice_is_told_once_and_trusts_bob_again_only_when_she_has_compared(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, tmp_path: Path
) -> None:
    async def story() -> list[EngineEvent]:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await alice.engine.contacts.verify(bob.account, Trust.VERIFIED_SAS)
            await moves_to_another_computer(bob)
            await alice.sees(lambda: "key_changed" in alice.notices())
            await alice.sees_presence(bob, Presence.AVAILABLE)
            await alice.restart()
            await bob.engine.set_name("Bobby")
            await alice.sees(lambda: alice.engine.contacts.all()[0].name == "Bobby")
            assert alice.engine.contacts.all()[0].keys_changed_at is not None
            await alice.engine.contacts.verify(bob.account, Trust.VERIFIED_SAS)
            await alice.sees(lambda: alice.engine.contacts.all()[0].verified)
            return alice.events

    events = asyncio.run(story())
    notices = [event for event in events if isinstance(event, NoticeRaised)]
    assert [notice.code for notice in notices] == ["key_changed"]
    assert notices[0].sentence.startswith("Bob's key has changed: a new computer")
    assert shown(qtbot, window, bridge, events) == [
        ("Bob", "", False), ("Bob", "", True), ("Bob", NEW_KEY.format("Bob"), False),
        ("Bobby", NEW_KEY.format("Bobby"), False), ("Bobby", "", True),
    ]  # fmt: skip


def shown(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, events: list[EngineEvent]
) -> list[tuple[str, str, bool]]:
    """What alice's window says of bob, event by event: name, banner, and whether he has a badge."""
    seen: list[tuple[str, str, bool]] = []
    for event in events:
        bridge.deliver(event)
        if isinstance(event, ContactChanged) and event.contact.state is ContactState.ACCEPTED:
            window.choose(event.contact.account)
            banner = window.pane._trust
            said = banner.accessibleName() if banner.isVisible() else ""
            state = (event.contact.name, said, window.pane.header._badge.isVisible())
            if state not in seen[-1:]:
                seen.append(state)
    return seen


def bob_after(account: StoredAccount) -> StoredContact:
    """What alice has pinned of this device, compared and found good."""
    contact = StoredContact(account.account, ContactState.ACCEPTED, trust=Trust.VERIFIED_SCAN)
    return pin(contact, claim_of(account, 1), NOW)


def claim_of(account: StoredAccount, info_seq: int) -> Claim:
    certificate = decode_certificate(account.certificate)
    features = Features(caps=certificate.caps, suite_max=certificate.suite_max)
    return Claim(certificate, features, info_seq)


def test_a_renewed_certificate_of_the_same_keys_changes_nothing() -> None:
    bob = new_account("bob", NOW)
    renewed = renewed_certificate(bob, NOW + 400 * 86_400)
    assert renewed is not None
    after = pin(bob_after(bob), claim_of(replace(bob, certificate=renewed), 2), NOW)
    assert after.certificate == renewed
    assert (after.trust, after.keys_changed_at) == (Trust.VERIFIED_SCAN, None)


def test_other_keys_of_a_device_mend_no_comparison_that_failed() -> None:
    old = new_account("bob", NOW)
    failed = replace(bob_after(old), trust=Trust.MISMATCHED, verified_at=None)
    after = pin(failed, claim_of(with_new_keys(old, NOW + 10), 2), NOW + 20)
    assert (after.trust, after.keys_changed_at) == (Trust.MISMATCHED, NOW + 20)


def test_keys_that_were_replaced_do_not_come_back() -> None:
    old = new_account("bob", NOW)
    new = with_new_keys(old, NOW + 10)
    after = pin(bob_after(old), claim_of(new, 2), NOW + 20)
    assert (after.trust, after.keys_changed_at) == (Trust.UNVERIFIED, NOW + 20)
    with pytest.raises(RemoteProtocolError, match="older"):
        pin(after, claim_of(old, 3), NOW + 30)
    with pytest.raises(RemoteProtocolError, match="older"):  # made at the same moment
        pin(after, claim_of(with_new_keys(old, NOW + 10), 3), NOW + 30)
