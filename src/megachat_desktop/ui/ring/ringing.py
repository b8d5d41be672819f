"""Which sound belongs to the calls of this moment: decided by their states alone."""

from collections.abc import Iterable
from typing import Protocol

from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.model.call import Call, CallState, EndReason
from megachat_desktop.model.settings import Availability, Settings

_TALKING = (CallState.CONNECTING, CallState.ACTIVE, CallState.RECONNECTING, CallState.ON_HOLD)


class Sounds(Protocol):
    """What plays; ``media.audio.ringer.Ringer`` does."""

    def play(self, sound: CallSound, outputs: tuple[str | None, ...] = (None,)) -> None:
        """Play in place of what plays now."""
        ...

    def stop(self) -> None:
        """Silence at once."""
        ...


def lasting_sound(calls: Iterable[Call]) -> CallSound | None:
    """The sound that goes on while these calls stand as they do."""
    calls = tuple(calls)
    states = {call.state for call in calls}
    if CallState.INCOMING in states:
        return CallSound.WAITING if states & set(_TALKING) else CallSound.RING
    if any(call.state is CallState.RINGING for call in calls):
        return CallSound.RING_BACK
    return None


def passing_sound(before: Call | None, after: Call) -> CallSound | None:
    """The short sound of one change."""
    if before is None or before.state is after.state:
        return None
    if after.state is CallState.ACTIVE and before.state is CallState.CONNECTING:
        return CallSound.CONNECTED
    if after.state is CallState.ENDED:
        if after.end_reason is EndReason.BUSY:
            return None  # the busy tone goes on until stopped, and a sentence says it
        return CallSound.ENDED if before.state in _TALKING else None
    return None


class Ringing:
    """Keeps the sounds in step with the calls."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds
        self._playing: CallSound | None = None

    def render(
        self, before: Call | None, after: Call, live: Iterable[Call], settings: Settings
    ) -> None:
        """One call changed; ``live`` are all that are not over."""
        lasting = lasting_sound(live)
        if settings.availability is Availability.DO_NOT_DISTURB and lasting in (
            CallSound.RING,
            CallSound.WAITING,
        ):
            lasting = None
        passing = passing_sound(before, after)
        if lasting is not self._playing:
            self._playing = lasting
            if lasting is None:
                self._sounds.stop()
            else:
                self._sounds.play(lasting, _outputs(lasting, settings))
        if passing is not None and lasting is None:
            self._sounds.play(passing, (settings.speaker,))

    def stop(self) -> None:
        """Silence, at the end of the program."""
        self._playing = None
        self._sounds.stop()


def _outputs(sound: CallSound, settings: Settings) -> tuple[str | None, ...]:
    if sound is CallSound.RING and settings.ring_output != settings.speaker:
        return (settings.ring_output, settings.speaker)
    return (settings.speaker,)
