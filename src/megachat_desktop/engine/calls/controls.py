"""What a person does with calls: start and answer them, hold and end them, prove who is there."""

from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.errors import (
    BlockedByUsError,
    NoSuchCallError,
    NoSuchContactError,
    NotAcceptedYetError,
)
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.call import CallLogEntry, CallState
from megachat_desktop.model.contact import ContactState, Trust
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import SoundLevels


class CallControls:
    """The use-cases of calls; every method runs on the engine's loop."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts
        self._desk = parts.desk

    async def start(self, account: AccountId, video: bool) -> CallId:
        """Call somebody.

        Raises NotAcceptedYetError, BlockedByUsError, AlreadyInCallError, NoSuchContactError.
        """
        if self._parts.media_error:
            raise self._parts.media_error
        stored = self._parts.roster.stored(account)
        if stored is None:
            raise NoSuchContactError
        if stored.state is ContactState.BLOCKED:
            raise BlockedByUsError
        waiting_for_echo = stored.is_echo and stored.state is ContactState.REQUESTED
        if stored.device is None or (
            stored.state is not ContactState.ACCEPTED and not waiting_for_echo
        ):
            raise NotAcceptedYetError
        if waiting_for_echo:
            await self._parts.wait_until_accepted(account)
        video = video and self._parts.settings.start_with_camera
        call_id = self._desk.start(self._parts.roster.get(account), stored.device, video)
        if not self._parts.board.is_linked(account):
            self._parts.board.call_wants(account)
        return call_id

    async def accept(self, call_id: CallId, video: bool, hold: bool = False) -> None:
        """Take a call; the one that runs ends, or pauses with ``hold``."""
        video = video and self._parts.settings.start_with_camera
        self._desk.accept(call_id, video, hold=hold)

    async def decline(self, call_id: CallId) -> None:
        """Refuse a call."""
        self._desk.decline(call_id)

    async def reply(self, call_id: CallId, text: str) -> None:
        """Refuse a call with a sentence, which waits as the first text to the caller.

        A caller who gave up meanwhile gets it all the same. What can not be kept (a full disk)
        declines nothing. Raises NoSuchCallError, TextTooLongError, DiskFullError.
        """
        run = self._desk.run_of(call_id)
        if run is None:
            raise NoSuchCallError
        await self._parts.chats.write(run.account, text)
        if run.machine.state is CallState.INCOMING:
            self._desk.decline(call_id)

    async def hang_up(self, call_id: CallId) -> None:
        """End a call."""
        self._desk.hang_up(call_id)

    async def set_microphone(self, call_id: CallId, on: bool) -> None:
        """Mute and unmute."""
        await self._desk.set_sending(call_id, microphone=on)

    async def set_camera(self, call_id: CallId, on: bool) -> None:
        """Camera on and off."""
        await self._desk.set_sending(call_id, camera=on)

    async def retry_camera(self, call_id: CallId) -> None:
        """Open a camera that another program held, or that was refused, once more."""
        run = self._desk.run_of(call_id)
        if run is not None and run.hands.media is not None:
            run.hands.media.retry_camera()

    async def set_hold(self, call_id: CallId, on: bool) -> None:
        """Pause and go on."""
        self._desk.hold(call_id, on)

    async def confirm_safety(self, call_id: CallId, match: bool) -> None:
        """The person compared the seven pictures by voice."""
        run = self._desk.run_of(call_id)
        if run is None or not run.call.safety:
            return
        trust = Trust.VERIFIED_SAS if match else Trust.MISMATCHED
        await self._parts.contacts.verify(run.account, trust)
        run.face.safety_match = match
        run.face.contact = self._parts.roster.get(run.account)
        run.show()

    def remote_pictures(self, call_id: CallId) -> PictureSlot | None:
        """Where the peer's newest picture is; thread-safe."""
        run = self._desk.run_of(call_id)
        return run.hands.remote_pictures if run else None

    def own_pictures(self, call_id: CallId) -> PictureSlot | None:
        """Where our own newest picture is; thread-safe."""
        run = self._desk.run_of(call_id)
        return run.hands.own_pictures if run else None

    def sound_levels(self, call_id: CallId) -> SoundLevels:
        """How loud both ends of a call are just now; thread-safe, for meters."""
        run = self._desk.run_of(call_id)
        return run.hands.sound_levels() if run else SoundLevels()

    async def log(
        self, limit: int = 200, before: CallLogEntry | None = None, missed_only: bool = False
    ) -> tuple[CallLogEntry, ...]:
        """The history of calls, newest first; the page that follows ``before``."""
        return tuple(
            await self._parts.store.run(
                lambda tx: tx.calls.newest(limit, before, missed_only=missed_only)
            )
        )
