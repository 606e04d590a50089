"""Text files of the user."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from camproof.domain.documents.composing import MAX_CHARACTERS, compose
from camproof.domain.documents.fields import Fields
from camproof.domain.documents.problems import Problems
from camproof.domain.documents.tree import Table, describe
from camproof.domain.errors import Place

__all__ = ["compose_file", "top_fields"]

_MOST = MAX_CHARACTERS * 4
"""Bytes; more of them are more characters than are allowed."""


def compose_file(path: Path, problems: Problems, kind: str) -> Table | None:
    """The table that a file holds; None where it cannot be read, with the reason in `problems`."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
        text = data.decode("utf-8-sig", "ignore" if len(data) > _MOST else "strict")
    except UnicodeDecodeError as error:
        problems.add(f"the file is not UTF-8 (byte {error.start})", _place_of(error, place))
        return None
    except (OSError, ValueError) as error:  # also a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.add(f"the file cannot be read: {reason}", place)
        return None
    value = compose(text, str(path), problems)
    if value is None or isinstance(value, Table):
        return value
    problems.add(f"{kind} is a table of fields, not {describe(value)}", value.place)
    return None


def top_fields(table: Table, problems: Problems) -> Fields:
    """The fields of a whole file."""
    return Fields(table, "", problems)


def _place_of(error: UnicodeDecodeError, file: Place) -> Place:
    """Line and column of the first byte that is no text."""
    before = error.object[: error.start].decode("utf-8", "replace")
    return replace(file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
