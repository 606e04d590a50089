"""What the commands of all benchmarks have in common: options, the table or JSON, the exit code."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from benchmarks.rows import Row, print_json, print_table

__all__ = ["parser_of", "shown"]

_EXIT_CODES = (
    "exit codes: 0 every row reaches what it must, 1 one does not, 3 the machine was too noisy to tell"
)


def parser_of(name: str, about: str | None, examples: str, rows: Sequence[str]) -> argparse.ArgumentParser:
    """A parser that knows ``--json`` and ``--only``. :param rows: short names."""
    parser = argparse.ArgumentParser(
        f"python -m benchmarks.{name}",
        description=about,
        epilog=f"{examples}\n{_EXIT_CODES}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="one object a line in place of the table")
    parser.add_argument("--only", nargs="+", choices=[*rows], metavar="ROW", help=f"of {', '.join(rows)}")
    return parser


def shown(rows: Iterable[Row], *, as_json: bool) -> int:
    """Print rows, as JSON each as it comes; returns the exit code."""
    found = []
    for row in rows:
        found.append(row)
        if as_json:
            print_json([row])
    if not as_json:
        print_table(found)
    if any(row.ok is False for row in found):
        return 1
    return 3 if any(row.reason for row in found) else 0
