"""A build-out, phase by phase: what is there, what it covers, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from camproof.simulator.answers.estimating import Estimate, estimates
from camproof.simulator.answers.figures import Key, figures
from camproof.simulator.layout import lay_out
from camproof.simulator.model import Asked, City, prepared, replicate, sight_of
from camproof.simulator.model.growing import grown
from camproof.simulator.values import CitySpec, CrewTeam, Inventory, Phase

__all__ = ["Standing", "build_out"]


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


def build_out(
    city: City,
    seed: int,
    replications: int = 5,
    progress: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> tuple[Standing, ...]:
    """Build phase after phase, and play a period with what stands at the end of each.

    Cameras of an inventory whose phase is 0 are there today; the others come with the phase of their number.
    Cameras that a phase adds beyond these stand where they let most places be seen (see
    :mod:`~camproof.simulator.model.growing`).

    :param progress: told how many phases are done, of how many, and the next one.
    """
    phases = (Phase(name="today"), *city.spec.phases)
    inventory, spec = city.inventory, city.spec
    found: list[Standing] = []
    for number, phase in enumerate(phases):
        progress(number, len(phases), phase.name)
        inventory = grown(inventory, spec, phase, number)
        spec = _with_crews(spec, phase)
        found.append(_stand(inventory, spec, phase.name, number, seed, replications, found[-1:]))
    progress(len(phases), len(phases), "")
    return tuple(found)


def _stand(
    inventory: Inventory,
    spec: CitySpec,
    name: str,
    number: int,
    seed: int,
    replications: int,
    before: list[Standing],
) -> Standing:
    present = inventory.rows(inventory.phase <= number)
    network = lay_out(present, spec.rules, spec.explicit)
    city = prepared(spec, present, network, sight_of(spec, present))
    rows = [figures(city, replicate(city, seed, at, Asked(causes=False))) for at in range(replications)]
    cameras, switches = len(present), len(network.node_kind)
    added = cameras - before[0].cameras if before else 0
    nodes = max(0, switches - before[0].switches) if before else 0
    spent = added * spec.costs.new_camera + nodes * spec.costs.new_switch
    return Standing(name, cameras, switches, added, spent, estimates(rows))


def _with_crews(spec: CitySpec, phase: Phase) -> CitySpec:
    wanted = dict(phase.crews)

    def team_of(team: CrewTeam) -> CrewTeam:
        return replace(team, count=wanted[team.name]) if team.name in wanted else team

    return replace(spec, teams=tuple(team_of(team) for team in spec.teams))
