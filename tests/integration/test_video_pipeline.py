"""Test picture to painter, in real time: encoder, SFrame, packets, buffer, decoder, slot."""

import threading
import time
from itertools import pairwise

import pytest

from media_rtp_support import BOB_SSRC, VIDEO, expected_streams, is_rtcp, parse_rtp, streams
from megachat_desktop.crypto.sframe import OpeningKeys, SealingKey
from megachat_desktop.media import clock
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.rtp.packetizer import chunk
from megachat_desktop.media.rtp.packets import OpenedVideo
from megachat_desktop.media.rtp.receiver import PeerReceiver, SendRtcp
from megachat_desktop.media.rtp.rtcp import parse_rtcp
from megachat_desktop.media.rtp.sender import PeerSender
from megachat_desktop.media.video.frames import EncodedFrame
from megachat_desktop.media.video.receiving import VideoReceiving
from megachat_desktop.media.video.sending import VideoSending
from megachat_desktop.media.video.test_picture import TestPictureSource
from megachat_desktop.media.video.time_code import read_time_code

BASE_KEY = bytes(range(64))


class Loopback:
    """Both ends in this process, one lock in place of the engine's loop."""

    def __init__(self, drop: frozenset[int] = frozenset()) -> None:
        self._lock = threading.RLock()
        self._seal, self._open = SealingKey(BASE_KEY), OpeningKeys(BASE_KEY)
        self.sender = PeerSender(streams())
        self.receiver = PeerReceiver(expected_streams(), BOB_SSRC)
        self.receiver.set_opener(lambda _s, sealed: self._open.open(sealed, 0.0), clock.now())
        self.slot = PictureSlot()
        self.slot.set_wanted_size(640, 360)
        self.receiving = VideoReceiving(self.slot, lambda: None)
        self.sending = VideoSending("h264", self._on_encoded)
        self._drop, self._sent = drop, 0
        self._stop = threading.Event()
        self._pump_thread = threading.Thread(target=self._pump, daemon=True)

    def __enter__(self) -> "Loopback":
        self.sender.start_link(clock.now())
        self.receiving.start()
        self._pump_thread.start()
        self.sending.start(TestPictureSource())
        return self

    def __exit__(self, *_reason: object) -> None:
        self.sending.stop()
        self._stop.set()
        self._pump_thread.join()
        self.receiving.stop()

    def _on_encoded(self, frame: EncodedFrame) -> None:
        with self._lock:
            now = clock.now()
            chunks = chunk(self._seal.seal(frame.data))
            timestamp = int(frame.captured_at * 90_000)
            self.sender.send(VIDEO, chunks, timestamp, frame.captured_at, now, key=frame.key)
            self._move(now)

    def _pump(self) -> None:
        while not self._stop.wait(0.002):
            with self._lock:
                self._move(clock.now())

    def _move(self, now: float) -> None:
        for data in self.sender.poll(now):
            self._sent += 1
            if self._sent in self._drop:
                continue
            if is_rtcp(data):
                for report in parse_rtcp(data):
                    self.receiver.on_rtcp(report, now)
            else:
                self._handle(self.receiver.on_rtp(parse_rtp(data, now), now))
        self._handle(self.receiver.poll(now))

    def _handle(self, events: list) -> None:
        for event in events:
            match event:
                case OpenedVideo():
                    self.receiving.push(event)
                case SendRtcp(data):
                    for report in parse_rtcp(data):
                        for _wanted in self.sender.on_rtcp(report, clock.now()):
                            self.sending.request_key_frame()


def watch(loopback: Loopback, seconds: float) -> list[tuple[Picture, float]]:
    shown: list[tuple[Picture, float]] = []
    loopback.receiving.add_tap(lambda picture, at: shown.append((picture, at)))
    with loopback:
        time.sleep(seconds)
    return shown


def test_every_picture_arrives_with_its_own_time_and_soon():
    shown = watch(Loopback(), 2.5)
    assert len(shown) >= 50
    delays = []
    for picture, at in shown:
        code = read_time_code(picture)
        assert code is not None
        if picture.capture is not None:
            assert picture.capture == pytest.approx(code, abs=0.001)
        delays.append(at - code)
    delays.sort()
    assert delays[len(delays) // 2] < 0.08
    last = shown[-1][0]
    assert (last.width, last.height, last.bgra_width, last.bgra_height) == (1280, 720, 640, 360)


def test_lost_packets_do_not_show():
    loopback = Loopback(frozenset(range(20, 400, 19)))
    shown = watch(loopback, 2.5)
    codes = [read_time_code(picture) for picture, _ in shown]
    assert None not in codes
    assert all(a < b for a, b in pairwise(code for code in codes if code is not None))
    assert len(shown) >= 45
    assert loopback.receiver.figures(VIDEO).recovered > 5
