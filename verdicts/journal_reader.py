"""Reading a journal back, also one whose writer was killed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from camproof.verdicts.errors import JournalCorruptError, JournalError, MeasurementError
from camproof.verdicts.verdict import Verdict

__all__ = [
    "FORMAT",
    "LONGEST_LINE",
    "VERSION",
    "Entry",
    "JournalScan",
    "read_journal",
    "scan_journal",
    "verdicts_of",
]

FORMAT = "camproof-journal"
VERSION = 1
LONGEST_LINE = 16_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal.

    :param kind: what it is: "phase", "finding", "verdict".
    :param at_s: scenario time.
    :param data: the other fields.
    :param line: its number, from 1; the header is line 1.
    """

    kind: str
    at_s: float
    data: dict[str, Any]
    line: int = 0


@dataclass(frozen=True, slots=True)
class JournalScan:
    """A journal as found.

    :param entries: every complete line after the header.
    :param torn: the bytes of an unfinished last line; empty where the journal ends well.
    :param complete_size: the bytes up to the end of the last complete line.
    :param size: the bytes of the file.
    :param newline_last: False where the last line is complete but for its line feed.
    """

    entries: tuple[Entry, ...]
    torn: bytes
    complete_size: int
    size: int
    newline_last: bool


def read_journal(path: Path) -> list[Entry]:
    """Every complete line after the header; an unfinished last line is left out (see :func:`scan_journal`).

    :raises JournalCorruptError: a finished line is damaged; names the line.
    :raises JournalError: there is no such file, or it is no journal of this version.
    """
    return list(scan_journal(path).entries)


def scan_journal(path: Path) -> JournalScan:
    """As :func:`read_journal`, and says what the last line was like."""
    entries: list[Entry] = []
    complete, torn, newline_last = 0, b"", True
    try:
        with path.open("rb") as file:
            for number, line in _lines(file, str(path)):
                if not line.endswith(b"\n") and not _is_whole(line):
                    torn = line
                    break
                newline_last = line.endswith(b"\n")
                entry = _entry(line, number, str(path))
                _check_header(entry, path) if number == 1 else entries.append(entry)
                complete += len(line)
    except OSError as broken:
        raise JournalError(f"{path} cannot be read: {broken.strerror}") from broken
    return JournalScan(tuple(entries), torn, complete, complete + len(torn), newline_last)


def verdicts_of(entries: list[Entry]) -> list[Verdict]:
    """The verdicts among the lines, in their order.

    :raises JournalError: a line says that it is a verdict but holds none.
    """
    found = []
    for entry in entries:
        if entry.kind != "verdict":
            continue
        try:
            found.append(Verdict.from_dict(entry.data["verdict"]))
        except (KeyError, TypeError, ValueError, MeasurementError) as broken:
            raise JournalError(f"line {entry.line} holds no verdict: {broken!r}") from broken
    return found


def _lines(file: BinaryIO, path: str) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise JournalCorruptError(path, number, f"longer than {LONGEST_LINE} bytes")
        yield number, line


def _entry(line: bytes, number: int, path: str) -> Entry:
    try:
        fields = _object(line)
        kind, at_s = fields.pop("kind"), fields.pop("at_s")
    except (ValueError, RecursionError) as broken:
        raise JournalCorruptError(path, number, f"not a JSON object: {str(broken)[:200]}") from broken
    except KeyError as broken:
        raise JournalCorruptError(path, number, f"field {broken} is missing") from broken
    if not isinstance(kind, str) or not _is_time(at_s):
        raise JournalCorruptError(path, number, "kind must be a text and at_s a number")
    return Entry(kind, float(at_s), fields, number)


def _is_time(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, float) or abs(value) < 2**63


def _is_whole(line: bytes) -> bool:
    """Whether a last line without line feed is complete: no true beginning of an object is an object."""
    try:
        _object(line)
    except (ValueError, RecursionError):
        return False
    return True


def _object(line: bytes) -> dict[str, Any]:
    fields = json.loads(line.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
    if not isinstance(fields, dict):
        raise ValueError("the line is no object")
    return fields


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} is too large a number")
    return value


def _check_header(entry: Entry, path: Path) -> None:
    if entry.kind != "journal" or entry.data.get("format") != FORMAT:
        raise JournalError(f"{path} is no journal of camproof")
    if entry.data.get("version") != VERSION:
        raise JournalError(f"{path} has version {entry.data.get('version')!r}; this reads version {VERSION}")
