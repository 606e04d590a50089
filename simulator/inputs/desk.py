"""Everything that is odd about the rows of a file, gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from camproof.domain.errors import InputError, InventoryError, Place
from camproof.simulator.inputs.tables import SourceTable
from camproof.verdicts.words import locate

__all__ = ["Desk", "Issue"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about one row that its owner should know.

    :param refused: whether the row is left out.
    """

    place: Place
    what: str
    suggestion: str = ""
    refused: bool = False

    @property
    def text(self) -> str:
        """One sentence with file, line and field."""
        return locate(self.what, self.place, self.suggestion)


class Desk:
    """Reads the cells of a table and notes what is wrong, row by row.

    :ivar refused: (N,) rows that cannot be used.
    """

    def __init__(self, table: SourceTable) -> None:
        self.table = table
        self.refused = np.zeros(len(table), np.bool_)
        self._issues: list[tuple[int, Issue]] = []
        for row, what in table.broken.items():
            self.refuse(row, "", what)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """In the order of the rows."""
        return tuple(issue for _, issue in sorted(self._issues, key=lambda pair: pair[0]))

    def note(self, row: int, field: str, what: str, suggestion: str = "") -> None:
        """Something odd about a row that is used all the same."""
        self._issues.append((row, Issue(self.table.place(row, field), what, suggestion)))

    def refuse(self, row: int, field: str, what: str, suggestion: str = "") -> None:
        """A row that cannot be used."""
        self._issues.append((row, Issue(self.table.place(row, field), what, suggestion, refused=True)))
        self.refused[row] = True

    def column(self, field: str, read: Callable[[str], _T], default: _T) -> list[_T]:
        """The values of a field, each distinct text read once; where the cell is empty, the default.

        :param read: raises InputError for what cannot be; the row is refused then.
        """
        texts = self.table.texts(field)
        if texts is None:
            return [default] * len(self.table)
        known: dict[str, _T] = {"": default}
        wrong: dict[str, InputError] = {}
        for text in set(texts) - {""}:
            try:
                known[text] = read(text)
            except InputError as error:
                known[text], wrong[text] = default, error
        if wrong:
            for row, text in enumerate(texts):
                if text in wrong:
                    self.refuse(row, field, wrong[text].what, wrong[text].suggestion)
        return [known[text] for text in texts]

    def raise_if_refused(self, kind: str, hint: str = "") -> None:
        """:raises InventoryError: some rows cannot be used; names all of them."""
        refused = [issue for issue in self.issues if issue.refused]
        if not refused:
            return
        rows = int(self.refused.sum())
        what = f"{rows} row{'s' if rows > 1 else ''} of {kind} cannot be used"
        problems = [InputError(issue.what, issue.place, issue.suggestion) for issue in refused]
        raise InventoryError(what, Place(self.table.file), hint, problems)
