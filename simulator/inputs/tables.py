"""Rows of a CSV or GeoJSON file under known fields, each with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from camproof.domain.errors import InputError, InventoryError, Place
from camproof.domain.inventory.columns import Columns, recognise
from camproof.domain.inventory.table import read_table
from camproof.simulator.inputs.areas import area_of, degrees, inner_point, is_area
from camproof.simulator.inputs.geojson import Feature, is_geojson, parse_geojson, read_bytes

__all__ = ["SourceTable", "TableOptions", "load_table", "parse_table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How a file is read.

    :param mapping: our field -> the file's column, where the usual names do not do.
    :param encoding: None = found out. :param delimiter: None = found out.
    :param areas: whether polygons of GeoJSON are wanted beside points.
    """

    mapping: Mapping[str, str] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    areas: bool = False


@dataclass(frozen=True, slots=True)
class SourceTable:
    """N rows.

    :param lines: (N,) line in a CSV file, or number of the feature, from 0, in GeoJSON.
    :param by_line: whether ``lines`` are lines.
    :param broken: row -> what is wrong with the row as a whole.
    :param notes: how the file was read.
    :param areas: row -> its polygons, in degrees; the row's position then is a point within.
    """

    file: str
    columns: Columns
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    by_line: bool
    broken: Mapping[int, str]
    notes: tuple[str, ...] = ()
    areas: Mapping[int, BaseGeometry] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, field: str) -> bool:
        """Whether there is a column for it."""
        return field in self.columns.index

    def texts(self, field: str) -> list[str] | None:
        """The cells of a field, empty where a row is short; None where there is no such column."""
        at = self.columns.index.get(field)
        if at is None:
            return None
        return [row[at] if at < len(row) else "" for row in self.rows]

    def place(self, row: int, field: str = "") -> Place:
        """Where the cell of a field stands."""
        name = self.columns.names[self.columns.index[field]] if field in self.columns.index else field
        if self.by_line:
            return Place(self.file, self.lines[row], None, name)
        return Place(self.file, field=".".join(filter(None, (f"features.{self.lines[row]}", name))))


def load_table(path: Path, what: str, more: Mapping[str, str], options: TableOptions) -> SourceTable:
    """Read a CSV file, or a GeoJSON file of points where its name says so.

    :param what: the file is, for errors. :param more: further fields, with their usual names.
    :raises InputError: the file cannot be read as one.
    """
    return parse_table(read_bytes(path, what), path, more, options)


def parse_table(data: bytes, path: Path, more: Mapping[str, str], options: TableOptions) -> SourceTable:
    """As :func:`load_table`, from the bytes of the file."""
    if is_geojson(path):
        return _of_features(parse_geojson(data, str(path)), str(path), more, options)
    return _of_csv(data, str(path), more, options)


def _of_csv(data: bytes, file: str, more: Mapping[str, str], options: TableOptions) -> SourceTable:
    table = read_table(data, file, options.encoding, options.delimiter)
    columns = recognise(table.header.cells, options.mapping or {}, Place(file, table.header.line), more)
    width, broken = len(columns.names), {}
    for at, row in enumerate(table.rows):
        if len(row.cells) > width and any(row.cells[width:]):
            broken[at] = f"the row has {len(row.cells)} cells, the header {width}"
    notes: tuple[str, ...] = (
        () if table.encoding.startswith("utf-8") else (f"the file is read as {table.encoding}",)
    )
    if table.blank_lines:
        notes += (f"blank lines passed over: {table.blank_lines}",)
    rows, lines = [row.cells for row in table.rows], [row.line for row in table.rows]
    return SourceTable(file, columns, rows, lines, by_line=True, broken=broken, notes=notes)


def _of_features(
    features: tuple[Feature, ...], file: str, more: Mapping[str, str], options: TableOptions
) -> SourceTable:
    names = dict.fromkeys(str(name) for feature in features for name in feature.properties)
    if not features:
        raise InventoryError("there is no feature in it", Place(file))
    header = ("longitude", "latitude", *(name for name in names if name not in ("longitude", "latitude")))
    columns = recognise(header, options.mapping or {}, Place(file), more)
    rows, broken, areas = [], {}, {}
    for at, feature in enumerate(features):
        try:
            if options.areas and is_area(feature):
                areas[at] = area_of(feature)
                position = inner_point(areas[at])
            else:
                position = _point(feature)
        except InputError as wrong:
            position, broken[at] = ("", ""), wrong.what
        rows.append((*position, *(_text(feature.properties.get(name)) for name in header[2:])))
    return SourceTable(file, columns, rows, range(len(rows)), by_line=False, broken=broken, areas=areas)


def _point(feature: Feature) -> tuple[str, str]:
    """Longitude and latitude as text; empty where there are none.

    :raises InputError: the geometry is no point.
    """
    if feature.geometry is None:
        return "", ""
    kind = feature.geometry.get("type")
    if kind != "Point":
        raise InputError(f"the geometry is {str(kind)[:40]!r}, not a Point")
    position = feature.geometry.get("coordinates")
    if not isinstance(position, list) or len(position) < 2:
        raise InputError("a Point has two coordinates")
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in position[:2]):
        raise InputError("the coordinates of a Point are numbers")
    return degrees(position[0]), degrees(position[1])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
