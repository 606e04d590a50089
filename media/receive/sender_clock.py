"""What a sender's reports say of its clocks (RFC 3550 6.4.1)."""

from __future__ import annotations

from camproof.protocols.rtp import SenderReport, epoch_from_ntp

__all__ = ["SenderClock"]

_HALF = 1 << 31
_MASK = 0xFFFFFFFF


class SenderClock:
    """Compares RTP timestamps and NTP times of sender reports, and NTP times with their arrival.

    A report whose NTP time is not after the one before, or that is from more than an hour later, starts anew.

    :param clock_hz: RTP clock of the stream.
    :ivar error_s: the sender's clock less ours in the last report, the way of the report included (it makes
        the figure smaller); None before the first.
    """

    __slots__ = ("_clock_hz", "_first_ntp_s", "_last_ntp_s", "_last_timestamp", "_ticks", "error_s")

    _LONGEST_S = 3600.0

    def __init__(self, clock_hz: int) -> None:
        self._clock_hz = clock_hz
        self._first_ntp_s: float | None = None
        self._last_ntp_s = 0.0
        self._last_timestamp = 0
        self._ticks = 0
        self.error_s: float | None = None

    def report(self, report: SenderReport, wall_s: float) -> None:
        """A report came at ``wall_s``, seconds since 1970."""
        ntp_s = epoch_from_ntp(report.ntp)
        self.error_s = ntp_s - wall_s
        between_s = ntp_s - self._last_ntp_s
        if self._first_ntp_s is None or not 0 < between_s < self._LONGEST_S:
            self._first_ntp_s, self._ticks = ntp_s, 0
        else:
            step = report.rtp_timestamp - self._last_timestamp + _HALF & _MASK
            self._ticks += step - _HALF
        self._last_ntp_s, self._last_timestamp = ntp_s, report.rtp_timestamp

    @property
    def drift_ppm(self) -> float | None:
        """How much faster the RTP clock runs than NTP time, in millionths; None before two reports."""
        if self._first_ntp_s is None or self._last_ntp_s <= self._first_ntp_s:
            return None
        return (self._ticks / self._clock_hz / (self._last_ntp_s - self._first_ntp_s) - 1) * 1e6
