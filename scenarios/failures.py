"""Which failures of a run are expected, and the exit code of each."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor

from camproof.domain.errors import InputError
from camproof.media.errors import MediaError, MediaFileError
from camproof.platforms import NotPossible
from camproof.reports import ResultError
from camproof.runtimes.errors import RuntimesError
from camproof.scenarios.running.stage import StageError
from camproof.simulator.errors import DaskMissingError, SimulatorError
from camproof.verdicts import RunFolderError, RunWriteError, VerdictsError

__all__ = ["INFRASTRUCTURE", "exit_code_of"]

INFRASTRUCTURE = 4
"""The exit code of trouble of the bench."""

_CODES: tuple[tuple[type[Exception], int], ...] = (
    (InputError, 2),
    (MediaFileError, 2),
    (ResultError, 2),
    (RunWriteError, INFRASTRUCTURE),
    (RunFolderError, 2),
    (NotPossible, 2),
    (VerdictsError, 4),
    (StageError, 4),
    (RuntimesError, 4),
    (MediaError, INFRASTRUCTURE),
    (DaskMissingError, INFRASTRUCTURE),
    (SimulatorError, 2),
    (BrokenExecutor, INFRASTRUCTURE),
    (OSError, INFRASTRUCTURE),
)


def exit_code_of(error: BaseException) -> int | None:
    """2 for what the user gave, 4 for the bench; None for a fault of camproof itself."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), None)
