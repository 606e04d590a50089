"""Sound that rides along with the pictures of a clip: coded frames, each with its place in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from camproof.media.clips.model import CLOCK_HZ, Clip

__all__ = ["SoundCodec", "SoundTrack", "exact_fps", "frames_within", "loops_for", "track_of"]

SoundCodec = Literal["AAC", "G711A"]
_MOST_LOOPS = 8


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """Coded sound without end: behind the last frame comes the first.

    :param samples: of each frame.
    :param frames: AAC with ADTS headers, or A-law bytes.
    :param endless: the frames may be cut anywhere (a tone); else they belong to one turn of the clip.
    :param digest: of all the rest; equal digests mean equal tracks.
    """

    codec: SoundCodec
    rate_hz: int
    samples: int
    frames: tuple[bytes, ...] = field(repr=False, compare=False)
    endless: bool
    digest: str

    @property
    def duration_s(self) -> float:
        """Of the whole track."""
        return len(self.frames) * self.samples / self.rate_hz

    def within(
        self, first_s: Fraction, end_s: Fraction, total: int | None = None
    ) -> Iterator[tuple[bytes, int]]:
        """(frame, ticks of 90 kHz after ``first_s``) of the frames that begin in a span of time.

        :param total: frames from time 0 on that are played at all; None for no end.
        """
        number = -(-first_s * self.rate_hz // self.samples)
        while (total is None or number < total) and Fraction(number * self.samples, self.rate_hz) < end_s:
            begin_s = Fraction(number * self.samples, self.rate_hz)
            yield self.frames[number % len(self.frames)], round((begin_s - first_s) * CLOCK_HZ)
            number += 1


def track_of(
    codec: SoundCodec, rate_hz: int, samples: int, frames: tuple[bytes, ...], *, endless: bool
) -> SoundTrack:
    """A track with its digest."""
    digest = sha256(f"{codec} {rate_hz} {samples} {endless}".encode())
    for frame in frames:
        digest.update(len(frame).to_bytes(4) + frame)
    return SoundTrack(codec, rate_hz, samples, frames, endless, digest.hexdigest())


def loops_for(clip: Clip, track: SoundTrack) -> int:
    """After how many turns of the clip a frame of an endless track begins just where the clip does.

    At most eight; where eight are too few, or the track belongs to one turn, there is a gap of less than one
    frame at the seam.
    """
    if not track.endless:
        return 1
    turns = _frames_a_turn(clip, track).denominator
    return turns if turns <= _MOST_LOOPS else 1


def frames_within(clip: Clip, track: SoundTrack, turns: int) -> int:
    """How many frames of a track fit whole into so many turns of a clip."""
    whole = int(_frames_a_turn(clip, track) * turns)
    return whole if track.endless else min(whole, len(track.frames))


def exact_fps(clip: Clip) -> Fraction:
    """Pictures a second, such as 30000/1001."""
    return Fraction(clip.fps).limit_denominator(1001)


def _frames_a_turn(clip: Clip, track: SoundTrack) -> Fraction:
    return len(clip.units) / exact_fps(clip) * track.rate_hz / track.samples
