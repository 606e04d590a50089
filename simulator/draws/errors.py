"""The errors of the draws room.

::

    LawError    figures that make no distribution
"""

from __future__ import annotations

__all__ = ["LawError"]


class LawError(ValueError):
    """Figures that make no distribution."""
