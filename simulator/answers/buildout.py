"""A build-out, phase by phase: what is there, what it covers, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from camproof.simulator.answers.estimating import Estimate, estimates
from camproof.simulator.answers.figures import Key, figures
from camproof.simulator.engines import Engine, Here
from camproof.simulator.inputs.staffing import staffed
from camproof.simulator.layout import lay_out
from camproof.simulator.model import Asked, City, prepared, replicate, sight_of, signalling_notes
from camproof.simulator.model.growing import grown
from camproof.simulator.values import CitySpec, CrewTeam, Inventory, Phase

__all__ = ["Bought", "PhaseJob", "Phases", "Standing", "build_out"]

PhaseJob = tuple[int, int]
"""A phase, from 0 for today, and a replication."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What a phase buys of one kind.

    :param what: "new cameras", "cameras joined", "cameras made HD", "new nodes", "new recorders".
    """

    what: str
    count: int
    money: float


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The city at the end of a phase.

    :param name: of the phase; "today" for what is there already.
    :param cameras: all of them; :param switches: nodes of the network; :param recorders: likewise.
    :param bought: what came with the phase and its price, one row a kind, without the crews, who cost by the
        year; empty for today.
    :param notes: on groups of SIP servers that cannot keep up, or only just.
    :param estimates: figures of the replications; the networking rate, HD share, coverage and what the city
        costs a year among them.
    """

    name: str
    cameras: int
    switches: int
    recorders: int
    bought: tuple[Bought, ...]
    estimates: Mapping[Key, Estimate]
    notes: tuple[str, ...] = ()

    @property
    def spent(self) -> float:
        """On all that the phase buys."""
        return sum(each.money for each in self.bought)


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
    :mod:`~camproof.simulator.model.growing`). Crews and shelves that go by the number of cameras are counted
    for those that stand; a team whose crews a phase names has that many from then on.

    :param engine_of: where replications are played; the answer is the same anywhere.
    :param progress: told how many phases are built and replications played, of how many of both, and which
        phase comes next or was played.
    """
    phases = (Phase(name="today"), *city.spec.phases)
    jobs = [(phase, number) for phase in range(len(phases)) for number in range(replications)]
    steps = len(phases) + len(jobs)
    cities: list[City] = []
    bought: list[tuple[Bought, ...]] = []
    inventory, spec = city.inventory, city.spec
    for number, phase in enumerate(phases):
        progress(number, steps, phase.name)
        before, inventory = inventory, grown(inventory, spec, phase, number)
        spec = _with_crews(spec, phase)
        cities.append(_standing(inventory, spec, number))
        bought.append(_bought(cities[-2:], before, inventory) if number else ())
    rows: dict[PhaseJob, dict[Key, float]] = {}
    with engine_of(Phases(cities, seed)) as engine:
        for job, found in engine.play(jobs):
            rows[job] = found
            progress(len(phases) + len(rows), steps, phases[job[0]].name)
    return tuple(
        _told(phase, cities[at], bought[at], [rows[at, number] for number in range(replications)])
        for at, phase in enumerate(phases)
    )


def _standing(inventory: Inventory, spec: CitySpec, number: int) -> City:
    present = inventory.until(number)
    spec = staffed(spec, len(present))
    return prepared(spec, present, lay_out(present, spec.rules, spec.explicit), sight_of(spec, present))


def _told(
    phase: Phase, city: City, bought: tuple[Bought, ...], rows: Sequence[Mapping[Key, float]]
) -> Standing:
    return Standing(
        name=phase.name,
        cameras=len(city.inventory),
        switches=len(city.network.node_kind),
        recorders=len(city.network.recorder_node),
        bought=bought,
        estimates=estimates(rows),
        notes=signalling_notes(city.network, city.spec.traffic.service),
    )


def _bought(stood: Sequence[City], before: Inventory, after: Inventory) -> tuple[Bought, ...]:
    """What stands after a phase and did not before.

    A network that a phase lays out with fewer nodes or recorders gives no money back.

    :param stood: the city before and after. :param before: all cameras of the inventory, those of later
        phases among them; :param after: these in the same rows, and below them those that the phase added.
    """
    costs = stood[1].spec.costs
    cameras, nodes, recorders = (
        max(0, size(stood[1]) - size(stood[0])) for size in (_cameras, _nodes, _recorders)
    )
    joined = int((after.networked[: len(before)] & ~before.networked).sum())
    made_hd = int((after.hd[: len(before)] & ~before.hd).sum())
    return (
        Bought("new cameras", cameras, cameras * costs.new_camera),
        Bought("cameras joined", joined, joined * costs.join_camera),
        Bought("cameras made HD", made_hd, made_hd * costs.upgrade_hd),
        Bought("new nodes", nodes, nodes * costs.new_switch),
        Bought("new recorders", recorders, recorders * costs.new_recorder),
    )


def _cameras(city: City) -> int:
    return len(city.inventory)


def _nodes(city: City) -> int:
    return len(city.network.node_kind)


def _recorders(city: City) -> int:
    return len(city.network.recorder_node)


def _with_crews(spec: CitySpec, phase: Phase) -> CitySpec:
    wanted = dict(phase.crews)

    def team_of(team: CrewTeam) -> CrewTeam:
        return replace(team, count=wanted[team.name], per_cameras=None) if team.name in wanted else team

    return replace(spec, teams=tuple(team_of(team) for team in spec.teams))
