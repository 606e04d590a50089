"""What the options of a pytest session come to."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from camproof.domain.errors import InputError
from camproof.scenarios.schema import SystemSpec, load_system

__all__ = ["check_system", "clock_wanted", "runs_folder", "seed_wanted", "system_file", "system_wanted"]

_RUNS = "camproof-runs"


def check_system(config: pytest.Config) -> None:
    """Read the system file.

    :raises pytest.UsageError: it cannot be used, each mistake with its place.
    """
    try:
        system_wanted(config)
    except InputError as error:
        raise pytest.UsageError(str(error)) from error


def system_wanted(config: pytest.Config) -> SystemSpec | None:
    """The platform of ``--camproof-system``; None where it is not given.

    :raises InputErrors: all that is wrong with the file.
    """
    file = system_file(config)
    return load_system(file) if file is not None else None


def system_file(config: pytest.Config) -> Path | None:
    """The file of ``--camproof-system``."""
    name = config.getoption("--camproof-system")
    return config.invocation_params.dir / str(name) if name else None


def clock_wanted(config: pytest.Config) -> str:
    """``wall``, ``virtual`` or ``all``."""
    return str(config.getoption("--camproof-clock"))


def seed_wanted(config: pytest.Config) -> int | None:
    """The seed of every run; None = the scenario's, or a drawn one."""
    return cast(int | None, config.getoption("--camproof-seed"))


def runs_folder(config: pytest.Config) -> Path:
    """Where run folders are made: ``--camproof-runs``, or the temporary folder of this process."""
    name = config.getoption("--camproof-runs")
    if name:
        return config.invocation_params.dir / str(name)
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    return factory.getbasetemp() / _RUNS
