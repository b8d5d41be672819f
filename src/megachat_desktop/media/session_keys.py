"""The SFrame keys of one call, by stream and direction."""

from typing import NoReturn

from megachat_desktop.crypto.sframe import OpeningKeys, SealingKey
from megachat_desktop.errors import CryptoError, LocalProtocolError
from megachat_desktop.media import clock
from megachat_desktop.model.media import MediaKeys


class CallKeys:
    """Made once per call; counters and replay windows live as long as this object."""

    def __init__(self, keys: MediaKeys) -> None:
        self._sealing = {number: SealingKey(key) for number, key in keys.send.items()}
        self._opening = {number: OpeningKeys(key) for number, key in keys.receive.items()}

    def __repr__(self) -> str:
        return "<CallKeys>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("CallKeys is not serialisable")

    def sealing(self, stream: int) -> SealingKey:
        """The key of a stream of ours. Raises LocalProtocolError when the call made none."""
        if stream not in self._sealing:
            raise LocalProtocolError(f"no sealing key for stream {stream}")
        return self._sealing[stream]

    def open(self, stream: int, sealed: bytes) -> bytes:
        """Open one frame of the peer's. Raises CryptoError."""
        keys = self._opening.get(stream)
        if keys is None:
            raise CryptoError("no keys for this stream")
        return keys.open(sealed, clock.now())
