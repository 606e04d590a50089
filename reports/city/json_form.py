"""A city's result as `result.json`; the same seed gives the same bytes."""

from __future__ import annotations

import math
from typing import Any

from camproof.reports.city.compared import Comparison
from camproof.reports.city.coverage import CoverageView, Spot
from camproof.reports.city.facts import CityReport
from camproof.reports.city.inputs import inputs
from camproof.simulator.answers import CityResult, Estimate, GoalAnswer, Key
from camproof.simulator.model import REPAIR_EDGES_H, SHARE_EDGES
from camproof.simulator.values import CLASS_WORDS

__all__ = ["comparison_form", "estimate_form", "result_form"]


def result_form(report: CityReport) -> dict[str, Any]:
    """The whole result but what has a row for each camera or hour; its schema is published beside."""
    result = report.result
    city = result.city
    return {
        "kind": "city",
        "city": city.spec.name,
        "outcome": result.outcome.value,
        "seed": result.seed,
        "replications": result.replications,
        "period_h": city.spec.period_h,
        "cameras": len(city.inventory),
        "goals": [_goal(answer) for answer in result.goals],
        "figures": [{**_key(key), **estimate_form(found)} for key, found in sorted(result.estimates.items())],
        "distributions": _distributions(result),
        "coverage": None if report.coverage is None else _coverage(report.coverage),
        "inputs": [
            {"group": row.group, "name": row.name, "value": row.value, "source": row.source}
            for row in inputs(city)
        ],
        "notes": list(report.notes),
        "versions": dict(report.making.versions),
    }


def comparison_form(comparison: Comparison) -> dict[str, Any]:
    """Two results and what differs between them."""
    return {
        "kind": "city comparison",
        "first": result_form(comparison.first),
        "second": result_form(comparison.second),
        "differences": [
            {
                **_key(each.key),
                "first": each.first.mean,
                "second": each.second.mean,
                "change": estimate_form(each.change),
                "unpaired_half": _finite(each.unpaired_half),
                "sure": each.sure,
            }
            for each in comparison.differences
        ],
    }


def estimate_form(found: Estimate) -> dict[str, Any]:
    """What is endless, as after a single replication, is null."""
    return {
        "n": found.n,
        "mean": found.mean,
        "sd": _finite(found.sd),
        "low": _finite(found.low),
        "high": _finite(found.high),
        "least": found.least,
        "most": found.most,
    }


def _key(key: Key) -> dict[str, str]:
    return {
        "measure": key.measure,
        "unit": key.unit,
        "camera_class": key.camera_class,
        "district": key.district,
        "of": key.of,
    }


def _goal(answer: GoalAnswer) -> dict[str, Any]:
    return {
        "measure": answer.goal.measure,
        "camera_class": answer.goal.camera_class or "",
        "at_least": answer.goal.at_least,
        "verdict": answer.verdict.as_dict(),
        "periods": answer.estimate.n if answer.estimate is not None else 0,
        "met": answer.meets,
        "met_low": answer.meets_low,
        "met_high": answer.meets_high,
        "needed": answer.needed,
    }


def _distributions(result: CityResult) -> dict[str, Any]:
    return {
        "cameras by intact share": {
            "from": list(SHARE_EDGES),
            "cameras": {
                word: [float(count) for count in row]
                for word, row in zip(CLASS_WORDS, result.by_share, strict=True)
            },
        },
        "repairs by hours": {
            "from_h": list(REPAIR_EDGES_H),
            "repairs": [float(count) for count in result.repairs_by_hours[:-1]],
            "without_end": float(result.repairs_by_hours[-1]),
        },
    }


def _coverage(view: CoverageView) -> dict[str, Any]:
    return {
        "share": view.share,
        "share_after": view.share_after,
        "guarantee": view.guarantee,
        "kinds": [
            {"kind": str(row.kind), "places": row.places, "seen": row.seen, "seen_twice": row.seen_twice}
            for row in view.kinds
        ],
        "blind_points": view.blind_points,
        "blind": [_spot(spot) for spot in view.blind],
        "proposed": [_spot(spot) for spot in view.proposed],
    }


def _spot(spot: Spot) -> dict[str, Any]:
    return {"x_m": round(spot.x_m, 2), "y_m": round(spot.y_m, 2), "text": spot.text}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
