"""What one replication says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.model.demand import Demand
from camproof.simulator.values import Floats, Ints

__all__ = ["REPAIR_EDGES_H", "SHARE_EDGES", "RepairFigures", "Replication"]

SHARE_EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.0)
"""Edges of the counts of cameras by their intact share of the period; the last count is exactly 1."""

REPAIR_EDGES_H = (0.0, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 48.0, 72.0, 168.0, 336.0, 720.0)
"""Edges of the counts of repairs by hours from failure to repair; one more count for those that took longer,
and one for those that had no end within the period."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RepairFigures:
    """Repairs by crews.

    :param count: orders given, visits not counted.
    :param restore_h: mean hours from failure to repair, of those that were done.
    :param restore_p95_h: the 95th percentile of these.
    :param wait_h: mean hours from the order until a crew set off, without :param part_h: the mean hours of
        these in which no part was there.
    :param by_hours: (len(REPAIR_EDGES_H) + 1,) counts.
    :param visits: times that a crew went out.
    :param team_busy: (teams,) share of its hours on duty in which a team worked or travelled.
    :param spares_used: (spares,).
    """

    count: int
    restore_h: float
    restore_p95_h: float
    wait_h: float
    part_h: float
    by_hours: Ints
    visits: int
    team_busy: Floats
    spares_used: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replication:
    """One period of a city. C classes, D districts, H hours of the period.

    :param number: of the replication.
    :param cameras: (C, D).
    :param offline_h: (C, D) camera hours off-line; :param lost_h: without a good picture;
        :param unrecorded_h: without a recording.
    :param offline_by_hour: (C, H) mean number of cameras off-line in each hour.
    :param peak_offline: most cameras off-line at one moment; :param peak_at_h: its hour.
    :param by_share: (C, len(SHARE_EDGES)) cameras by their intact share.
    :param outages: kind -> outages of its units; :param outage_h: kind -> hours of these within the period.
    :param cause_h: kind -> camera hours without a good picture that would not have been lost if this kind had
        never failed, all repairs taking as long as they did; empty where it was not asked.
    :param demand: busy hours, emergencies, storms; None where they were not asked.
    :param seen: place type -> share of its places, over time, that a working camera covered; empty without a
        coverage study.
    :param camera_lost_h: (N,) hours without a good picture of each camera.
    """

    number: int
    cameras: Ints
    offline_h: Floats
    lost_h: Floats
    unrecorded_h: Floats
    offline_by_hour: Floats
    peak_offline: int
    peak_at_h: float
    by_share: Ints
    outages: Mapping[str, int]
    outage_h: Mapping[str, float]
    cause_h: Mapping[str, float]
    repairs: RepairFigures
    demand: Demand | None
    seen: Mapping[str, float]
    camera_lost_h: NDArray[np.float32]
