"""What an engine does with settings: those that make no sense, and those about our address."""

import asyncio
from pathlib import Path

import pytest

from engine_support import street
from megachat_desktop.engine.engine import Engine
from megachat_desktop.errors import BadServerNameError, BadSettingError
from megachat_desktop.model.call import CallState
from megachat_desktop.model.settings import PictureSize, RelayMode, Settings
from megachat_desktop.storage.database import upsert
from megachat_desktop.storage.profile import open_profile

pytestmark = pytest.mark.network


async def addresses_told(engine: Engine) -> tuple[object, ...]:
    """Every address that a contact would be told of now."""
    parts = engine._parts
    record = await parts.store.run(parts.announcer._info.record)
    return record.addresses


def test_what_makes_no_sense_changes_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice")
            before = alice.engine.settings
            with pytest.raises(BadServerNameError):
                await alice.engine.update_settings(relay_mode=RelayMode.OWN, relay_url="no name")
            with pytest.raises(BadSettingError):
                await alice.engine.update_settings(text_percent=500)
            assert alice.engine.settings == before

    asyncio.run(story())


@pytest.mark.expects_log("damaged settings: text_percent")
def test_damaged_settings_are_told_once_and_kept(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice")
            row = {"name": "text_percent", "value": "many"}
            await alice.stop()
            alice.profile = open_profile(alice.folder)
            alice.profile.store.run_sync(
                lambda tx: upsert(tx.settings._connection, "setting", "name", row)
            )
            await alice.start()
            assert alice.notices() == ["damaged_setting"]
            assert alice.engine.settings.text_percent == Settings().text_percent
            await alice.restart()
            assert alice.notices() == ["damaged_setting"]

    asyncio.run(story())


def test_who_hides_the_address_tells_it_to_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            assert await addresses_told(alice.engine) != ()
            await alice.engine.update_settings(relay_only=True)
            assert await addresses_told(alice.engine) == ()
            link = await alice.engine.own_link(with_addresses=True)
            assert (await bob.engine.contacts.preview(link)).account == alice.account
            assert alice.engine.addresses() == ()
            await alice.engine.update_settings(relay_only=False)
            assert await addresses_told(alice.engine) != ()

    asyncio.run(story())


def test_calls_start_without_the_camera_where_that_was_chosen(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob", start_with_camera=False)
            await alice.engine.calls.start(bob.account, video=True)
            call = await bob.sees_call(CallState.INCOMING)
            assert not call.video
            await bob.engine.calls.accept(call.call_id, video=True)
            call = await bob.sees_call(CallState.ACTIVE)
            assert not call.camera_on

    asyncio.run(story())


def test_volume_and_encoder_reach_every_call(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice = await here.move_in("alice")
            await alice.engine.update_settings(
                speaker_volume=40,
                hardware_video=False,
                low_light=True,
                picture_size=PictureSize.MEDIUM,
            )
            choice = alice.parts.own.media_choice()
            assert (choice.speaker_volume, choice.hardware_video) == (40, False)
            assert (choice.low_light, choice.max_height) == (True, 360)

    asyncio.run(story())
