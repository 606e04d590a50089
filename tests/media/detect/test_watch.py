"""A whole watch: what was done to the camera is what the watch finds, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from camproof.media import ClipPlayout, StreamAnalyser, StreamWatch
from camproof.media.clips.model import Clip
from camproof.verdicts.finding import Symptom

EPOCH_S = 1_800_000_000.0
Packets = list[tuple[bytes, float]]


class _Camera:
    """A camera whose packets arrive perfectly, with its faults to be set."""

    def __init__(self, clip: Clip, stream: Callable[..., Packets], ssrc: int, number: int = 7) -> None:
        self.off_us = 0
        self._tick = count()
        self.playout = ClipPlayout(clip, number, self._clock)
        self._stream = stream
        self.analyser = StreamAnalyser(0.0, ssrc=ssrc, wall_s=lambda at_s: at_s + EPOCH_S)
        self.watch = StreamWatch(self.analyser, 7, "code", zero_s=0.0)
        self.analyser.on_frame = self.watch.frame
        self._sequence = 0
        self.second = 0

    def _clock(self) -> int:
        return int(EPOCH_S * 1e6) + next(self._tick) * 40_000 + self.off_us

    def run(self, seconds: int, *, drop: int = 0, silent: bool = False) -> None:
        for _ in range(seconds):
            packets = self._stream(
                self.playout, 25, sequence=self._sequence & 0xFFFF, start_s=float(self.second)
            )
            self._sequence += len(packets)
            for n, (data, at_s) in enumerate(packets):
                stamp = round(at_s * 90_000).to_bytes(4)
                if not silent and not (drop and n % drop == 0):
                    self.analyser.packet(data[:4] + stamp + data[8:], at_s)
            self.second += 1
            self.watch.tick(float(self.second))


@pytest.fixture
def camera(clip: Clip, stream: Callable[..., Packets], ssrc: int) -> _Camera:
    return _Camera(clip, stream, ssrc)


def _found(camera: _Camera) -> list[tuple[str, int, int | None]]:
    return [
        (str(f.symptom), round(f.from_s), None if f.to_s is None else round(f.to_s))
        for f in camera.watch.findings()
    ]


def test_a_sound_stream_has_no_findings(camera: _Camera) -> None:
    camera.run(10)
    assert _found(camera) == []


def test_faults_are_found_in_their_time(camera: _Camera) -> None:
    camera.run(5)
    camera.playout.frozen = True
    camera.run(4)
    camera.playout.frozen = False
    camera.run(6)
    camera.off_us = 3600 * 10**6
    camera.run(5)
    camera.off_us = 4 * 40_000 * 25
    camera.run(5)
    found = _found(camera)
    assert (Symptom.PICTURE_FROZEN, 5, 9) in found
    assert (Symptom.CLOCK_WRONG, 15, 20) in found
    assert len(found) == 2


def test_loss_and_silence_are_told_apart(camera: _Camera) -> None:
    camera.run(5)
    camera.run(3, drop=10)
    camera.run(7)
    assert _found(camera) == [(Symptom.PACKET_LOSS, 5, 8)]
    camera.run(8, silent=True)
    camera.run(1)
    assert (Symptom.STREAM_SILENT, 15, 23) in _found(camera)


def test_the_picture_of_another_camera_is_found(
    clip: Clip, stream: Callable[..., Packets], ssrc: int
) -> None:
    camera = _Camera(clip, stream, ssrc, number=8)
    camera.run(2)
    assert _found(camera) == [(Symptom.WRONG_CAMERA, 0, None)]
