"""The echo test in the contact list: always there, asked like everybody, answered by itself.

Its profile lies inside ours and is made at the first start; the process that speaks for it
starts when somebody calls it.
"""

import asyncio
from pathlib import Path

from megachat_desktop.engine.contacts import Contacts
from megachat_desktop.engine.device_info import Reach
from megachat_desktop.engine.echo_process import EchoProcess
from megachat_desktop.engine.invitations import make_link
from megachat_desktop.engine.roster import Roster
from megachat_desktop.model.account import Protection
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.names import ECHO_NAME
from megachat_desktop.protocol.link import parse_link
from megachat_desktop.storage.profile import create_profile, open_profile, profile_exists
from megachat_desktop.storage.store import Store

ECHO_FOLDER = "echo"
UNTIL_FIRST_CALL_S = 10 * 365 * 86_400  # nobody says when it is called for the first time


class EchoContact:
    """Makes the echo test a contact, once."""

    def __init__(self, profile: Path, store: Store) -> None:
        self._directory = profile / ECHO_FOLDER
        self._store = store
        self.process = EchoProcess(self._directory)

    async def introduce(
        self, contacts: Contacts, roster: Roster, own: AccountId, now: float
    ) -> None:
        """Add it to the contacts where it is missing."""
        if any(contact.is_echo for contact in roster.all()):
            return
        link = await asyncio.to_thread(self._make_profile, now)
        await contacts.add_link(parse_link(link, now), own, ECHO_NAME, scanned=True, is_echo=True)

    def _make_profile(self, now: float) -> str:
        if not profile_exists(self._directory):
            create_profile(self._directory, ECHO_NAME, Protection.UNPROTECTED)
        profile = open_profile(self._directory)
        try:
            nowhere = Reach((), None)
            return profile.store.run_sync(
                lambda tx: make_link(
                    tx, nowhere, now, with_addresses=False, life_s=UNTIL_FIRST_CALL_S
                )
            )
        finally:
            profile.close()
