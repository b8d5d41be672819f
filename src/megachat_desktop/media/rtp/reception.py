"""What one stream's arrivals say about loss and jitter (RFC 3550, section 6.4 and appendix A)."""

from megachat_desktop.media.rtp.packets import RtpIn
from megachat_desktop.media.rtp.rtcp import ReportBlock, SenderReport, ntp_from_seconds
from megachat_desktop.media.rtp.sequence import Unwrapper


def interarrival_jitter(previous: float, transit_delta: float) -> float:
    """The smoothed arrival jitter after one more packet, in RTP timestamp units.

    Source: RFC 3550, section 6.4.1 and appendix A.8.
    """
    return previous + (abs(transit_delta) - previous) / 16


class Reception:
    """Counts of one SSRC. ``jitter`` is in units of its clock."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        self._ssrc = ssrc
        self._clock_rate = clock_rate
        self._unwrapper = Unwrapper(16)
        self._first = 0
        self._transit: float | None = None
        self._previous = (0, 0)  # expected, received at the last report
        self._report: tuple[int, float] | None = None  # middle NTP bits, when it came
        self.packets = 0
        self.octets = 0
        self.jitter = 0.0

    def on_packet(self, packet: RtpIn) -> None:
        """Count one packet that is no resend."""
        if self._unwrapper.highest is None:
            self._first = packet.sequence
        self._unwrapper.unwrap(packet.sequence)
        self.packets += 1
        self.octets += len(packet.payload)
        transit = packet.arrival * self._clock_rate - packet.timestamp
        if self._transit is not None:
            delta = transit - self._transit
            if abs(delta) < self._clock_rate:  # a wrap of the timestamp is no jitter
                self.jitter = interarrival_jitter(self.jitter, delta)
        self._transit = transit

    def on_sender_report(self, report: SenderReport, now: float) -> None:
        """Remember it, so that the sender can tell the round-trip time from our block."""
        self._report = (ntp_from_seconds(report.capture) >> 16 & 0xFFFFFFFF, now)

    @property
    def expected(self) -> int:
        """Packets sent up to the highest number seen."""
        highest = self._unwrapper.highest
        return 0 if highest is None else highest - self._first + 1

    @property
    def lost(self) -> int:
        """Packets that did not come by themselves."""
        return max(0, self.expected - self.packets)

    def block(self, now: float) -> ReportBlock | None:
        """The block for the next report; None before the first packet."""
        highest = self._unwrapper.highest
        if highest is None:
            return None
        expected = self.expected - self._previous[0]
        received = self.packets - self._previous[1]
        self._previous = (self.expected, self.packets)
        fraction = max(0.0, 1 - received / expected) if expected > 0 else 0.0
        last, since = (0, 0) if self._report is None else (self._report[0], self._since(now))
        return ReportBlock(
            self._ssrc, fraction, self.lost, highest & 0xFFFFFFFF, int(self.jitter), last, since
        )

    def _since(self, now: float) -> int:
        assert self._report is not None
        return int((now - self._report[1]) * 65536)
