"""Laws of times as users write them: "50 000 h", "weibull 60 000 h, shape 1.8", "log-normal 6 h ± 0.8"."""

from __future__ import annotations

import math
import re

from camproof.domain.documents import Fields, Scalar
from camproof.domain.errors import QuantityError, UnknownWordError
from camproof.domain.forms import Form
from camproof.domain.units import parse_quantity
from camproof.simulator.values import LAW_FORMS, Law, LawForm

__all__ = ["gaps", "law", "life", "parse_law"]

_HINT = (
    "write 50 000 h, weibull 60 000 h shape 1.8, log-normal 6 h ± 0.8, fixed 2 h, observed 1 h, 3 h, or never"
)
_WORD = re.compile(r"([a-z][a-z-]*)\s+(?=[0-9.])")
_SHAPE = {
    "weibull": re.compile(r"(.*?)(?:\s*,\s*|\s+)shape\s+([0-9.]{1,12})"),
    "log-normal": re.compile(r"(.*?)\s*(?:±|\+/-|\+-|,?\s*spread\s)\s*([0-9.]{1,12})"),
}
_FORM = Form("law of a time", r"^\s*(never|[a-z-]*\s*[0-9.].*)$", _HINT)
_MOST_SHAPE = 20.0
_LEAST_GAP_H = 1.0
"""What comes more often fills a year with more than can be played."""


def parse_law(text: str, bare: LawForm, source: str) -> Law:
    """Read a law.

    :param bare: the form of a time without a word before it.
    :param source: of the figures.
    :raises InputError: it is none.
    """
    text = text.strip()
    if text == "never":
        return Law("exponential", math.inf, source=source)
    word = _WORD.match(text)
    form = _form(word[1]) if word else bare
    rest = text[word.end() :] if word else text
    if form == "observed":
        times = tuple(sorted(_hours(part) for part in rest.split(",")))
        return Law("observed", sum(times) / len(times), observed_h=times, source=source)
    found = _SHAPE[form].fullmatch(rest) if form in _SHAPE else None
    if form in _SHAPE and found is None:
        raise QuantityError(
            f"{text[:60]!r} has no {'shape' if form == 'weibull' else '± spread'}", suggestion=_HINT
        )
    return Law(form, _hours(found[1] if found else rest), _shape(found[2]) if found else 1.0, source=source)


def law(fields: Fields, field: str, default: Law, source: str, bare: LawForm = "exponential") -> Law:
    """A field that holds a law."""

    def read(scalar: Scalar) -> Law:
        return parse_law(scalar.text, bare, source)

    return fields.parsed(field, read, default, _FORM)


def life(fields: Fields, field: str, default: Law, source: str) -> Law:
    """A field that holds the law of a life, which takes time: what lives for 0 h fails without end."""
    found = law(fields, field, default, source)
    if _least_h(found) <= 0:
        fields.problem(field, "a life must take time", "write 50 000 h, or never")
        return default
    return found


def gaps(fields: Fields, field: str, default: Law, source: str) -> Law:
    """A field that holds the law of times between two of a kind, an hour or more."""
    found = law(fields, field, default, source)
    if _least_h(found) < _LEAST_GAP_H:
        fields.problem(field, "it needs 1 h or more")
        return default
    return found


def _least_h(found: Law) -> float:
    """The least time of an observed law, the mean of any other."""
    return min(found.observed_h, default=found.mean_h)


def _form(word: str) -> LawForm:
    for form in LAW_FORMS:
        if word in (form, form.replace("-", "")):
            return form
    raise UnknownWordError("law of times", word, LAW_FORMS)


def _hours(text: str) -> float:
    return parse_quantity(text, "duration") / 3600


def _shape(text: str) -> float:
    try:
        shape = float(text)
    except ValueError:
        raise QuantityError(f"{text!r} is no number", suggestion=_HINT) from None
    if not 0 < shape <= _MOST_SHAPE:
        raise QuantityError(f"{text} is not between 0 and {_MOST_SHAPE:g}", suggestion=_HINT)
    return shape
