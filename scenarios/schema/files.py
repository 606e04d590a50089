"""Text files of the user."""

from __future__ import annotations

from pathlib import Path

from camproof.domain.errors import Place
from camproof.scenarios.schema.composing import MAX_CHARACTERS, compose
from camproof.scenarios.schema.fields import Fields
from camproof.scenarios.schema.problems import Problems
from camproof.scenarios.schema.tree import Table, describe

__all__ = ["compose_file", "top_fields"]


def compose_file(path: Path, problems: Problems, kind: str) -> Table | None:
    """The table that a file holds; None where it cannot be read, with the reason in `problems`."""
    place = Place(str(path))
    try:
        data = path.read_bytes()[: MAX_CHARACTERS * 4 + 1]
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:  # also a NUL in the path, and what is not UTF-8
        problems.add(_sentence(error), place)
        return None
    value = compose(text, str(path), problems)
    if value is None or isinstance(value, Table):
        return value
    problems.add(f"{kind} is a table of fields, not {describe(value)}", value.place)
    return None


def top_fields(table: Table, problems: Problems) -> Fields:
    """The fields of a whole file."""
    return Fields(table, "", problems)


def _sentence(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"the file is not UTF-8 (byte {error.start})"
    if isinstance(error, OSError):
        return f"the file cannot be read: {error.strerror or error}"
    return f"the file cannot be read: {error}"
