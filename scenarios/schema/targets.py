"""The targets of a phase."""

from __future__ import annotations

import math
from dataclasses import replace

from camproof.domain.documents.fields import Fields
from camproof.domain.documents.tree import Scalar
from camproof.domain.forms import Form
from camproof.domain.selector import Selector
from camproof.domain.units import form_in_unit, form_of, parse_in_unit, parse_quantity
from camproof.scenarios.schema.context import USUAL_HEARTBEAT_COUNT, Context
from camproof.scenarios.schema.model import TargetSpec
from camproof.scenarios.schema.params import read_params
from camproof.scenarios.schema.selectors import read_selector
from camproof.scenarios.schema.vocabulary import Measure
from camproof.verdicts.errors import UnknownRequirementError
from camproof.verdicts.limit import Limit, Op
from camproof.verdicts.requirement import Requirement

__all__ = ["read_target"]

_BY_HEARTBEAT_COUNT = "AVAIL-10"
"""Its limit is HeartBeatCount, which the row can only give as it is by default."""

_WINDOW_HINT = "write a window as 5 s .. 8 s"
_OPS: dict[str, Op] = {"at least": "at-least", "at most": "at-most", "exactly": "equal"}


def read_target(fields: Fields, context: Context, end_s: float) -> TargetSpec | None:
    """One target: a `measure`, a limit, the cameras it is `of`, a `window`, a `percentile`, a `requirement`,
    and what a model has `predicted`.

    Without a limit the requirement's own holds, or HeartBeatCount where the requirement means that; without a
    requirement the catalogue's row for the measure, the class and the percentile judges.
    """
    measure = _measure(fields, context)
    if measure is None:
        return None
    selector = read_selector(fields, "of", context, drawn=False)
    noted = len(fields.problems)
    percentile = _percentile(fields, measure)
    percentile_fails = len(fields.problems) > noted
    window = read_window(fields, end_s)
    limit = _limit(fields, measure.unit)
    predicted = _in_unit(fields, "predicted", measure.unit)
    params = read_params(fields, measure.params)
    named = fields.word("requirement", "requirement", [row.id for row in context.known.requirements])
    fields.finish(f"a target on {measure.name}")
    if percentile_fails or (fields.has("requirement") and not named):
        return None
    requirement = _requirement(fields, context, named, measure, selector, percentile)
    if requirement is None:
        return None
    return TargetSpec(
        measure=measure.name,
        unit=measure.unit,
        requirement=requirement,
        limit=_counted(context, requirement) if limit is None else _applied(fields, limit, requirement),
        selector=_narrowed(fields, context, selector, requirement),
        window_s=window,
        percentile=percentile if percentile is not None else requirement.percentile,
        params=params,
        predicted=predicted,
        place=fields.place,
    )


def _measure(fields: Fields, context: Context) -> Measure | None:
    if not fields.has("measure"):
        fields.missing("measure")
    name = fields.text("measure")
    known = {measure.name: measure for measure in context.known.measures}
    if name and name not in known:
        fields.problem(
            "measure", f"{name!r} is nothing that can be measured", fields.problems.hint(name, known)
        )
    found = known.get(name)
    if found is not None and found.cascade:
        context.need_cascade(fields, "measure", name)
    return found


def _percentile(fields: Fields, measure: Measure) -> float | None:
    if not measure.percentile:
        fields.refuse("percentile", f"{measure.name} is one figure and has no percentiles")
        return None
    if not fields.has("percentile"):
        return None
    percentile = fields.number("percentile", math.nan)
    if math.isnan(percentile):
        return None
    if not 0 < percentile < 100:
        fields.problem("percentile", f"{percentile:g} does not lie between 0 and 100")
        return None
    return percentile


def read_window(fields: Fields, end_s: float) -> tuple[float, float] | None:
    """`5 s .. 8 s`, `5 s ..` or `.. 8 s`, within the phase."""
    value = fields.scalar("window", _window_form())
    if value is None:
        return None
    start, dots, end = value.text.partition("..")
    if not dots:
        fields.problem("window", f"{value.text!r} is no window", _WINDOW_HINT)
        return None
    from_s = _moment(fields, start, 0.0, value)
    to_s = _moment(fields, end, end_s, value)
    if from_s is None or to_s is None:
        return None
    if from_s >= to_s:
        fields.problem("window", f"the window {value.text!r} is empty")
    elif to_s > end_s:
        fields.problem("window", f"the window ends at {to_s:g} s, after the phase's end at {end_s:g} s")
    else:
        return from_s, to_s
    return None


