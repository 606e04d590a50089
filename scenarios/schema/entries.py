"""The time line of a phase."""

from __future__ import annotations

import math

from camproof.domain.documents.fields import Fields
from camproof.domain.faults import Parameter
from camproof.domain.faults.parameters import parameter_form, read_parameter
from camproof.domain.timeline import TimelineEntry
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.model import TimelineItem
from camproof.scenarios.schema.params import read_params
from camproof.scenarios.schema.selectors import read_selector

__all__ = ["read_entry"]


def read_entry(fields: Fields, context: Context, end_s: float) -> TimelineItem | None:
    """One line: `at`, then a `fault` or a `do`, `on` which cameras, `for` how long, and its own fields.

    :param end_s: how long the phase lasts; an entry that starts later is a problem. Infinity = not yet known.
    """
    at_s = fields.quantity("at", "duration", 0.0)
    if not fields.has("at"):
        fields.missing("at", suggestion="write when it starts, as in at: 2 s")
    elif at_s > end_s:
        fields.problem("at", f"the phase ends at {end_s:g} s, before this starts")
    for_s = fields.quantity("for", "duration", math.nan)
    if for_s == 0:
        fields.problem("for", "it needs more than 0 s")
    lasting = None if math.isnan(for_s) or for_s == 0 else for_s
    selector = read_selector(fields, "on", context)
    named = _named(fields)
    if named is None:
        return None
    kind, name = named
    if kind == "fault":
        params = _fault_params(fields, name, context)
    else:
        params = _action_params(fields, name, context)
    if params is None:
        return None
    entry = TimelineEntry(at_s, lasting, "fault" if kind == "fault" else "do", name, selector, params)
    return TimelineItem(entry, fields.place)


def _named(fields: Fields) -> tuple[str, str] | None:
    fault, action = fields.text("fault"), fields.text("do")
    if fields.has("fault") == fields.has("do"):
        what = (
            "a fault and an action stand here"
            if fields.has("fault")
            else "neither a fault nor a do stands here"
        )
        fields.missing("fault", what, "write one of the two: fault: power.cut, or do: watch")
        return None
    name = fault or action
    return (("fault", fault) if fault else ("do", action)) if name else None


def _fault_params(fields: Fields, name: str, context: Context) -> dict[str, object] | None:
    """The parameters as written, each one checked; :func:`camproof.domain.faults.resolve` reads them."""
    known = context.known.faults.rows
    if name not in known:
        is_action = name in (action.name for action in context.known.actions)
        hint = f"it is an action: write do: {name}" if is_action else fields.problems.hint(name, known)
        fields.problem("fault", f"{name!r} is no fault", hint)
        return None
    if name.startswith("cascade."):
        context.need_cascade(fields, "fault", name)
    written: dict[str, object] = {}
    for parameter in known[name].parameters:
        if fields.has(parameter.name):
            written[parameter.name] = _fault_param(fields, parameter)
    fields.finish(f"the fault {name}")
    return written


def _fault_param(fields: Fields, parameter: Parameter) -> object:
    if parameter.kind == "flag":
        return fields.flag(parameter.name, default=bool(parameter.default))
    form = parameter_form(parameter)
    fields.parsed(
        parameter.name, lambda scalar: read_parameter(parameter, scalar.text), parameter.default, form
    )
    return fields.text(parameter.name)


def _action_params(fields: Fields, name: str, context: Context) -> dict[str, object] | None:
    known = {action.name: action for action in context.known.actions}
    if name not in known:
        is_fault = name in context.known.faults.rows
        hint = f"it is a fault: write fault: {name}" if is_fault else fields.problems.hint(name, known)
        fields.problem("do", f"{name!r} is no action", hint)
        return None
    action = known[name]
    if action.cascade:
        context.need_cascade(fields, "do", name)
    if not action.lasting:
        fields.refuse("for", f"{name} is done at once and lasts no time")
    params = read_params(fields, action.params)
    fields.finish(f"the action {name}")
    return params
