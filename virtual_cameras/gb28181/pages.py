"""Pages of an answer that never leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

__all__ = ["without_pages"]

_Page = TypeVar("_Page")


def without_pages(pages: Sequence[_Page], lost: int) -> Iterator[_Page]:
    """The pages without ``lost`` of them, taken evenly from the first to the last; of one page it is kept."""
    lost = min(lost, len(pages) - 1)
    gone = {(2 * index + 1) * len(pages) // (2 * lost) for index in range(lost)} if lost > 0 else set()
    return (pages[index] for index in range(len(pages)) if index not in gone)
