from __future__ import annotations

import pytest


def test_values_are_laid_over_the_file(load, good):
    scenario = load(
        good,
        "platform.heartbeat-interval=10 s",
        "cameras.0.count=10",
        "cameras.shops.district=[east, west]",
        "phases.join.for=12 s",
        "phases.1.for=2 min",
        "phases.join.targets.0.at least=90 %",
        "network.west={delay: 7 ms, loss: 1 %}",
        "platform.password=1=2",
        "seed=7",
        "network.east.loss=2 %",
    )
    assert scenario.platform.heartbeat_interval_s == 10.0
    assert scenario.platform.password == "1=2"
    assert [group.count for group in scenario.cameras] == [10, 3]
    assert scenario.cameras[1].districts == ("east", "west")
    assert [phase.duration_s for phase in scenario.phases] == [12.0, 120.0]
    assert scenario.phases[0].targets[0].limit.value == 0.9
    assert {district.name: district.link.loss for district in scenario.network} == {
        "east": 0.02,
        "west": 0.01,
    }
    assert scenario.seed == 7


def test_tables_that_the_file_does_not_have_are_added(load, good):
    without = "".join(line for line in good.splitlines(keepends=True) if not line.startswith("platform"))
    assert load(without, "platform.expires=9 s").platform.expires_s == 9.0


@pytest.mark.parametrize(
    ("option", "field", "what", "hint"),
    [
        (
            "platform.heartbet-interval=4 s",
            "platform.heartbet-interval",
            "no field of the platform",
            "heartbeat",
        ),
        ("cameras.0.count=x", "cameras.0.count", "a whole number is expected", ""),
        ("cameras.7.count=1", "cameras.7.count", "'7' is no item of this list", "crossings"),
        ("cameras.crosings.count=1", "cameras.crosings.count", "no item of this list", "'crossings'"),
        ("scenario.title=x", "scenario.title", "'title' cannot be set within", ""),
        ("cameras.0.count", "", "this is no setting", "field=value"),
        ("=5", "", "this is no setting", "field=value"),
        ("a..b=5", "", "this is no setting", "field=value"),
        ("scenario=[a", "scenario", "cannot be read as a value", "quotes"),
        ("seed=", "seed", "not nothing", ""),
        ("phases.join.for=-1 s", "phases.0.for", "less than 0", "15 s"),
    ],
)
def test_errors_name_the_option(load, good, option, field, what, hint):
    from camproof.scenarios.schema import InputErrors

    with pytest.raises(InputErrors) as caught:
        load(good, option)
    (error,) = caught.value.errors
    assert (error.file, error.line, error.field) == (f"--set {option}", None, field)
    assert what in error.what
    assert hint in error.suggestion
    assert str(error).startswith(f"--set {option}")
