import gc

import numpy as np

from camproof.simulator.repair import JobBook
from camproof.simulator.values import CrewTeam, Law


def books():
    return sum(isinstance(each, JobBook) for each in gc.get_objects())


def test_the_book_of_repairs_goes_with_the_period_and_waits_for_no_collector(bench):
    crews = CrewTeam(name="few", count=1)
    city = bench(50, (crews,), skill="any", life=Law("exponential", 300.0)).but(period_h=1000.0)
    gc.collect()
    before = books()
    gc.disable()
    try:
        log = city.run().log
        left = books()
    finally:
        gc.enable()
    assert left == before
    assert np.isnan(log.begun_h).any(), "orders waited when the period ended"
    assert (np.isnan(log.done_h) & ~np.isnan(log.begun_h)).any(), "and a crew was at work"
