"""One row of the fault catalogue, and one fault with its parameters settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from camproof.domain.errors import UnknownWordError
from camproof.domain.faults.parameters import Parameter, ParameterValue
from camproof.verdicts.words import Place

__all__ = [
    "JUDGED_BY",
    "LAYERS",
    "Fault",
    "JudgedBy",
    "Layer",
    "ResolvedFault",
]

Layer = Literal["power", "network", "signalling", "media", "camera", "security", "platform"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
JudgedBy = Literal["detection", "recovery", "refusal"]
JUDGED_BY: tuple[JudgedBy, ...] = get_args(JudgedBy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault.

    :param id: as "power.cut".
    :param term: the Chinese term.
    :param layer: where it acts.
    :param evidence: where it was seen, or the clause that speaks of it.
    :param symptom: what shows at the other side, in words.
    :param symptom_id: the word for it that detectors use, see :class:`camproof.verdicts.finding.Symptom`.
    :param also: symptoms that come along with it on the same cameras.
    :param detector: who notices.
    :param judged_by: what a verdict about it rests on.
    :param netem: the name of the same thing in tc netem; empty where it has none.
    """

    id: str
    title: str
    term: str
    layer: Layer
    text: str
    parameters: tuple[Parameter, ...]
    evidence: tuple[str, ...]
    symptom: str
    symptom_id: str
    detector: str
    judged_by: tuple[JudgedBy, ...]
    netem: str = ""
    also: tuple[str, ...] = ()

    def parameter(self, name: str, place: Place | None = None) -> Parameter:
        """A parameter by its name.

        :raises UnknownWordError: the fault has none of this name.
        """
        by_name = {parameter.name: parameter for parameter in self.parameters}
        if name not in by_name:
            raise UnknownWordError(f"parameter of {self.id}", name, by_name, place)
        return by_name[name]


@dataclass(frozen=True, slots=True)
class ResolvedFault:
    """A fault with a value for each of its parameters, in the base unit of its kind."""

    fault: Fault
    values: Mapping[str, ParameterValue]

    def number(self, name: str) -> float:
        """A parameter that is a quantity: seconds, fraction of 1, kbit/s, a count."""
        value = self._get(name)
        if isinstance(value, str | bool):
            raise TypeError(f"parameter {name} of {self.fault.id} is no number")
        return value

    def count(self, name: str) -> int:
        """A parameter that is a whole number."""
        return int(self.number(name))

    def word(self, name: str) -> str:
        """A parameter that is a choice."""
        value = self._get(name)
        if not isinstance(value, str):
            raise TypeError(f"parameter {name} of {self.fault.id} is no choice")
        return value

    def flag(self, name: str) -> bool:
        """A parameter that is true or false."""
        value = self._get(name)
        if not isinstance(value, bool):
            raise TypeError(f"parameter {name} of {self.fault.id} is no flag")
        return value

    def _get(self, name: str) -> ParameterValue:
        return self.values[self.fault.parameter(name).name]
