"""What a phase of the build-out does to the cameras: new ones, ones that are joined to the network, HD."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from camproof.simulator.model.sight import sight_of
from camproof.simulator.values import CitySpec, Floats, Inventory, Phase

__all__ = ["grown"]

_BESIDE_M = 40.0


def grown(inventory: Inventory, spec: CitySpec, phase: Phase, number: int) -> Inventory:
    """The cameras after a phase, those of later phases among them.

    New cameras see all around, are HD and networked, and are like the first key camera otherwise. They stand
    at the sites that a coverage study proposes, the best first; without a study, or beyond its proposals,
    beside cameras that are there, one after the other: a stand-in that counts them and does not place them.
    """
    if phase.add:
        inventory = _added(inventory, spec, phase.add, number)
    there = inventory.phase <= number
    networked = _first(inventory, there & ~inventory.networked, phase.network) | inventory.networked
    hd = _first(inventory, there & ~inventory.hd, phase.upgrade_hd) | inventory.hd
    return replace(inventory, networked=networked, hd=hd)


def _first(inventory: Inventory, which: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """So many of these cameras, key public areas first, then in the order of the file."""
    rows = np.flatnonzero(which)
    order = np.argsort(inventory.camera_class[rows], kind="stable")
    chosen = np.zeros(len(inventory), np.bool_)
    chosen[rows[order[:count]]] = True
    return chosen


def _added(inventory: Inventory, spec: CitySpec, count: int, number: int) -> Inventory:
    x_m, y_m = _sites(inventory.rows(inventory.phase <= number), spec, count, number)
    like = np.full(count, int(np.argmin(inventory.camera_class)))
    new = inventory.rows(like)
    near = _nearest(inventory, x_m, y_m)
    names = tuple(f"new {len(inventory) + at + 1}" for at in range(count))
    return inventory.joined(
        replace(
            new,
            codes=names if inventory.codes is not None else None,
            names=names if inventory.names is not None else None,
            x_m=x_m,
            y_m=y_m,
            district=inventory.district[near],
            age_h=np.zeros(count),
            heading_deg=np.full(count, np.nan),
            hd=np.ones(count, np.bool_),
            networked=np.ones(count, np.bool_),
            phase=np.zeros(count, np.int8),
        )
    )


def _sites(inventory: Inventory, spec: CitySpec, count: int, number: int) -> tuple[Floats, Floats]:
    """Where new cameras stand."""
    coverage = replace(spec.coverage, propose=count)
    sight = sight_of(replace(spec, coverage=coverage), inventory)
    x_m, y_m = np.empty(0), np.empty(0)
    if sight is not None:
        chosen = np.asarray(sight.study.proposal.rows, np.int64)[:count]
        sights = sight.study.candidates.sights
        x_m, y_m = sights.x_m[chosen], sights.y_m[chosen]
    beside = np.arange(count - len(x_m)) % len(inventory)
    return (
        np.concatenate((x_m, inventory.x_m[beside] + _BESIDE_M * number)),
        np.concatenate((y_m, inventory.y_m[beside])),
    )


def _nearest(inventory: Inventory, x_m: Floats, y_m: Floats) -> NDArray[np.int64]:
    """The camera that is nearest to each place."""
    tree = cKDTree(np.column_stack((inventory.x_m, inventory.y_m)))
    _, at = tree.query(np.column_stack((x_m, y_m)))
    return np.asarray(at, np.int64)
