"""All that is wrong with a file, gathered, so that the user mends it in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from camproof.domain.errors import InputError, InventoryError, Place, did_you_mean

__all__ = ["MAX_SHOWN", "InputErrors", "Problems"]

MAX_SHOWN = 50
_LONGEST = 400


class InputErrors(InputError):  # noqa: N818 - several of them
    """Every problem of one file, in the order of its lines.

    :param errors: at least one; each names file, line, column and field.
    """

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.what, first.place, first.suggestion)
        lines = [str(error) for error in self.errors[:MAX_SHOWN]]
        if len(self.errors) > MAX_SHOWN:
            lines.append(f"and {len(self.errors) - MAX_SHOWN} more problems")
        self.args = ("\n".join(lines),)


def _cut(text: str) -> str:
    """What the user wrote may be long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


class Problems:
    """Collects problems while reading goes on."""

    def __init__(self) -> None:
        self._errors: list[InputError] = []

    def __len__(self) -> int:
        return len(self._errors)

    def add(self, what: str, place: Place, field: str = "", suggestion: str = "") -> None:
        """Note one: a sentence without the place, and what to write instead."""
        self._errors.append(InputError(_cut(what), replace(place, field=_cut(field)), _cut(suggestion)))

    def hint(self, word: str, choices: Iterable[str]) -> str:
        """The nearest valid word, or some of them; of very many problems only the first are worth it."""
        return did_you_mean(word, choices, shown=20) if len(self._errors) < 2 * MAX_SHOWN else ""

    def take(self, error: InputError, place: Place, field: str = "") -> None:
        """Note an error of the domain; where it does not name its own file, it stands at this place."""
        if isinstance(error, InventoryError) and error.problems:
            self._errors.extend(error.problems)
        elif error.file:
            self._errors.append(error)
        else:
            self.add(error.what, place, field, error.suggestion)

    def add_all(self, others: Problems, prefix: str) -> None:
        """Note the problems of another reading, each sentence with a few words before it."""
        for error in others._errors:
            self._errors.append(InputError(f"{prefix}{error.what}", error.place, error.suggestion))

    def raise_if_any(self) -> None:
        """:raises InputErrors: something was noted."""
        if self._errors:
            by_line = sorted(self._errors, key=lambda error: (error.line or 0, error.column or 0))
            raise InputErrors(by_line)
