"""What fails, how often, and who mends it."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.simulator.values.kinds import Kind
from camproof.simulator.values.law import Law

__all__ = ["CrewTeam", "FailureMode", "Shift", "Shock", "Spares", "Upkeep"]

_FILE = "the city file"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureMode:
    """One way in which units of a kind fail.

    :param name: of the row in the city file, unique: "camera", "camera of vendor B", "fibre".
    :param life: time to failure of one unit (of a kilometre of it with ``per_km``).
    :param repair: with a skill the work on the spot; without one the whole outage.
    :param skill: what a crew must be able to do; None where it mends itself or another company does it.
    :param spare: the part that is used up; None for none.
    :param vendor: only cameras of this vendor; None for all.
    :param node_kind: of ``Kind.NODE``, only these nodes: "access", "aggregation", "core"; None for all.
    :param per_km: whether the rate grows with the length of the link.
    :param notice: from the failure until somebody knows and the order is given.
    :param but_not: vendors or kinds of nodes that have a row of their own and are left out of this one.
    :param ages: whether a unit's age counts and a repair makes it new; otherwise it begins new.
    """

    name: str
    kind: Kind
    life: Law
    repair: Law
    skill: str | None = None
    spare: str | None = None
    vendor: str | None = None
    node_kind: str | None = None
    but_not: frozenset[str] = frozenset()
    per_km: bool = False
    notice: Law = field(default_factory=lambda: Law("fixed", 0.0))
    ages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """When a team works: from ``start_h`` to ``end_h`` of local time on ``days``, 0 for Monday.

    0 to 24 on all seven days is around the clock. ``end_h`` below ``start_h`` is a night shift. A repair that
    was begun is finished after hours; none is begun outside them.
    """

    start_h: float = 0.0
    end_h: float = 24.0
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewTeam:
    """Alike crews with one depot.

    :param count: crews.
    :param per_cameras: one crew for so many cameras, from which ``count`` follows once the cameras are known;
        None where the file gives the count.
    :param skills: what they can do; empty for everything.
    :param districts: where they work; empty for everywhere.
    :param depot_degrees: where a crew starts from, longitude and latitude; None for the middle of its
        districts.
    :param depot_m: the same as (x, y), once the map is known.
    :param speed_km_h: in a straight line times ``detour``; infinite for no travel.
    :param detour: road over straight line.
    :param cost_per_year: of one crew.
    :param source: where its figures come from.
    """

    name: str
    count: int = 1
    per_cameras: float | None = None
    skills: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    shift: Shift = field(default_factory=Shift)
    depot_degrees: tuple[float, float] | None = None
    depot_m: tuple[float, float] | None = None
    speed_km_h: float = 25.0
    detour: float = 1.3
    cost_per_year: float = 0.0
    source: str = field(default=_FILE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spares:
    """A shelf of parts: ``stock`` at the start; each part used is ordered anew and comes after ``lead_h``.

    :param usual: whether the file has no shelf of the part, and this one is as large as the city asks for.
    :param source: where its figures come from.
    """

    name: str
    stock: int
    lead_h: float = 336.0
    cost: float = 0.0
    usual: bool = False
    source: str = field(default=_FILE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """Something that strikes many units at once: weather, a firmware rollout, an attack.

    :param kind: ``Kind.WEATHER``, ``Kind.FIRMWARE`` or ``Kind.ATTACK``.
    :param at_h: when, hours from the start; None where it comes at random by ``every``.
    :param every: time between two; used where ``at_h`` is None.
    :param share: of the cameras within its reach that go down.
    :param node_share: of the nodes within its reach.
    :param districts: its reach; empty for everywhere; with ``radius_m`` a circle around a camera of these
        chosen at random.
    :param vendor: only cameras of this vendor.
    :param lasts: the outage of what heals by itself (a restart after the rollout).
    :param broken_share: of what goes down, the part that does not heal and needs a repair as by ``repair``.
    :param spread_h: the outages begin at random within so many hours (a rollout in waves).
    :param source: where its figures come from; its laws have their own.
    """

    name: str
    kind: Kind
    at_h: float | None = None
    every: Law | None = None
    share: float = 1.0
    node_share: float = 0.0
    districts: frozenset[str] = frozenset()
    radius_m: float | None = None
    vendor: str | None = None
    lasts: Law = field(default_factory=lambda: Law("fixed", 0.1))
    broken_share: float = 0.0
    repair: Law = field(default_factory=lambda: Law("log-normal", 2.0, 0.8))
    skill: str | None = None
    spare: str | None = None
    spread_h: float = 0.0
    source: str = field(default=_FILE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Planned visits: each camera once in ``every_h``, out of service for ``lasts_h`` of it.

    A visit makes a unit new where its failure mode ages, and ends a picture fault. Visits take crews with the
    skill, behind all repairs.

    :param source: where its figures come from.
    """

    every_h: float
    lasts_h: float = 0.25
    skill: str = "cleaning"
    source: str = field(default=_FILE, compare=False)
