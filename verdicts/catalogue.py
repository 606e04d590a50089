"""The requirement catalogue: a row for every number."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from camproof.verdicts.errors import CatalogueError, UnknownRequirementError
from camproof.verdicts.limit import OPS, Limit, Op
from camproof.verdicts.requirement import CAMERA_CLASSES, GOALS, ORIGINS, Goal, Origin, Requirement
from camproof.verdicts.rows import Row, read_rows
from camproof.verdicts.values import UNITS
from camproof.verdicts.words import did_you_mean

__all__ = ["Catalogue", "load_requirements", "requirement"]

_FIELDS = ("id", "text", "term", "clause", "metric", "limit", "origin", "goal", "sure", "camera_class",
           "percentile", "edition", "unmeasured")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Requirements by id."""

    rows: dict[str, Requirement]

    def __iter__(self) -> Iterator[Requirement]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, requirement_id: str) -> Requirement:
        """The row with this id.

        :raises UnknownRequirementError: there is none; suggests the nearest.
        """
        row = self.rows.get(requirement_id)
        if row is None:
            hint = did_you_mean(requirement_id, self.rows)
            raise UnknownRequirementError(f"{requirement_id!r} is no requirement", suggestion=hint)
        return row

    def metrics(self) -> tuple[str, ...]:
        """Every metric once, in the order of the files."""
        return tuple(dict.fromkeys(row.metric for row in self))

    def for_metric(
        self, metric: str, camera_class: str | None = None, percentile: float | None = None
    ) -> Requirement:
        """The row that judges a metric: the one of the class, else the one for all classes.

        A row without a percentile judges every percentile for which there is no row of its own.

        :raises UnknownRequirementError: no row has this metric, or none at this class and percentile.
        """
        rows = [row for row in self if row.metric == metric]
        if not rows:
            hint = did_you_mean(metric, self.metrics())
            raise UnknownRequirementError(f"{metric!r} is no metric", suggestion=hint)
        for at in dict.fromkeys((percentile, None)):
            for wanted in dict.fromkeys((camera_class, None)):
                for row in rows:
                    if (row.percentile, row.camera_class) == (at, wanted):
                        return row
        asked = f" at percentile {percentile:g}" if percentile is not None else ""
        ids = ", ".join(row.id for row in rows)
        what = f"no requirement judges {metric!r}{asked} for {camera_class or 'all classes'}"
        raise UnknownRequirementError(what, suggestion=f"{ids} judge {metric!r} otherwise")


def load_requirements(*further: Path) -> Catalogue:
    """The built-in rows and those of further files, such as a tender's.

    :raises CatalogueError: a row is wrong, or an id is given twice; names file, line, column and field.
    """
    rows = dict(_built_in_catalogue().rows)
    for path in further:
        _add(rows, _text_of(path), str(path))
    return Catalogue(rows)


def requirement(requirement_id: str) -> Requirement:
    """A row of the built-in catalogue.

    :raises UnknownRequirementError: there is none with this id; suggests the nearest.
    """
    return _built_in_catalogue().get(requirement_id)


@functools.cache
def _built_in_catalogue() -> Catalogue:
    rows: dict[str, Requirement] = {}
    for entry in _built_in():
        _add(rows, entry.read_text("utf-8"), entry.name)
    return Catalogue(rows)


def _add(rows: dict[str, Requirement], text: str, name: str) -> None:
    for source in read_rows(text, name):
        row = _requirement(source)
        if row.id in rows:
            raise source.fail(f"requirement {row.id!r} is already in the catalogue", "id")
        rows[row.id] = row


def _built_in() -> Iterable[Path]:
    folder = cast(Path, files("camproof.verdicts").joinpath("requirements"))
    return sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda e: e.name)


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise CatalogueError(f"{path} cannot be read: {broken}") from broken


def _requirement(row: Row) -> Requirement:
    row.only(*_FIELDS)
    made = Requirement(
        id=row.text("id"),
        text=row.text("text"),
        term=row.text("term"),
        clause=row.text("clause", ""),
        metric=row.text("metric"),
        limit=_limit(row.row("limit")),
        origin=cast(Origin, row.choice("origin", ORIGINS)),
        goal=cast(Goal, row.choice("goal", GOALS)),
        sure=row.flag("sure", default=True),
        camera_class=row.choice("camera_class", CAMERA_CLASSES, "") or None,
        percentile=row.number("percentile") if "percentile" in row.values else None,
        edition=row.choice("edition", ("2016", "2022"), ""),
        unmeasured=row.text("unmeasured", ""),
    )
    return _honest(row, made)


def _limit(row: Row) -> Limit:
    row.only("op", "value", "unit", "tolerance")
    value, tolerance = row.number("value"), row.number("tolerance", 0.0)
    unit = row.choice("unit", UNITS)
    if value < 0 or tolerance < 0:
        raise row.fail("limit and tolerance must be 0 or more", "value" if value < 0 else "tolerance")
    if unit == "share" and value > 1:
        raise row.fail(f"{value:g} is no share", "value", f"write {value / 100:g} for {value:g} %")
    return Limit(cast(Op, row.choice("op", OPS)), value, unit, tolerance)


def _honest(row: Row, made: Requirement) -> Requirement:
    if made.origin != "default" and not made.clause:
        raise row.fail(f"a limit of a {made.origin} must name its clause", "origin")
    if made.origin != "default" and not made.sure:
        raise row.fail("an unverified figure is never a hard limit", "origin", "write 'default'")
    if made.percentile is not None and not 0 < made.percentile < 100:
        raise row.fail("a percentile lies between 0 and 100", "percentile")
    return made