def _window_form() -> Form:
    moment = form_of("duration").pattern.strip("^$")
    return Form("window", f"^(?:{moment})?\\s*\\.\\.\\s*(?:{moment})?$", _WINDOW_HINT)


def _moment(fields: Fields, text: str, default: float, value: Scalar) -> float | None:
    if not text.strip():
        return default
    return fields.reading("window", value, lambda _: parse_quantity(text.strip(), "duration"), None)


def _limit(fields: Fields, unit: str) -> Limit | None:
    given = [word for word in _OPS if fields.has(word)]
    if len(given) > 1:
        fields.problem(given[1], f"{' and '.join(given)} stand together", "write two targets")
    if not given:
        return None
    number = _in_unit(fields, given[0], unit)
    return None if number is None else Limit(_OPS[given[0]], number, unit)


def _in_unit(fields: Fields, field: str, unit: str) -> float | None:
    value = fields.scalar(field, form_in_unit(unit))
    if value is None:
        return None
    return fields.reading(field, value, lambda scalar: parse_in_unit(scalar.text, unit), None)


def _requirement(
    fields: Fields,
    context: Context,
    name: str,
    measure: Measure,
    selector: Selector,
    percentile: float | None,
) -> Requirement | None:
    catalogue = context.known.requirements
    try:
        if not name:
            kind = selector.camera_class[0] if len(selector.camera_class) == 1 else None
            found = catalogue.for_metric(measure.name, kind, percentile)
        else:
            found = catalogue.get(name)
    except UnknownRequirementError as error:
        fields.problem("requirement", error.what, error.suggestion)
        return None
    if found.metric != measure.name:
        own = ", ".join(row.id for row in catalogue if row.metric == measure.name)
        what = f"{found.id} is about {found.metric}, not about {measure.name}"
        fields.problem("requirement", what, f"{own} would fit" if own else "")
        return None
    if None not in (percentile, found.percentile) and percentile != found.percentile:
        what = f"{found.id} is about percentile {found.percentile:g}, not {percentile:g}"
        fields.problem("percentile", what)
    return found


def _counted(context: Context, requirement: Requirement) -> Limit | None:
    """The scenario's HeartBeatCount where it is not the usual one; None where the requirement's limit holds.

    Its tolerance is as large a part of it as that of the requirement.
    """
    own, count = requirement.limit, context.heartbeat_count
    if requirement.id != _BY_HEARTBEAT_COUNT or own.value != USUAL_HEARTBEAT_COUNT or count == own.value:
        return None
    return replace(own, value=float(count), tolerance=own.tolerance * count / own.value)


def _applied(fields: Fields, limit: Limit, requirement: Requirement) -> Limit | None:
    """A limit that only repeats the requirement's is the requirement's, with its tolerance."""
    own = requirement.limit
    if (limit.op, limit.value) == (own.op, own.value):
        return None
    if limit.op != own.op and "equal" not in (limit.op, own.op):
        what = f"{requirement.id} asks for {own.text}; {limit.text} is the other way round"
        fields.problem(limit.op.replace("-", " "), what)
    return limit


def _narrowed(fields: Fields, context: Context, selector: Selector, requirement: Requirement) -> Selector:
    """A requirement for one class of cameras looks at that class alone."""
    wanted = requirement.camera_class
    if wanted is None or selector.camera_class == (wanted,):
        return selector
    what = f"{requirement.id} is for cameras of class {wanted}"
    if selector.camera_class:
        fields.problem("requirement", what, f"write of: {{class: {wanted}}}")
    elif context.classes and wanted not in context.classes:
        fields.problem("requirement", f"{what}, and there is none", f"there are {', '.join(context.classes)}")
    return replace(selector, camera_class=(wanted,))
