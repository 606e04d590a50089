"""A parameter of a fault, and reading a value for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from camproof.domain.errors import FaultError, UnknownWordError
from camproof.domain.forms import Form
from camproof.domain.units import KINDS, Kind, form_of, format_quantity, parse_quantity
from camproof.verdicts.words import Place

__all__ = [
    "PARAMETER_KINDS",
    "Parameter",
    "ParameterKind",
    "ParameterValue",
    "parameter_form",
    "read_parameter",
]

ParameterKind = Kind | Literal["choice", "flag"]
PARAMETER_KINDS: tuple[str, ...] = (*KINDS, "choice", "flag")
ParameterValue = float | str | bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a fault.

    :param kind: a kind of :mod:`camproof.domain.units`, "choice" or "flag".
    :param default: in the unit that the kind is read in: seconds, fraction of 1, kbit/s.
    :param at_least: smallest value; None for choices and flags.
    :param choices: the words of a choice.
    """

    name: str
    kind: ParameterKind
    default: ParameterValue
    text: str
    at_least: float | None = None
    at_most: float | None = None
    choices: tuple[str, ...] = ()


def read_parameter(parameter: Parameter, value: object, place: Place | None = None) -> ParameterValue:
    """Read one value of a parameter; in the base unit of its kind.

    :raises QuantityError: it cannot be read.
    :raises FaultError: it is out of its range, or not true or false.
    :raises UnknownWordError: it is none of the choices; suggests the nearest.
    """
    if parameter.kind == "flag":
        if not isinstance(value, bool):
            raise FaultError(f"{parameter.name} must be true or false, not {value!r}", place)
        return value
    if parameter.kind == "choice":
        if not isinstance(value, str) or value not in parameter.choices:
            raise UnknownWordError(parameter.name, str(value), parameter.choices, place)
        return value
    number = parse_quantity(value, parameter.kind, place)
    if (parameter.at_least is not None and number < parameter.at_least) or (
        parameter.at_most is not None and number > parameter.at_most
    ):
        raise FaultError(f"{parameter.name} of {value!r} is out of its range", place, _range(parameter))
    return number


def parameter_form(parameter: Parameter) -> Form:
    """How a value of a parameter is written; ranges are not in it."""
    if parameter.kind == "flag":
        return Form(parameter.kind, words=("true", "false"))
    if parameter.kind == "choice":
        return Form(parameter.kind, words=parameter.choices)
    return form_of(parameter.kind)


def _range(parameter: Parameter) -> str:
    kind = cast(Kind, parameter.kind)
    low, high = parameter.at_least, parameter.at_most
    parts = [f"at least {format_quantity(low, kind)}"] if low is not None else []
    parts += [f"at most {format_quantity(high, kind)}"] if high is not None else []
    return "write " + " and ".join(parts)
