"""What bob's feedback says of arrivals is what alice reads, and nothing makes her parser raise."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.media.rtp.feedback import MAX_PACKETS, FeedbackLog, parse_feedback


def test_alice_reads_arrivals_and_gaps():
    log = FeedbackLog()
    log.record(65_534, 10.000)
    log.record(0, 10.010)
    body = log.report(10.020)
    assert body is not None
    report = parse_feedback(body)
    assert report is not None
    assert (report.first, report.late) == (65_534, False)
    assert report.arrivals[1] is None
    assert [age for age in report.arrivals if age is not None] == [0.02, 0.01]


def test_nothing_new_is_not_reported():
    log = FeedbackLog()
    assert log.report(1.0) is None
    log.record(5, 1.0)
    assert log.report(1.05) is not None
    assert log.report(1.10) is None
    log.record(5, 1.11)
    assert log.report(1.15) is None


def test_a_packet_that_came_late_corrects_its_report():
    log = FeedbackLog()
    for number in (1, 3):
        log.record(number, 1.0)
    log.report(1.05)
    log.record(2, 1.06)
    log.record(4, 1.06)
    body = log.report(1.10)
    assert body is not None
    report = parse_feedback(body)
    assert report is not None
    assert report.first == 2
    assert None not in report.arrivals


def test_a_late_loop_says_so():
    log = FeedbackLog()
    log.record(1, 1.0)
    body = log.report(1.05, late=True)
    assert body is not None
    report = parse_feedback(body)
    assert report is not None
    assert report.late


def test_old_arrivals_have_no_exact_age():
    log = FeedbackLog()
    log.record(1, 1.0)
    body = log.report(4.0)
    assert body is not None
    report = parse_feedback(body)
    assert report is not None
    assert report.arrivals == (float("inf"),)


def test_a_report_after_an_outage_stays_small():
    log = FeedbackLog()
    log.record(0, 1.0)
    log.record(30_000, 1.01)
    body = log.report(1.05)
    assert body is not None
    report = parse_feedback(body)
    assert report is not None
    assert len(report.arrivals) == MAX_PACKETS
    assert report.arrivals[-1] is not None


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 500), min_size=1), st.integers(0, 65_535))
def test_received_means_received(numbers: set[int], start: int):
    log = FeedbackLog()
    for number in sorted(numbers):
        log.record((start + number) & 0xFFFF, 1.0)
    body = log.report(1.02)
    assert body is not None
    assert len(body) % 4 == 0
    report = parse_feedback(body)
    assert report is not None
    first = min(numbers)
    heard = {first + i for i, age in enumerate(report.arrivals) if age is not None}
    assert heard == numbers


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_any_body_is_read_or_refused(body: bytes):
    parse_feedback(body)
    parse_feedback(b"MCTF" + body)


def test_a_count_that_lies_is_refused():
    for count in (0, 2, MAX_PACKETS + 1, 0x7FFF):
        body = struct.pack("!4sHHIHH", b"MCTF", 1, count, 0, 0x8000, 0)
        assert (parse_feedback(body) is None) == (count != 2)
    assert parse_feedback(struct.pack("!4sHHI", b"MCTF", 1, 1, 0)) is None
