"""The errors of the reports room."""

from __future__ import annotations

__all__ = ["ResultError"]


class ResultError(Exception):
    """A result that cannot be read; the message is one sentence for the user."""
