"""The city against a plain SimPy model with a process for each unit, on the same city and the same draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import replace

import numpy as np
import pytest
import simpy
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from camproof.simulator.failing import Sort, UnitGroup
from camproof.simulator.failing.lives import lives_of
from camproof.simulator.model import City, replicate
from camproof.simulator.values import Kind, NodeKind


class Plain:
    """Every unit is a process; at each event all cameras are looked at."""

    def __init__(self, city: City, seed: int, number: int) -> None:
        self.city = city
        self.env = simpy.Environment()
        self.down: dict[tuple[Sort, Kind], Counter[int]] = {}
        self.out_since_h: dict[int, float] = {}  # of feeders
        self.offline_h = np.zeros(len(city.inventory))
        self.since_h = 0.0
        self.offline = self.now_offline()
        for group in city.groups:
            for row in range(len(group.keys)):
                self.env.process(self.unit(group, row, seed, number))
        self.env.run(city.spec.period_h)
        self.look()

    def unit(self, group: UnitGroup, row: int, seed: int, number: int) -> Generator[simpy.Event, None, None]:
        lives = lives_of(group.mode, seed, number)
        key, sizes = int(group.keys[row]), group.sizes
        size = float(sizes[row]) if len(sizes) > 1 else float(sizes[0])
        unit = int(group.unit(np.array([row], np.int32))[0])
        counts = self.down.setdefault((group.sort, group.mode.kind), Counter())
        k = 0
        while True:
            yield self.env.timeout(lives.life.one(key, k, size))
            self.look()
            counts[unit] += 1
            if group.sort is Sort.FEEDER:
                self.batteries(unit, counts)
            self.offline = self.now_offline()
            yield self.env.timeout(lives.repair.one(key, k))
            self.look()
            counts[unit] -= 1
            self.offline = self.now_offline()
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
            self.look()
            self.offline = self.now_offline()

    def dead(self, feeder: np.ndarray, battery_h: np.ndarray) -> np.ndarray:
        counts = self.down.get((Sort.FEEDER, Kind.FEEDER), Counter())
        out_h = [self.env.now - self.out_since_h[f] if counts[f] else -1.0 for f in feeder.tolist()]
        return np.array(out_h) >= battery_h - 1e-9

    def off(self, sort: Sort, kind: Kind, count: int) -> np.ndarray:
        counts = self.down.get((sort, kind), Counter())
        return np.array([counts[unit] > 0 for unit in range(count)], bool)

    def now_offline(self) -> np.ndarray:
        network = self.city.network
        nodes, links = len(network.node_kind), len(network.link_a)
        up = ~self.off(Sort.NODE, Kind.NODE, nodes) & ~self.dead(network.node_feeder, network.node_battery_h)
        alive = ~self.off(Sort.LINK, Kind.LINK, links) & up[network.link_a] & up[network.link_b]
        matrix = coo_array(
            (np.ones(alive.sum()), (network.link_a[alive], network.link_b[alive])), shape=(nodes, nodes)
        )
        _, label = connected_components(matrix, directed=False)
        cores = label[(network.node_kind == NodeKind.CORE) & up]
        reached = up & np.isin(label, cores)
        own = self.off(Sort.CAMERA, Kind.CAMERA, len(self.offline_h))
        own |= self.off(Sort.CAMERA, Kind.ACCESS_LINK, len(self.offline_h))
        sip = self.off(Sort.SIP_SERVER, Kind.SIP_SERVER, int(network.sip_servers.sum()))
        lost = sip.sum() > network.sip_servers[0] - network.sip_needed[0]
        return (
            own
            | ~reached[network.camera_node]
            | self.dead(network.camera_feeder, network.camera_battery_h)
            | lost
        )

    def look(self) -> None:
        self.offline_h += self.offline * (self.env.now - self.since_h)
        self.since_h = self.env.now


@pytest.mark.parametrize("number", [0, 1])
def test_hours_offline_are_those_of_a_process_for_each_unit(
    small_city: Callable[..., City], number: int
) -> None:
    city = small_city(120)
    service = replace(city.spec.traffic.service, failover_s=0.0)
    spec = replace(city.spec, period_h=1500.0, traffic=replace(city.spec.traffic, service=service))
    city = replace(city, spec=spec)
    plain = Plain(city, 11, number)
    replication = replicate(city, 11, number)
    assert replication.offline_h.sum() > 100
    assert replication.offline_h.sum() == pytest.approx(plain.offline_h.sum(), rel=1e-9)
