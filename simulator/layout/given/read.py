"""The files of an explicit network: nodes, links, and where cameras hang."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from camproof.domain.errors import InventoryError, Place, UnknownWordError
from camproof.simulator.inputs import (
    Desk,
    Projection,
    SourceTable,
    TableOptions,
    load_table,
    read_date,
    read_measure,
    read_positions,
)
from camproof.simulator.values import ExplicitNetwork, Floats, Inventory, NodeKind, Smalls

__all__ = ["Given", "GivenLinks", "GivenNodes", "GivenPlaces", "read_given"]

_INSTALLED = "installed|installation date|commissioned|安装日期|投用日期"
_NODE_COLUMNS = {
    "kind": "kind|node kind|type|level|层级|类型|节点类型",
    "feeder": "feeder|power feeder|supply|供电线路|馈线|线路",
    "battery": "battery|battery h|ups|ups h|后备时间|ups时间",
    "installed": _INSTALLED,
}
_LINK_COLUMNS = {
    "from": "from|a|from node|node a|起点|本端|本端节点",
    "to": "to|b|to node|node b|终点|对端|对端节点",
    "km": "km|length|length km|长度|光缆长度",
    "rate": "rate|mbit|mbit/s|capacity|bandwidth|带宽|速率",
    "installed": _INSTALLED,
}
_CAMERA_COLUMNS = {
    "node": "node|switch|access switch|节点|交换机|接入交换机",
    "feeder": _NODE_COLUMNS["feeder"],
}
_HOURS = {"": 1.0, "h": 1.0, "min": 1 / 60, "小时": 1.0}
_KM = {"": 1.0, "km": 1.0, "m": 0.001, "公里": 1.0}
_MBIT = {"": 1.0, "mbit/s": 1.0, "mbps": 1.0, "gbit/s": 1000.0, "gbps": 1000.0, "m": 1.0, "g": 1000.0}


@dataclass(frozen=True, slots=True)
class GivenNodes:
    """K nodes as the file has them.

    :param feeder: (K,) names, empty where the file has none. :param battery_h: (K,) not a number likewise;
        :param age_h: (K,) likewise.
    """

    names: tuple[str, ...]
    kind: Smalls
    x_m: Floats
    y_m: Floats
    feeder: tuple[str, ...]
    battery_h: Floats
    age_h: Floats

    def of_kind(self, kind: NodeKind) -> NDArray[np.intp]:
        """The rows of one kind."""
        return np.flatnonzero(self.kind == kind)


@dataclass(frozen=True, slots=True)
class GivenLinks:
    """L links by the names of their ends; length, rate and age not a number where the file has none."""

    ends: tuple[tuple[str, str], ...]
    km: Floats
    mbit: Floats
    age_h: Floats
    table: SourceTable


@dataclass(frozen=True, slots=True)
class GivenPlaces:
    """Where K cameras hang: names of the node and of the feeder; empty for what the rules say."""

    codes: tuple[str, ...]
    nodes: tuple[str, ...]
    feeders: tuple[str, ...]
    table: SourceTable


@dataclass(frozen=True, slots=True)
class Given:
    """What is given of a network; None for what the rules lay out."""

    nodes: GivenNodes | None = None
    links: GivenLinks | None = None
    places: GivenPlaces | None = None

    @property
    def anything(self) -> bool:
        return any(each is not None for each in (self.nodes, self.links, self.places))


def read_given(explicit: ExplicitNetwork, inventory: Inventory) -> Given:
    """Read the files.

    :raises InventoryError: rows cannot be used; names every one of them.
    :raises InputError: a file cannot be read.
    """
    return Given(
        nodes=_nodes(explicit.nodes, inventory, explicit.start) if explicit.nodes else None,
        links=_links(explicit.links, explicit.start) if explicit.links else None,
        places=_places(explicit.cameras, inventory) if explicit.cameras else None,
    )


def _desk(path: Path, what: str, more: Mapping[str, str], needed: tuple[str, ...]) -> Desk:
    table = load_table(path, what, more, TableOptions())
    for field in needed:
        if not table.has(field):
            shown = ", ".join(map(repr, table.columns.names[:8]))
            raise InventoryError(f"{what} have no column {field!r} among {shown}", Place(table.file, 1))
    if not len(table):
        raise InventoryError(f"there are no rows in {what}", Place(table.file))
    return Desk(table)


def _nodes(path: Path, inventory: Inventory, start: date) -> GivenNodes:
    desk = _desk(path, "the nodes", _NODE_COLUMNS, ("name", "kind"))
    names = _unique(desk, "name")
    kinds = desk.column("kind", _kind, NodeKind.ACCESS)
    longitude, latitude = read_positions(desk)
    hours = read_measure("battery", _HOURS, 0.0, 100_000.0)
    battery = desk.column("battery", hours, math.nan)
    age_h = _ages_h(desk, start)
    desk.raise_if_refused("the nodes")
    x_m, y_m = Projection(inventory.origin).to_metres(longitude, latitude)
    feeder = tuple(desk.column("feeder", str, ""))
    return GivenNodes(
        tuple(names), np.array(kinds, np.int8), x_m, y_m, feeder, np.array(battery, np.float64), age_h
    )


def _ages_h(desk: Desk, start: date) -> Floats:
    """Hours from a row's installation to the period's begin; what is installed later is new."""
    days = desk.column("installed", lambda text: float(max(0, (start - read_date(text)).days)), math.nan)
    return np.array(days, np.float64) * 24


def _kind(text: str) -> NodeKind:
    known = {each.word: each for each in NodeKind}
    found = known.get(text.casefold())
    if found is None:
        raise UnknownWordError("kind of node", text[:40], known)
    return found


def _unique(desk: Desk, field: str) -> list[str]:
    """The names of rows; each is there, and there once."""
    names = desk.table.texts(field) or []
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        if not name:
            desk.refuse(row, field, f"the {field} is missing")
        elif first.setdefault(name, row) != row:
            desk.refuse(row, field, f"{name!r} is already in line {desk.table.lines[first[name]]}")
    return names


def _links(path: Path, start: date) -> GivenLinks:
    desk = _desk(path, "the links", _LINK_COLUMNS, ("from", "to"))
    ends = list(zip(_filled(desk, "from"), _filled(desk, "to"), strict=True))
    seen: dict[frozenset[str], int] = {}
    for row, pair in enumerate(ends):
        if pair[0] == pair[1]:
            desk.refuse(row, "to", f"the link joins {pair[0]!r} with itself")
        elif seen.setdefault(frozenset(pair), row) != row:
            other = desk.table.lines[seen[frozenset(pair)]]
            desk.refuse(row, "from", f"the two nodes are joined in line {other} already")
    km = desk.column("km", read_measure("length", _KM, 0.0, 10_000.0), math.nan)
    mbit = desk.column("rate", read_measure("rate", _MBIT, 0.001, 1e9), math.nan)
    age_h = _ages_h(desk, start)
    desk.raise_if_refused("the links")
    return GivenLinks(tuple(ends), np.array(km, np.float64), np.array(mbit, np.float64), age_h, desk.table)


def _filled(desk: Desk, field: str) -> list[str]:
    texts = desk.table.texts(field) or []
    for row, text in enumerate(texts):
        if not text:
            desk.refuse(row, field, f"the {field} is missing")
    return texts


def _places(path: Path, inventory: Inventory) -> GivenPlaces:
    desk = _desk(path, "the cameras' places", _CAMERA_COLUMNS, ("code",))
    codes = _unique(desk, "code")
    known = {*(inventory.code(row) for row in range(len(inventory))), *inventory.later}
    for row, code in enumerate(codes):
        if code and code not in known:
            desk.refuse(row, "code", f"no camera of the inventory is called {code[:40]!r}")
    desk.raise_if_refused("the cameras' places")
    nodes, feeders = desk.column("node", str, ""), desk.column("feeder", str, "")
    return GivenPlaces(tuple(codes), tuple(nodes), tuple(feeders), desk.table)
