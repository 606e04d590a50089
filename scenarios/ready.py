"""A scenario that is ready to run: read with every word that the loops know, its choices of cameras met."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from camproof.scenarios.schema import CameraSource, Scenario, SystemSpec, load_scenario
from camproof.scenarios.sil.choices import check_choices
from camproof.scenarios.vocabulary import vocabulary

__all__ = ["ready_scenario"]


def ready_scenario(
    path: Path,
    *,
    overrides: Sequence[str] = (),
    cameras: CameraSource | None = None,
    system: SystemSpec | None = None,
    variant: str = "",
) -> Scenario:
    """Read and check a scenario as :func:`load_scenario` does, and every choice of cameras in it.

    :raises InputErrors: all that is wrong with the file and the options, each with its place.
    :raises InputError: the file has no such variant.
    """
    scenario = load_scenario(
        path, overrides=overrides, known=vocabulary(), cameras=cameras, system=system, variant=variant
    )
    check_choices(scenario)
    return scenario
