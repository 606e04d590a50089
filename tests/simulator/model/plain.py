"""A plain SimPy model of a city, with a process for each unit; what cameras give is read from its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator

import numpy as np
import simpy
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from camproof.simulator.failing import Sort, UnitGroup
from camproof.simulator.failing.lives import lives_of
from camproof.simulator.model import City
from camproof.simulator.values import Kind, NodeKind

Span = tuple[float, float]


class Plain:
    """Every unit is a process; at each event all cameras are looked at.

    :ivar history: (hour, what is so from then on): (N,) flags of cameras by word.
    """

    def __init__(self, city: City, seed: int, number: int) -> None:
        self.city = city
        self.env = simpy.Environment()
        self.down: dict[tuple[Sort, Kind], Counter[int]] = {}
        self.out_since_h: dict[int, float] = {}  # of feeders
        self.cameras = len(city.inventory)
        self.history: list[tuple[float, dict[str, np.ndarray]]] = []
        self.note()
        for group in city.groups:
            for row in range(len(group.keys)):
                self.env.process(self.unit(group, row, seed, number))
        self.env.run(city.spec.period_h)

    def unit(self, group: UnitGroup, row: int, seed: int, number: int) -> Generator[simpy.Event, None, None]:
        lives = lives_of(group.mode, seed, number)
        key, sizes = int(group.keys[row]), group.sizes
        size = float(sizes[row]) if len(sizes) > 1 else float(sizes[0])
        unit = int(group.unit(np.array([row], np.int32))[0])
        counts = self.down.setdefault((group.sort, group.mode.kind), Counter())
        k = 0
        while True:
            yield self.env.timeout(lives.life.one(key, k, size))
            counts[unit] += 1
            if group.sort is Sort.FEEDER:
                self.batteries(unit, counts)
            self.note()
            yield self.env.timeout(lives.repair.one(key, k))
            counts[unit] -= 1
            self.note()
            k += 1

    def batteries(self, feeder: int, counts: Counter[int]) -> None:
        self.out_since_h[feeder] = self.env.now
        for battery_h in sorted({*self.city.network.node_battery_h, *self.city.network.camera_battery_h}):
            self.env.process(self.drain(feeder, counts, battery_h, self.env.now))

    def drain(
        self, feeder: int, counts: Counter[int], battery_h: float, since_h: float
    ) -> Generator[simpy.Event, None, None]:
        yield self.env.timeout(battery_h)
        if counts[feeder] and self.out_since_h[feeder] == since_h:
            self.note()

    def dead(self, feeder: np.ndarray, battery_h: np.ndarray) -> np.ndarray:
        counts = self.down.get((Sort.FEEDER, Kind.FEEDER), Counter())
        out_h = [self.env.now - self.out_since_h[f] if counts[f] else -1.0 for f in feeder.tolist()]
        return np.array(out_h) >= battery_h - 1e-9

    def off(self, sort: Sort, kind: Kind, count: int) -> np.ndarray:
        counts = self.down.get((sort, kind), Counter())
        return np.array([counts[unit] > 0 for unit in range(count)], bool)

    def note(self) -> None:
        """Look at everything."""
        network, count = self.city.network, self.cameras
        label, reached = self.ways()
        alone = self.off(Sort.CAMERA, Kind.CAMERA, count)
        port = self.off(Sort.CAMERA, Kind.ACCESS_LINK, count)
        power = self.dead(network.camera_feeder, network.camera_battery_h)
        sip = self.too_few(Sort.SIP_SERVER, Kind.SIP_SERVER, network.sip_servers, network.sip_needed)
        media = self.too_few(
            Sort.MEDIA_SERVER, Kind.MEDIA_SERVER, network.media_servers, network.media_needed
        )
        disks = self.too_few(
            Sort.DISK, Kind.DISK, network.recorder_disks, network.recorder_disks - network.recorder_spares
        )
        here, there = label[network.camera_node], label[network.recorder_node[network.camera_recorder]]
        offline = alone | port | ~reached[network.camera_node] | power | sip[network.camera_sip]
        picture = offline | media[network.camera_media] | self.off(Sort.CAMERA, Kind.PICTURE, count)
        now = {
            "offline": offline,
            "picture": picture,
            "dead": alone | power,
            "away": port | (here < 0) | (here != there),
            "disks": disks[network.camera_recorder],
        }
        self.history.append((self.env.now, now))

    def ways(self) -> tuple[np.ndarray, np.ndarray]:
        """(nodes,) the piece of the network that each is in, below 0 for one that is down; and whether it
        reaches the core.
        """
        network = self.city.network
        nodes, links = len(network.node_kind), len(network.link_a)
        up = ~self.off(Sort.NODE, Kind.NODE, nodes) & ~self.dead(network.node_feeder, network.node_battery_h)
        alive = ~self.off(Sort.LINK, Kind.LINK, links) & up[network.link_a] & up[network.link_b]
        matrix = coo_array(
            (np.ones(alive.sum()), (network.link_a[alive], network.link_b[alive])), shape=(nodes, nodes)
        )
        _, label = connected_components(matrix, directed=False)
        cores = label[(network.node_kind == NodeKind.CORE) & up]
        return np.where(up, label, -1), up & np.isin(label, cores)

    def too_few(self, sort: Sort, kind: Kind, units: np.ndarray, needed: np.ndarray) -> np.ndarray:
        """(groups,) whether fewer of a group's units work than it needs."""
        works = ~self.off(sort, kind, int(units.sum()))
        return np.bincount(np.repeat(np.arange(len(units)), units)[works], minlength=len(units)) < needed

    def spans(self, word: str, camera: int) -> list[Span]:
        """When it was so of a camera."""
        found: list[Span] = []
        ends = [at_h for at_h, _ in self.history[1:]] + [self.city.spec.period_h]
        for (begin_h, now), end_h in zip(self.history, ends, strict=True):
            if not now[word][camera] or end_h == begin_h:
                continue
            if found and found[-1][1] == begin_h:
                found[-1] = (found[-1][0], end_h)
            else:
                found.append((begin_h, end_h))
        return found

    def hours(self, word: str) -> np.ndarray:
        """(N,) for how long it was so."""
        return np.array([sum(b - a for a, b in self.spans(word, row)) for row in range(self.cameras)])

    def unrecorded_h(self) -> np.ndarray:
        """(N,) dead; away, but for the last hours that the camera keeps itself; or lost with the disks, and
        what they had kept before.
        """
        edge_h, kept_h = self.city.network.edge_storage_h, self.city.inventory.retention_d * 24
        found = []
        for row in range(self.cameras):
            spans = self.spans("dead", row)
            spans += [(a, b - edge_h[row]) for a, b in self.spans("away", row) if b - edge_h[row] > a]
            spans += [(max(0.0, a - kept_h[row]), b) for a, b in self.spans("disks", row)]
            total_h, reached_h = 0.0, 0.0
            for begin_h, end_h in sorted(spans):
                total_h += max(0.0, end_h - max(begin_h, reached_h))
                reached_h = max(reached_h, end_h)
            found.append(total_h)
        return np.array(found)
