from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.domain.documents import InputErrors
from camproof.domain.errors import InputError
from camproof.simulator.defaults import DEFAULT_MODES
from camproof.simulator.examples import TRAFFORD
from camproof.simulator.inputs import open_city, read_city
from camproof.simulator.inputs.city.quantities import parse_moment, parse_shift
from camproof.simulator.inputs.laws import parse_law
from camproof.simulator.values import Kind, Law, Shift


@pytest.fixture
def city(tmp_path):
    def read(text: str):
        path = tmp_path / "a.city.yaml"
        path.write_text(text, encoding="utf-8")
        return read_city(path)

    return read


def test_three_lines_are_a_city(city):
    spec = city("city: A town\ncameras: {count: 5 000}\nperiod: 2 years\n")
    assert (spec.name, spec.cameras.count, spec.period_h) == ("A town", 5000, 2 * 8760)
    assert {mode.kind for mode in spec.modes} >= {Kind.CAMERA, Kind.NODE, Kind.LINK, Kind.FEEDER}
    assert spec.teams
    assert [goal.at_least for goal in spec.goals] == [0.98, 0.95]


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("50 000 h", Law("exponential", 50_000)),
        ("exponential 2 days", Law("exponential", 48)),
        ("weibull 60 000 h, shape 1.8", Law("weibull", 60_000, 1.8)),
        ("weibull 1 year shape 0.7", Law("weibull", 8760, 0.7)),
        ("log-normal 6 h ± 0.8", Law("log-normal", 6, 0.8)),
        ("log-normal 6 h, spread 0.8", Law("log-normal", 6, 0.8)),
        ("fixed 90 min", Law("fixed", 1.5)),
        ("observed 3 h, 1 h, 2 h", Law("observed", 2, observed_h=(1, 2, 3))),
        ("never", Law("exponential", math.inf)),
    ],
)
def test_laws(text, law):
    assert parse_law(text, "exponential", "ours") == law


@pytest.mark.parametrize(
    "text", ["", "5", "weibull 5 h", "weibul 5 h shape 2", "fixed", "log-normal 5 h ± 0"]
)
def test_no_laws(text):
    with pytest.raises(InputError):
        parse_law(text, "exponential", "ours")


@given(st.text(alphabet="weibul log-norm,±hfixd 0123.9e", max_size=30))
def test_any_text_is_a_law_or_an_input_error(text):
    try:
        law = parse_law(text, "fixed", "ours")
    except InputError:
        return
    assert law.mean_h >= 0
    assert law.shape > 0


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("always", Shift()),
        ("Mon-Fri 08:00-18:00", Shift(start_h=8, end_h=18, days=(0, 1, 2, 3, 4))),
        ("Mon,Wed 20:00-04:30", Shift(start_h=20, end_h=4.5, days=(0, 2))),
        ("Sat-Mon 8-24", Shift(start_h=8, end_h=24, days=(0, 5, 6))),
        ("06:00-22:00", Shift(start_h=6, end_h=22)),
        ("Friday 8-9", Shift(start_h=8, end_h=9, days=(4,))),
    ],
)
def test_hours_of_work(text, shift):
    assert parse_shift(text) == shift


def test_begins():
    assert parse_moment("2026-01-01")[1] == 72
    assert parse_moment("2026-01-05 08:30")[1] == 8.5
    assert parse_moment("Sunday 23:00")[1] == 167


def test_rows_of_failures_lie_over_the_usual_ones(city):
    spec = city(
        "city: a\nfailures:\n"
        "  - {of: camera, life: 80 000 h, source: our log}\n"
        "  - {of: camera, vendor: Acme, life: 'weibull 40 000 h, shape 1.8'}\n"
        "  - {of: node, node: core, name: core switch, life: never}\n"
    )
    modes = {mode.name: mode for mode in spec.modes}
    camera, acme = modes["camera"], modes["camera of Acme"]
    assert (camera.life.mean_h, camera.life.source, camera.but_not) == (80_000, "our log", {"Acme"})
    assert (acme.vendor, acme.ages, acme.repair) == ("Acme", True, camera.repair)
    assert math.isinf(modes["core switch"].life.mean_h)
    assert math.isfinite(modes["access switch"].life.mean_h)


