"""The words that a scenario may use: measures, actions, faults, requirements, defects of cameras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from camproof.domain.faults import FaultCatalogue, load_faults
from camproof.verdicts.catalogue import Catalogue, load_requirements

__all__ = ["Action", "Measure", "Param", "ParamKind", "Vocabulary"]

ParamKind = Literal["duration", "share", "rate", "count", "number", "word", "text", "flag"]


@dataclass(frozen=True, slots=True)
class Param:
    """A further field of an action or a measure.

    :param kind: durations are read into seconds, shares into 0..1, rates into kbit/s, counts into integers.
    :param words: the choices of a "word".
    """

    kind: ParamKind
    words: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be measured.

    :param name: as in the requirement catalogue: "online rate".
    :param unit: one of :data:`camproof.verdicts.values.UNITS`; it decides how a limit is written and read.
    :param percentile: whether a percentile of it can be asked for.
    :param cascade: whether it is about an upper platform.
    """

    name: str
    unit: str
    params: Mapping[str, Param] = field(default_factory=dict)
    percentile: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """What a time line can do: "watch", "query-catalog".

    :param lasting: whether it may have a `for`.
    :param cascade: whether it is done by an upper platform.
    """

    name: str
    params: Mapping[str, Param] = field(default_factory=dict)
    lasting: bool = True
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word that is known; the loops bring measures and actions, the catalogues the rest."""

    measures: tuple[Measure, ...] = ()
    actions: tuple[Action, ...] = ()
    faults: FaultCatalogue = field(default_factory=load_faults)
    requirements: Catalogue = field(default_factory=load_requirements)
    defects: tuple[str, ...] = ()
