"""The errors of the fitting room.

::

    MaintenanceLogError    a maintenance log cannot be used; carries every problem found
"""

from __future__ import annotations

from collections.abc import Sequence

from camproof.domain.errors import InputError, Place

__all__ = ["MaintenanceLogError"]

_SHOWN = 20


class MaintenanceLogError(InputError):
    """A maintenance log cannot be used.

    :param problems: each names its line and field; empty where the file cannot be read at all.
    """

    def __init__(
        self, what: str, place: Place, suggestion: str = "", problems: Sequence[InputError] = ()
    ) -> None:
        self.problems = tuple(problems)
        super().__init__(what, place, suggestion)
        lines = [self.args[0], *(f"  {problem}" for problem in self.problems[:_SHOWN])]
        if len(self.problems) > _SHOWN:
            lines.append(f"  and {len(self.problems) - _SHOWN} more")
        self.args = ("\n".join(lines),)
