"""A laid-out network as a picture (SVG), for those who want to see what the rules made."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from camproof.simulator.values import NO_ONE, Floats, Inventory, Network, NodeKind

__all__ = ["picture_of"]

_SIDE = 1000.0
_EDGE = 30.0
_HUES = 12
_LOOKS = {NodeKind.ACCESS: ("#222", 4.0), NodeKind.AGGREGATION: ("#06c", 8.0), NodeKind.CORE: ("#c00", 11.0)}
_KEY = (("#222", "access switch"), ("#06c", "aggregation node"), ("#c00", "core node"))


def picture_of(network: Network, inventory: Inventory) -> str:
    """North is up. Cameras have the colour of their power feeder; links that lead to the core are thicker."""
    place = _Scale(network, inventory)
    body = "\n".join(
        (*_links(network, place), *_cameras(network, inventory, place), *_nodes(network, place), *_key())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {place.width:.0f} {place.height:.0f}" '
        f'font-family="sans-serif" font-size="14">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


class _Scale:
    """From metres to the picture."""

    def __init__(self, network: Network, inventory: Inventory) -> None:
        x_m = np.concatenate((network.node_x_m, inventory.x_m))
        y_m = np.concatenate((network.node_y_m, inventory.y_m))
        self._left, self._top = float(x_m.min()), float(y_m.max())
        side = max(float(np.ptp(x_m)), float(np.ptp(y_m)), 1.0)
        self._factor = (_SIDE - 2 * _EDGE) / side
        self.width = float(np.ptp(x_m)) * self._factor + 2 * _EDGE
        self.height = float(np.ptp(y_m)) * self._factor + 2 * _EDGE

    def __call__(self, x_m: Floats, y_m: Floats) -> list[tuple[float, float]]:
        across, down = (x_m - self._left) * self._factor, (self._top - y_m) * self._factor
        return list(zip((across + _EDGE).tolist(), (down + _EDGE).tolist(), strict=True))


def _links(network: Network, place: _Scale) -> Iterator[str]:
    nodes = place(network.node_x_m, network.node_y_m)
    for a, b in zip(network.link_a.tolist(), network.link_b.tolist(), strict=True):
        high = min(network.node_kind[a], network.node_kind[b]) > NodeKind.ACCESS
        look = 'stroke="#06c" stroke-width="3"' if high else 'stroke="#666" stroke-width="1.2"'
        (x1, y1), (x2, y2) = nodes[a], nodes[b]
        yield f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {look}/>'


def _cameras(network: Network, inventory: Inventory, place: _Scale) -> Iterator[str]:
    nodes = place(network.node_x_m, network.node_y_m)
    cameras = place(inventory.x_m, inventory.y_m)
    columns = (network.camera_node.tolist(), network.camera_feeder.tolist())
    for (x, y), node, feeder in zip(cameras, *columns, strict=True):
        colour = f"hsl({feeder % _HUES * 360 // _HUES} 75% 42%)" if feeder != NO_ONE else "#999"
        if node != NO_ONE:
            x2, y2 = nodes[node]
            ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
            yield f'<line {ends} stroke="{colour}" stroke-width=".6"/>'
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def _nodes(network: Network, place: _Scale) -> Iterator[str]:
    places = place(network.node_x_m, network.node_y_m)
    for (x, y), kind in zip(places, network.node_kind.tolist(), strict=True):
        colour, size = _LOOKS[NodeKind(kind)]
        yield (
            f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size}" height="{2 * size}" '
            f'fill="{colour}" stroke="#fff"/>'
        )


def _key() -> Iterator[str]:
    for row, (colour, text) in enumerate(_KEY):
        yield f'<rect x="20" y="{18 + 22 * row}" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="40" y="{29 + 22 * row}">{text}</text>'
