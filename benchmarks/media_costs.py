"""What a picture costs from camera to painter, and what loss does to it, each on one core.

python benchmarks/media_costs.py            all of it, about two minutes
python benchmarks/media_costs.py --short    one simulated minute instead of ten
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from media_rtp_support import VIDEO, Network, Wire, random_loss
from megachat_desktop.crypto.sframe import OpeningKeys, SealingKey
from megachat_desktop.media.picture import PaintedSize
from megachat_desktop.media.rtp.packetizer import FrameAssembler, chunk
from megachat_desktop.media.rtp.packets import RtpOut
from megachat_desktop.media.video.decoder import VideoDecoder
from megachat_desktop.media.video.encoder import EncoderSettings, open_encoder
from megachat_desktop.media.video.frames import CapturedFrame, EncodedFrame
from megachat_desktop.media.video.rungs import RUNGS
from megachat_desktop.media.video.scaling import Scaler
from megachat_desktop.media.video.test_picture import TestPicture
from megachat_desktop.media.video.time_code import read_time_code

PICTURES = 150
T = TypeVar("T")
BASE_KEY = bytes(64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true")
    short = parser.parse_args().short
    frames = picture_costs()
    packet_costs(frames)
    loss_table(60 if short else 600)


def picture_costs() -> list[EncodedFrame]:
    """Drawing, encoding, decoding, scaling at 720p, 1.5 Mbit/s."""
    rung = RUNGS[4]
    settings = EncoderSettings(1280, 720, 30, 1_500_000, rung.max_bps, rung.buffer_bits)
    drawing, scaler = TestPicture(), Scaler()
    encoder, decoder = open_encoder("h264", settings), VideoDecoder("h264")
    drawn, encoded, decoded, painted, read = [], [], [], [], []
    frames = []
    for index in range(PICTURES):
        at = index / 30
        picture = timed(drawn, lambda i=index, t=at: drawing.draw(i, t))
        frame = timed(
            encoded, lambda p=picture, t=at: encoder.encode(CapturedFrame(p, t), key=False)
        )
        (out,) = timed(decoded, lambda f=frame: decoder.decode(f.data))
        timed(painted, lambda p=out: scaler.paintable(p, PaintedSize(960, 540)))
        timed(read, lambda p=out: read_time_code(p))
        frames.append(frame)
    rate = sum(len(frame.data) for frame in frames) * 8 * 30 / PICTURES / 1000
    print(f"1280x720, {rate:.0f} kbit/s, key frame {len(frames[0].data)} bytes; ms p50 / p95:")
    show("draw the test picture", drawn)
    show("encode (x264 superfast)", encoded)
    show("decode", decoded)
    show("scale to 960x540 BGRA", painted)
    show("read the time code", read)
    return frames


def packet_costs(frames: list[EncodedFrame]) -> None:
    """Sealing, cutting, header, joining, opening; microseconds."""
    sealing, opening, assembler = SealingKey(BASE_KEY), OpeningKeys(BASE_KEY), FrameAssembler()
    seal, cut, head, join, unseal = [], [], [], [], []
    sequence = 0
    for index, frame in enumerate(frames):
        sealed = timed(seal, lambda f=frame: sealing.seal(f.data))
        chunks = timed(cut, lambda s=sealed: chunk(s))
        whole = None
        for piece in chunks:
            packet = RtpOut(1, 102, sequence, index * 3000, False, piece)
            timed(head, lambda p=packet: p.to_bytes(5))
            whole = timed(
                join, lambda p=piece, s=sequence, i=index: assembler.insert(s, i * 3000, p)
            )
            sequence += 1
        assert whole is not None
        timed(unseal, lambda w=whole: opening.open(w.sealed, 0.0))
    print("per frame or packet; microseconds p50 / p95:")
    for name, values in (("seal", seal), ("cut", cut), ("header", head), ("join", join)):
        show(name, values, 1e6)
    show("open", unseal, 1e6)


def loss_table(seconds: int) -> None:
    """Freezes over simulated time at 100 ms round trip, loss in both directions."""
    print(f"{seconds} simulated seconds, 100 ms round trip, 720p30 with sound:")
    for loss in (0.0, 0.02, 0.05, 0.10):
        network = Network(loss_out=random_loss(loss, 1), loss_back=random_loss(loss, 2))
        wire = Wire(network)
        began = time.perf_counter()
        story = wire.play(seconds)
        took = time.perf_counter() - began
        freezes = story.freezes()
        figures = wire.sender.figures(VIDEO)
        print(
            f"  {loss:4.0%}: {freezes.freezes} freezes, {freezes.frozen_s:.1f} s frozen,"
            f" longest gap {freezes.longest_s * 1000:.0f} ms; {len(story.frames)} frames,"
            f" {story.skipped} skipped, {figures.retransmits} resends, {figures.plis} key frames"
            f" asked; sound {len(story.audio) / (50 * seconds):.2%};"
            f" {took / story.packets * 1e6:.0f} us per packet, {seconds / took:.0f} x real time"
        )


def timed(times: list[float], work: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = work()
    times.append(time.perf_counter() - began)
    return result


def show(name: str, times: list[float], unit: float = 1e3) -> None:
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"  {name:26} {p50 * unit:7.2f} {p95 * unit:7.2f}")


if __name__ == "__main__":
    main()
