"""From rows to camera records, with an issue for everything that a row lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from camproof.domain.camera import EDITIONS, SIP_TRANSPORTS, CameraRecord, EditionName, SipTransport
from camproof.domain.classes import parse_class
from camproof.domain.errors import InputError, UnknownWordError
from camproof.domain.inventory.codes import Codes, assign_codes
from camproof.domain.inventory.columns import Columns
from camproof.domain.inventory.coordinates import Position, find_misplaced, read_position
from camproof.domain.inventory.model import InventoryOptions, RowIssue
from camproof.domain.inventory.table import TableRow
from camproof.domain.stream import parse_stream

__all__ = ["Built", "build_records"]

_EDITION_WORDS: dict[str, EditionName] = {
    **dict.fromkeys(("2016", "2.0", "gb/t 28181-2016", "gb28181-2016", "gb/t28181-2016"), "2016"),
    **dict.fromkeys(("2022", "3.0", "gb/t 28181-2022", "gb28181-2022", "gb/t28181-2022"), "2022"),
}


@dataclass(frozen=True, slots=True)
class Built:
    """The records of the usable rows, in their order, and every issue by line.

    :param empty_fields: the columns that are there but empty in some row.
    """

    records: tuple[CameraRecord, ...]
    issues: tuple[RowIssue, ...]
    codes: Codes
    empty_fields: frozenset[str]


class _Desk:
    """Collects the issues of rows."""

    def __init__(self, file: str, rows: Sequence[TableRow]) -> None:
        self._file, self._rows = file, rows
        self.issues: list[RowIssue] = []
        self.refused: set[int] = set()

    def note(self, at: int, field: str, what: str, suggestion: str = "", *, refused: bool = False) -> None:
        self.issues.append(RowIssue(self._file, self._rows[at].line, field, what, suggestion, refused))
        if refused:
            self.refused.add(at)


def build_records(rows: Sequence[TableRow], columns: Columns, file: str, options: InventoryOptions) -> Built:
    """Make a record of every row that can be used.

    :raises InputError: the region has no code left.
    """
    desk = _Desk(file, rows)
    codes = assign_codes(rows, columns, options)
    for issue in codes.issues:
        desk.note(issue.row, issue.field, issue.what, issue.suggestion, refused=issue.refused)
    positions = _positions(rows, columns, desk)
    _check_ids(rows, columns, desk)
    records = []
    for at, row in enumerate(rows):
        record = _record(at, row, columns, options, codes.codes[at], positions[at], desk)
        if record is not None and at not in desk.refused:
            records.append(record)
    ordered = sorted(desk.issues, key=lambda issue: issue.line)
    empty = (name for name in columns.index if not all(columns.cell(row.cells, name) for row in rows))
    return Built(tuple(records), tuple(ordered), codes, frozenset(empty))


def _record(
    at: int,
    row: TableRow,
    columns: Columns,
    options: InventoryOptions,
    code: str | None,
    position: Position,
    desk: _Desk,
) -> CameraRecord | None:
    if any(row.cells[len(columns.names) :]):
        what = f"the row has {len(row.cells)} cells, the header {len(columns.names)}"
        desk.note(at, "", what, "a cell that holds the delimiter must stand in quotation marks", refused=True)
        return None
    base = CameraRecord(
        code=code or "",
        name=columns.cell(row.cells, "name"),
        camera_class=options.default_class,
        district=columns.cell(row.cells, "district") or options.default_district,
        group=columns.cell(row.cells, "group") or options.group,
        longitude=position.longitude,
        latitude=position.latitude,
        edition=options.edition,
        sip_transport=options.sip_transport,
        stream=options.stream,
        attributes=_attributes(row, columns),
    )
    record = _with_words(at, row, columns, base, desk)
    return None if record is None else _with_name(at, row, columns, record, desk)


def _with_words(
    at: int, row: TableRow, columns: Columns, record: CameraRecord, desk: _Desk
) -> CameraRecord | None:
    """Read class, edition, transport and stream where the row gives them."""
    field = ""
    try:
        if word := columns.cell(row.cells, field := "class"):
            record = replace(record, camera_class=parse_class(word))
        if word := columns.cell(row.cells, field := "edition"):
            record = replace(record, edition=_edition(word))
        if word := columns.cell(row.cells, field := "transport"):
            record = replace(record, sip_transport=_transport(word))
        if word := columns.cell(row.cells, field := "stream"):
            record = replace(record, stream=parse_stream(word))
    except InputError as wrong:
        desk.note(at, field, wrong.what, wrong.suggestion, refused=True)
        return None
    return record


def _with_name(at: int, row: TableRow, columns: Columns, record: CameraRecord, desk: _Desk) -> CameraRecord:
    """Name a camera without a name; say so where the 2016 edition cannot carry the name."""
    if not record.name:
        named = replace(record, name=f"camera {columns.cell(row.cells, 'id') or record.code}")
        if "name" in columns.index:
            desk.note(at, "name", f"the camera has no name; it is called {named.name!r}")
        return named
    if record.edition == "2016":
        try:
            record.name.encode("gb2312")
        except UnicodeEncodeError as odd:
            what = f"{record.name[odd.start]!r} in the name is not in GB 2312"
            desk.note(at, "name", what, "that is the character set of the 2016 edition")
    return record


def _positions(rows: Sequence[TableRow], columns: Columns, desk: _Desk) -> list[Position]:
    if not {"longitude", "latitude"} & columns.index.keys():
        return [Position()] * len(rows)
    cell = columns.cell
    positions = [read_position(cell(row.cells, "longitude"), cell(row.cells, "latitude")) for row in rows]
    for at, wrong in find_misplaced(positions).items():
        positions[at] = wrong
    first: dict[tuple[float, float], int] = {}
    for at, position in enumerate(positions):
        if position.what:
            desk.note(at, position.field, position.what, position.suggestion)
        elif position.longitude is not None and position.latitude is not None:
            here = (position.longitude, position.latitude)
            line = first.setdefault(here, rows[at].line)
            if line != rows[at].line:
                desk.note(at, "longitude", f"the camera has the same coordinates as the one in line {line}")
    return positions


def _check_ids(rows: Sequence[TableRow], columns: Columns, desk: _Desk) -> None:
    first: dict[str, int] = {}
    for at, row in enumerate(rows):
        text = columns.cell(row.cells, "id")
        line = first.setdefault(text, row.line) if text else row.line
        if line != row.line:
            desk.note(at, "id", f"number {text!r} is already in line {line}")


def _attributes(row: TableRow, columns: Columns) -> tuple[tuple[str, str], ...]:
    others = [*columns.others] + ([columns.index["id"]] if "id" in columns.index else [])
    return tuple(
        (columns.names[at], row.cells[at]) for at in sorted(others) if at < len(row.cells) and row.cells[at]
    )


def _edition(word: str) -> EditionName:
    found = _EDITION_WORDS.get(word.casefold())
    if found is None:
        raise UnknownWordError("edition of GB/T 28181", word, EDITIONS)
    return found


def _transport(word: str) -> SipTransport:
    if word.casefold() not in SIP_TRANSPORTS:
        raise UnknownWordError("transport of SIP", word, SIP_TRANSPORTS)
    return cast(SipTransport, word.casefold())
