"""Shares of the places that are seen, by type; places that nobody sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from camproof.simulator.values import PLACE_TYPES, Floats, Ints, Places, PlaceType

__all__ = ["Coverage", "KindCoverage", "coverage_of"]


@dataclass(frozen=True, slots=True)
class KindCoverage:
    """How much of one type is seen.

    :param places: of the type. :param seen: share of their weight that is seen by a camera.
    :param seen_twice: by two or more, which goes on when one of them fails.
    """

    kind: PlaceType
    places: int
    seen: float
    seen_twice: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is seen of P demand points.

    :param cameras: (P,) how many cameras see each point.
    :param share: of the weight of all points that is seen by a camera.
    :param by_count: share seen by at least 1, 2, 3 ... cameras, up to the most.
    :param by_kind: the types that there are places of.
    :param blind: (B,) rows of the points that nobody sees, the heaviest first.
    """

    cameras: Ints
    share: float
    by_count: tuple[float, ...]
    by_kind: tuple[KindCoverage, ...]
    blind: Ints

    def at_least(self, cameras: int) -> float:
        """The share that is seen by at least so many; 1 for none."""
        if cameras < 1:
            return 1.0
        return self.by_count[cameras - 1] if cameras <= len(self.by_count) else 0.0


def coverage_of(seen: csr_matrix, places: Places) -> Coverage:
    """Count who sees what.

    :param seen: (N, P) as :func:`~camproof.simulator.coverage.seen_by` gives it.
    """
    cameras = np.asarray(seen.sum(axis=0)).ravel().astype(np.int32)
    whole = float(places.weight.sum())
    most = int(cameras.max(initial=0))
    by_count = np.bincount(cameras, places.weight, minlength=most + 1)
    at_least = np.cumsum(by_count[::-1])[::-1][1:] / whole if whole else np.zeros(most)
    kinds = tuple(
        _kind(number, cameras, places) for number in np.unique(places.kind) if (places.kind == number).any()
    )
    dark = np.flatnonzero(cameras == 0)
    blind = dark[np.argsort(-places.weight[dark], kind="stable")].astype(np.int32)
    share = float(at_least[0]) if len(at_least) else 0.0
    return Coverage(cameras, share, tuple(at_least.tolist()), kinds, blind)


def _kind(number: int, cameras: Ints, places: Places) -> KindCoverage:
    rows = places.kind == number
    weight: Floats = places.weight[rows]
    whole = float(weight.sum()) or 1.0
    shares = [float(weight[cameras[rows] >= count].sum()) / whole for count in (1, 2)]
    return KindCoverage(PLACE_TYPES[number], len(np.unique(places.place[rows])), shares[0], shares[1])
