"""What cameras see, as reports show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.reports.city.numbers import percent_text
from camproof.simulator.coverage import KindCoverage, Study
from camproof.simulator.values import PLACE_TYPES, Floats, Ints, Places

__all__ = ["CoverageView", "Spot", "coverage_view"]

_MOST_BLIND = 2_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, metres east and north of the origin, and what is said of it."""

    x_m: float
    y_m: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """Shares of weight that cameras see, working or not.

    :param share: of all places. :param kinds: by type of place.
    :param share_after: with all proposed cameras; :param guarantee: at least this part of what the best
        choice of as many would add.
    :param blind: points that no camera sees, the heaviest first; :param blind_points: how many there are.
    :param proposed: cameras to add, the best first.
    """

    share: float
    kinds: tuple[KindCoverage, ...]
    share_after: float
    guarantee: float
    blind: tuple[Spot, ...]
    blind_points: int
    proposed: tuple[Spot, ...]


def coverage_view(places: Places, study: Study) -> CoverageView:
    """A coverage study as reports show it."""
    coverage, proposal = study.coverage, study.proposal
    return CoverageView(
        share=coverage.share,
        kinds=coverage.by_kind,
        share_after=proposal.share_after,
        guarantee=proposal.guarantee,
        blind=_blind(places, coverage.blind[:_MOST_BLIND]),
        blind_points=len(coverage.blind),
        proposed=_proposed(study, float(places.weight.sum())),
    )


def _blind(places: Places, rows: Ints) -> tuple[Spot, ...]:
    names = (f"{places.names[places.place[row]]} ({PLACE_TYPES[places.kind[row]]})" for row in rows)
    return _spots(places.x_m[rows], places.y_m[rows], tuple(f"{name}: no camera sees it" for name in names))


def _proposed(study: Study, weight: float) -> tuple[Spot, ...]:
    rows = np.array(study.proposal.rows, np.int64)
    sights = study.candidates.sights
    texts = tuple(
        f"camera {at + 1} to add: {percent_text(gain / weight)} more of the places"
        for at, gain in enumerate(study.proposal.gains)
    )
    return _spots(sights.x_m[rows], sights.y_m[rows], texts)


def _spots(x_m: Floats, y_m: Floats, texts: tuple[str, ...]) -> tuple[Spot, ...]:
    return tuple(Spot(float(x), float(y), text) for x, y, text in zip(x_m, y_m, texts, strict=True))
