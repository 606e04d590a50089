"""Scenario files in folders, and those that come along."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from camproof.domain.errors import InputError, Place

__all__ = ["ENDING", "library", "scenario_files"]

ENDING = ".scenario.yaml"


def library() -> Path:
    """The folder of the ready-made scenarios."""
    return Path(str(resources.files("camproof.scenarios.library").joinpath("")))


def scenario_files(places: Iterable[Path]) -> tuple[Path, ...]:
    """The scenario files in folders and below, each folder's in the order of their names; a file is itself.

    :raises InputError: a place does not exist, or there is no scenario in a folder.
    """
    found: dict[Path, None] = {}
    for place in places:
        if not place.exists():
            raise InputError("there is no such file or folder", Place(str(place)))
        files = sorted(place.rglob(f"*{ENDING}")) if place.is_dir() else [place]
        if not files:
            raise InputError(f"there is no *{ENDING} in this folder", Place(str(place)))
        found |= dict.fromkeys(files)
    return tuple(found)
