"""SimPy's events and crews' alarms on one clock."""

from __future__ import annotations

import pytest
from simpy.core import EmptySchedule

from camproof.simulator.repair.clock import Alarm, Clock


def test_alarms_ring_between_events_in_the_order_of_their_times():
    clock, heard = Clock(), []

    def shift():
        for _ in range(2):
            yield clock.timeout(2.0)
            heard.append(("shift", clock.now))

    clock.process(shift())
    for at_h in (3.0, 1.0, 2.5):
        clock.set(Alarm(lambda _: heard.append(("crew", clock.now))), at_h)
    clock.run()
    assert heard == [("crew", 1.0), ("shift", 2.0), ("crew", 2.5), ("crew", 3.0), ("shift", 4.0)]


def test_it_ends_as_simpy_does_when_nothing_is_set():
    clock = Clock()
    clock.set(Alarm(lambda _: None), 0.1 + 0.2)
    clock.run()
    assert clock.now == 0.1 + 0.2, "to the last bit"
    with pytest.raises(EmptySchedule):
        clock.step()
