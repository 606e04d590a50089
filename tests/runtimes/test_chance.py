"""Random numbers that are made late are the same."""

import random

from camproof.runtimes.chance import LateChance


def test_late_numbers_are_those_of_the_seed() -> None:
    late, known = LateChance(0.25), random.Random(0.25)
    assert [late.random(), late.uniform(-1.0, 2.0), late.random()] == [
        known.random(),
        known.uniform(-1.0, 2.0),
        known.random(),
    ]
