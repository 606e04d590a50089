"""Service times as a file that a city file can name."""

from __future__ import annotations

import json

from camproof.simulator.calibration.estimates import Calibration, Estimate
from camproof.simulator.calibration.figures import RunFigures

__all__ = ["service_text"]

_COUNTS = frozenset({"keepalives-missed"})


def service_text(calibration: Calibration) -> str:
    """YAML for ``traffic.service-file``; what was not found is a comment and keeps its default."""
    lines = ["# Service times measured by runs of camproof, to be named as traffic.service-file of a city."]
    lines += [f"# {_run(run)}" for run in calibration.runs]
    for each in calibration.found:
        lines += [f"{each.field}: {_value(each)}   # {each.how}"]
    lines += [f"# {field}: not found: {why}" for field, why in calibration.missing]
    source = "; ".join(_run(run) for run in calibration.runs)
    return "\n".join([*lines, f"source: {json.dumps(source, ensure_ascii=False)}"]) + "\n"


def _run(run: RunFigures) -> str:
    where = run.file.parent.name or run.file.name
    title = " ".join(run.scenario.split())
    return f"{where}: {title}, {run.cameras} cameras, {run.loop} loop, {run.clock} clock"


def _value(each: Estimate) -> str:
    if each.field in _COUNTS:
        return f"{each.value:.0f}"
    return f"{each.value * 1000:.4g} ms" if each.value < 1.0 else f"{each.value:.4g} s"
