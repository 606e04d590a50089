"""Sentences for people: wrapped by words on a terminal, a line each where a program reads them."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

__all__ = ["print_sentences"]

_INDENT = "  "


def print_sentences(console: Console, text: str, style: str = "") -> None:
    """Print lines; on a terminal what a line continues on is indented."""
    for line in text.split("\n"):
        whole = Text(line, style=style)
        if not console.is_terminal:
            console.print(whole, soft_wrap=True)
            continue
        first, *rest = whole.wrap(console, max(1, console.width - len(_INDENT))) or [whole]
        console.print(first)
        for more in rest:
            console.print(Text(_INDENT).append_text(more))
