"""What two designs have in common: by construction, or as far as replications can tell."""

from __future__ import annotations

from dataclasses import replace

from camproof.simulator.values import CitySpec, Costs

__all__ = ["may_differ_share", "same_fates"]


def same_fates(first: CitySpec, second: CitySpec) -> bool:
    """Whether both files play alike, so that every figure but money is the same by construction.

    They may differ in names, goals, phases and prices.
    """
    return _played(first) == _played(second)


def may_differ_share(replications: int, confidence: float = 0.95) -> float:
    """Less than this share of periods differ, where none of so many did.

    :raises ValueError: without a replication.
    """
    if replications < 1:
        raise ValueError("there is no replication")
    return float(1.0 - (1.0 - confidence) ** (1.0 / replications))


def _played(spec: CitySpec) -> CitySpec:
    """Without what is not played."""
    return replace(
        spec,
        name="",
        goals=(),
        phases=(),
        costs=Costs(),
        teams=tuple(replace(team, cost_per_year=0.0, per_cameras=None) for team in spec.teams),
        spares=tuple(replace(shelf, cost=0.0, usual=False) for shelf in spec.spares),
    )
