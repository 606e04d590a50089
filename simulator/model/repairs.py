"""What the crews' log says."""

from __future__ import annotations

import numpy as np

from camproof.simulator.model.replication import REPAIR_EDGES_H, RepairFigures
from camproof.simulator.values import CrewLog, Floats

__all__ = ["repair_figures"]


def repair_figures(log: CrewLog, repairs_below: int) -> RepairFigures:
    """:param repairs_below: numbers of modes from here on are planned visits."""
    repairs = log.mode < repairs_below
    restore_h = (log.done_h - log.failed_h)[repairs]
    done = np.isfinite(restore_h)
    part_h = log.waited_for_spare_h[repairs]
    wait_h = (log.begun_h - log.known_h)[repairs] - part_h
    counts = np.histogram(restore_h[done], (*REPAIR_EDGES_H, np.inf))[0]
    return RepairFigures(
        count=int(repairs.sum()),
        restore_h=_mean(restore_h[done]),
        restore_p95_h=float(np.percentile(restore_h[done], 95)) if done.any() else float("nan"),
        wait_h=_mean(wait_h[np.isfinite(wait_h)]),
        part_h=_mean(part_h),
        by_hours=np.append(counts, int((~done).sum())).astype(np.int32),
        visits=int(np.isfinite(log.begun_h).sum()),
        team_busy=np.divide(
            log.team_busy_h, log.team_shift_h, out=np.zeros(len(log.team_busy_h)), where=log.team_shift_h > 0
        ),
        spares_used=log.spares_used.astype(np.int32),
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
