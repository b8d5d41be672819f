"""What a sender may do: numbering, pacing, resends, reports, keep-alive."""

import pytest

from media_rtp_support import (
    AUDIO,
    AUDIO_RTX,
    AUDIO_SSRC,
    VIDEO,
    VIDEO_RTX,
    VIDEO_SSRC,
    is_rtcp,
    parse_rtp,
    streams,
)
from megachat_desktop.media.rtp.feedback import FeedbackLog, parse_feedback
from megachat_desktop.media.rtp.history import SendHistory
from megachat_desktop.media.rtp.pacer import Pacer, ResendBudget
from megachat_desktop.media.rtp.packetizer import chunk
from megachat_desktop.media.rtp.packets import RtpIn, RtpOut
from megachat_desktop.media.rtp.rate import LossRate
from megachat_desktop.media.rtp.rtcp import (
    Nack,
    PictureLoss,
    SenderReport,
    TransportFeedback,
    parse_rtcp,
)
from megachat_desktop.media.rtp.sender import KeyFrameWanted, PeerSender


def started(now: float = 10.0) -> PeerSender:
    sender = PeerSender(streams())
    sender.start_link(now)
    sender.poll(now)
    return sender


def media(sender: PeerSender, now: float) -> list[RtpIn]:
    return [parse_rtp(data, now) for data in sender.poll(now) if not is_rtcp(data)]


def test_a_link_begins_with_an_empty_packet_of_every_ssrc():
    sender = PeerSender(streams())
    assert sender.poll(9.0) == []
    sender.start_link(10.0)
    first = media(sender, 10.0)
    assert {packet.ssrc for packet in first} == {AUDIO_SSRC, AUDIO_RTX, VIDEO_SSRC, VIDEO_RTX}
    assert all(packet.payload == b"" for packet in first)
    assert [packet.transport_sequence for packet in first] == [0, 1, 2, 3]


def test_a_new_link_goes_on_with_the_numbers():
    sender = started()
    sender.send(VIDEO, [b"\xc0x"], 0, 10.0, 10.0)
    before = media(sender, 10.0)[0]
    sender.start_link(11.0)
    again = next(packet for packet in media(sender, 11.0) if packet.ssrc == VIDEO_SSRC)
    assert again.sequence == before.sequence + 1
    assert again.transport_sequence == 2


def test_sound_never_waits_behind_pictures():
    sender = started()
    sender.send(VIDEO, chunk(bytes(200_000)), 0, 10.0, 10.0)
    sender.send(AUDIO, [b"\xc0sound"], 0, 10.0, 10.0)
    assert media(sender, 10.0)[0].ssrc == AUDIO_SSRC
    assert sender.queue_s() > 0.25


def test_pictures_leave_at_one_and_a_half_times_the_target():
    pacer = Pacer(1_000_000)
    for number in range(400):
        pacer.push(RtpOut(1, 102, number, 0, False, bytes(1105)))
    pacer.pop(0.0)
    sent, now = 0, 0.0
    while now < 1.0:
        now += 0.005
        sent += sum(packet.size_bytes for packet in pacer.pop(now))
    assert sent * 8 == pytest.approx(1_500_000, rel=0.02)


def test_a_key_frame_leaves_faster():
    pacer = Pacer(1_000_000)
    for number in range(400):
        pacer.push(RtpOut(1, 102, number, 0, False, bytes(1105)), key=True)
    pacer.pop(0.0)
    sent, now = 0, 0.0
    while now < 1.0:
        now += 0.005
        sent += sum(packet.size_bytes for packet in pacer.pop(now))
    assert sent * 8 == pytest.approx(2_500_000, rel=0.02)


def test_a_nack_is_answered_on_the_resend_ssrc_with_the_same_bytes():
    sender = started()
    sender.send(VIDEO, chunk(b"frame"), 77, 10.0, 10.0)
    original = media(sender, 10.0)[0]
    sender.on_rtcp(Nack(1, VIDEO_SSRC, (original.sequence,)), 10.1)
    (resent,) = media(sender, 10.1)
    assert resent.ssrc == VIDEO_RTX
    assert resent.payload == original.sequence.to_bytes(2, "big") + original.payload
    assert resent.timestamp == original.timestamp
    assert sender.figures(VIDEO).retransmits == 1


