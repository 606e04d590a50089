"""Loading the fault catalogue."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import cast

from camproof.domain.errors import FaultError, InputError, UnknownWordError
from camproof.domain.faults.model import JUDGED_BY, LAYERS, Fault, JudgedBy, Layer
from camproof.domain.faults.parameters import PARAMETER_KINDS, Parameter, ParameterKind, read_parameter
from camproof.domain.units import Kind, parse_quantity
from camproof.verdicts.finding import Symptom
from camproof.verdicts.rows import Row, read_rows
from camproof.verdicts.words import Place, did_you_mean

__all__ = ["FaultCatalogue", "fault", "load_faults"]

_FIELDS = ("id", "title", "term", "layer", "text", "parameters", "evidence", "symptom", "symptom_id",
           "also", "detector", "judged_by", "netem")  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaultCatalogue:
    """Faults by id."""

    rows: dict[str, Fault]

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, fault_id: str, place: Place | None = None) -> Fault:
        """The fault with this id.

        :raises UnknownWordError: there is none; suggests the nearest.
        """
        if fault_id not in self.rows:
            raise UnknownWordError("fault", fault_id, self.rows, place)
        return self.rows[fault_id]


def load_faults(*further: Path) -> FaultCatalogue:
    """The built-in faults and those of further files.

    :raises FaultError: a row is wrong, or an id is given twice; names file, line, column and field.
    """
    rows = dict(_built_in().rows)
    for path in further:
        _add(rows, _text_of(path), str(path))
    return FaultCatalogue(rows)


def fault(fault_id: str, place: Place | None = None) -> Fault:
    """A fault of the built-in catalogue.

    :raises UnknownWordError: there is none with this id; suggests the nearest.
    """
    return _built_in().get(fault_id, place)


@functools.cache
def _built_in() -> FaultCatalogue:
    folder = files("camproof.domain.faults")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    rows: dict[str, Fault] = {}
    for name in names:
        _add(rows, folder.joinpath(name).read_text("utf-8"), name)
    return FaultCatalogue(rows)


def _add(rows: dict[str, Fault], text: str, name: str) -> None:
    for source in read_rows(text, name, FaultError):
        row = _fault(source)
        if row.id in rows:
            raise source.fail(f"fault {row.id!r} is already in the catalogue", "id")
        rows[row.id] = row


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise FaultError(f"{path} cannot be read: {broken}") from broken


def _fault(row: Row) -> Fault:
    row.only(*_FIELDS)
    return Fault(
        id=row.text("id"),
        title=row.text("title"),
        term=row.text("term"),
        layer=cast(Layer, row.choice("layer", LAYERS)),
        text=row.text("text"),
        parameters=_parameters(row),
        evidence=_some(row, "evidence"),
        symptom=row.text("symptom"),
        symptom_id=row.choice("symptom_id", tuple(Symptom)),
        also=_also(row),
        detector=row.text("detector"),
        judged_by=_judged_by(row),
        netem=row.text("netem", ""),
    )


def _some(row: Row, field: str) -> tuple[str, ...]:
    texts = row.texts(field)
    if not texts:
        raise row.fail(f"{field} is empty", field)
    return texts


def _also(row: Row) -> tuple[Symptom, ...]:
    words = row.texts("also", ())
    for word in words:
        if word not in tuple(Symptom):
            raise row.fail(f"{word!r} is no symptom", "also", did_you_mean(word, tuple(Symptom)))
    return tuple(Symptom(word) for word in words)


def _judged_by(row: Row) -> tuple[JudgedBy, ...]:
    words = _some(row, "judged_by")
    for word in words:
        if word not in JUDGED_BY:
            raise row.fail(f"{word!r} judges nothing", "judged_by", did_you_mean(word, JUDGED_BY))
    return cast(tuple[JudgedBy, ...], words)


def _parameters(row: Row) -> tuple[Parameter, ...]:
    parameters: dict[str, Parameter] = {}
    for source in row.rows("parameters"):
        parameter = _parameter(source)
        if parameter.name in parameters:
            raise source.fail(f"parameter {parameter.name!r} is given twice", "name")
        parameters[parameter.name] = parameter
    return tuple(parameters.values())


def _parameter(row: Row) -> Parameter:
    row.only("name", "kind", "default", "text", "at_least", "at_most", "choices")
    kind = cast(ParameterKind, row.choice("kind", PARAMETER_KINDS))
    bare = Parameter(
        name=row.text("name"),
        kind=kind,
        default="",
        text=row.text("text"),
        at_least=_bound(row, "at_least", kind),
        at_most=_bound(row, "at_most", kind),
        choices=_some(row, "choices") if kind == "choice" else (),
    )
    if "choices" in row.values and kind != "choice":
        raise row.fail(f"a {kind} has no choices", "choices")
    if "default" not in row.values:
        raise row.fail("field 'default' is missing")
    try:
        default = read_parameter(bare, row.values["default"])
    except InputError as wrong:
        raise row.fail(wrong.what, "default", wrong.suggestion) from wrong
    return replace(bare, default=default)


def _bound(row: Row, field: str, kind: ParameterKind) -> float | None:
    if field not in row.values:
        return None
    if kind in ("choice", "flag"):
        raise row.fail(f"a {kind} has no {field}", field)
    try:
        return parse_quantity(row.values[field], cast(Kind, kind))
    except InputError as wrong:
        raise row.fail(wrong.what, field, wrong.suggestion) from wrong
