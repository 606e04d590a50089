"""The map: cameras coloured by their intact share over the network that carries them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from camproof.reports.city.charts.hexes import hexes
from camproof.reports.city.coverage import Spot
from camproof.reports.city.facts import CityReport
from camproof.reports.city.numbers import share_text
from camproof.reports.text import count_text
from camproof.simulator.values import CLASS_WORDS, Floats, Inventory, Network, NodeKind

__all__ = ["MOST_DOTS", "SHADES", "CityMap", "Dot", "city_map"]

MOST_DOTS = 20_000
"""Cameras beyond which cells stand for them."""

SHADES = (0.0, 0.95, 0.98, 0.99, 0.995, 0.999)
"""Least intact share of each shade, ascending."""

WIDTH = 1040.0
_LEAST_HEIGHT = 360.0
_MOST_HEIGHT = 860.0
_MARGIN = 26.0
_MOST_NODES = 5_000
_NODE_R = {NodeKind.ACCESS: 3.0, NodeKind.AGGREGATION: 5.0, NodeKind.CORE: 10.0}


@dataclass(frozen=True, slots=True)
class Dot:
    """A camera, a node, a place.

    :param shade: of ``SHADES``; 0 where that means nothing.
    """

    x: float
    y: float
    r: float
    shade: int
    title: str


@dataclass(frozen=True, slots=True)
class CityMap:
    """All that the template needs; coordinates in a box of ``width`` by ``height``, north above.

    :param cells: outlines with shade and title, in place of ``cameras`` where these are too many.
    :param links: kind of link -> one path of all of them.
    :param scale_width: of a bar as long as ``scale_text`` says.
    """

    width: float
    height: float
    cameras: tuple[Dot, ...]
    cells: tuple[tuple[str, int, str], ...]
    links: tuple[tuple[str, str], ...]
    nodes: tuple[tuple[str, tuple[Dot, ...]], ...]
    feeders: tuple[Dot, ...]
    blind: tuple[Dot, ...]
    proposed: tuple[Dot, ...]
    scale_width: float
    scale_text: str

    @property
    def shades(self) -> tuple[int, ...]:
        """Those that something is drawn in, the best first."""
        drawn = {dot.shade for dot in self.cameras} | {shade for _, shade, _ in self.cells}
        return tuple(sorted(drawn, reverse=True))

    @property
    def node_kinds(self) -> tuple[str, ...]:
        """Kinds of nodes that are drawn."""
        return tuple(kind for kind, dots in self.nodes if dots)


@dataclass(frozen=True, slots=True)
class _Ground:
    """From metres to the box."""

    west_m: float
    north_m: float
    factor: float
    left: float
    top: float

    def x(self, metres: Floats) -> Floats:
        return np.round(self.left + (metres - self.west_m) * self.factor, 1)

    def y(self, metres: Floats) -> Floats:
        return np.round(self.top + (self.north_m - metres) * self.factor, 1)


def city_map(report: CityReport) -> CityMap:
    """Draw the city of a report."""
    inventory, network = report.result.city.inventory, report.result.city.network
    view = report.coverage
    blind, proposed = (view.blind, view.proposed) if view is not None else ((), ())
    spots = (*blind, *proposed)
    x_m = np.concatenate((inventory.x_m, network.node_x_m, [spot.x_m for spot in spots]))
    y_m = np.concatenate((inventory.y_m, network.node_y_m, [spot.y_m for spot in spots]))
    ground, height = _ground(x_m, y_m)
    few = len(inventory) <= MOST_DOTS
    intact = report.result.camera_intact
    scale_m = _scale_m(ground.factor)
    return CityMap(
        width=WIDTH,
        height=height,
        cameras=tuple(_cameras(inventory, intact, ground)) if few else (),
        cells=() if few else hexes(ground.x(inventory.x_m), ground.y(inventory.y_m), intact, shade),
        links=_links(network, ground, few=few),
        nodes=_nodes(network, ground, few=few),
        feeders=tuple(_feeders(network, ground)),
        blind=_spots(blind, ground),
        proposed=_spots(proposed, ground),
        scale_width=round(scale_m * ground.factor, 1),
        scale_text=f"{scale_m / 1000:g} km" if scale_m >= 1000 else f"{scale_m:g} m",
    )


def shade(share: float) -> int:
    """Which of ``SHADES`` an intact share has."""
    return int(np.searchsorted(SHADES, share, side="right")) - 1


def _ground(x_m: Floats, y_m: Floats) -> tuple[_Ground, float]:
    west, east, south, north = x_m.min(), x_m.max(), y_m.min(), y_m.max()
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    inner = WIDTH - 2 * _MARGIN
    factor = min(inner / wide, (_MOST_HEIGHT - 2 * _MARGIN) / high)
    height = max(_LEAST_HEIGHT, high * factor + 2 * _MARGIN)
    left = (WIDTH - wide * factor) / 2
    top = (height - high * factor) / 2
    return _Ground(float(west), float(north), float(factor), float(left), float(top)), round(float(height), 1)


def _scale_m(factor: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten that takes a fifth of the map at most."""
    most_m = WIDTH / 5 / factor
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(power * times for times in (1, 2, 5) if power * times <= most_m)


