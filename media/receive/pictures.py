"""What the pictures of a stream say: key pictures, parameter sets, truth stamps, standstills."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from camproof.media.detect.detectors import FreezeDetector
from camproof.media.receive.buckets import Bucket
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.stamp import TruthStamp
from camproof.protocols.errors import NalError
from camproof.protocols.nal import SpsInfo, find_sps, parse_sps
from camproof.protocols.tally import DeviationTally

__all__ = ["PictureAccount"]

_HALF = 1 << 31
_RESTART = 1000


class PictureAccount:
    """Books pictures on seconds and keeps what is true of the whole stream.

    :param wall_s: monotonic to epoch seconds.
    """

    def __init__(self, wall_s: Callable[[float], float], tally: DeviationTally) -> None:
        self._wall_s = wall_s
        self._tally = tally
        self._freeze = FreezeDetector()
        self._newest: TruthStamp | None = None
        self._sps_bytes: bytes | None = None
        self._since_key: int | None = None
        self.sps: SpsInfo | None = None
        self.codec = ""
        self.key_frame: bytes | None = None
        self.first_key_s: float | None = None

    @property
    def freezes(self) -> tuple[tuple[float, float | None], ...]:
        """(from, to) of each standstill of at least a second."""
        return tuple((found.from_s, found.to_s) for found in self._freeze.findings())

    @property
    def place(self) -> tuple[TruthStamp | None, int | None]:
        """The newest stamp, and the pictures since the last key picture, that one included; None = none."""
        return self._newest, self._since_key

    def go_on(self, newest: TruthStamp | None, since_key: int | None) -> None:
        """Pictures were counted elsewhere up to here."""
        self._newest, self._since_key = newest, since_key

    def look(self, frame: ReceivedFrame) -> None:
        """A picture that is counted elsewhere: does it stand still?"""
        if frame.stamp is None:
            self._freeze.frame(frame.arrival_s, crc32(frame.data))
        else:
            self._freeze.frame(frame.arrival_s, (frame.stamp.camera, frame.stamp.frame))

    def show(self, frame: ReceivedFrame) -> None:
        """A whole key picture that is counted elsewhere."""
        self.codec = frame.codec
        self._key_picture(frame)

    def take(self, frame: ReceivedFrame, bucket: Bucket) -> None:
        """A picture came in the second of ``bucket``."""
        bucket.frames += 1
        self.codec = frame.codec
        self._gop(bucket, key=frame.key)
        if frame.damaged:
            bucket.damaged_frames += 1
        elif frame.key:
            bucket.key_frames += 1
            self._key_picture(frame)
        self.look(frame)
        if frame.stamp is not None:
            self._stamped(frame.stamp, frame.arrival_s, bucket)

    def _gop(self, bucket: Bucket, *, key: bool) -> None:
        if key:
            if self._since_key is not None:
                bucket.gops.append(self._since_key)
            self._since_key = 0
        if self._since_key is not None:
            self._since_key += 1

    def latency_ms(self, stamp: TruthStamp, arrival_s: float) -> float:
        """Time from capture by the camera's clock to arrival."""
        return self._wall_s(arrival_s) * 1000 - stamp.capture_us / 1000

    def _stamped(self, stamp: TruthStamp, arrival_s: float, bucket: Bucket) -> None:
        bucket.stamped_frames += 1
        bucket.cameras[stamp.camera] = bucket.cameras.get(stamp.camera, 0) + 1
        newest = self._newest
        if newest is not None and newest.camera == stamp.camera:
            step = (stamp.frame - newest.frame + _HALF & 0xFFFFFFFF) - _HALF
            if -_RESTART < step <= 0:
                bucket.repeated_frames += 1
                return
            bucket.missing_frames += step - 1 if 0 < step < _HALF >> 16 else 0
        self._newest = stamp
        bucket.latencies_ms.append(self.latency_ms(stamp, arrival_s))

    def _key_picture(self, frame: ReceivedFrame) -> None:
        sps = find_sps(frame.codec, frame.data)
        if sps is None:
            self._tally.note("key picture without parameter sets", "video", "GB/T 28181-2022 Annex F")
            return
        if self.first_key_s is None:
            self.first_key_s = frame.arrival_s
        self.key_frame = frame.data
        if sps != self._sps_bytes:
            self._sps_bytes = sps
            try:
                self.sps = parse_sps(frame.codec, sps)
            except NalError as error:
                self._tally.note(error.what, "SPS", error.clause, sps)
