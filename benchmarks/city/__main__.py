"""``python -m benchmarks.city``: how fast simulated years of a city are, beside a plain SimPy model."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.city.anywhere import cores_rows, dask_rows
from benchmarks.city.coverage import coverage_rows
from benchmarks.city.growth import growth_rows
from benchmarks.city.sizes import failing_rows, whole_rows
from benchmarks.command import parser_of, shown
from benchmarks.rows import Row

_EXAMPLES = """examples:
  python -m benchmarks.city                          all rows but the largest, some minutes
  python -m benchmarks.city --only 10m growth        the largest: a quarter of an hour
  python -m benchmarks.city --scale 0.01             small cities: whether the rows work, without limits
  python -m benchmarks.city --json                   one object a line
"""


@dataclass(frozen=True, slots=True)
class _Size:
    """A row of one size. :param make: of ``benchmarks.city.sizes``."""

    make: Callable[..., list[Row]]
    cameras: int
    replications: int
    at_most_s: float
    at_most_mb: float
    peer: bool

    def __call__(self, scale: float) -> list[Row]:
        cameras = max(1000, round(self.cameras * scale))
        limits = (self.at_most_s, self.at_most_mb) if scale == 1 else (None, None)
        return self.make(cameras, self.replications, *limits, peer=self.peer)


ROWS: dict[str, Callable[[float], list[Row]]] = {
    "100k": _Size(whole_rows, 100_000, 5, 0.5, 1000, peer=True),
    "1m": _Size(whole_rows, 1_000_000, 3, 5.0, 1000, peer=False),
    "10m": _Size(whole_rows, 10_000_000, 2, 60.0, 8000, peer=False),
    "growth": growth_rows,
    "cores": cores_rows,
    "dask": dask_rows,
    "coverage-1m": coverage_rows,
    "failing-100k": _Size(failing_rows, 100_000, 5, 0.3, 1000, peer=True),
    "failing-1m": _Size(failing_rows, 1_000_000, 2, 4.0, 1000, peer=False),
}
"""By their short names, in the order of the table; each takes the scale of its city."""
_LARGE = {"10m", "growth"}


def main() -> int:
    """The command."""
    parser = parser_of("city", __doc__, _EXAMPLES, [*ROWS])
    parser.add_argument(
        "--scale", type=_scale, default=1.0, help="of all cities; limits hold for 1 alone", metavar="PART"
    )
    options = parser.parse_args()
    names = options.only or [name for name in ROWS if name not in _LARGE]
    return shown(_measured(names, options.scale), as_json=options.json)


def _measured(names: list[str], scale: float) -> Iterator[Row]:
    for name in names:
        print(f"  [{name}]", file=sys.stderr, flush=True)  # noqa: T201 - progress, beside the figures
        yield from ROWS[name](scale)


def _scale(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
