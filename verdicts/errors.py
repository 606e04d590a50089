"""The errors of the verdicts room.

::

    VerdictsError
    ├── CatalogueError          a requirement file is wrong; names file, line, column and field
    │   └── UnknownRequirementError  no row has this id
    ├── MeasurementError        a measurement contradicts itself, its declaration or its requirement
    ├── JournalError            a journal cannot be read or written
    │   ├── JournalCorruptError      a line before the last is damaged; names the line
    │   └── JournalInUseError        another process is writing it
    └── RunFolderError          a run's folder cannot be made or is not one
        └── RunWriteError       one of its files cannot be written
"""

from __future__ import annotations

from camproof.verdicts.words import Place, locate

__all__ = [
    "CatalogueError",
    "JournalCorruptError",
    "JournalError",
    "JournalInUseError",
    "MeasurementError",
    "RunFolderError",
    "RunWriteError",
    "UnknownRequirementError",
    "VerdictsError",
]


class VerdictsError(Exception):
    """Base of all errors of this room."""


class CatalogueError(VerdictsError):
    """A row of a catalogue is wrong.

    :param what: one sentence.
    :param place: file, line, column and field, as far as known.
    :param suggestion: what to write instead; may be empty.
    """

    def __init__(self, what: str, place: Place | None = None, suggestion: str = "") -> None:
        self.what = what
        self.place = place if place is not None else Place()
        self.suggestion = suggestion
        super().__init__(locate(what, self.place, suggestion))


class UnknownRequirementError(CatalogueError):
    """No requirement has this id."""


class MeasurementError(VerdictsError):
    """A measurement contradicts itself, its declaration or its requirement."""


class JournalError(VerdictsError):
    """A journal cannot be read or written."""


class JournalCorruptError(JournalError):
    """A line that was complete once is damaged.

    :param line: its number, from 1.
    """

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}")
        self.path = path
        self.line = line


class JournalInUseError(JournalError):
    """Another process is writing this journal."""


class RunFolderError(VerdictsError):
    """The folder of a run cannot be made, or is not one."""


class RunWriteError(RunFolderError):
    """A file of a run cannot be written."""
