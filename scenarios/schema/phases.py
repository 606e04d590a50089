"""The phases of a scenario, or the one that it consists of."""

from __future__ import annotations

import math
from dataclasses import replace

from camproof.domain.documents.fields import Fields
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.entries import read_entry
from camproof.scenarios.schema.model import PhaseSpec, TargetSpec, TimelineItem
from camproof.scenarios.schema.targets import read_target

__all__ = ["MAX_PHASE_S", "read_phases"]

MAX_PHASE_S = 366 * 86_400.0

_OWN = ("for", "timeline", "targets")


def read_phases(fields: Fields, context: Context) -> tuple[PhaseSpec, ...]:
    """`phases`, or the top-level `for`, `timeline` and `targets` as one phase "main"."""
    if not fields.has("phases"):
        return (_read_main(fields, context),)
    for name in _OWN:
        if fields.has(name):
            fields.problem(name, f"a scenario with phases has no {name} of its own", "put it into a phase")
    phases = tuple(_read_phase(phase, context) for phase in fields.rows("phases"))
    if not phases:
        fields.problem("phases", "there is no phase")
    _check_names(fields, phases, context)
    return phases


def _check_names(fields: Fields, phases: tuple[PhaseSpec, ...], context: Context) -> None:
    seen: set[str] = set()
    for index, phase in enumerate(phases):
        if phase.name in seen:
            where = fields.name_of(f"phases.{index}.name")
            context.problems.add(f"a phase {phase.name!r} stands above already", phase.place, where)
        seen.add(phase.name)


def _read_phase(fields: Fields, context: Context) -> PhaseSpec:
    name = fields.text("name", required=True)
    if not fields.has("for"):
        fields.missing("for", suggestion="write how long the phase lasts, as in for: 30 s")
    duration_s = _duration(fields)
    timeline, targets = _content(fields, context, duration_s)
    _check_length(fields, duration_s)
    fields.finish("a phase")
    return PhaseSpec(name, duration_s, timeline, targets, fields.place)


def _read_main(fields: Fields, context: Context) -> PhaseSpec:
    duration_s = _duration(fields)
    timeline, targets = _content(fields, context, duration_s)
    if math.isinf(duration_s) and not fields.has("for"):
        ends = [item.entry.at_s + (item.entry.for_s or 0.0) for item in timeline]
        ends += [target.window_s[1] for target in targets if target.window_s]
        duration_s = max((end for end in ends if math.isfinite(end)), default=0.0)
        if duration_s == 0 and not len(context.problems):
            hint = "write how long the scenario lasts, as in for: 30 s"
            fields.problem("for", "the field is missing, and nothing else tells the end", hint)
        targets = tuple(_closed(target, duration_s) for target in targets)
    _check_length(fields, duration_s)
    return PhaseSpec("main", duration_s, timeline, targets, fields.place)


def _check_length(fields: Fields, duration_s: float) -> None:
    if math.isfinite(duration_s) and duration_s > MAX_PHASE_S:
        days = MAX_PHASE_S / 86_400
        fields.problem("for", f"it would last {duration_s / 86_400:.3g} days; {days:g} are allowed")


def _closed(target: TargetSpec, end_s: float) -> TargetSpec:
    """A window that is open towards the end gets it."""
    if target.window_s is None or math.isfinite(target.window_s[1]):
        return target
    return replace(target, window_s=(target.window_s[0], end_s))


def _duration(fields: Fields) -> float:
    duration_s = fields.quantity("for", "duration", math.inf)
    if duration_s == 0:
        fields.problem("for", "it needs more than 0 s")
        return math.inf
    return duration_s


def _content(
    fields: Fields, context: Context, end_s: float
) -> tuple[tuple[TimelineItem, ...], tuple[TargetSpec, ...]]:
    entries = [read_entry(row, context, end_s) for row in fields.rows("timeline")]
    targets = [read_target(row, context, end_s) for row in fields.rows("targets")]
    return tuple(item for item in entries if item), tuple(target for target in targets if target)
