"""`maintenance-log:` — the usual ways to fail, with what a city's own log says of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from camproof.domain.errors import Place, UnknownWordError
from camproof.simulator.defaults import DEFAULT_MODES
from camproof.simulator.fitting import FittedLaw, fit_laws
from camproof.simulator.values import FailureMode

__all__ = ["fitted_modes"]


def fitted_modes(log: Path) -> tuple[FailureMode, ...]:
    """The usual failure modes; those that the log's kinds name have its laws.

    A log's kind is the name of a mode ("camera", "access switch", "fibre"). What it says of a repair is the
    whole outage, with all waiting; the mode therefore takes no crew, notice or part any more.

    :raises MaintenanceLogError: naming every row that cannot be used.
    :raises UnknownWordError: a kind that is no mode.
    """
    found = fit_laws(log)
    names = [mode.name for mode in DEFAULT_MODES]
    for each in found:
        if each.kind not in names:
            raise UnknownWordError("kind of failure", each.kind, names, Place(str(log), field="kind"))
    return tuple(_fitted(mode, [each for each in found if each.kind == mode.name]) for mode in DEFAULT_MODES)


def _fitted(mode: FailureMode, found: list[FittedLaw]) -> FailureMode:
    laws = {each.what: each.law for each in found if each.law is not None}
    if "life" in laws:
        life = laws["life"]
        mode = replace(mode, life=life, ages=life.form == "weibull", per_km=False)
    if "repair" in laws:
        mode = replace(
            mode, repair=laws["repair"], skill=None, spare=None, notice=replace(mode.notice, mean_h=0.0)
        )
    return mode
