"""Notes on a city's files, as every command shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from camproof.reports.text import printable

__all__ = ["note_lines", "notes_of_both", "print_notes"]


def note_lines(notes: Iterable[str]) -> Iterator[str]:
    """A line of a terminal each."""
    return (f"Note: {printable(note)}" for note in notes)


def print_notes(notes: Iterable[str], console: Console) -> None:
    """A sentence each, below what was found."""
    for line in note_lines(notes):
        console.print(Text(line, style="dim"))


def notes_of_both(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    """What is noted of two designs, once: that of one of them alone is marked "A: " or "B: "."""
    return (
        *(note for note in a if note in b),
        *(f"A: {note}" for note in a if note not in b),
        *(f"B: {note}" for note in b if note not in a),
    )
