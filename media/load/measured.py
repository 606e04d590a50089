"""What came of streams that nobody announced, one record a stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.finding import FoundStreams
from camproof.media.bulk.receive.looks import PayloadLooks
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.report import BulkReport, FleetSummary
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.media.plan import Container
from camproof.protocols.nal import SpsInfo

__all__ = ["Census", "MeasuredStream", "Numbering"]

_LEAST_S = 1.0
"""A frame more or less makes too much of a rate over less."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Which camera an SSRC stands for: ``camera`` plus what it is above ``ssrc``."""

    ssrc: int
    camera: int

    def camera_of(self, ssrc: int) -> int | None:
        """None for an SSRC below the first, and beyond 32 bits."""
        camera = self.camera + ssrc - self.ssrc
        return camera if ssrc >= self.ssrc and camera <= 0xFFFFFFFF else None


@dataclass(frozen=True, slots=True)
class MeasuredStream:
    """One stream.

    :param port: UDP or TCP port that it came to.
    :param connection: number of its TCP connection in the order of their coming; None over UDP.
    :param container: None where its packets did not tell.
    :param sps: its first sequence parameter set; None where none could be read in whole.
    :param opened_s, ended_s: when measuring began and ended, on the monotonic clock.
    """

    port: int
    connection: int | None
    ssrc: int
    container: Container | None
    sps: SpsInfo | None
    clock_hz: int
    report: BulkReport
    opened_s: float
    ended_s: float

    @property
    def timestamp_fps(self) -> float | None:
        """What it means to send, from the usual step of its timestamps; None where that is not known."""
        step = self.report.timestamp_step
        return self.clock_hz / step if step > 0 else None

    @property
    def fps(self) -> float | None:
        """Frames over the time from the first one to the end of measuring, also where it fell silent before.

        None where timestamps are not steady, so that frames cannot be told apart, and where it came less than
        a second before the end.
        """
        first_s = self.report.first_packet_s
        if first_s is None or self.timestamp_fps is None:
            return None
        over_s = self.ended_s - self.opened_s - first_s
        return self.report.frames / over_s if over_s >= _LEAST_S else None

    @property
    def longest_gap_s(self) -> float:
        """Longest time between two packets, or from the last one to the end of measuring."""
        last_s = self.report.last_packet_at_s
        return max(self.report.longest_gap_s, 0.0 if last_s is None else self.ended_s - last_s)

    @property
    def silence_s(self) -> float:
        """From the last packet to the end of measuring; 0 where that is less than a second, or where the
        stream said goodbye (RTCP BYE).
        """
        last_s, goodbye_s = self.report.last_packet_at_s, self.report.goodbye_at_s
        if last_s is None or (goodbye_s is not None and goodbye_s > last_s - _LEAST_S):
            return 0.0
        silence_s = self.ended_s - last_s
        return silence_s if silence_s >= _LEAST_S else 0.0

    @property
    def silent_frames(self) -> int | None:
        """Frames that were due in its silence; None where nobody knows its frame rate."""
        if not self.silence_s:
            return 0
        return None if self.timestamp_fps is None else int(self.silence_s * self.timestamp_fps)

    @property
    def frame_loss_share(self) -> float | None:
        """Of the frames that were due up to the end: those missing between stamps, and those of its silence.

        None without stamps, and where it fell silent and its frame rate is not known.
        """
        report, silent = self.report, self.silent_frames
        new = report.stamped_frames - report.repeated_frames
        if not new or silent is None:
            return None
        missing = report.missing_frames + silent
        return missing / (new + missing)

    @property
    def wrong_camera_share(self) -> float | None:
        """Of the stamps; None without any."""
        stamped = self.report.stamped_frames
        return self.report.wrong_camera_frames / stamped if stamped else None


class Census:
    """Finds streams in bursts and measures them.

    :param most: streams at a time; what comes of more is counted as foreign.
    :param container: of all streams; None tells it from their bytes.
    :param numbering: which camera each should show; None takes that of the stream's first stamp.
    """

    def __init__(
        self,
        opened_s: float,
        most: int,
        *,
        container: Container | None = None,
        numbering: Numbering | None = None,
        wall_s: Callable[[float], float] | None = None,
    ) -> None:
        self._numbering = numbering
        self._found = FoundStreams(most, self._expect)
        self._looks = PayloadLooks(most, container)
        self._meter = BulkMeter(
            [MeterSpec()] * most, opened_s, finder=self._found, looks=self._looks, wall_s=wall_s
        )

    def __len__(self) -> int:
        return len(self._found)

    def _expect(self, number: int, ssrc: int) -> None:
        camera = None if self._numbering is None else self._numbering.camera_of(ssrc)
        if camera is not None:
            self._meter.stamps.camera[number] = camera

    def take(self, burst: Burst) -> None:
        """Measure a burst; its ports are numbers of places, or of connections."""
        self._meter.take(burst)

    def summary(self, now_s: float) -> FleetSummary:
        """Everything so far; its arrays have room for more streams than there are."""
        return self._meter.summary(now_s)

    def streams(self, ports: Sequence[int], ended_s: float, *, connections: bool) -> list[MeasuredStream]:
        """All that came, in the order of their coming.

        :param ports: the port of each number in the bursts.
        :param ended_s: when measuring ended; silence counts up to then.
        :param connections: whether these numbers are TCP connections.
        """
        return [
            MeasuredStream(
                port=ports[place],
                connection=place if connections else None,
                ssrc=ssrc,
                container=self._looks.container(number),
                sps=self._looks.sps(number),
                clock_hz=int(self._meter.clock_hz[number]),
                report=self._meter.report(number),
                opened_s=self._meter.opened_s,
                ended_s=ended_s,
            )
            for number, (place, ssrc) in enumerate(zip(self._found.ports, self._found.ssrcs, strict=True))
        ]
