"""A sender watched second by second: what left, how late, and what did not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.fleet import BulkCounters
from camproof.media.bulk.send.lateness import BulkLateness, LatenessHistogram
from camproof.media.bulk.send.shards import ShardedSender
from camproof.media.load.receivers import Receivers

__all__ = ["PlayTotal", "PlayedSecond", "play"]

_TICK_S = 1.0
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class PlayedSecond:
    """:param at_s: since the start; ``over_s``: what ``frames`` and ``octets`` stand for.

    :param up: streams that have sent something.
    :param lateness: of the frames of this second; None where none left. ``own``: of those that waited for no
        receiver; it tells whether the sender keeps its pace.
    :param refused, dropped, lost: since the start.
    :param hung_up: numbers of the streams that were given up in this second.
    """

    at_s: float
    over_s: float
    up: int
    frames: int
    octets: int
    lateness: BulkLateness | None
    own: BulkLateness | None
    refused: int
    dropped: int
    lost: int
    hung_up: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayTotal:
    """:param counters: frames, packets and octets in these ``seconds``; what went wrong, since streams began.

    :param silent: streams that were due and of which nothing was sent; ``waiting`` were not due yet.
    :param hung_up: numbers of streams that were given up, as their receivers hung up again and again.
    :param failures: why some have no connection.
    :param given_up: whether it ended because no receiver was left.
    """

    seconds: float
    counters: BulkCounters
    lateness: BulkLateness
    silent: int
    waiting: int
    failures: tuple[str, ...]
    hung_up: tuple[int, ...] = ()
    given_up: bool = False


def play(
    sender: ShardedSender,
    due_s: NDArray[np.float64],
    seconds: float | None,
    stopped: Callable[[], bool],
    tell: Callable[[PlayedSecond], None],
) -> PlayTotal:
    """Watch a sender until ``seconds`` are over, ``stopped()`` says so or no receiver is left.

    The sender goes on sending, but for streams whose receivers hang up again and again: those it gives up.

    :param due_s: how long after its start the first frame of each stream has left at the latest.
    :raises MediaTransportError: a sending process has ended or does not answer.
    """
    total = LatenessHistogram()
    base = counters = sender.counters()
    began_s = at_s = time.monotonic()
    sender.lateness_histogram(restart=True)
    frames, octets = int(base.frames.sum()), int(base.octets.sum())
    receivers = Receivers(due_s)
    while not (stopped() or receivers.all_gone) and (seconds is None or at_s - began_s < seconds):
        ends_s = at_s + _TICK_S if seconds is None else min(at_s + _TICK_S, began_s + seconds)
        while (left_s := ends_s - time.monotonic()) > 0 and not stopped():
            time.sleep(min(left_s, _LOOK_S))
        counters, now_s = sender.counters(), time.monotonic()
        hung_up = receivers.take(now_s - began_s, counters)
        if hung_up and not receivers.all_gone:
            sender.give_up(hung_up)
        late = sender.lateness_histogram(restart=True)
        total.merge(late)
        summary, own = late.summary(), late.own()
        all_frames, all_octets = int(counters.frames.sum()), int(counters.octets.sum())
        tell(
            PlayedSecond(
                at_s=now_s - began_s,
                over_s=now_s - at_s,
                up=int((counters.frames > 0).sum()),
                frames=all_frames - frames,
                octets=all_octets - octets,
                lateness=summary if summary.count else None,
                own=own if own.count else None,
                refused=int(counters.refused.sum()),
                dropped=int(counters.dropped.sum()),
                lost=int(counters.lost.sum()),
                hung_up=tuple(hung_up),
            )
        )
        frames, octets, at_s = all_frames, all_octets, now_s
    nothing, due = counters.frames == 0, due_s <= at_s - began_s
    return PlayTotal(
        seconds=at_s - began_s,
        counters=_since(base, counters),
        lateness=total.summary(),
        silent=int((nothing & due).sum()),
        waiting=int((nothing & ~due).sum()),
        failures=sender.failures(),
        hung_up=tuple(int(number) for number in np.flatnonzero(receivers.hung_up)),
        given_up=receivers.all_gone,
    )


def _since(base: BulkCounters, now: BulkCounters) -> BulkCounters:
    """What was sent after ``base``; what went wrong stays whole."""
    return replace(
        now,
        frames=now.frames - base.frames,
        packets=now.packets - base.packets,
        octets=now.octets - base.octets,
    )
