"""From what a user wrote to the typed parameters of a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from camproof.domain.faults.catalogue import FaultCatalogue, fault
from camproof.domain.faults.model import Fault, ResolvedFault
from camproof.domain.faults.parameters import Parameter, ParameterValue, read_parameter
from camproof.verdicts.words import Place

__all__ = ["resolve"]


def resolve(
    fault_id: str,
    params: Mapping[str, object],
    place: Place | None = None,
    catalogue: FaultCatalogue | None = None,
) -> ResolvedFault:
    """Read the parameters of a fault; what is not given takes its default.

    :param params: as written: ``{"loss": "5 %"}``.
    :param place: where they stand, for errors.
    :param catalogue: the built-in one by default.
    :raises UnknownWordError: no such fault, parameter or choice; suggests the nearest.
    :raises QuantityError: a value cannot be read.
    :raises FaultError: a value is out of its range.
    """
    row = fault(fault_id, place) if catalogue is None else catalogue.get(fault_id, place)
    given = {row.parameter(name, place).name: value for name, value in params.items()}
    return ResolvedFault(row, {each.name: _value(row, each, given, place) for each in row.parameters})


def _value(
    row: Fault, parameter: Parameter, given: Mapping[str, object], place: Place | None
) -> ParameterValue:
    if parameter.name not in given:
        return parameter.default
    here = place if place is not None else Place()
    here = replace(here, field=f"{here.field or row.id}.{parameter.name}")
    return read_parameter(parameter, given[parameter.name], here)
