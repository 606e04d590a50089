"""Reads a maintenance log: one row for each life of a unit.

===========  ==========================================================================================
column       what it holds
===========  ==========================================================================================
kind         what the unit is: any word; each kind gets laws of its own
unit         its name
installed    when this life began; may be empty behind an earlier row with ``repaired``
failed       when it ended; empty: it has not, by ``until``
repaired     when the unit worked again; empty: it does not, by ``until``
until        how long it was watched; column or cell may be missing: to the latest time in the file
===========  ==========================================================================================

Times are ISO 8601: 2025-03-09, 2025-03-09 14:30. A unit whose last row ends with a repair lives on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from camproof.domain.errors import InputError, Place, did_you_mean
from camproof.simulator.fitting.errors import MaintenanceLogError

__all__ = ["Spans", "read_log"]

_NEEDED = ("kind", "unit", "installed", "failed", "repaired")
_KNOWN = (*_NEEDED, "until")


@dataclass(slots=True)
class Spans:
    """Times of one kind in hours; those that had not ended when the watch did are censored.

    :param ended_h: whose end was seen; :param censored_h: whose end was not.
    """

    ended_h: list[float] = field(default_factory=list)
    censored_h: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    kind: str
    unit: str
    installed: datetime | None
    failed: datetime | None
    repaired: datetime | None
    until: datetime | None

    def times(self) -> Iterator[datetime]:
        for at in (self.installed, self.failed, self.repaired, self.until):
            if at is not None:
                yield at


def read_log(path: Path) -> dict[str, tuple[Spans, Spans]]:
    """Lives and repairs of each kind, in the order of the file.

    :raises MaintenanceLogError: with every row that cannot be used; none is left out.
    """
    problems: list[InputError] = []
    rows = _rows(path, problems)
    latest = max((at for row in rows for at in row.times()), default=None)
    found: dict[str, tuple[Spans, Spans]] = {}
    units: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        units.setdefault((row.kind, row.unit), []).append(row)
        found.setdefault(row.kind, (Spans(), Spans()))
    for (kind, _), lives in units.items():
        assert latest is not None
        _Unit(path, *found[kind], latest, problems).read(lives)
    if problems:
        problems.sort(key=lambda problem: problem.line or 0)
        raise MaintenanceLogError(f"{len(problems)} problems in the log", Place(str(path)), problems=problems)
    return found


def _rows(path: Path, problems: list[InputError]) -> list[_Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MaintenanceLogError(f"the log cannot be read: {error}", Place(str(path))) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    for name in _NEEDED:
        if name not in names:
            hint = did_you_mean(name, [other for other in names if other not in _KNOWN])
            raise MaintenanceLogError(f"the column {name!r} is missing", Place(str(path), 1), hint)
    reader.fieldnames = names
    read = [_row(path, reader.line_num, cells, problems) for cells in reader]
    rows = [row for row in read if row is not None]
    if not rows and not problems:
        raise MaintenanceLogError("the log has no rows", Place(str(path)))
    return rows


def _row(path: Path, line: int, cells: dict[str, str | None], problems: list[InputError]) -> _Row | None:
    def text(name: str) -> str:
        return (cells.get(name) or "").strip()

    before = len(problems)
    times: dict[str, datetime | None] = {}
    empty = [name for name in ("kind", "unit") if not text(name)]
    problems.extend(InputError("is empty", Place(str(path), line, field=name)) for name in empty)
    for name in ("installed", "failed", "repaired", "until"):
        try:
            times[name] = _time(text(name))
        except ValueError as error:
            problems.append(InputError(str(error), Place(str(path), line, field=name)))
    if len(problems) > before:
        return None
    return _Row(line, text("kind"), text("unit"), **times)


def _time(word: str) -> datetime | None:
    if not word:
        return None
    try:
        at = datetime.fromisoformat(word)
    except ValueError:
        raise ValueError(f"{word!r} is no time such as 2025-03-09 14:30") from None
    if at.tzinfo is not None:
        raise ValueError(f"{word!r} has a time zone: give local times without one")
    return at


class _Unit:
    """Turns the rows of one unit into spans."""

    def __init__(
        self, path: Path, lives: Spans, repairs: Spans, latest: datetime, problems: list[InputError]
    ) -> None:
        self._path = path
        self._lives = lives
        self._repairs = repairs
        self._latest = latest
        self._problems = problems

    def read(self, rows: list[_Row]) -> None:
        rows.sort(key=lambda row: (row.failed is None, row.failed or row.installed or self._latest))
        repaired: datetime | None = None
        for number, row in enumerate(rows):
            begin = row.installed or repaired
            if begin is None:
                self._problem(row, "installed", "is empty, and no earlier row of the unit ends with a repair")
                return
            if repaired is not None and begin < repaired:
                self._problem(row, "installed", "lies before the unit's repair of an earlier row")
                return
            if number and repaired is None:
                self._problem(row, "failed", "comes while the unit is still down by an earlier row")
                return
            if not self._life(row, begin):
                return
            repaired = row.repaired
        if repaired is not None and rows[-1].failed is not None:
            until = rows[-1].until or self._latest
            if until > repaired:
                self._lives.censored_h.append(_hours(repaired, until))

    def _life(self, row: _Row, begin: datetime) -> bool:
        until = row.until or self._latest
        if row.failed is None:
            if row.repaired is not None:
                return self._problem(row, "failed", "is empty, but the row names a repair")
            return self._span(row, "until", begin, until, self._lives.censored_h, "begin")
        if not self._span(row, "failed", begin, row.failed, self._lives.ended_h, "begin"):
            return False
        if row.repaired is not None:
            return self._span(row, "repaired", row.failed, row.repaired, self._repairs.ended_h, "failure")
        if until > row.failed:
            self._repairs.censored_h.append(_hours(row.failed, until))
        return True

    def _span(
        self, row: _Row, name: str, begin: datetime, end: datetime, spans: list[float], what: str
    ) -> bool:
        if end < begin:
            return self._problem(row, name, f"lies before the {what} at {begin}")
        if end == begin:
            return self._problem(row, name, f"is the moment of the {what}: give the time of day")
        spans.append(_hours(begin, end))
        return True

    def _problem(self, row: _Row, name: str, what: str) -> bool:
        self._problems.append(InputError(what, Place(str(self._path), row.line, field=name)))
        return False


def _hours(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() / 3600.0
