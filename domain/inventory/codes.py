"""The codes of an inventory: those it has, checked, and those that are made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from camproof.domain.codes import CodeMaker
from camproof.domain.inventory.columns import Columns
from camproof.domain.inventory.model import InventoryOptions
from camproof.domain.inventory.table import TableRow
from camproof.protocols.errors import DeviceCodeError
from camproof.protocols.gb28181.ids import DeviceCode

__all__ = ["CodeIssue", "Codes", "assign_codes"]

_SERIAL = re.compile(r"0*([1-9][0-9]{0,5})")
_SPREADSHEET = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class CodeIssue:
    """What is wrong with the code of a row; a row that is refused gets none."""

    row: int
    field: str
    what: str
    suggestion: str = ""
    refused: bool = True


@dataclass(frozen=True, slots=True)
class Codes:
    """A code for each row, None for those refused.

    :param made: how many were made.
    :param from_ids: whether their serials are the file's own numbers.
    """

    codes: tuple[str | None, ...]
    issues: tuple[CodeIssue, ...]
    made: int
    from_ids: bool


def assign_codes(rows: Sequence[TableRow], columns: Columns, options: InventoryOptions) -> Codes:
    """Check the codes in the file and make the others.

    :raises InputError: the region is none, or has no code left.
    """
    codes: list[str | None] = [None] * len(rows)
    issues: list[CodeIssue] = []
    line_of: dict[str, int] = {}
    for at, row in enumerate(rows):
        text = columns.cell(row.cells, "code")
        issue = _check(at, text, line_of, options) if text else None
        issues += [issue] if issue is not None else []
        if text and (issue is None or not issue.refused):
            codes[at] = text
            line_of[text] = row.line
    lacking = [at for at, row in enumerate(rows) if not columns.cell(row.cells, "code")]
    if lacking and options.region is None:
        hint = "give a region of 6 or 8 digits, then codes are made"
        issues += [CodeIssue(at, "code", "the camera has no code", hint) for at in lacking]
        return Codes(tuple(codes), tuple(issues), 0, from_ids=False)
    from_ids = _make(lacking, rows, columns, options, codes)
    if "code" in columns.index:
        issues += [
            CodeIssue(at, "code", f"the camera has no code; it got {codes[at]}", refused=False)
            for at in lacking
        ]
    return Codes(tuple(codes), tuple(issues), len(lacking), from_ids)


def _make(
    lacking: Sequence[int],
    rows: Sequence[TableRow],
    columns: Columns,
    options: InventoryOptions,
    codes: list[str | None],
) -> bool:
    """Give a code to each row that lacks one; returns whether the serials are the file's own numbers."""
    if not lacking or options.region is None:
        return False
    maker = CodeMaker(options.region, {*options.taken, *(code for code in codes if code is not None)})
    serials = _serials(lacking, rows, columns, maker)
    for position, at in enumerate(lacking):
        codes[at] = maker.take(serials[position] if serials is not None else None)
    return serials is not None


def _check(at: int, text: str, line_of: dict[str, int], options: InventoryOptions) -> CodeIssue | None:
    try:
        code = DeviceCode(text)
    except DeviceCodeError:
        return CodeIssue(at, "code", f"{text[:40]!r} is no code of 20 digits", _hint(text))
    if text in line_of:
        return CodeIssue(at, "code", f"code {text} is already in line {line_of[text]}")
    if text in options.taken:
        return CodeIssue(at, "code", f"code {text} is already another camera's")
    if code.kind not in ("main", "peripheral"):
        name = code.type_name.english if code.type_name is not None else "no known type"
        what = f"the type {code.type_code} in code {text} is no front-end device but {name}"
        return CodeIssue(at, "code", what, "cameras have 131 or 132")
    odd = code.deviations()
    return CodeIssue(at, "code", f"{text}: {odd[0].what}", refused=False) if odd else None


def _hint(text: str) -> str:
    if _SPREADSHEET.fullmatch(text):
        return "a spreadsheet made a number of it: format the column as text and enter the code again"
    digits = len(re.findall("[0-9]", text))
    return f"it has {digits} digits" if digits == len(text) else "write digits only"


def _serials(
    lacking: Sequence[int], rows: Sequence[TableRow], columns: Columns, maker: CodeMaker
) -> list[int] | None:
    """The file's own numbers, where every row has one of its own and each is free."""
    serials: list[int] = []
    for at in lacking:
        match = _SERIAL.fullmatch(columns.cell(rows[at].cells, "id"))
        if match is None or not maker.is_free(int(match[1])):
            return None
        serials.append(int(match[1]))
    return serials if len(set(serials)) == len(serials) else None
