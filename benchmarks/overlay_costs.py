"""What a band costs in µs a camera: ``python benchmarks/overlay_costs.py [CAVLC|CABAC]``.

Medians of 15 rounds over 1 000 cameras of a 720p clip; the clip is made first and not counted.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from camproof.media.clips.synthetic import SyntheticSpec
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.codings import Entropy
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.source import spec_source
from camproof.media.overlay.strip import strip_bytes
from camproof.media.stamp import TruthStamp

CAMERAS, ROUNDS, NOW_S = 1000, 15, 1_795_633_402


def cost_us(work: Callable[[int], object]) -> float:
    """Median time of one round, by camera; ``work`` is given the number of the round."""
    spent = []
    for number in range(ROUNDS):
        begun = perf_counter()
        work(number)
        spent.append((perf_counter() - begun) * 1e6 / CAMERAS)
    return median(spent)


def main() -> None:
    entropy: Entropy = "CABAC" if "CABAC" in sys.argv[1:] else "CAVLC"
    with tempfile.TemporaryDirectory() as folder:
        source = spec_source(SyntheticSpec(gop=25, seconds=1, bitrate_kbit=2000))
        overlay = overlay_clip(source, entropy=entropy, cache_dir=Path(folder))
    cameras = np.arange(CAMERAS)
    times = cameras * 1009 + NOW_S * 1_000_000
    strip = overlay.front(1).strip
    names = [OverlayText(f"城关镇人民路口{number:04d}", "东侧") for number in range(CAMERAS)]
    stamps = [TruthStamp(number, 1, NOW_S) for number in range(CAMERAS)]

    def ticks(number: int, own: int) -> None:
        for camera in range(CAMERAS):
            at = NOW_S + number * CAMERAS + own * camera
            overlay.tick(1, at, at + 1)

    def texts(second: int) -> list[bytes]:
        return [overlay.full(0, name, second) for name in names]

    begun = perf_counter()
    texts(NOW_S)
    first_us = (perf_counter() - begun) * 1e6 / CAMERAS
    rows = [
        ("bits of the strip", cost_us(lambda _: strip_bytes(cameras, cameras, times))),
        (
            "strip in the front, by numpy",
            cost_us(lambda _: strip.change(strip_bytes(cameras, cameras, times))),
        ),
        ("tick of a clock that all share", cost_us(lambda number: ticks(number, 0))),
        ("tick of each camera's own clock", cost_us(lambda number: ticks(number, 1))),
        ("full text, first time", first_us),
        ("full text, a new second", cost_us(lambda number: texts(NOW_S + number))),
        (
            "whole picture, plain way",
            cost_us(lambda _: [overlay.compose(1, s, names[0], NOW_S) for s in stamps]),
        ),
    ]
    for what, cost in rows:
        sys.stdout.write(f"{what:36} {cost:9.2f} µs\n")
    sizes = len(overlay.front(1).data), len(overlay.front(0).data), len(texts(NOW_S)[0])
    sys.stdout.write(f"{'bytes: front P, front IDR, full text':36} {sizes}\n")


if __name__ == "__main__":
    main()
