"""One end of a call by plain aiortc (RTCPeerConnection and its own receiver), as a baseline.

Driven like ``caller.py``. Media comes from the same film; H.264 is preferred, as with ours. What
the receiver gives out is counted: sound by its timestamps (what never comes out is lost, for it
conceals nothing), pictures by the moment they come out.
"""

import asyncio
import base64
import json
import sys
import threading
import time
from typing import Any

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

_RATE = 48_000


class End:
    """One peer connection, playing a film in a loop."""

    def __init__(self, film: str) -> None:
        self._player = MediaPlayer(film, loop=True)
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.on("track", self._on_track)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sound: list[tuple[int, bytes]] = []  # (timestamp, 16-bit mono at 48 kHz)
        self._pictures: list[float] = []

    def _add_tracks(self) -> None:
        assert self._player.audio is not None
        assert self._player.video is not None
        self._peer.addTrack(self._player.audio)
        self._peer.addTrack(self._player.video)
        codecs = RTCRtpSender.getCapabilities("video").codecs
        codecs.sort(key=lambda codec: codec.mimeType.lower() != "video/h264")
        for transceiver in self._peer.getTransceivers():
            if transceiver.kind == "video":
                transceiver.setCodecPreferences(codecs)

    async def do_offer(self) -> dict[str, object]:
        """Our offer, with candidates."""
        self._add_tracks()
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return {"sdp": self._peer.localDescription.sdp}

    async def do_answer(self, sdp: str) -> dict[str, object]:
        """Our answer to an offer."""
        await self._peer.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        self._add_tracks()
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        return {"sdp": self._peer.localDescription.sdp}

    async def do_take_answer(self, sdp: str) -> dict[str, object]:
        """The peer's answer."""
        await self._peer.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        return {}

    async def do_begin(self) -> dict[str, object]:
        """Forget what came so far."""
        self._sound.clear()
        self._pictures.clear()
        return {}

    async def do_figures(self) -> dict[str, object]:
        """Everything since ``begin``."""
        sound, pictures = list(self._sound), list(self._pictures)
        return {"pictures_at": pictures, **_sound_figures(sound)}

    async def close(self) -> None:
        """End the call."""
        await self._peer.close()

    def _on_track(self, track: MediaStreamTrack) -> None:
        task = asyncio.get_running_loop().create_task(self._read(track))
        self._tasks.add(task)

    async def _read(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame: Any = await track.recv()
            except MediaStreamError:
                return
            if track.kind == "video":
                self._pictures.append(time.perf_counter())
            else:
                stereo = frame.to_ndarray().reshape(-1, 2)
                self._sound.append((frame.pts, stereo[:, 0].astype(np.int16).tobytes()))


def _sound_figures(sound: list[tuple[int, bytes]]) -> dict[str, object]:
    if not sound:
        return {"expected_ms": 0.0, "lost_ms": 0.0, "sound": ""}
    first = sound[0][0]
    length = max(pts + len(block) // 2 for pts, block in sound) - first
    track, filled = np.zeros(length, np.int16), np.zeros(length, bool)
    for pts, block in sound:
        samples = np.frombuffer(block, np.int16)
        begin = pts - first
        if begin >= 0:
            track[begin : begin + samples.size] = samples
            filled[begin : begin + samples.size] = True
    return {
        "expected_ms": length * 1000 / _RATE,
        "lost_ms": float((~filled).sum()) * 1000 / _RATE,
        "sound": base64.b64encode(track.tobytes()).decode(),
    }


async def _main(film: str) -> None:
    end = End(film)
    commands: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(commands.put_nowait, line)
        loop.call_soon_threadsafe(commands.put_nowait, '{"do": "stop"}')

    threading.Thread(target=read, name="commands", daemon=True).start()
    while (command := json.loads(await commands.get())).get("do") != "stop":
        answer = await getattr(end, f"do_{command.pop('do')}")(**command)
        print(json.dumps(answer), flush=True)
    await end.close()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
