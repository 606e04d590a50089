"""A whole made city to measure: rings, feeders with batteries, storms, crews that drive, disks, servers."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.city.sample import MTBF_H, MTTR_H
from camproof.simulator.inputs import open_city
from camproof.simulator.model import Builder, City

__all__ = ["whole_city"]

_CITY = """\
city: {cameras} cameras
cameras: {{count: {cameras}, districts: {districts}}}
failures:
  - {{of: camera, life: exponential {life} h, repair: exponential {repair} h, spare: none}}
  - {{of: picture, life: never}}
shocks:
  - {{kind: weather, every: 4380 h, share: 5 %, nodes: 1 %, radius: 2000 m, broken: 30 %,
     skill: camera, spread: 3 h}}
crews:
  - {{name: crews, per-cameras: 1000}}
"""


def whole_city(cameras: int) -> City:
    """Rings, aggregation rings, a core; other failures are the usual ones; a district a 40 000 cameras."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "whole.city.yaml"
        districts = max(1, cameras // 40_000)
        path.write_text(
            _CITY.format(cameras=cameras, districts=districts, life=f"{MTBF_H:g}", repair=f"{MTTR_H:g}"),
            "utf-8",
        )
        return Builder(1)(open_city(path, 1).spec)
