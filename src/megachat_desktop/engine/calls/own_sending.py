"""What our side of a call sends right now, and how the peer learns of it (CALL_STATE)."""

from megachat_desktop.engine.calls.face import CallFace
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.model.media import StreamNo
from megachat_desktop.protocol.call_records import STATE_HOLD, STATE_MUTED, MediaState


class OwnSending:
    """Follows what the person chose, which stands in the face, and the devices that there are."""

    def __init__(self, services: CallServices, face: CallFace) -> None:
        self.hold = False
        self._services, self._face = services, face
        self._number = 0

    @property
    def bits(self) -> int:
        """The streams, one bit each."""
        bits = 1 << StreamNo.MICROPHONE if self._face.has_microphone else 0
        if self._face.camera_on and self._face.has_camera:
            bits |= 1 << StreamNo.CAMERA
        return bits

    async def tell(self) -> None:
        """Tell the peer; a later number wins over an earlier one."""
        self._number += 1
        flags = STATE_HOLD if self.hold else 0
        if not self._face.microphone_on:
            flags |= STATE_MUTED
        state = MediaState(self._face.call_id, self._number, self.bits, flags)
        await self._services.post(self._face.contact.account, [state])
