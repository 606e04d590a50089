from __future__ import annotations

import json

from camproof.protocols.deviation import Deviation
from camproof.reports import DeviationTally, write_deviations

SHORT = Deviation(
    "The expiry is shorter than an hour", "SIP header Expires", "GB/T 28181-2022 9.1", b"Expires: 60"
)
ODD = Deviation("A \ud800 header", "SIP header X")


def test_deviations_are_counted_by_kind_and_device(tmp_path):
    tally = DeviationTally()
    for at_s in (1.0, 3.0, 2.0):
        tally.add("34020000001310000001", SHORT, at_s, "REGISTER")
    tally.add("34020000001310000002", SHORT, 5.0)
    tally.add("", ODD, 0.5)
    first, second = tally.lines()
    assert (first.count, first.devices) == (4, ("34020000001310000001", "34020000001310000002"))
    assert bytes.fromhex(first.example) == b"Expires: 60"
    assert (second.count, second.devices, second.example) == (1, (), "")
    write_deviations(tmp_path / "deviations.jsonl", tally)
    rows = [json.loads(line) for line in (tmp_path / "deviations.jsonl").read_text().splitlines()]
    assert [row["count"] for row in rows] == [1, 3, 1]
    assert (rows[1]["first_s"], rows[1]["last_s"], rows[1]["message"]) == (1.0, 3.0, "REGISTER")


def test_a_million_of_the_same_is_one_row(tmp_path):
    tally = DeviationTally()
    for number in range(20_000):
        tally.add("34020000001310000001", SHORT, float(number))
    assert len(tally.rows()) == 1
    assert tally.lines()[0].count == 20_000
