"""The errors of the repair room.

::

    RepairError
    ├── NoCrewError          no team has the skill in the district
    └── UnknownSpareError    a failure uses up a part that no shelf holds
"""

from __future__ import annotations

__all__ = ["NoCrewError", "RepairError", "UnknownSpareError"]


class RepairError(ValueError):
    """The plan of repairs does not fit what fails."""


class NoCrewError(RepairError):
    """No team has the skill in the district."""


class UnknownSpareError(RepairError):
    """A failure uses up a part that no shelf holds."""
