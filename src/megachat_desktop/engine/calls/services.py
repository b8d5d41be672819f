"""What a call needs from the rest of the engine."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from msgspec import Struct

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.media_ports import MediaEngine
from megachat_desktop.engine.network_ports import DatagramPath
from megachat_desktop.model.events import EngineEvent
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.records import RecordBody


class Post(Protocol):
    """Sends records to a contact; returns when they are committed and handed to the network."""

    def __call__(
        self,
        account: AccountId,
        bodies: Sequence[RecordBody],
        acknowledged: Callable[[], None] | None = None,
    ) -> Coroutine[Any, Any, None]:
        """``acknowledged`` is called when the peer's device has committed them."""
        ...


class CallServices(Struct, frozen=True):
    """One value for all of it, so that a run is made with one argument."""

    clock: Clock
    media: MediaEngine
    post: Post
    emit: Callable[[EngineEvent], None]
    settings: Callable[[], Settings]
    choice: Callable[[], MediaChoice]
    own: Party
    fallback_path: Callable[[AccountId, CallId, str], DatagramPath | None]
    spawn: Callable[[Coroutine[Any, Any, None]], object]
