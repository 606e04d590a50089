"""``python -m benchmarks.city``: how fast simulated years of a city are, beside a plain SimPy model."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks.city.measuring import our_years, plain_years, whole_years
from benchmarks.rows import Figure, Row, print_json, print_table

_EXAMPLES = """examples:
  python -m benchmarks.city                          all rows but the largest, a minute or two
  python -m benchmarks.city --only 10m               the largest: some minutes
  python -m benchmarks.city --json                   one object a line

exit codes: 0 every row reaches what it must, 1 one does not
"""
_PEER = "plain SimPy"


def _failing(cameras: int, replications: int, at_most_s: float, at_most_mb: float, peer: bool) -> list[Row]:
    """Failures and crews of one size of city: time and memory."""
    ours = our_years(cameras, replications)
    plain = plain_years(cameras, replications) if peer else None
    what = f"{cameras // 1000:,} 000 cameras x 1 year: failures and crews".replace(",", " ")
    note = (
        f"process time of a replication of {ours.repairs} repairs; switches, fibres, feeders, storms, "
        "districts, travel, classes; the peer has cameras alone and a crew for everybody"
    )
    return [
        Row(
            what=what,
            figure=Figure(ours.cpu_s),
            unit="s",
            peer=_PEER if plain else "",
            peer_figure=Figure(plain.cpu_s) if plain else None,
            at_most=min(at_most_s, *plain.cpu_s) if plain else at_most_s,
            note=note,
        ),
        Row(
            what=f"{what}: memory",
            figure=Figure((ours.peak_mb,)),
            unit="MB",
            peer=_PEER if plain else "",
            peer_figure=Figure((plain.peak_mb,)) if plain else None,
            at_most=at_most_mb,
        ),
    ]


def _whole(cameras: int, replications: int, at_most_s: float, at_most_mb: float, peer: bool) -> list[Row]:
    """A replication of a whole city of one size: time and memory."""
    ours = whole_years(cameras, replications)
    plain = plain_years(cameras, replications) if peer else None
    what = f"{cameras:,} cameras x 1 year".replace(",", " ")
    note = (
        f"process time of a replication of {ours.repairs} repairs, from failures to each camera's hours: "
        "rings, feeders and batteries, storms, crews that travel, disks, servers; the peer has cameras alone "
        "and a crew for everybody"
    )
    return [
        Row(
            what=what,
            figure=Figure(ours.cpu_s),
            unit="s",
            peer=_PEER if plain else "",
            peer_figure=Figure(plain.cpu_s) if plain else None,
            at_most=min(at_most_s, *plain.cpu_s) if plain else at_most_s,
            note=note,
        ),
        Row(what=f"{what}: memory", figure=Figure((ours.peak_mb,)), unit="MB", at_most=at_most_mb),
    ]


ROWS: dict[str, Callable[[], list[Row]]] = {
    "100k": lambda: _whole(100_000, 5, 0.5, 1000, peer=True),
    "1m": lambda: _whole(1_000_000, 3, 5.0, 1000, peer=False),
    "10m": lambda: _whole(10_000_000, 2, 60.0, 8000, peer=False),
    "failing-100k": lambda: _failing(100_000, 5, 0.3, 1000, peer=True),
    "failing-1m": lambda: _failing(1_000_000, 2, 4.0, 1000, peer=False),
}
"""By their short names, in the order of the table."""
_LARGE = {"10m"}


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.city",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="one object a line in place of the table")
    parser.add_argument("--only", nargs="+", choices=[*ROWS], metavar="ROW", help=f"of {', '.join(ROWS)}")
    options = parser.parse_args()
    rows: list[Row] = []
    for name in options.only or [name for name in ROWS if name not in _LARGE]:
        print(f"  [{name}]", file=sys.stderr, flush=True)  # noqa: T201 - progress, beside the figures
        found = ROWS[name]()
        rows.extend(found)
        if options.json:
            print_json(found)
    if not options.json:
        print_table(rows)
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
