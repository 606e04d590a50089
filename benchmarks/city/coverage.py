"""How long a coverage study of a large city takes."""

from __future__ import annotations

import resource
import time

import numpy as np

from benchmarks.city.measuring import timed
from benchmarks.rows import Figure, Row
from benchmarks.worker import Line
from camproof.simulator.coverage import study
from camproof.simulator.made import made_city
from camproof.simulator.values import PLACE_TYPES, CoverageSpec, Inventory, Places

__all__ = ["coverage_rows"]

CAMERAS = 1_000_000
CAMERAS_PER_PLACE = 4
PROPOSED = 10
_WARM_UP = 2000


def coverage_rows(scale: float) -> list[Row]:
    """Time and memory; there is no limit to hold."""
    cameras = max(1000, round(CAMERAS * scale))
    facts = timed(_study, cameras=cameras)
    places = f"{cameras // CAMERAS_PER_PLACE:,}".replace(",", " ")
    what = f"coverage of {cameras:,} cameras over {places} places".replace(",", " ")
    seen = f"process time of what is seen and of {PROPOSED} cameras to add; {facts['seen']:.3g} % are seen"
    return [
        Row(what=what, figure=Figure((facts["cpu_s"],)), unit="s", note=seen),
        Row(what=f"{what}: memory", figure=Figure((facts["peak_mb"],)), unit="MB"),
    ]


def _study(line: Line, cameras: int) -> None:
    wanted = CoverageSpec(propose=PROPOSED)
    small = made_city(_WARM_UP, 1)
    study(small, _places(small), wanted)
    inventory = made_city(cameras, 1, districts=max(1, cameras // 40_000))
    places = _places(inventory)
    begin_s = time.process_time()
    found = study(inventory, places, wanted)
    took_s = time.process_time() - begin_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line.tell(cpu_s=took_s, peak_mb=peak_mb, seen=100 * found.coverage.share)


def _places(inventory: Inventory) -> Places:
    """Points at random over the city, all types alike often."""
    count = max(1, len(inventory) // CAMERAS_PER_PLACE)
    draw = np.random.default_rng(count)
    return Places(
        names=tuple(f"place {number}" for number in range(count)),
        place=np.arange(count, dtype=np.int32),
        kind=(np.arange(count) % len(PLACE_TYPES)).astype(np.int8),
        x_m=draw.uniform(inventory.x_m.min(), inventory.x_m.max(), count),
        y_m=draw.uniform(inventory.y_m.min(), inventory.y_m.max(), count),
        weight=np.ones(count),
    )