def _cameras(inventory: Inventory, intact: Floats, ground: _Ground) -> Iterator[Dot]:
    r = round(float(np.clip(90 / np.sqrt(len(inventory)), 1.3, 5.0)), 1)
    order = np.argsort(-intact, kind="stable")  # the worst lie on top
    xs, ys = ground.x(inventory.x_m), ground.y(inventory.y_m)
    for row in order:
        words = CLASS_WORDS[inventory.camera_class[row]], inventory.districts[inventory.district[row]]
        name = inventory.names[row] if inventory.names is not None else ""
        said = ", ".join(part for part in (inventory.code(row), name, *words) if part)
        share = float(intact[row])
        yield Dot(float(xs[row]), float(ys[row]), r, shade(share), f"{said}: {share_text(share)}")


def _links(network: Network, ground: _Ground, *, few: bool) -> tuple[tuple[str, str], ...]:
    """Links by the higher of the two kinds that they join; access links are left out of a large city."""
    xs, ys = ground.x(network.node_x_m), ground.y(network.node_y_m)
    a, b = network.link_a, network.link_b
    kind = np.minimum(network.node_kind[a], network.node_kind[b])
    drawn = []
    for each in NodeKind:
        if each is NodeKind.ACCESS and not few:
            continue
        rows = np.flatnonzero(kind == each)
        path = "".join(f"M{xs[a[row]]:g} {ys[a[row]]:g}L{xs[b[row]]:g} {ys[b[row]]:g}" for row in rows)
        if path:
            drawn.append((each.word, path))
    return tuple(drawn)


def _nodes(network: Network, ground: _Ground, *, few: bool) -> tuple[tuple[str, tuple[Dot, ...]], ...]:
    """Nodes by kind; access switches are left out of a large city."""
    xs, ys = ground.x(network.node_x_m), ground.y(network.node_y_m)
    cameras = np.bincount(network.camera_node[network.camera_node >= 0], minlength=len(xs))
    drawn = []
    for kind in NodeKind:
        rows = np.flatnonzero(network.node_kind == kind)
        if len(rows) > _MOST_NODES or (kind is NodeKind.ACCESS and not few):
            continue
        r = round(float(np.clip(40 / np.sqrt(len(rows) + 1), 1.6, _NODE_R[kind])), 1)
        dots = tuple(
            Dot(float(xs[row]), float(ys[row]), r, 0, _node_title(network, int(row), int(cameras[row])))
            for row in rows
        )
        drawn.append((kind.word, dots))
    return tuple(drawn)


def _node_title(network: Network, row: int, cameras: int) -> str:
    kind = NodeKind(network.node_kind[row]).word
    name = network.node_names[row] if network.node_names is not None else f"{row + 1}"
    feeder = network.node_feeder[row]
    power = f", power feeder {feeder + 1}" if feeder >= 0 else ""
    return f"{kind} node {name}, zone {network.node_zone[row]}{power}, {count_text(cameras, 'camera')}"


def _feeders(network: Network, ground: _Ground) -> Iterator[Dot]:
    xs, ys = ground.x(network.feeder_x_m), ground.y(network.feeder_y_m)
    fed = np.bincount(network.camera_feeder[network.camera_feeder >= 0], minlength=len(xs))
    if len(xs) <= _MOST_NODES:
        for row in range(len(xs)):
            name = network.feeder_names[row] if network.feeder_names is not None else row + 1
            title = f"power feeder {name}, {count_text(int(fed[row]), 'camera')}"
            yield Dot(float(xs[row]), float(ys[row]), 0, 0, title)


def _spots(spots: Sequence[Spot], ground: _Ground) -> tuple[Dot, ...]:
    xs = ground.x(np.array([spot.x_m for spot in spots], float))
    ys = ground.y(np.array([spot.y_m for spot in spots], float))
    return tuple(Dot(float(x), float(y), 0, 0, spot.text) for x, y, spot in zip(xs, ys, spots, strict=True))
