"""What media tells of a call, brought to its machine, to its face and to the peer."""

import asyncio
import logging
from collections.abc import Callable

from megachat_desktop.engine.calls.candidates import OwnCandidates
from megachat_desktop.engine.calls.face import CallFace
from megachat_desktop.engine.calls.own_sending import OwnSending
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.model.events import CallStatsChanged
from megachat_desktop.model.media import MediaSnapshot
from megachat_desktop.protocol.call_description import Candidate
from megachat_desktop.protocol.call_vocabulary import Input

_log = logging.getLogger(__name__)

HANGUP_GRACE_S = 0.4


class MediaNews:
    """The call's end of ``MediaSink``, where each of these is described."""

    def __init__(
        self,
        services: CallServices,
        face: CallFace,
        candidates: OwnCandidates,
        sending: OwnSending,
        feed: Callable[[Input], None],
        show: Callable[[], None],
    ) -> None:
        self._services, self._face = services, face
        self._candidates, self._sending = candidates, sending
        self._feed, self._show = feed, show
        self._path_lost = False

    def let_go_of_run(self) -> None:
        """See ``CallHands``."""
        self._feed, self._show = ignore_input, do_nothing

    def on_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None:
        """Those known when a record goes out travel beside it."""
        if self._candidates.put(candidates, end):
            taken = self._candidates.take()
            self._services.spawn(self._services.post(self._face.contact.account, taken))

    def on_path_ready(self, path: int) -> None:
        """The set-up goes on."""
        self._face.stage("path", self._services.clock.monotonic())
        self._feed(Input.PATH_READY)

    def on_path_failed(self, path: int, reason: str) -> None:
        """The set-up ends."""
        _log.info("call %s: no path, %s", self._face.call_id.hex()[:8], reason)
        self._feed(Input.PATH_FAILED)

    def on_path_lost(self, path: int) -> None:
        """A HANGUP may still be on its way behind the closed path."""
        self._path_lost = True
        self._services.spawn(self._lose_path())

    async def _lose_path(self) -> None:
        await asyncio.sleep(HANGUP_GRACE_S)
        if self._path_lost:  # nobody would tell again that it is back
            self._feed(Input.MEDIA_LOST)

    def on_path_back(self, path: int) -> None:
        """The call goes on."""
        self._path_lost = False
        self._feed(Input.MEDIA_BACK)

    def on_first_audio(self, at: float) -> None:
        """The last but one stage of the set-up."""
        self._face.stage("first_audio", at)

    def on_first_picture(self, at: float) -> None:
        """The last stage of the set-up."""
        self._face.stage("first_picture", at)

    def on_snapshot(self, snapshot: MediaSnapshot) -> None:
        """For the statistics, and for the report when the call is over."""
        self._face.last_media = snapshot
        self._face.path = snapshot.path.kind or self._face.path
        self._services.emit(CallStatsChanged(self._face.call_id, snapshot))

    def on_devices_in_use(self, microphone: bool, camera: bool) -> None:
        """Both people see at once what is missing."""
        self._face.has_microphone = microphone
        self._face.has_camera = camera or not self._face.camera_on
        self._show()
        if self._face.active_at is not None and self._face.ended_at is None:
            self._services.spawn(self._sending.tell())


def ignore_input(_: Input) -> None:
    """What still comes after the end of a call."""


def do_nothing() -> None:
    """Nothing of a forgotten call is shown."""
