from __future__ import annotations

from camproof.protocols.deviation import Deviation
from camproof.protocols.tally import MAX_KINDS, DeviationCount, DeviationTally


def test_departures_are_counted_by_kind_and_place():
    tally = DeviationTally()
    tally.note("late", "PES E0", "clause", b"1" * 100)
    tally.note("late", "PES E0", "clause", b"2")
    tally.note("late", "PES C0")
    assert tally.counts() == (
        DeviationCount(Deviation("late", "PES E0", "clause", b"1" * 64), 2),
        DeviationCount(Deviation("late", "PES C0"), 1),
    )
    assert tally.count("late") == 3
    assert tally.count("early") == 0


def test_the_number_of_kinds_is_bounded():
    tally = DeviationTally()
    for number in range(2 * MAX_KINDS):
        tally.note(f"kind {number}", "somewhere")
    assert len(tally.counts()) == MAX_KINDS
