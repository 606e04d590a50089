"""A build-out, phase by phase: what is there, what it covers, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from camproof.simulator.answers.estimating import Estimate, estimates
from camproof.simulator.answers.figures import Key, figures
from camproof.simulator.engines import Engine, Here
from camproof.simulator.layout import lay_out
from camproof.simulator.model import Asked, City, prepared, replicate, sight_of
from camproof.simulator.model.growing import grown
from camproof.simulator.values import CitySpec, CrewTeam, Inventory, Phase

__all__ = ["PhaseJob", "Phases", "Standing", "build_out"]

PhaseJob = tuple[int, int]
"""A phase, from 0 for today, and a replication."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The city at the end of a phase.

    :param name: of the phase; "today" for what is there already.
    :param cameras: all of them; :param switches: nodes of the network.
    :param added: cameras of this phase; :param spent: on cameras and nodes that are new in it; what joining
        or a better camera costs is not counted.
    :param estimates: figures of the replications, the networking rate, HD share and coverage among them.
    """

    name: str
    cameras: int
    switches: int
    added: int
    spent: float
    estimates: Mapping[Key, Estimate]


class Phases:
    """Work that plays the city as it stands after phases; a job names one of them, and a replication."""

    def __init__(self, cities: Sequence[City], seed: int) -> None:
        self._cities, self._seed = tuple(cities), seed

    def __call__(self, job: PhaseJob, /) -> tuple[PhaseJob, dict[Key, float]]:
        """The job and its figures."""
        phase, number = job
        city = self._cities[phase]
        return job, figures(city, replicate(city, self._seed, number, Asked(causes=False)))


def build_out(
    city: City,
    seed: int,
    replications: int = 5,
    engine_of: Callable[[Phases], Engine[PhaseJob, tuple[PhaseJob, dict[Key, float]]]] = Here,
    progress: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> tuple[Standing, ...]:
    """Build phase after phase, and play a period with what stands at the end of each.

    Cameras of an inventory whose phase is 0 are there today; the others come with the phase of their number.
    Cameras that a phase adds beyond these stand where they let most places be seen (see
    :mod:`~camproof.simulator.model.growing`).

    :param engine_of: where replications are played; the answer is the same anywhere.
    :param progress: told how many phases are built and replications played, of how many of both, and which
        phase comes next or was played.
    """
    phases = (Phase(name="today"), *city.spec.phases)
    jobs = [(phase, number) for phase in range(len(phases)) for number in range(replications)]
    steps = len(phases) + len(jobs)
    cities: list[City] = []
    inventory, spec = city.inventory, city.spec
    for number, phase in enumerate(phases):
        progress(number, steps, phase.name)
        inventory = grown(inventory, spec, phase, number)
        spec = _with_crews(spec, phase)
        cities.append(_standing(inventory, spec, number))
    rows: dict[PhaseJob, dict[Key, float]] = {}
    with engine_of(Phases(cities, seed)) as engine:
        for job, found in engine.play(jobs):
            rows[job] = found
            progress(len(phases) + len(rows), steps, phases[job[0]].name)
    return tuple(
        _told(phase, cities[at], cities[at - 1] if at else None, [rows[at, n] for n in range(replications)])
        for at, phase in enumerate(phases)
    )


def _standing(inventory: Inventory, spec: CitySpec, number: int) -> City:
    present = inventory.rows(inventory.phase <= number)
    return prepared(spec, present, lay_out(present, spec.rules, spec.explicit), sight_of(spec, present))


def _told(phase: Phase, city: City, before: City | None, rows: Sequence[Mapping[Key, float]]) -> Standing:
    cameras, switches = len(city.inventory), len(city.network.node_kind)
    added = cameras - len(before.inventory) if before is not None else 0
    nodes = max(0, switches - len(before.network.node_kind)) if before is not None else 0
    costs = city.spec.costs
    spent = added * costs.new_camera + nodes * costs.new_switch
    return Standing(phase.name, cameras, switches, added, spent, estimates(rows))


def _with_crews(spec: CitySpec, phase: Phase) -> CitySpec:
    wanted = dict(phase.crews)

    def team_of(team: CrewTeam) -> CrewTeam:
        return replace(team, count=wanted[team.name]) if team.name in wanted else team

    return replace(spec, teams=tuple(team_of(team) for team in spec.teams))