def test_a_row_without_a_name_has_that_of_the_usual_one_whose_place_it_takes(city):
    spec = city(
        "city: a\nfailures:\n"
        "  - {of: node, node: access, repair: 1 h}\n"
        "  - {of: link, life: 90 years}\n"
        "  - {of: access link, life: 90 years}\n"
    )
    names = {mode.name for mode in spec.modes}
    usual = {mode.name for mode in DEFAULT_MODES}
    assert names == usual - {"access port", "access fibre"} | {"access link"}  # of two rows it is neither


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("camera: 3", "line 2, column 1, field 'camera': 'camera' is no field of a city"),
        ("network: {acess: ring}", "'acess' is no field of a network (did you mean 'access'?)"),
        ("network: {access: rng}", "field 'network.access': 'rng' is no shape of the access network"),
        ("network: {media-servers: 2, media-needed: 3}", "3 is not between 1 and 2"),
        ("network: {spare-disks: 16}", "16 is not between 0 and 15"),
        ("failures: [{of: camra}]", "did you mean 'camera'?"),
        ("failures: [{of: camera, life: 50000}]", "'50000' has no unit"),
        ("failures: [{of: camera, life: -5 h}]", "field 'failures.0.life'"),
        ("failures: [{of: camera, life: 0 h}]", "field 'failures.0.life': a life must take time"),
        ("failures: [{of: feeder, life: 'observed 0 h, 900 h'}]", "a life must take time"),
        ("failures: [{of: link, vendor: A}]", "only what belongs to a camera has its vendor"),
        ("failures: [{of: camera}, {of: camera}]", "a row above is called 'camera' already"),
        ("failures: [{life: 5 h}]", "field 'failures.0.of': the field is missing"),
        ("crews: [{hours: Mo-Fri 8-18}]", "'Mo' is no day of the week"),
        ("crews: [{count: 3, per-cameras: 4}]", "not both"),
        ("crews: [{count: -3}]", "-3 is not between 0"),
        ("shocks: [{kind: weather}]", "or every"),
        ("shocks: [{kind: weathr, at: 5 h}]", "did you mean 'weather'?"),
        ("goals: [{measure: intact rate, at least: 120 %}]", "more than 100 %"),
        ("goals: [{measure: coverage in effect, class: social, at least: 9 %}]", "have no class"),
        ("goals: [{measure: coverage in effect, at least: 9 %}]", "there is nothing to be covered"),
        ("cameras: {inventory: none.csv}", "there is no file 'none.csv'"),
        ("cameras: {count: 3, class: social}", "this city is made up"),
        ("period: 1 yer", "did you mean 'year'?"),
        ("start: 2026-02-30", "there is no day 2026-02-30"),
        ("coverage: {kinds: {school: entrance-of}}", "is no place type"),
        ("emergencies: [{every: 3 d, district: 5}]\nspares: [{name: x}]", "field 'spares.0.stock'"),
    ],
)  # fmt: skip
def test_mistakes_are_named(city, text, told):
    with pytest.raises(InputErrors) as wrong:
        city(f"city: a\n{text}\n")
    assert told in str(wrong.value)


def test_districts_and_vendors_that_no_camera_has_are_named(tmp_path):
    path = tmp_path / "a.city.yaml"
    path.write_text(
        "city: a\ncameras: {count: 50, districts: 2}\n"
        "crews: [{districts: [district 1, distrct 2]}]\n"
        "shocks: [{kind: firmware, at: 5 h, vendor: vendor Z}]\n"
    )
    with pytest.raises(InputErrors) as wrong:
        open_city(path)
    assert "line 3, column 34, field 'crews.0.districts': no camera" in str(wrong.value)
    assert "field 'shocks.0.vendor': no camera is of a vendor 'vendor Z'" in str(wrong.value)


def test_crews_are_counted_and_placed(tmp_path):
    path = tmp_path / "a.city.yaml"
    path.write_text(
        "city: a\ncameras: {count: 901}\n"
        "crews: [{per-cameras: 300, depot: {longitude: 118.01, latitude: 32}}]\n"
    )
    team = open_city(path).spec.teams[0]
    assert team.count == 4
    assert team.depot_m == pytest.approx((944.8, 0.0), abs=1)


def test_the_example_is_a_city():
    found = open_city(TRAFFORD)
    assert (found.rows, found.refused, len(found.inventory)) == (98, 0, 98)
    assert any("every camera has a view all around" in note for note in found.notes)


NAMES = (
    *(
        "city",
        "cameras",
        "failures",
        "crews",
        "of",
        "life",
        "count",
        "inventory",
        "network",
        "shocks",
        "kind",
    ),
    *(
        "at",
        "goals",
        "coverage",
        "kinds",
        "places",
        "depot",
        "hours",
        "traffic",
        "service",
        "phases",
        "costs",
    ),
)
WORDS = ("", "5", "5 h", "camera", "-1", "never", "50 %", "always", "a.csv", "weather", "1e999", "日")
TREES = st.recursive(
    st.sampled_from(WORDS)
    | st.integers(-5, 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(NAMES), TREES, max_size=6))
def test_whatever_a_file_holds_only_input_errors_come_out(city, tree):
    try:
        city(yaml.safe_dump(tree, allow_unicode=True))
    except InputErrors as found:
        assert all(error.line for error in found.errors)  # noqa: PT017 - or nothing is wrong


def test_two_emergencies_of_one_name_are_refused(city):
    with pytest.raises(InputErrors, match="an emergency above is called 'match' already"):
        city("city: A\nemergencies:\n  - {name: match, every: 730 h}\n  - {name: match, every: 100 h}\n")
    names = city("city: A\nemergencies: [{every: 730 h}, {every: 100 h}]\n").traffic.emergencies
    assert [each.name for each in names] == ["emergency 1", "emergency 2"]


def test_a_file_that_is_not_there():
    with pytest.raises(InputErrors, match="cannot be read"):
        read_city(Path("nowhere.city.yaml"))
