"""The errors of the domain room: what a user wrote cannot be used.

::

    InputError                  names file, line, column and field, and suggests what to write
    ├── QuantityError           a value with a unit: "2 %", "5 ms", "1 Mbit/s"
    ├── UnknownWordError        a word that is none of the known ones; suggests the nearest
    ├── InventoryError          a camera inventory; carries every problem found
    ├── FaultError              a row of the fault catalogue, or the parameters of a fault
    └── SelectionError          a selector that picks nothing or asks for more than there is
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from camproof.verdicts.words import Place, did_you_mean, locate, nearest

__all__ = [
    "FaultError",
    "InputError",
    "InventoryError",
    "Place",
    "QuantityError",
    "SelectionError",
    "UnknownWordError",
    "did_you_mean",
    "nearest",
]

_SHOWN = 20


class InputError(Exception):
    """Something that the user gave cannot be used.

    :param what: one sentence, without the place.
    :param place: file, line, column and field, as far as known.
    :param suggestion: what to write instead; may be empty.
    """

    def __init__(self, what: str, place: Place | None = None, suggestion: str = "") -> None:
        self.what = what
        self.place = place if place is not None else Place()
        self.suggestion = suggestion
        super().__init__(locate(what, self.place, suggestion))

    @property
    def file(self) -> str:
        """Of its place; empty where there is none."""
        return self.place.file

    @property
    def line(self) -> int | None:
        """Of its place, from 1; None where it is not known."""
        return self.place.line

    @property
    def column(self) -> int | None:
        """Of its place, from 1; None where it is not known."""
        return self.place.column

    @property
    def field(self) -> str:
        """Of its place, dotted; empty where there is none."""
        return self.place.field


class QuantityError(InputError):
    """A value with a unit cannot be read."""


class UnknownWordError(InputError):
    """A word is none of the known ones.

    :param kind: what it should name: "camera class", "fault".
    :param choices: the valid words.
    """

    def __init__(self, kind: str, word: str, choices: Iterable[str], place: Place | None = None) -> None:
        self.word = word
        self.choices = tuple(choices)
        super().__init__(f"{word!r} is no {kind}", place, did_you_mean(word, self.choices))


class InventoryError(InputError):
    """An inventory cannot be used.

    :param problems: every problem found, in the order of the lines; empty where it cannot be read at all.
    """

    def __init__(
        self, what: str, place: Place | None = None, suggestion: str = "", problems: Sequence[InputError] = ()
    ) -> None:
        self.problems = tuple(problems)
        super().__init__(what, place, suggestion)
        lines = [self.args[0], *(f"  {problem}" for problem in self.problems[:_SHOWN])]
        if len(self.problems) > _SHOWN:
            lines.append(f"  and {len(self.problems) - _SHOWN} more")
        self.args = ("\n".join(lines),)


class FaultError(InputError):
    """A row of the fault catalogue, or a fault's parameters, cannot be used."""


class SelectionError(InputError):
    """A selector picks nothing, or asks for more cameras than there are."""
