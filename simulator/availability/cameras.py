"""From the times above the cameras and the cameras' own to hours lost, camera by camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.reach import Intervals, merged, shifted, taken, union
from camproof.simulator.values import Floats, Kind, Outages

__all__ = ["Lost", "lost", "own_dead", "own_offline", "own_picture"]

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lost:
    """When cameras fail in one respect: with their whole group, or alone.

    N cameras, M groups.

    :param above: M sets, of the groups.
    :param camera: (K,) with ``begin`` and ``end`` the pieces in which one fails while its group does not.
    :param hours: (N,) in all.
    """

    above: Intervals
    camera: Index
    begin: Floats
    end: Floats
    hours: Floats

    def of_cameras(self, cameras: NDArray[np.integer[Any]], of_camera: Index, period_h: float) -> Intervals:
        """The whole set of each of these cameras."""
        place = np.full(len(self.hours), -1)
        place[cameras] = np.arange(len(cameras))
        mine = place[self.camera] >= 0
        alone = merged(place[self.camera[mine]], self.begin[mine], self.end[mine], len(cameras), period_h)
        return union((taken(self.above, of_camera[cameras]), alone), period_h)


def own_offline(outages: Outages, cameras: int, period_h: float) -> Intervals:
    """When each camera is off-line by itself."""
    return _own(outages, outages.cause != Kind.PICTURE, cameras, period_h)


def own_picture(outages: Outages, cameras: int, period_h: float) -> Intervals:
    """When each camera by itself gives no good picture."""
    return _own(outages, np.ones(len(outages), np.bool_), cameras, period_h)


def own_dead(
    outages: Outages, edge_h: Floats, way: Intervals, of_camera: Index, period_h: float
) -> Intervals:
    """When each camera by itself gives nothing to record.

    A picture that is bad is recorded all the same. What its access link or, right before or after, the way of
    its group kept away comes later from the camera's own storage, as far as that reaches.

    :param way: of M groups, when they do not reach their recorder; :param of_camera: (N,) the groups.
    """
    link = outages.cause == Kind.ACCESS_LINK
    cameras = len(edge_h)
    cut = np.zeros(cameras, np.bool_)
    cut[outages.unit[link]] = True
    apart = union(
        (_own(outages, link, cameras, period_h), taken(way, np.where(cut, of_camera, -1))), period_h
    )
    kept_away = shifted(apart, np.zeros(cameras), edge_h)
    dead = _own(outages, ~link & (outages.cause != Kind.PICTURE), cameras, period_h)
    return union((dead, kept_away), period_h)


def _own(outages: Outages, which: NDArray[np.bool_], cameras: int, period_h: float) -> Intervals:
    return merged(outages.unit[which], outages.down_h[which], outages.up_h[which], cameras, period_h)


def lost(above: Intervals, own: Intervals, of_camera: Index) -> Lost:
    """Put both together.

    :param above: of M groups; :param own: of N cameras; :param of_camera: (N,) the group of each.
    """
    hours = np.empty(len(of_camera))
    camera, begin, end = _outside(
        own.first,
        own.begin,
        own.end,
        above.first,
        above.begin,
        above.end,
        of_camera,
        above.total_h(),
        hours,
    )
    return Lost(above, camera, begin, end, hours)


@compiled
def _outside(
    own_first: Index,
    own_begin: Floats,
    own_end: Floats,
    above_first: Index,
    above_begin: Floats,
    above_end: Floats,
    of_camera: Index,
    above_h: Floats,
    hours: Floats,
) -> tuple[Index, Floats, Floats]:
    """What of each camera's own times lies outside its group's; writes the hours of both.

    :param above_h: hours of each group.
    """
    room = len(own_begin) + 64
    camera, begin, end = np.empty(room, np.int64), np.empty(room), np.empty(room)
    rows = 0
    for unit in range(len(own_first) - 1):
        group = of_camera[unit]
        if own_first[unit] == own_first[unit + 1]:
            hours[unit] = above_h[group]
            continue
        alone_h = 0.0
        last = above_first[group + 1]
        over = above_first[group]
        for at in range(own_first[unit], own_first[unit + 1]):
            since = own_begin[at]
            while over < last and above_end[over] <= since:
                over += 1
            look = over
            while since < own_end[at]:
                until = own_end[at]
                after = until
                if look < last and above_begin[look] < until:
                    until = max(since, above_begin[look])
                    after = above_end[look]
                    look += 1
                if until > since:
                    if rows == room:
                        room *= 2
                        camera, more = np.empty(room, np.int64), camera
                        camera[:rows] = more
                        begin, less = np.empty(room), begin
                        begin[:rows] = less
                        end, less = np.empty(room), end
                        end[:rows] = less
                    camera[rows], begin[rows], end[rows] = unit, since, until
                    alone_h += until - since
                    rows += 1
                since = after
        hours[unit] = above_h[group] + alone_h
    return camera[:rows].copy(), begin[:rows].copy(), end[:rows].copy()
