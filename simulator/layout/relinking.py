"""Links of a file in place of those by rule."""

from __future__ import annotations

import numpy as np

from camproof.domain.errors import InputError, InventoryError, Place, did_you_mean
from camproof.simulator.layout.backbone import Backbone
from camproof.simulator.layout.columns import Links, Nodes, join_links, links_between
from camproof.simulator.layout.given import GivenLinks
from camproof.simulator.layout.zones import without_anchor, zones_of
from camproof.simulator.values import Floats, Ints, NetworkRules, NodeKind

__all__ = ["link_ages_h", "relink"]

_SHOWN = 5

Names = tuple[str, ...]


def relink(
    backbone: Backbone, names: Names, given: GivenLinks, rules: NetworkRules
) -> tuple[Backbone, Names]:
    """Lay the links of the file over those by rule.

    A node that the file joins to one of its own kind or nearer to the core has the links of the file alone;
    between two nodes of the file there is no link by rule. All other links stay.

    :returns: the backbone with its nodes in the order of their new zones, and their names.
    :raises InventoryError: a link names no node; or a node is left without a way to the core.
    """
    a, b = _ends(names, given)
    links = join_links(_kept(backbone, a, b), _lengthened(backbone.nodes, a, b, given, rules))
    zone = zones_of(backbone.nodes.kind, links.a, links.b)
    _check_ways(links, zone, names, given)
    return _in_order(backbone, names, links, zone)


def link_ages_h(links: Links, usual_h: float, names: Names | None, given: GivenLinks | None) -> Floats:
    """(L,) ages of the links, by the names of their ends where the file has one."""
    ages_h = np.full(len(links.a), usual_h)
    if names is None or given is None:
        return ages_h
    known = {frozenset(pair): age_h for pair, age_h in zip(given.ends, given.age_h.tolist(), strict=True)}
    for row, (a, b) in enumerate(zip(links.a.tolist(), links.b.tolist(), strict=True)):
        age_h = known.get(frozenset((names[a], names[b])), np.nan)
        if not np.isnan(age_h):
            ages_h[row] = age_h
    return ages_h


def _ends(names: Names, given: GivenLinks) -> tuple[Ints, Ints]:
    known = {name: number for number, name in enumerate(names)}
    problems: list[InputError] = []
    for row, pair in enumerate(given.ends):
        for field, name in zip(("from", "to"), pair, strict=True):
            if name not in known:
                place = given.table.place(row, field)
                hint = did_you_mean(name, known) if len(problems) < _SHOWN else ""
                problems.append(InputError(f"there is no node {name[:40]!r}", place, hint))
    if problems:
        raise InventoryError(
            "links name nodes that are not there", Place(given.table.file), problems=problems
        )
    a, b = zip(*given.ends, strict=True)
    return (
        np.array([known[name] for name in a], np.int32),
        np.array([known[name] for name in b], np.int32),
    )


def _kept(backbone: Backbone, a: Ints, b: Ints) -> Links:
    kind, links = backbone.nodes.kind, backbone.links
    named = np.zeros(len(kind), np.bool_)
    named[a] = named[b] = True
    joined = np.zeros(len(kind), np.bool_)
    joined[a[kind[b] >= kind[a]]] = True
    joined[b[kind[a] >= kind[b]]] = True
    low = np.minimum(kind[links.a], kind[links.b])
    gone = (named[links.a] & named[links.b]) | (joined[links.a] & (kind[links.a] == low))
    gone |= joined[links.b] & (kind[links.b] == low)
    return Links(links.a[~gone], links.b[~gone], links.mbit[~gone], links.km[~gone])


def _lengthened(nodes: Nodes, a: Ints, b: Ints, given: GivenLinks, rules: NetworkRules) -> Links:
    """The links of the file; where it has no length or rate, those by rule."""
    links = links_between(a, b, 1.0, nodes)
    low = np.minimum(nodes.kind[a], nodes.kind[b])
    access = rules.access_mbit if rules.access == "star" else rules.ring_mbit
    usual = np.where(low == NodeKind.ACCESS, access, rules.core_mbit)
    mbit = np.where(np.isnan(given.mbit), usual, given.mbit)
    return Links(a, b, mbit, np.where(np.isnan(given.km), links.km, given.km))


def _check_ways(links: Links, zone: Ints, names: Names, given: GivenLinks) -> None:
    lost = [names[row] for row in np.flatnonzero(without_anchor(zone, links.a, links.b))]
    if lost:
        shown = ", ".join(map(repr, lost[:_SHOWN]))
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        hint = "switches reach the core through aggregation nodes, these through one another"
        what = f"no way leads to the core from {shown}{more}"
        raise InventoryError(what, Place(given.table.file), hint)


def _in_order(backbone: Backbone, names: Names, links: Links, zone: Ints) -> tuple[Backbone, Names]:
    order = np.argsort(zone, kind="stable").astype(np.int32)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    old = backbone.nodes
    nodes = Nodes(old.kind[order], old.x_m[order], old.y_m[order], zone[order])
    moved = Backbone(
        nodes,
        Links(place[links.a], place[links.b], links.mbit, links.km),
        place[backbone.access_node],
        place[backbone.home],
        backbone.number[order],
    )
    return moved, tuple(names[row] for row in order)
