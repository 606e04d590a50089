from __future__ import annotations

import json


def test_a_row_says_whose_limit_it_is_and_who_measures_it(call, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "600")
    code, said = call("requirements")
    assert code == 0
    (line,) = [line for line in said.splitlines() if line.startswith("CTRL-3 ")]
    assert "at least 100 %" in line
    assert "bench default" in line
    assert "registration-ban" in line
    (unmeasured,) = [line for line in said.splitlines() if line.startswith("TRANS-2 ")]
    assert "standard" in unmeasured
    assert "not measured: no user terminal" in unmeasured
    (left_out,) = [line for line in said.splitlines() if line.startswith("TT-27 ")]
    assert "no recognition is in the bench" in left_out
    (in_part,) = [line for line in said.splitlines() if line.startswith("TT-10 ")]
    assert "centre to centre: how many bits" in in_part


def test_as_json_every_row_is_measured_or_says_why_not(call) -> None:
    code, said = call("requirements", "--json")
    assert code == 0
    told = json.loads(said)
    for row in told["requirements"]:
        assert bool(row["measured_by"]) != bool(row["unmeasured"]), row["id"]
        assert row["limit"]["unit"]
    known = {row["id"] for row in told["requirements"]}
    for row in told["standard_rows"]:
        assert row["requirements"] or row["unmeasured"], row["id"]
        assert set(row["requirements"]) <= known
