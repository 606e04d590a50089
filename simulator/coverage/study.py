"""The whole of a coverage study: who sees what, what nobody sees, and what to add."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from camproof.simulator.coverage.coverage import Coverage, coverage_of
from camproof.simulator.coverage.matrix import seen_by
from camproof.simulator.coverage.proposing import Candidates, Proposal, candidates_at, propose
from camproof.simulator.coverage.sight import sights_of
from camproof.simulator.inputs import Buildings
from camproof.simulator.values import CoverageSpec, Inventory, Places

__all__ = ["Study", "study"]


@dataclass(frozen=True, slots=True)
class Study:
    """:param seen: (N, P) which camera sees which point."""

    seen: csr_matrix
    coverage: Coverage
    candidates: Candidates
    proposal: Proposal


def study(
    inventory: Inventory, places: Places, spec: CoverageSpec, buildings: Buildings | None = None
) -> Study:
    """Look at the places through all cameras, and propose cameras at the places that nobody sees.

    Candidates see all around and have the height and the range of the file; they stand at blind points.
    """
    sights = sights_of(inventory, spec.target_height_m)
    seen = seen_by(sights, places.x_m, places.y_m, buildings)
    coverage = coverage_of(seen, places)
    above = spec.default_height_m - spec.target_height_m
    candidates = candidates_at(
        places.x_m[coverage.blind],
        places.y_m[coverage.blind],
        height_m=spec.default_height_m,
        reach_m=float(np.sqrt(max(spec.default_range_m**2 - above**2, 0.0))),
        target_height_m=spec.target_height_m,
    )
    would_see = seen_by(candidates.sights, places.x_m, places.y_m, buildings)
    proposal = propose(would_see, coverage.cameras > 0, places.weight, spec.propose)
    return Study(seen, coverage, candidates, proposal)
