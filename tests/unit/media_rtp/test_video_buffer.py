"""Frames leave in decoding order; what is missing is asked for; a key frame ends every wait."""

from megachat_desktop.media.rtp.packetizer import chunk
from megachat_desktop.media.rtp.playout import PlayoutClock
from megachat_desktop.media.rtp.video_buffer import (
    FrameReady,
    OpenedFrame,
    SendNack,
    SendPli,
    Skipped,
    VideoEvent,
    VideoJitterBuffer,
)


def open_frame(sealed: bytes) -> OpenedFrame | None:
    return None if sealed[:1] == b"!" else OpenedFrame(sealed, sealed[:1] == b"K")


class Camera:
    """Numbers the packets of frames; ``frame`` returns those of the next one."""

    def __init__(self, first: int = 65_530) -> None:
        self.sequence = first
        self.timestamp = 2**32 - 6000

    def frame(self, kind: bytes, pieces: int = 1) -> list[tuple[int, int, bytes]]:
        payloads = chunk(kind + bytes(1099 * (pieces - 1)))
        packets = []
        for payload in payloads:
            packets.append((self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF, payload))
            self.sequence += 1
        self.timestamp += 3000
        return packets


def insert(buffer: VideoJitterBuffer, packets: list[tuple[int, int, bytes]], now: float) -> None:
    for packet in packets:
        buffer.insert(*packet, now)


def kinds(events: list[VideoEvent]) -> list[str]:
    names = []
    for event in events:
        match event:
            case FrameReady(frame):
                names.append(frame[:1].decode())
            case Skipped(frames):
                names.append(f"skipped {frames}")
            case SendNack(lost):
                names.append(f"nack {len(lost)}")
            case SendPli():
                names.append("pli")
    return names


def test_frames_flow_across_both_wraps():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    story = []
    for index in range(20):
        insert(buffer, camera.frame(b"D" if index else b"K", 2), index / 30)
        story += kinds(buffer.poll(index / 30))
    assert story == ["K", *["D"] * 19]


def test_a_frame_knows_whether_anything_was_sent_before_it():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"K"), 0.0)
    insert(buffer, camera.frame(b"D"), 0.03)
    ready = buffer.poll(0.03)
    camera.frame(b"D")
    insert(buffer, camera.frame(b"K"), 0.1)
    ready += buffer.poll(0.1)
    assert [e.follows for e in ready if isinstance(e, FrameReady)] == [False, True, False]


def test_nobody_waits_for_the_next_frame():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"K", 3), 0.0)
    assert kinds(buffer.poll(0.0)) == ["K"]


def test_a_frame_waits_for_the_one_before_it():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"K"), 0.0)
    late, early = camera.frame(b"D"), camera.frame(b"E")
    insert(buffer, early, 0.0)
    assert kinds(buffer.poll(0.0)) == ["K"]
    insert(buffer, late, 0.005)
    assert kinds(buffer.poll(0.005)) == ["D", "E"]


def test_a_lost_packet_is_asked_for_and_its_resend_completes_the_frame():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    buffer.set_rtt(0.05)
    insert(buffer, camera.frame(b"K"), 0.0)
    first, second, third = camera.frame(b"D", 3)
    insert(buffer, [first, third], 0.0)
    assert kinds(buffer.poll(0.0)) == ["K"]
    assert buffer.next_deadline() == 0.01
    assert kinds(buffer.poll(0.01)) == ["nack 1"]
    buffer.insert(*second, 0.06, recovered=True)
    assert kinds(buffer.poll(0.06)) == ["D"]


def test_a_late_frame_asks_for_a_key_frame_once_a_second_and_that_ends_the_wait():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    buffer.set_rtt(0.1)
    insert(buffer, camera.frame(b"K"), 0.0)
    camera.frame(b"D")
    insert(buffer, camera.frame(b"E"), 0.0)
    story = []
    for tick in range(130):
        if tick % 3 == 0:
            insert(buffer, camera.frame(b"E"), tick / 100)
        events = kinds(buffer.poll(tick / 100))
        story += [(tick / 100, kind) for kind in events if kind == "pli"]
    assert story == [(0.25, "pli"), (1.25, "pli")]
    insert(buffer, camera.frame(b"K"), 1.4)
    assert kinds(buffer.poll(1.4)) == ["skipped 45", "K"]
    assert buffer.next_deadline() is None


