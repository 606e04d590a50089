"""The detectors of a received stream. Times are in whatever scale the caller uses; they are only compared."""

from __future__ import annotations

from collections import deque

from camproof.media.detect.span import SpanDetector
from camproof.verdicts.finding import Finding, Symptom

__all__ = [
    "BlackDetector",
    "ClockDetector",
    "FreezeDetector",
    "LossDetector",
    "SilenceDetector",
    "WrongCameraDetector",
]


class FreezeDetector:
    """The picture stands still while the stream lives (video quality diagnosis: 画面冻结).

    :param hold_s: how long the same picture must come again and again.
    """

    _PAUSE_S = 2.0

    def __init__(self, subject: str = "", hold_s: float = 1.0) -> None:
        method = "same picture number, or same coded bytes, while packets flow"
        self._span = SpanDetector(Symptom.PICTURE_FROZEN, subject, method, hold_s)
        self._picture: object = None
        self._first_s = self._last_s = 0.0

    @property
    def found(self) -> bool:
        """Whether the picture stands still now."""
        return self._span.found

    def frame(self, at_s: float, picture: object) -> None:
        """A picture came; ``picture`` is what tells it from others: its stamp's numbers or a digest."""
        paused = at_s - self._last_s > self._PAUSE_S
        self._last_s = at_s
        if picture == self._picture and not paused:
            self._span.holds(at_s, f"picture {picture}", since_s=self._first_s)
            return
        self._span.over(at_s)
        self._picture, self._first_s = picture, at_s

    def findings(self) -> tuple[Finding, ...]:
        """Freezes so far."""
        return self._span.findings()


class LossDetector:
    """More packets lost over a sliding window than the limit (GB/T 28181-2022 5.5 c: 1e-3).

    :param limit: share 0..1.
    :param window_s: length of what is looked at.
    :param least: fewer lost packets are not enough.
    """

    def __init__(
        self, subject: str = "", *, limit: float = 1e-3, window_s: float = 5.0, least: int = 3
    ) -> None:
        method = f"RTP sequence numbers, more than {limit:.2%} over {window_s:g} s"
        self._span = SpanDetector(Symptom.PACKET_LOSS, subject, method, 0.0)
        self._limit = limit
        self._window_s = window_s
        self._least = least
        self._rows: deque[tuple[float, int, int]] = deque()
        self._last_loss_s = 0.0

    def counts(self, at_s: float, expected: int, lost: int) -> None:
        """Running totals of the stream; call about once a second."""
        rows = self._rows
        if rows and lost > rows[-1][2]:
            self._last_loss_s = at_s
        rows.append((at_s, expected, lost))
        while len(rows) > 2 and rows[1][0] <= at_s - self._window_s:
            rows.popleft()
        _, expected_before, lost_before = rows[0]
        missing, wanted = lost - lost_before, expected - expected_before
        if missing >= self._least and wanted > 0 and missing / wanted > self._limit:
            since_s = max(row_s for row_s, _, count in rows if count <= lost_before)
            self._span.holds(at_s, f"{missing} of {wanted} packets, {missing / wanted:.2%}", since_s=since_s)
        else:
            self._span.over(self._last_loss_s)

    def findings(self) -> tuple[Finding, ...]:
        """Losses so far."""
        return self._span.findings()


class SilenceDetector:
    """No packets for a time (视频丢失: 5 s is what diagnosis products use)."""

    def __init__(self, subject: str = "", hold_s: float = 5.0) -> None:
        self._hold_s = hold_s
        self._span = SpanDetector(Symptom.STREAM_SILENT, subject, "no packets", hold_s)
        self._last_s: float | None = None

    def packets(self, at_s: float, last_packet_s: float) -> None:
        """At ``at_s`` the last packet of the stream (or its opening) was at ``last_packet_s``."""
        if self._last_s is not None and last_packet_s > self._last_s:
            self._span.over(last_packet_s)
        self._last_s = last_packet_s
        silent_s = at_s - last_packet_s
        if silent_s > 0.0 and silent_s >= self._hold_s:
            self._span.holds(at_s, f"{silent_s:.1f} s without a packet", since_s=last_packet_s)

    def findings(self) -> tuple[Finding, ...]:
        """Silences so far."""
        return self._span.findings()


class WrongCameraDetector:
    """The stamps name another camera than the one that was asked for; with None, than the first one."""

    def __init__(self, camera: int | None, subject: str = "", hold_s: float = 0.0) -> None:
        self._camera = camera
        self._span = SpanDetector(Symptom.WRONG_CAMERA, subject, "camera number in the picture", hold_s)

    def frame(self, at_s: float, camera: int) -> None:
        """A picture of ``camera`` came."""
        if self._camera is None:
            self._camera = camera
        if camera == self._camera:
            self._span.over(at_s)
        else:
            self._span.holds(at_s, f"camera {camera} where {self._camera} was asked for")

    def findings(self) -> tuple[Finding, ...]:
        """Wrong pictures so far."""
        return self._span.findings()


class ClockDetector:
    """The camera's clock is off: capture times lie too far from arrival.

    :param limit_s: a live picture is at most this old (GB/T 28181-2022 5.3 a: 2 s) and never from the future.
    """

    _FUTURE_S = 1.0

    def __init__(self, subject: str = "", *, limit_s: float = 10.0, hold_s: float = 1.0) -> None:
        method = "capture time in the picture against time of arrival"
        self._limit_ms = limit_s * 1000
        self._span = SpanDetector(Symptom.CLOCK_WRONG, subject, method, hold_s)

    def latency(self, at_s: float, latency_ms: float) -> None:
        """A new picture came ``latency_ms`` after its capture by the camera's clock."""
        if -self._FUTURE_S * 1000 <= latency_ms <= self._limit_ms:
            self._span.over(at_s)
        else:
            self._span.holds(at_s, f"capture time is off by {-latency_ms / 1000:+.1f} s")

    def findings(self) -> tuple[Finding, ...]:
        """Wrong clocks so far."""
        return self._span.findings()


class BlackDetector:
    """A black picture: low mean luma with little variation (黑屏).

    :param mean_below: of 0..255; :param spread_below: standard deviation.
    """

    def __init__(self, subject: str = "", *, mean_below: float = 30.0, spread_below: float = 10.0) -> None:
        self._mean_below = mean_below
        self._spread_below = spread_below
        self._span = SpanDetector(Symptom.PICTURE_BLACK, subject, "luma of decoded key pictures", 0.0)

    def picture(self, at_s: float, mean_luma: float, luma_spread: float) -> None:
        """A key picture was decoded."""
        if mean_luma < self._mean_below and luma_spread < self._spread_below:
            self._span.holds(at_s, f"mean luma {mean_luma:.0f}, spread {luma_spread:.0f}")
        else:
            self._span.over(at_s)

    def findings(self) -> tuple[Finding, ...]:
        """Black pictures so far."""
        return self._span.findings()
