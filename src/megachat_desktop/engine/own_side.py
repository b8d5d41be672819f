"""Our own side of a profile: who we are and what the person chose, kept and applied."""

import logging
from collections.abc import Callable

from megachat_desktop.crypto.identity import fingerprint
from megachat_desktop.engine import prekeys
from megachat_desktop.engine.invitations import own_node_key
from megachat_desktop.engine.network_ports import Network
from megachat_desktop.engine.visibility import VisibleSpell
from megachat_desktop.model.account import Account
from megachat_desktop.model.events import SettingsChanged
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.model.settings import LanMode, Settings
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.features import Features
from megachat_desktop.storage.account_repository import StoredAccount
from megachat_desktop.storage.profile import OpenProfile
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)


class OwnSide:
    """Name, colour, picture and settings of one profile; runs on the engine's loop.

    The network follows by itself; whoever else has to is told through ``on_settings``.
    """

    def __init__(self, profile: OpenProfile, network: Network, choice: MediaChoice) -> None:
        self._profile = profile
        self._store = profile.store
        self._network = network
        self._choice = choice
        self._online = False
        self._visible = VisibleSpell(self._stop_being_visible)
        self.on_settings: Callable[[], None] = lambda: None
        self.on_network: Callable[[], None] = lambda: None
        self.on_visibility_over: Callable[[SettingsChanged], None] = lambda event: None
        stored, settings, features, damaged = self._store.run_sync(_read_start)
        self.stored: StoredAccount = stored
        self.settings: Settings = settings
        self.features: Features = features
        self.damaged_settings: tuple[str, ...] = damaged
        if damaged:
            _log.warning("damaged settings: %s", ", ".join(damaged))

    async def went_online(self) -> None:
        """The network is bound; from now on it follows every choice."""
        self._online = True
        if self.settings.lan_mode is LanMode.VISIBLE:
            await self._network.reconfigure(self.settings, self.stored.name)
            self._visible.follow(LanMode.VISIBLE, LanMode.VISIBLE)

    async def close(self) -> None:
        """The program ends."""
        await self._visible.close()

    @property
    def account(self) -> Account:
        """Our public side."""
        own = self.stored
        return Account(
            account=own.account,
            device=own.device,
            node_key=own_node_key(own),
            name=own.name,
            fingerprint=fingerprint(own.account),
            protection=self._profile.protection,
            hue=own.hue,
            about=own.about,
            avatar_id=own.avatar_id,
        )

    async def change_account(
        self, change: Callable[[Transaction, StoredAccount], StoredAccount]
    ) -> None:
        """Our own name, colour or picture."""

        def work(tx: Transaction) -> StoredAccount:
            account = change(tx, tx.account.get())
            tx.account.save(account)
            return account

        before, self.stored = self.stored, await self._store.run(work)
        renamed = before.name != self.stored.name
        if renamed and self._online and self.settings.lan_mode is LanMode.VISIBLE:
            await self._network.reconfigure(self.settings, self.stored.name)

    async def change_settings(self, settings: Settings) -> None:
        """Save and apply; on a full disk it counts until the program ends. Raises DiskFullError."""
        before, self.settings = self.settings, settings
        saved = self._store.run(lambda tx: tx.settings.save(settings))
        if self._online:
            await self._apply(before, settings)
        await saved

    def media_choice(self) -> MediaChoice:
        """What the command line or the demo asked for, over the person's settings."""
        s, c = self.settings, self._choice
        return replace(
            c,
            microphone=c.microphone or s.microphone,
            speaker=c.speaker or s.speaker,
            camera=c.camera or s.camera,
            echo_cancellation=s.echo_cancellation,
            noise_suppression=s.noise_suppression,
            gain_control=s.gain_control,
            speaker_volume=s.speaker_volume,
            hardware_video=s.hardware_video,
            low_light=s.low_light,
            max_height=s.picture_size.height,
        )

    async def _apply(self, before: Settings, settings: Settings) -> None:
        self._visible.follow(before.lan_mode, settings.lan_mode)
        self.on_settings()
        if _network_choice(before) != _network_choice(settings):
            await self._network.reconfigure(settings, self.stored.name)
            self.on_network()

    async def _stop_being_visible(self, mode: LanMode) -> None:
        settings = replace(self.settings, lan_mode=mode)
        await self.change_settings(settings)
        self.on_visibility_over(SettingsChanged(settings))


def _network_choice(settings: Settings) -> tuple[object, ...]:
    s = settings
    return s.relay_mode, s.relay_url, s.relay_only, s.lan_mode, s.allow_loopback


def _read_start(
    tx: Transaction,
) -> tuple[StoredAccount, Settings, Features, tuple[str, ...]]:
    account = tx.account.get()
    damaged = tx.settings.set_damaged_aside()
    tx.calls.miss_what_rang()
    return account, tx.settings.get(), prekeys.own_features(account), damaged
