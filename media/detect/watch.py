"""All detectors of one watched stream, fed by its receiver."""

from __future__ import annotations

from camproof.media.detect.detectors import (
    ClockDetector,
    FreezeDetector,
    LossDetector,
    SilenceDetector,
    WrongCameraDetector,
)
from camproof.media.receive.analyser import StreamAnalyser
from camproof.media.receive.frame import ReceivedFrame
from camproof.verdicts.finding import Finding

__all__ = ["StreamWatch"]


class StreamWatch:
    """Judges a live stream frame by frame; findings are in scenario time.

    :param camera: number that the stamps must carry; None takes that of the first picture.
    :param subject: 20-digit code for the findings.
    :param zero_s: monotonic time at which scenario time is 0.
    """

    def __init__(
        self,
        analyser: StreamAnalyser,
        camera: int | None,
        subject: str = "",
        *,
        zero_s: float = 0.0,
        freeze_s: float = 1.0,
        silence_s: float = 5.0,
        clock_limit_s: float = 10.0,
        loss_limit: float = 1e-3,
    ) -> None:
        self._analyser = analyser
        self._zero_s = zero_s
        self._last_frame: int | None = None
        self.freeze = FreezeDetector(subject, freeze_s)
        self.loss = LossDetector(subject, limit=loss_limit)
        self.silence = SilenceDetector(subject, silence_s)
        self.wrong_camera = WrongCameraDetector(camera, subject)
        self.clock = ClockDetector(subject, limit_s=clock_limit_s)

    def frame(self, frame: ReceivedFrame) -> None:
        """A frame came (give this to the receiver as a sink)."""
        if not frame.video:
            return
        at_s, stamp = frame.arrival_s - self._zero_s, frame.stamp
        self.silence.packets(at_s, at_s)
        if stamp is None:
            self.freeze.frame(at_s, hash(frame.data))
            return
        self.freeze.frame(at_s, (stamp.camera, stamp.frame))
        self.wrong_camera.frame(at_s, stamp.camera)
        if stamp.frame != self._last_frame:
            self.clock.latency(at_s, self._analyser.latency_ms(stamp, frame.arrival_s))
        self._last_frame = stamp.frame

    def tick(self, now_s: float) -> float:
        """Call about once a second (monotonic time): silence and loss show without frames.

        :return: when the last packet came; when the port was opened, before the first.
        """
        at_s = now_s - self._zero_s
        expected, lost, last_packet_s = self._analyser.totals()
        self.loss.counts(at_s, expected, lost)
        self.silence.packets(at_s, last_packet_s - self._zero_s)
        return last_packet_s

    def findings(self) -> tuple[Finding, ...]:
        """All findings so far, in the order in which they began."""
        found = [
            finding
            for detector in (self.freeze, self.loss, self.silence, self.wrong_camera, self.clock)
            for finding in detector.findings()
        ]
        return tuple(sorted(found, key=lambda finding: finding.from_s))
