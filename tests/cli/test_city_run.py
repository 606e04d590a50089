"""`camproof city run` and `camproof city compare`, on small made cities."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path

import jsonschema
import pytest

from camproof.reports.schema.city import CITY_SCHEMA, COMPARISON_SCHEMA
from camproof.scenarios.failures import exit_code_of
from camproof.simulator.errors import DaskMissingError, NetworkError

TOWN = """\
city: A town
cameras: {{count: 200, districts: 2}}
failures:
  - {{of: camera, life: exponential 4000 h}}
  - {{of: picture, life: never}}
crews:
  - {{name: day, count: {crews}, hours: "08:00-18:00", cost-per-year: 200000}}
goals:
  - {{measure: intact rate, at least: {goal}}}
"""
FILES = {"report.html", "result.json", "run.json", "figures.parquet", "figures.csv", "estimates.csv",
         "cameras.parquet", "cameras.csv", "offline_by_hour.parquet", "inventory-issues.csv"}  # fmt: skip

Town = Callable[..., str]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Writes a city file; gives its name."""

    def write(goal: str = "95 %", crews: int = 1, name: str = "town") -> str:
        text = TOWN.format(goal=goal, crews=crews)
        (tmp_path / f"{name}.city.yaml").write_text(text, encoding="utf-8")
        return f"{name}.city.yaml"

    return write


def whole(row: dict[str, str]) -> bool:
    """Whether it is of all cameras."""
    return not row["camera_class"] and not row["district"]


@pytest.mark.parametrize(
    ("goal", "code", "word"), [("95 %", 0, "PASS"), ("99.9 %", 1, "FAIL")], ids=["pass", "fail"]
)
def test_the_exit_code_tells_the_outcome(
    call, town: Town, tmp_path: Path, goal: str, code: int, word: str
) -> None:
    found, said = call("city", "run", town(goal), "--jobs", "1", "--replications", "4", "--output", "out")
    assert (found, f"\n{word}  " in said, "Report: out/report.html" in said) == (code, True, True)
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    data = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    jsonschema.validate(data, CITY_SCHEMA)
    assert (data["replications"], data["outcome"]) == (4, word.lower())


def test_an_open_goal_says_how_many_more_are_needed(call, town: Town, tmp_path: Path) -> None:
    words = ("--jobs", "1", "--replications", "3", "--output", "out", "-q", "--no-causes")
    call("city", "run", town(), *words)
    figures = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))["figures"]
    intact = next(row for row in figures if row["measure"] == "intact rate" and whole(row))
    goal = f"{(intact['mean'] + intact['sd'] / 10) * 100:.6f} %"
    code, said = call("city", "run", town(goal), *words)
    assert (code, "more replications (" in said, "\nINCONCLUSIVE  " in said) == (3, True, True)
    assert "--replications 3 --no-causes" in said
    assert "camera hours lost by cause" not in (tmp_path / "out" / "estimates.csv").read_text("utf-8")


def test_rows_that_are_left_out_are_told_in_words_and_all_of_them_in_a_file(call, tmp_path: Path) -> None:
    cameras = "".join(f"C{row},118.{row},32.0\n" for row in range(10, 40))
    gone = "".join(f"X{row},,\n" for row in range(50))
    (tmp_path / "cctv.csv").write_text(f"code,longitude,latitude\n{cameras}{gone}", encoding="utf-8")
    (tmp_path / "odd.city.yaml").write_text(
        "city: Odd\ncameras: {inventory: cctv.csv, bad-rows: leave out}\ngoals: []\n", encoding="utf-8"
    )
    call("city", "run", "odd.city.yaml", "--jobs", "1", "--replications", "1", "--output", "out", "-q")
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "50 of 80 rows of the inventory were left out" in page
    assert "10 more rows of the inventory are odd: camproof city check names them all" in page
    assert "Issue(" not in page
    lines = (tmp_path / "out" / "inventory-issues.csv").read_text("utf-8").splitlines()
    assert len(lines) == 51


def test_replications_go_on_until_the_goals_are_decided(call, town: Town, tmp_path: Path) -> None:
    code, _ = call("city", "run", town(), "--jobs", "1", "--least", "2", "--most", "9", "--output", "out")
    data = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert (code, data["replications"]) == (0, 3)  # looked at after 2 and after 3


def test_a_run_has_a_folder_of_its_own(call, town: Town, tmp_path: Path) -> None:
    call("city", "run", town(), "--jobs", "1", "--replications", "2", "--years", "0.1", "-q")
    (folder,) = (path for path in (tmp_path / "runs").iterdir() if not path.is_symlink())
    assert folder.name.endswith("-a-town")
    assert json.loads((folder / "result.json").read_text("utf-8"))["period_h"] == 876
    assert json.loads((folder / "run.json").read_text("utf-8"))["command"].endswith("--years 0.1")
    assert (tmp_path / "runs" / "latest").resolve() == folder