def test_a_stream_that_begins_without_a_key_frame_asks_for_one_at_once():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"D"), 0.0)
    assert kinds(buffer.poll(0.0)) == ["pli"]
    insert(buffer, camera.frame(b"D"), 0.03)
    assert kinds(buffer.poll(0.03)) == []


def test_a_first_key_frame_with_a_gap_is_waited_for():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    first, second, third = camera.frame(b"K", 3)
    insert(buffer, [first, third], 0.0)
    insert(buffer, camera.frame(b"D"), 0.03)
    assert kinds(buffer.poll(0.03)) == ["nack 1"]
    buffer.insert(*second, 0.1, recovered=True)
    assert kinds(buffer.poll(0.1)) == ["K", "D"]


def test_nobody_asks_while_nothing_arrives():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"K"), 0.0)
    first, _second = camera.frame(b"D", 2)
    insert(buffer, [first], 0.0)
    assert kinds(buffer.poll(0.0)) == ["K"]
    assert buffer.next_deadline() is None
    assert kinds(buffer.poll(8.0)) == []
    insert(buffer, camera.frame(b"D"), 8.1)
    assert "pli" in kinds(buffer.poll(8.1))


def test_a_frame_that_does_not_open_counts_as_lost():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"K"), 0.0)
    insert(buffer, camera.frame(b"!"), 0.01)
    insert(buffer, camera.frame(b"D"), 0.02)
    assert kinds(buffer.poll(0.02)) == ["K", "pli"]
    assert buffer.unopened == 1
    insert(buffer, camera.frame(b"K"), 0.1)
    assert kinds(buffer.poll(0.1)) == ["skipped 1", "K"]


def test_padding_leaves_no_gap():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, [(camera.sequence, 0, b"")], 0.0)
    camera.sequence += 1
    insert(buffer, camera.frame(b"K"), 0.0)
    insert(buffer, [(camera.sequence & 0xFFFF, camera.timestamp & 0xFFFFFFFF, b"")], 0.0)
    camera.sequence += 1
    insert(buffer, camera.frame(b"D"), 0.03)
    assert kinds(buffer.poll(0.03)) == ["K", "D"]


def test_duplicates_never_show_twice():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    frames = [camera.frame(b"K"), camera.frame(b"D"), camera.frame(b"E")]
    story = []
    for packets in (frames[0], frames[2], frames[2], frames[1], frames[1], frames[0], frames[2]):
        insert(buffer, packets, 0.0)
        story += kinds(buffer.poll(0.0))
    assert story == ["K", "D", "E"]


def test_over_a_hundred_missing_packets_ask_for_a_key_frame_at_once():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"K"), 0.0)
    camera.frame(b"D", 101)
    insert(buffer, camera.frame(b"E"), 0.0)
    assert kinds(buffer.poll(0.0)) == ["K", "pli"]


def test_the_decoder_may_ask_for_a_key_frame():
    camera, buffer = Camera(), VideoJitterBuffer(open_frame)
    insert(buffer, camera.frame(b"K"), 0.0)
    buffer.poll(0.0)
    buffer.request_key_frame()
    assert kinds(buffer.poll(0.01)) == ["pli"]


def test_playout_follows_lateness_up_at_once_and_down_slowly():
    clock = PlayoutClock()
    for index in range(60):
        assert clock.due(index * 3000, 10 + index / 30) <= 10 + index / 30 + 1e-9
    assert clock.target < 1e-6
    for index in range(60, 90):
        clock.due(index * 3000, 10 + index / 30 + 0.1)
    assert abs(clock.target - 0.1) < 0.005
    for index in range(90, 210):
        clock.due(index * 3000, 10 + index / 30)
    assert 0.03 < clock.target < 0.08


def test_playout_never_holds_a_frame_longer_than_it_may():
    clock = PlayoutClock()
    clock.due(0, 10.0)
    clock.due(3000, 13.0)
    assert clock.target <= 0.4
