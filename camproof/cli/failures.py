"""Which failures are expected, what the user is told, and the exit code."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from camproof.domain.errors import InputError
from camproof.media.errors import MediaError, MediaFileError
from camproof.platforms import NotPossible
from camproof.reports import ResultError
from camproof.runtimes.errors import RuntimesError
from camproof.scenarios.running.stage import StageError
from camproof.verdicts import RunFolderError, RunWriteError, VerdictsError

__all__ = ["INFRASTRUCTURE", "exit_code_of", "tell", "tell_sentence"]

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
    (OSError, INFRASTRUCTURE),
)


def exit_code_of(error: Exception) -> int | None:
    """2 for what the user gave, 4 for the bench; None for a fault of camproof itself."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), None)


def tell(error: Exception) -> None:
    """One clear sentence (or one a mistake) on standard error."""
    tell_sentence(str(error))


def tell_sentence(text: str) -> None:
    """Why there is no result, on standard error."""
    Console(stderr=True, soft_wrap=True).print(Text(text, style="red"))