def test_the_copy_of_a_nack_is_ignored_and_the_next_round_gets_two():
    history = SendHistory()
    packet = RtpOut(1, 102, 5, 0, False, b"x")
    history.add(packet, 0.0)
    assert history.request(5, 0.1, 0.100) == [packet]
    assert history.request(5, 0.1, 0.115) == []
    assert history.request(5, 0.1, 0.210) == [packet, packet]
    assert history.request(6, 0.1, 0.210) == []


def test_where_much_is_lost_a_resend_goes_twice_from_the_first_on():
    history = SendHistory()
    packet = RtpOut(1, 102, 5, 0, False, b"x")
    history.add(packet, 0.0)
    assert history.request(5, 0.1, 0.1, twice=True) == [packet, packet]


def lossy_feedback(sender: PeerSender, now: float) -> None:
    """Tell a sender of video that every tenth of its packets is lost."""
    for number in range(60):
        sender.send(VIDEO, [b"\xc0x"], number, now, now)
    numbers = [packet.transport_sequence or 0 for packet in media(sender, now)]
    sender.on_rtcp(feedback_for([n for n in numbers if n % 10], now), now)


def test_the_second_copy_of_a_resend_leaves_10_ms_after_the_first():
    sender = started()
    lossy_feedback(sender, 10.0)
    sender.send(VIDEO, chunk(b"frame"), 77, 10.1, 10.1)
    original = media(sender, 10.1)[-1]
    sender.send(VIDEO, [b"\xc0next"], 78, 10.15, 10.15)
    media(sender, 10.15)
    sender.on_rtcp(Nack(1, VIDEO_SSRC, (original.sequence,)), 10.2)
    resent = [packet for packet in media(sender, 10.2) if packet.ssrc == VIDEO_RTX]
    assert media(sender, 10.205) == []
    again = [packet for packet in media(sender, 10.21) if packet.ssrc == VIDEO_RTX]
    assert [packet.payload for packet in resent] == [packet.payload for packet in again]
    assert resent[0].sequence != again[0].sequence


def test_second_copies_end_before_first_ones_do():
    budget = ResendBudget()
    budget.fill(1_000_000, 0.0)
    story = []
    while budget.left:
        story.append(budget.plenty)
        budget.spend(1100)
    assert story.index(False) == pytest.approx(len(story) / 2, abs=1)


def test_history_ends_after_a_second_and_1024_packets():
    history = SendHistory()
    for number in range(1100):
        history.add(RtpOut(1, 102, number, 0, False, b"x"), 0.0)
    assert history.request(75, 0.1, 0.5) == []
    assert history.request(76, 0.1, 0.5) != []
    assert history.request(1099, 0.1, 1.01) == []


def feedback_for(numbers: list[int], now: float) -> TransportFeedback:
    log = FeedbackLog()
    for number in numbers:
        log.record(number, now)
    body = log.report(now)
    assert body is not None
    return TransportFeedback(1, VIDEO_SSRC, body)


def test_the_lost_tail_of_a_frame_is_resent_unasked():
    sender = started()
    sender.send(VIDEO, chunk(bytes(1500)), 0, 10.0, 10.0)
    first, last = media(sender, 10.0)
    sender.send(AUDIO, [b"\xc0sound"], 0, 10.0, 10.01)
    (sound,) = media(sender, 10.01)
    numbers = [first.transport_sequence or 0, sound.transport_sequence or 0]
    sender.on_rtcp(feedback_for(numbers, 10.02), 10.03)
    assert media(sender, 10.039) == []
    (resent,) = media(sender, 10.041)
    assert resent.payload[:2] == last.sequence.to_bytes(2, "big")
    assert media(sender, 10.1) == []


