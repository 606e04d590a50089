"""What the truth stamps of many streams say: frame loss, freeze, wrong camera, latency.

Stamps that count up, of the camera seen before, are booked in arrays; streams with anything else in a
burst are walked stamp by stamp, with the rules of ``media.receive.pictures`` and ``FreezeDetector``.
"""

from __future__ import annotations

import numpy as np

from camproof.media.bulk.receive.burst import Floats, Ints, behind, changes, counts_between
from camproof.media.bulk.receive.latency import LatencyAccount
from camproof.media.bulk.receive.stamp_text import Stamps

__all__ = ["StampAccount"]

_MASK = 0xFFFFFFFF
_HALF = 1 << 31
_OLD = 1000
_JUMP = 1 << 15
_FREEZE_S = 1.0
_PAUSE_S = 2.0


class StampAccount:
    """Arrays of one entry a stream.

    :ivar bad: marks without a good checksum; not in ``stamped``.
    :ivar missing, repeated: as in ``StreamReport``; ``freezes`` standstills of a second and more.
    """

    def __init__(self, camera: Ints) -> None:
        streams = len(camera)
        self.camera = camera.copy()
        self.stamped, self.bad, self.repeated, self.missing, self.wrong_camera, self.freezes = (
            np.zeros(streams, np.int64) for _ in range(6)
        )
        self.other_camera = np.full(streams, -1, np.int64)
        self.longest_freeze_s = np.zeros(streams)
        self.latency = LatencyAccount(streams)
        self._newest_camera = np.full(streams, -1, np.int64)
        self._newest_frame = np.full(streams, -1, np.int64)
        self._shown_camera = np.full(streams, -1, np.int64)
        self._shown_frame = np.full(streams, -1, np.int64)
        self._shown_s = np.zeros(streams)
        self._last_s = np.zeros(streams)
        self._frozen = np.zeros(streams, np.bool_)

    def take(self, stream: Ints, stamps: Stamps, arrival_s: Floats, wall_s: Floats) -> None:
        """Stamps of a burst, sorted by stream, each stream's in the order of arrival.

        :param arrival_s, wall_s: when the packet with the stamp came, monotonic and since 1970.
        """
        good = stamps.good
        np.add.at(self.bad, stream[~good], 1)
        stream, camera, frame = stream[good], stamps.camera[good], stamps.frame[good]
        if not len(stream):
            return
        at_s = arrival_s[good]
        latency_ms = wall_s[good] * 1000 - stamps.capture_us[good] / 1000
        self._names(stream, camera)
        new = self._row(stream, camera, frame, at_s)
        self.latency.take(stream[new], latency_ms[new])

    def _names(self, stream: Ints, camera: Ints) -> None:
        """Who is shown, and who should be."""
        unknown = np.flatnonzero(self.camera[stream] < 0)[::-1]
        self.camera[stream[unknown]] = camera[unknown]
        np.add.at(self.stamped, stream, 1)
        wrong = camera != self.camera[stream]
        np.add.at(self.wrong_camera, stream[wrong], 1)
        self.other_camera[stream[wrong]] = camera[wrong]

    def _row(self, stream: Ints, camera: Ints, frame: Ints, at_s: Floats) -> Ints:
        """Book the numbers; returns the places of stamps that are new."""
        fresh = changes(stream)
        camera_before = behind(camera, fresh, self._newest_camera[stream])
        frame_before = behind(frame, fresh, self._newest_frame[stream])
        step = frame - frame_before & _MASK
        smooth = (camera == camera_before) & (step > 0) & (step < _JUMP)
        smooth &= ~fresh | (frame_before == self._shown_frame[stream])
        start = np.flatnonzero(fresh)
        clean = np.logical_and.reduceat(smooth, start) & ~self._frozen[stream[start]]
        count = counts_between(start, len(stream))
        self._advance(stream, camera, frame, at_s, (start + count - 1)[clean])
        new = np.repeat(clean, count)
        np.add.at(self.missing, stream[new], step[new] - 1)
        for first, size in zip(start[~clean].tolist(), count[~clean].tolist(), strict=True):
            for place in range(first, first + size):
                values = int(stream[place]), int(camera[place]), int(frame[place]), float(at_s[place])
                new[place] = self._one(*values)
        return np.flatnonzero(new)

    def _advance(self, stream: Ints, camera: Ints, frame: Ints, at_s: Floats, last: Ints) -> None:
        owner = stream[last]
        self._newest_camera[owner] = self._shown_camera[owner] = camera[last]
        self._newest_frame[owner] = self._shown_frame[owner] = frame[last]
        self._shown_s[owner] = self._last_s[owner] = at_s[last]

    def _one(self, stream: int, camera: int, frame: int, at_s: float) -> bool:
        """Book one stamp of a stream; returns whether it is new."""
        self._stand(stream, camera, frame, at_s)
        newest = int(self._newest_frame[stream])
        if newest >= 0 and int(self._newest_camera[stream]) == camera:
            step = (frame - newest + _HALF & _MASK) - _HALF
            if -_OLD < step <= 0:
                self.repeated[stream] += 1
                return False
            self.missing[stream] += step - 1 if 0 < step < _JUMP else 0
        self._newest_camera[stream], self._newest_frame[stream] = camera, frame
        return True

    def _stand(self, stream: int, camera: int, frame: int, at_s: float) -> None:
        """Standstills: the rule of ``FreezeDetector``."""
        same = int(self._shown_camera[stream]) == camera and int(self._shown_frame[stream]) == frame
        paused = at_s - float(self._last_s[stream]) > _PAUSE_S
        self._last_s[stream] = at_s
        stood_s = at_s - float(self._shown_s[stream])
        if same and not paused:
            if stood_s >= _FREEZE_S:
                self.freezes[stream] += not self._frozen[stream]
                self._frozen[stream] = True
                self.longest_freeze_s[stream] = max(float(self.longest_freeze_s[stream]), stood_s)
            return
        if self._frozen[stream]:
            self.longest_freeze_s[stream] = max(float(self.longest_freeze_s[stream]), stood_s)
            self._frozen[stream] = False
        self._shown_camera[stream], self._shown_frame[stream] = camera, frame
        self._shown_s[stream] = at_s
