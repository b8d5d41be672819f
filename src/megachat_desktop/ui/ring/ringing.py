"""Which sound belongs to the calls of this moment: decided by their states alone."""

from collections.abc import Iterable
from typing import Protocol

from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.model.call import Call, CallState, EndReason
from megachat_desktop.model.media import DeviceKind, MediaDevice
from megachat_desktop.model.settings import Settings

_TALKING = (CallState.CONNECTING, CallState.ACTIVE, CallState.RECONNECTING, CallState.ON_HOLD)


class Sounds(Protocol):
    """What plays; ``media.audio.ringer.Ringer`` does."""

    def play(
        self,
        sound: CallSound,
        outputs: tuple[str | None, ...] = (None,),
        volume: float = 1.0,
    ) -> None:
        """Play in place of what plays now; ``volume`` 0 to 1."""
        ...

    def stop(self) -> None:
        """Silence at once."""
        ...


def lasting_sound(calls: Iterable[Call], *, discreet: bool = False) -> CallSound | None:
    """The sound that belongs to these calls as long as they stand as they do.

    ``discreet``: another program fills the screen, and one quiet tone is enough.
    """
    states = {call.state for call in calls}
    if CallState.INCOMING in states:
        quiet = discreet or bool(states & set(_TALKING))
        return CallSound.WAITING if quiet else CallSound.RING
    return CallSound.RING_BACK if CallState.RINGING in states else None


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
        self._trial: tuple[tuple[str | None, ...], float] | None = None  # outputs, volume

    def render(
        self,
        calls: Iterable[Call],
        settings: Settings,
        devices: tuple[MediaDevice, ...] = (),
        *,
        discreet: bool = False,
        tried: bool = False,
    ) -> None:
        """``calls`` are all that are not over; ``tried``: it rings without any, as it would ring.

        A trial follows what is chosen while it is heard. A ring does not, since it would begin
        quietly once more.
        """
        lasting = lasting_sound(calls, discreet=discreet)
        ring = ring_outputs(settings, devices), settings.ring_volume / 100
        trial = ring if tried and lasting is None else None
        if trial is not None:
            lasting = CallSound.RING
        if lasting is self._playing and trial == self._trial:
            return
        self._playing, self._trial = lasting, trial
        if lasting is None:
            self._sounds.stop()
        elif lasting is CallSound.RING:
            self._sounds.play(lasting, *ring)
        else:
            self._sounds.play(lasting, (settings.speaker,))

    def note(self, sound: CallSound, settings: Settings) -> None:
        """A short sound, unless a lasting one is heard."""
        if self._playing is None:
            self._sounds.play(sound, (settings.speaker,))

    def stop(self) -> None:
        """Silence, at the end of the program."""
        self._playing = self._trial = None
        self._sounds.stop()


def ring_outputs(settings: Settings, devices: tuple[MediaDevice, ...]) -> tuple[str | None, ...]:
    """Where it rings: the chosen output, or every speaker that there is."""
    if settings.ring_output is not None:
        return (settings.ring_output,)
    speakers = tuple(d.device_id for d in devices if d.kind is DeviceKind.SPEAKER)
    return speakers or (None,)
