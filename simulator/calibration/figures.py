"""Reads what a calibration needs of a run's ``result.json``, in the format of :mod:`camproof.reports`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camproof.domain.errors import InputError, Place

__all__ = ["FaultFigures", "FindingFigures", "LoadFigures", "MeasureFigures", "RunFigures", "read_figures"]

FORMAT = "camproof-result-1"


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """How busy the process was in the second before ``t_s``; None in virtual time."""

    t_s: float
    cpu_share: float | None


@dataclass(frozen=True, slots=True)
class FaultFigures:
    """A planned fault; ``to_s`` None for one without an end."""

    fault: str
    subjects: frozenset[str]
    from_s: float
    to_s: float | None


@dataclass(frozen=True, slots=True)
class FindingFigures:
    """What a detector found on a camera."""

    symptom: str
    subject: str
    from_s: float
    to_s: float | None
    detected_s: float
    method: str


@dataclass(frozen=True, slots=True)
class MeasureFigures:
    """A measured value; infinite for what never happened."""

    name: str
    value: float
    percentile: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFigures:
    """What a run tells. Times are seconds of its own clock.

    :param online: time and share of all cameras that are on-line.
    """

    file: Path
    scenario: str
    loop: str
    clock: str
    cameras: int
    load: tuple[LoadFigures, ...]
    online: tuple[tuple[float, float], ...]
    faults: tuple[FaultFigures, ...]
    findings: tuple[FindingFigures, ...]
    measures: tuple[MeasureFigures, ...]


def read_figures(path: Path) -> RunFigures:
    """Read a run folder or its ``result.json``.

    :raises InputError: it is not there or is none; names file and field.
    """
    file = path / "result.json" if path.is_dir() else path
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("there is no such result of a run", Place(str(file)), "name a run folder") from error
    except (OSError, ValueError) as error:
        raise InputError(f"this is no JSON: {error}", Place(str(file))) from error
    top = _Object(data, file, "")
    if top.text("format") != FORMAT:
        raise InputError(f"this is no {FORMAT}", Place(str(file), field="format"))
    return RunFigures(
        file=file,
        scenario=top.text("scenario"),
        loop=top.text("loop"),
        clock=top.text("clock"),
        cameras=int(top.number("cameras")),
        load=tuple(LoadFigures(row.number("t_s"), row.maybe("cpu_share")) for row in top.rows("load")),
        online=_online(top),
        faults=tuple(_fault(row) for row in top.rows("faults")),
        findings=tuple(_finding(row.inner("finding")) for row in top.rows("findings")),
        measures=tuple(_measures(top)),
    )


def _online(top: _Object) -> tuple[tuple[float, float], ...]:
    for row in top.rows("online"):
        if row.text("kind") == "all":
            return tuple(row.pairs("points"))
    return ()


def _fault(row: _Object) -> FaultFigures:
    subjects = frozenset(str(code) for code in row.items("subjects"))
    return FaultFigures(row.text("fault"), subjects, row.number("from_s"), row.maybe("to_s"))


def _finding(row: _Object) -> FindingFigures:
    return FindingFigures(
        row.text("symptom"),
        row.text("subject"),
        row.number("from_s"),
        row.maybe("to_s"),
        row.number("detected_s"),
        row.text("method"),
    )


def _measures(top: _Object) -> Iterator[MeasureFigures]:
    """All that were made."""
    for phase in top.rows("phases"):
        for verdict in phase.rows("verdicts"):
            made = verdict.inner("measurement")
            spec, value = made.inner("spec"), made.maybe("value")
            if value is not None:
                yield MeasureFigures(
                    spec.text("name"), value, spec.maybe("percentile"), int(made.number("n"))
                )


class _Object:
    """An object of the JSON, whose mistakes name their field."""

    def __init__(self, data: Any, file: Path, path: str) -> None:
        self._file, self._path = file, path
        if not isinstance(data, Mapping):
            raise self._wrong("", "an object is expected")
        self._data: Mapping[str, Any] = data

    def text(self, name: str) -> str:
        value = self._get(name)
        if not isinstance(value, str):
            raise self._wrong(name, "a text is expected")
        return value

    def number(self, name: str) -> float:
        value = self.maybe(name)
        if value is None:
            raise self._wrong(name, "a number is expected")
        return value

    def maybe(self, name: str) -> float | None:
        """A number or null; infinity is a text."""
        value = self._get(name)
        if value in ("inf", "-inf"):
            return float(value)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self._wrong(name, "a number is expected")
        if value is not None and not math.isfinite(value):
            raise self._wrong(name, "a finite number is expected")
        return None if value is None else float(value)

    def items(self, name: str) -> list[Any]:
        value = self._get(name)
        if not isinstance(value, list):
            raise self._wrong(name, "a list is expected")
        return value

    def pairs(self, name: str) -> Iterator[tuple[float, float]]:
        for number, item in enumerate(self.items(name)):
            pair = item if isinstance(item, list) else []
            if len(pair) != 2 or not all(type(each) in (int, float) for each in pair):
                raise self._wrong(f"{name}.{number}", "two numbers are expected")
            yield float(pair[0]), float(pair[1])

    def inner(self, name: str) -> _Object:
        return _Object(self._get(name), self._file, self._name(name))

    def rows(self, name: str) -> Iterator[_Object]:
        for number, item in enumerate(self.items(name)):
            yield _Object(item, self._file, self._name(f"{name}.{number}"))

    def _get(self, name: str) -> Any:
        if name not in self._data:
            raise self._wrong(name, "the field is missing")
        return self._data[name]

    def _name(self, name: str) -> str:
        return f"{self._path}.{name}".strip(".")

    def _wrong(self, name: str, what: str) -> InputError:
        return InputError(what, Place(str(self._file), field=self._name(name)))
