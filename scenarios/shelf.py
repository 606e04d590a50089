"""The ready-made scenarios, and which requirements they measure."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import cast

from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import Scenario

__all__ = ["library", "library_files", "measured_by", "name_of"]

SUFFIX = ".scenario.yaml"


def library_files() -> tuple[Path, ...]:
    """The files, by name."""
    folder = cast(Path, files("camproof.scenarios").joinpath("library"))
    return tuple(sorted(entry for entry in folder.iterdir() if entry.name.endswith(SUFFIX)))


@functools.cache
def library() -> tuple[Scenario, ...]:
    """All of them, read and checked."""
    return tuple(ready_scenario(path) for path in library_files())


def name_of(scenario: Scenario) -> str:
    """As ``power-cut-district``: the file's name without its suffix."""
    return scenario.file.name.removesuffix(SUFFIX)


def measured_by(scenarios: Iterable[Scenario]) -> Mapping[str, tuple[str, ...]]:
    """Names of the scenarios that have a target on each requirement, by its id."""
    found: dict[str, list[str]] = {}
    for scenario in scenarios:
        ids = {target.requirement.id for phase in scenario.phases for target in phase.targets}
        for requirement_id in ids:
            found.setdefault(requirement_id, []).append(name_of(scenario))
    return {requirement_id: tuple(names) for requirement_id, names in found.items()}
