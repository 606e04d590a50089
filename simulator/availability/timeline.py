"""How many fail at a time: hour by hour, and the worst moment."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.availability.cameras import Lost
from camproof.simulator.values import Floats, Smalls

__all__ = ["by_hour", "peak"]

Index = NDArray[np.int64]


def by_hour(what: Lost, of_camera: Index, camera_class: Smalls, classes: int, period_h: float) -> Floats:
    """(classes, hours) mean number of cameras that fail in each hour of the period; the last may be short."""
    counts = _counts(of_camera, camera_class, what.above.owners, classes)
    return np.asarray(
        _by_hour(
            what.above.owner,
            what.above.begin,
            what.above.end,
            counts,
            camera_class[what.camera],
            what.begin,
            what.end,
            math.ceil(period_h),
            period_h,
        )
    )


def peak(what: Lost, of_camera: Index) -> tuple[int, float]:
    """The most cameras that fail at one moment, and its hour; (0, 0) where none ever does."""
    counts = np.bincount(of_camera, minlength=what.above.owners)
    begin_h = np.concatenate((what.above.begin, what.begin))
    if not len(begin_h):
        return 0, 0.0
    many = np.concatenate((counts[what.above.owner], np.ones(len(what.begin), np.int64)))
    end_h = np.concatenate((what.above.end, what.end))
    begun, ended = _each_hour(begin_h, end_h, many)
    level = np.cumsum(begun - ended) - (begun - ended)
    looked_at = level + begun >= level.max()
    ups, downs = _in_turn(begin_h, looked_at), _in_turn(end_h, looked_at)
    most, at_h = _peak(begin_h[ups], many[ups], end_h[downs], many[downs], level)
    return int(most), float(at_h)


@compiled
def _each_hour(begin_h: Floats, end_h: Floats, many: Index) -> tuple[Index, Index]:
    """How many begin and end in each hour."""
    hours = int(np.max(end_h)) + 1
    begun, ended = np.zeros(hours, np.int64), np.zeros(hours, np.int64)
    for place in range(len(many)):
        begun[int(begin_h[place])] += many[place]
        ended[int(end_h[place])] += many[place]
    return begun, ended


def _in_turn(at_h: Floats, looked_at: NDArray[np.bool_]) -> Index:
    """Which lie in the hours that are looked at, in the order of their times."""
    which = np.flatnonzero(looked_at[at_h.astype(np.int64)])
    return which[np.argsort(at_h[which])]


@compiled
def _peak(begin_h: Floats, begun: Index, end_h: Floats, ended: Index, at_hour: Index) -> tuple[int, float]:
    """The highest level and the first moment of it; at one moment ends come before begins.

    Both times ascend, each with how many begin or end; hours in which the level cannot be the highest are
    left out.

    :param at_hour: the level with which each hour begins.
    """
    level, most, at_h = 0, 0, 0.0
    last, hour = 0, -1
    for place in range(len(begin_h)):
        now = begin_h[place]
        if int(now) != hour:
            hour = int(now)
            level = at_hour[hour]
            while last < len(end_h) and end_h[last] < hour:
                last += 1
        while last < len(end_h) and end_h[last] <= now:
            level -= ended[last]
            last += 1
        level += begun[place]
        if level > most:
            most, at_h = level, now
    return most, at_h


def _counts(of_camera: Index, camera_class: Smalls, groups: int, classes: int) -> Index:
    both = of_camera * classes + camera_class
    return np.bincount(both, minlength=groups * classes).reshape(groups, classes)


@compiled
def _by_hour(
    group: Index,
    group_begin: Floats,
    group_end: Floats,
    counts: Index,
    own_class: Smalls,
    own_begin: Floats,
    own_end: Floats,
    hours: int,
    period_h: float,
) -> Floats:
    classes = counts.shape[1]
    part = np.zeros((classes, hours))
    step = np.zeros((classes, hours + 1))
    for at in range(len(group) + len(own_class)):
        if at < len(group):
            begin, end, low, high = group_begin[at], group_end[at], 0, classes
        else:
            own = at - len(group)
            begin, end, low, high = own_begin[own], own_end[own], own_class[own], own_class[own] + 1
        first, last = int(begin), min(int(end), hours - 1)
        for which in range(low, high):
            many = counts[group[at], which] if at < len(group) else 1
            if first == last:
                part[which, first] += many * (end - begin)
            else:
                part[which, first] += many * (first + 1 - begin)
                part[which, last] += many * (end - last)
                step[which, first + 1] += many
                step[which, last] -= many
    for which in range(classes):
        level = 0.0
        for hour in range(hours):
            level += step[which, hour]
            width = min(1.0, period_h - hour)
            part[which, hour] = part[which, hour] / width + level
    return part
