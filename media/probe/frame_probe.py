"""One stream from its coded pictures, without packets: what the demuxer of a file hands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from camproof.media.detect.sampler import PictureRun
from camproof.media.probe.frame_log import FrameLog
from camproof.media.probe.picture_types import PictureTypes
from camproof.media.probe.quality_samples import QualitySamples
from camproof.media.probe.strip_samples import StripRun, StripSamples
from camproof.media.receive.buckets import Bucket
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.pictures import PictureAccount
from camproof.media.receive.report import StreamFacts, StreamReport, make_report
from camproof.media.stamp import read_stamp
from camproof.protocols.tally import DeviationTally

__all__ = ["FrameProbe", "FrameResult"]


@dataclass(frozen=True, slots=True)
class FrameResult:
    """What the pictures of a stream were like.

    :param report: its stamps, freezes and parameter sets; nothing of packets.
    :param frames: at the times at which they are shown (a file) or came (live).
    :param reordered: pictures that are shown before one that was coded earlier.
    :param backward: decoding times that do not go forward.
    :param untimed: pictures without a time of their own.
    :param runs: a sample of them, to be decoded; :param samples: shorter ones, to be looked at for faults.
    """

    report: StreamReport
    frames: FrameLog = field(repr=False)
    reordered: int
    backward: int
    untimed: int
    runs: Sequence[StripRun] = field(default=(), repr=False)
    samples: Sequence[PictureRun] = field(default=(), repr=False)


class FrameProbe:
    """Give it every picture in decoding order, then ask for the result.

    :param codec: "H264", "H265"; pictures of another codec are counted, not read.
    :param opened_s: from which starts are counted, on the clock of ``at_s``.
    :param wall_s: from that clock to seconds since 1970.
    """

    def __init__(
        self, codec: str, opened_s: float, wall_s: Callable[[float], float] = lambda at_s: at_s
    ) -> None:
        self._codec = codec
        self._opened_s = opened_s
        self._readable = codec in ("H264", "H265")
        self._types = PictureTypes(codec)
        self._pictures = PictureAccount(wall_s, DeviationTally())
        self._bucket = Bucket(0, opened_s, opened_s)
        self._frames = FrameLog()
        self._strips, self._quality = StripSamples(wall_s), QualitySamples()
        self._first_s: float | None = None
        self._last_s = opened_s
        self._last_pts_s: float | None = None
        self._last_dts_s: float | None = None
        self._reordered = self._backward = self._untimed = 0

    @property
    def frames(self) -> int:
        """Pictures so far."""
        return self._bucket.frames

    def picture(
        self, data: bytes, at_s: float, pts_s: float | None, dts_s: float | None, *, key: bool
    ) -> None:
        """A picture, Annex B bytes for H.264 and H.265; whatever they are, nothing is raised."""
        self._first_s = at_s if self._first_s is None else self._first_s
        self._last_s = max(self._last_s, at_s)
        self._clocks(pts_s, dts_s)
        kind = self._types.of(data) if self._readable else ""
        self._frames.add(at_s, len(data), key=key, kind=kind)
        if not self._readable:
            self._bucket.frames += 1
            return
        stamp = read_stamp(self._codec, data)
        frame = ReceivedFrame(
            codec=self._codec, data=data, pts_90k=None, dts_90k=None, key=key, damaged=False,
            arrival_s=at_s, stamp=stamp,
        )  # fmt: skip
        self._pictures.take(frame, self._bucket)
        self._strips.take(frame)
        self._quality.take(frame, pts_s)

    def _clocks(self, pts_s: float | None, dts_s: float | None) -> None:
        self._untimed += pts_s is None
        if pts_s is not None:
            self._reordered += self._last_pts_s is not None and pts_s < self._last_pts_s
            self._last_pts_s = pts_s
        if dts_s is not None:
            self._backward += self._last_dts_s is not None and dts_s <= self._last_dts_s
            self._last_dts_s = dts_s

    def result(self) -> FrameResult:
        """The stream has ended, or is left."""
        pictures = self._pictures
        facts = StreamFacts(
            opened_s=self._opened_s,
            first_packet_at_s=self._first_s,
            last_packet_at_s=self._last_s,
            first_key_frame_at_s=pictures.first_key_s,
            codec=self._codec,
            sps=pictures.sps,
            freezes=pictures.freezes,
        )
        from_s = self._opened_s if self._first_s is None else self._first_s
        report = make_report([self._bucket], from_s, self._last_s, facts)
        return FrameResult(
            report,
            self._frames,
            self._reordered,
            self._backward,
            self._untimed,
            self._strips.runs,
            self._quality.samples,
        )
