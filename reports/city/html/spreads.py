"""How rates, cameras and repairs are spread."""

from __future__ import annotations

from camproof.reports.city.charts import Columns, by_edges, spread_of
from camproof.reports.city.words import CLASS_NAMES, class_name
from camproof.simulator.answers import CityResult, key_of
from camproof.simulator.model import REPAIR_EDGES_H, SHARE_EDGES

__all__ = ["camera_spread", "goal_spreads", "repair_spread"]


def goal_spreads(result: CityResult) -> tuple[tuple[str, Columns], ...]:
    """For each goal that something was measured on: its name, and its figure in each replication."""
    drawn = []
    for answer in result.goals:
        if answer.estimate is not None:
            key = key_of(answer.goal)
            values = [row[key] for row in result.rows if key in row]
            name = f"{answer.goal.measure}, {class_name(answer.goal.camera_class or '')}"
            axis = f"{answer.goal.measure} of a replication, %"
            drawn.append((name, spread_of(values, answer.goal.at_least, answer.estimate.mean, axis)))
    return tuple(drawn)


def camera_spread(result: CityResult) -> Columns:
    """Cameras by their intact share of the period, mean over the replications."""
    labels = [f"{edge * 100:g}" for edge in SHARE_EDGES]
    return by_edges(labels, result.by_share.tolist(), CLASS_NAMES, "intact share of the period from, %")


def repair_spread(result: CityResult) -> Columns:
    """Repairs by hours from failure to repair, mean over the replications."""
    labels = [f"{edge:g}" for edge in REPAIR_EDGES_H] + ["no end"]
    return by_edges(
        labels, [result.repairs_by_hours.tolist()], ("repairs",), "hours from failure to repair, from"
    )
