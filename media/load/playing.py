"""A sender watched second by second: what left, how late, and what did not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from camproof.media.bulk.send.fleet import BulkCounters
from camproof.media.bulk.send.lateness import BulkLateness, LatenessHistogram
from camproof.media.bulk.send.shards import ShardedSender

__all__ = ["PlayTotal", "PlayedSecond", "play"]

_TICK_S = 1.0
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class PlayedSecond:
    """:param at_s: since the start; ``over_s``: what ``frames`` and ``octets`` stand for.

    :param up: streams that have sent something.
    :param lateness: of the frames of this second; None where none left.
    :param refused, dropped: since the start.
    """

    at_s: float
    over_s: float
    up: int
    frames: int
    octets: int
    lateness: BulkLateness | None
    refused: int
    dropped: int


@dataclass(frozen=True, slots=True)
class PlayTotal:
    """:param silent: streams of which nothing was sent; ``failures``: why some have no connection."""

    seconds: float
    counters: BulkCounters
    lateness: BulkLateness
    failures: tuple[str, ...]

    @property
    def silent(self) -> int:
        return int((self.counters.frames == 0).sum())


def play(
    sender: ShardedSender,
    seconds: float | None,
    stopped: Callable[[], bool],
    tell: Callable[[PlayedSecond], None],
) -> PlayTotal:
    """Watch a sender until ``seconds`` are over or ``stopped()`` says so; it goes on sending.

    :raises MediaTransportError: a sending process has ended or does not answer.
    """
    total = LatenessHistogram()
    began_s = at_s = time.monotonic()
    frames = octets = 0
    while not stopped() and (seconds is None or at_s - began_s < seconds):
        ends_s = at_s + _TICK_S if seconds is None else min(at_s + _TICK_S, began_s + seconds)
        while (left_s := ends_s - time.monotonic()) > 0 and not stopped():
            time.sleep(min(left_s, _LOOK_S))
        counters, late = sender.counters(), sender.lateness_histogram(restart=True)
        total.merge(late)
        summary, now_s = late.summary(), time.monotonic()
        all_frames, all_octets = int(counters.frames.sum()), int(counters.octets.sum())
        tell(
            PlayedSecond(
                at_s=now_s - began_s,
                over_s=now_s - at_s,
                up=int((counters.frames > 0).sum()),
                frames=all_frames - frames,
                octets=all_octets - octets,
                lateness=summary if summary.count else None,
                refused=int(counters.refused.sum()),
                dropped=int(counters.dropped.sum()),
            )
        )
        frames, octets, at_s = all_frames, all_octets, now_s
    return PlayTotal(at_s - began_s, sender.counters(), total.summary(), sender.failures())