def test_one_seed_gives_the_same_bytes_on_any_number_of_processes(call, town: Town, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        code, said = call(
            "city", "run", town(), "--replications", "3", "--jobs", jobs, "--output", jobs, "--years", "0.5"
        )
        assert (code, "replications 0 of 3" in said) == (0, True)
    for name in sorted(FILES - {"report.html", "run.json"}):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_another_seed_gives_other_figures(call, town: Town, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        call(
            "city",
            "run",
            town(),
            "--jobs",
            "1",
            "--replications",
            "2",
            "--seed",
            seed,
            "--output",
            seed,
            "-q",
        )
    assert (tmp_path / "1" / "figures.csv").read_bytes() != (tmp_path / "2" / "figures.csv").read_bytes()


@pytest.mark.parametrize(
    ("words", "said_of"),
    [
        (["no.city.yaml"], "no.city.yaml"),
        (["town.city.yaml", "--replications", "3", "--most", "9"], "--replications"),
        (["town.city.yaml", "--least", "9", "--most", "3"], "--least"),
        (["town.city.yaml", "--years", "-1"], "--years"),
        (["town.city.yaml", "--years", "nan"], "--years"),
        (["town.city.yaml", "--engine", "dusk"], "did you mean 'dask'?"),
        (["town.city.yaml", "--engine", "dask"], "--scheduler"),
        (["town.city.yaml", "--scheduler", "tcp://127.0.0.1:1"], "--engine dask"),
        (["town.city.yaml", "--output", "town.city.yaml"], "--output"),
        (["town.city.yaml", "--output", "no/where"], "--output"),
        (["town.city.yaml", "--jobs", "0"], "--jobs"),
        (["town.city.yaml", "--seed", str(2**63)], "--seed"),
    ],
)
def test_bad_input_is_named(call, town: Town, words: list[str], said_of: str) -> None:
    town()
    code, said = call("city", "run", *words)
    assert (code, said_of in said, "Traceback" in said) == (2, True, False)


def test_bad_cities_are_named(call, tmp_path: Path) -> None:
    (tmp_path / "bad.city.yaml").write_text(
        "city: x\ngoals: [{measure: intact rat, at least: 98 %}]\n", "utf-8"
    )
    code, said = call("city", "run", "bad.city.yaml")
    assert (code, "bad.city.yaml, line 2" in said, "did you mean 'intact rate'?" in said) == (2, True, True)


@pytest.mark.parametrize(
    ("error", "code"), [(DaskMissingError("x"), 4), (NetworkError("x"), 2), (BrokenExecutor("x"), 4)]
)
def test_failures_of_the_simulator_have_their_codes(error: Exception, code: int) -> None:
    assert exit_code_of(error) == code


def test_designs_are_compared(call, town: Town, tmp_path: Path) -> None:
    a, b = town(name="a"), town(name="b", crews=3)
    code, said = call("city", "compare", a, b, "--jobs", "1", "--replications", "4", "--output", "out")
    assert (code, "Report: out/report.html" in said, "B's intact rate is better" in said) == (0, True, True)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "a", "b", "differences.csv", "report.html", "result.json", "run.json",
    }  # fmt: skip
    data = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    jsonschema.validate(data, COMPARISON_SCHEMA)
    intact = next(row for row in data["differences"] if row["measure"] == "intact rate" and whole(row))
    assert intact["sure"]
    assert intact["change"]["mean"] > 0


def test_designs_are_played_until_they_are_told_apart(call, town: Town, tmp_path: Path) -> None:
    a, b = town(name="a"), town(name="b", crews=3)
    call("city", "compare", a, b, "--jobs", "1", "--least", "3", "--most", "12", "--output", "out", "-q")
    data = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert (data["first"]["replications"], data["second"]["replications"]) == (4, 4)


def test_designs_of_two_periods_cannot_be_compared(call, town: Town, tmp_path: Path) -> None:
    a = town(name="a")
    (tmp_path / "b.city.yaml").write_text("city: x\nperiod: 30 days\n", "utf-8")
    code, said = call("city", "compare", a, "b.city.yaml")
    assert (code, "--years" in said) == (2, True)


def test_designs_of_two_currencies_cannot_be_compared(call, town: Town, tmp_path: Path) -> None:
    a = town(name="a")
    (tmp_path / "b.city.yaml").write_text("city: x\ncameras: {count: 20}\ncosts: {currency: GBP}\n", "utf-8")
    code, said = call("city", "compare", a, "b.city.yaml", "--replications", "2", "--jobs", "1")
    assert (code, "costs.currency" in said, "CNY" in said, "Traceback" in said) == (2, True, True, False)


@pytest.mark.parametrize(
    "command", ["run", "compare", "sensitivity", "plan", "storm", "emergency", "calibrate"]
)
def test_help_has_examples_and_fits_80_columns(call, command: str) -> None:
    code, said = call("city", command, "--help")
    assert (code, "Examples" in said, f"camproof city {command}" in said) == (0, True, True)
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_term_end_it_without_a_word_more(
    start, town: Town, tmp_path: Path, number: signal.Signals
) -> None:
    program = start("city", "run", town(), "--jobs", "2", "--replications", "100000")
    program.until(r"replications \d+ of")
    program.signal(number)
    assert program.wait() == 130
    assert "interrupted: nothing was written" in program.said
    assert "Traceback" not in program.said
    assert not (tmp_path / "runs").exists()
