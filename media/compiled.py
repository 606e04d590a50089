"""Loops over numbers, compiled by numba when they are first called, and kept beside their source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["compiled"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile; the interpreter lock is let go of while it runs.

    Takes numbers, arrays, and named tuples of these; other layouts or types are compiled anew. What is kept
    is void when the function's own file changes, so that it must call no compiled function of another file.
    """
    try:
        return cast(_Function, njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder for it can be written to
        return cast(_Function, njit(nogil=True)(function))
