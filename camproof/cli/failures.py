"""What the user is told of an expected failure."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

__all__ = ["tell", "tell_sentence"]


def tell(error: Exception) -> None:
    """One clear sentence (or one a mistake) on standard error."""
    tell_sentence(str(error))


def tell_sentence(text: str) -> None:
    """Why there is no result, on standard error."""
    Console(stderr=True, soft_wrap=True).print(Text(text, style="red"))
