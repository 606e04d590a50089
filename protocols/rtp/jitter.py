"""Interarrival jitter (RFC 3550 6.4.1 and A.8)."""

from __future__ import annotations

__all__ = ["JitterMeter"]


class JitterMeter:
    """RFC 3550 A.8 over every packet in the order of arrival.

    A step of the transit time beyond ``jump_s`` is not jitter but a jump of a clock: it is counted in
    ``jumps`` and measuring goes on from there.

    :param clock_hz: RTP clock of the stream.
    """

    __slots__ = ("_clock_hz", "_jump", "_timestamp", "_transit", "jitter", "jumps")

    def __init__(self, clock_hz: int = 90_000, *, jump_s: float = 10.0) -> None:
        self._clock_hz = clock_hz
        self._jump = jump_s * clock_hz
        self._timestamp = 0
        self._transit: float | None = None
        self.jitter = 0.0
        self.jumps = 0

    def packet(self, timestamp: int, arrival_s: float) -> None:
        """Take one packet: its 32-bit timestamp and the local monotonic time of its arrival."""
        step = (timestamp - self._timestamp) & 0xFFFFFFFF
        self._timestamp += step - (1 << 32) if step & 0x80000000 else step
        transit = arrival_s * self._clock_hz - self._timestamp
        if self._transit is not None:
            change = abs(transit - self._transit)
            if change <= self._jump:
                self.jitter += (change - self.jitter) / 16.0
            else:
                self.jumps += 1
        self._transit = transit

    @property
    def transit(self) -> float | None:
        """Of the last packet, arrival less timestamp in units of the RTP clock; None before the first."""
        return self._transit

    def go_on(self, jitter: float, timestamp: int, transit: float) -> None:
        """Measuring was done elsewhere up to here; all in units of the RTP clock, without wrapping."""
        self.jitter, self._timestamp, self._transit = jitter, timestamp, transit

    @property
    def jitter_units(self) -> int:
        """In units of the RTP clock, as a receiver report wants it."""
        return int(self.jitter)

    @property
    def jitter_ms(self) -> float:
        return self.jitter * 1000.0 / self._clock_hz