def test_a_tail_that_arrived_or_is_followed_is_left_alone():
    sender = started()
    sender.send(VIDEO, chunk(b"x"), 0, 10.0, 10.0)
    (only,) = media(sender, 10.0)
    sender.on_rtcp(feedback_for([only.transport_sequence or 0], 10.02), 10.03)
    assert media(sender, 10.05) == []
    sender.send(VIDEO, chunk(b"y"), 3000, 10.06, 10.06)
    (lost,) = media(sender, 10.06)
    sender.send(VIDEO, chunk(b"z"), 6000, 10.09, 10.09)
    (followed,) = media(sender, 10.09)
    number = followed.transport_sequence or 0
    assert lost.transport_sequence == number - 1
    sender.on_rtcp(feedback_for([number - 2, number], 10.11), 10.12)
    assert all(packet.payload == b"" for packet in media(sender, 10.2))


def test_a_sender_report_tells_capture_time():
    sender = PeerSender(streams(first_timestamp=5000))
    sender.start_link(10.0)
    sender.send(VIDEO, [b"\xc0x"], 900, 9.99, 10.0)
    reports = [parse_rtcp(data)[0] for data in sender.poll(10.0) if is_rtcp(data)]
    assert len(reports) == 1
    report = reports[0]
    assert isinstance(report, SenderReport)
    assert (report.ssrc, report.timestamp) == (VIDEO_SSRC, 5900)
    assert report.capture == pytest.approx(9.99)
    assert not any(is_rtcp(data) for data in sender.poll(10.9))
    assert any(is_rtcp(data) for data in sender.poll(11.0))


def test_a_silent_sender_says_that_it_lives_without_a_gap_in_the_stream():
    sender = started()
    assert media(sender, 10.19) == []
    (alive,) = media(sender, 10.2)
    assert (alive.ssrc, alive.payload) == (AUDIO_RTX, b"")


def test_picture_loss_asks_for_a_key_frame_of_that_stream_only():
    sender = started()
    assert sender.on_rtcp(PictureLoss(1, VIDEO_SSRC), 10.0) == [KeyFrameWanted(VIDEO)]
    assert sender.on_rtcp(PictureLoss(1, AUDIO_SSRC), 10.0) == []
    assert sender.on_rtcp(PictureLoss(1, 12345), 10.0) == []


def test_reports_about_nothing_of_ours_change_nothing():
    sender = started()
    sender.on_rtcp(Nack(1, 12345, (1, 2, 3)), 10.0)
    sender.on_rtcp(Nack(1, VIDEO_SSRC, tuple(range(101, 500))), 10.0)
    sender.on_rtcp(TransportFeedback(1, VIDEO_SSRC, b"rubbish"), 10.0)
    sender.on_rtcp(feedback_for([40_000, 40_001], 10.0), 10.0)
    assert not sender.has_rtt
    assert media(sender, 10.0) == []


def test_the_round_trip_time_comes_out_of_feedback():
    sender = started()
    sender.send(AUDIO, [b"\xc0x"], 0, 10.0, 10.0)
    (packet,) = media(sender, 10.0)
    sender.on_rtcp(feedback_for([packet.transport_sequence or 0], 5.0), 10.08)
    assert sender.rtt == pytest.approx(0.08)


def fed(rate: LossRate, fates: list[bool], now: float) -> None:
    log = FeedbackLog()
    base = int(now * 1000)
    for index, lost in enumerate(fates):
        if not lost:
            log.record(base + index, now)
    sender_report = log.report(now)
    assert sender_report is not None
    report = parse_feedback(sender_report)
    assert report is not None
    rate.on_feedback(report, now)


def test_the_rate_grows_without_loss_holds_and_backs_off():
    rate = LossRate(1_000_000, 2_200_000)
    for second in range(20):
        fed(rate, [False] * 50, second)
    assert rate.target(20) == 2_200_000
    for second in range(20, 40):
        fed(rate, [*[True, *[False] * 19] * 2, False], second)
    assert rate.target(40) == 2_200_000
    for second in range(40, 60):
        fed(rate, [*[True, True, False, False, False] * 10, False], second)
    assert rate.target(60) < 1_000_000
