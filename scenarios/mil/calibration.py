"""Service times of the model from a file: what ``camproof city calibrate`` wrote, or a run's own result."""

from __future__ import annotations

from pathlib import Path

from camproof.domain.errors import InputError, Place
from camproof.simulator.calibration import calibrated, read_figures, service_text
from camproof.simulator.inputs import read_service_file, service_from_text
from camproof.simulator.values import ServiceTimes

__all__ = ["read_calibration"]


def read_calibration(path: Path) -> ServiceTimes:
    """Of a YAML file of service times, a run's folder or its ``result.json``.

    :raises InputError: the file cannot be read, or the run tells no service time.
    """
    if not path.is_dir() and path.suffix != ".json":
        return read_service_file(path)
    found = calibrated([read_figures(path)])
    if not found.found:
        reasons = "; ".join(dict.fromkeys(why for _, why in found.missing))
        raise InputError(f"this run tells no service time: {reasons}", Place(str(path)))
    return service_from_text(service_text(found), str(path))
