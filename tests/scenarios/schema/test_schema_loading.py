from __future__ import annotations

import dataclasses

import pytest

from camproof import media
from camproof.domain.camera import SCENES
from camproof.domain.classes import CameraClass
from camproof.domain.topology import District, Link
from camproof.protocols.gb28181.device import ServerRef
from camproof.scenarios.sil.cast import setups_of
from camproof.scenarios.sil.records import camera_records
from camproof.verdicts.limit import Limit


def test_every_value_is_in_base_units(load):
    scenario = load()
    assert (scenario.title, scenario.proves) == ("Acceptance of a network", "Cameras join, and stay.")
    assert (scenario.tags, scenario.loops, scenario.clocks) == (("smoke",), ("sil",), ("wall",))
    assert scenario.platform.domain == "3402000000"
    assert (scenario.platform.heartbeat_interval_s, scenario.platform.expires_s) == (5.0, 3600.0)
    assert scenario.network == (District("east", Link(5.0, 2.0, 0.001, 1_000_000.0)),)
    assert (scenario.count, scenario.duration_s, scenario.system, scenario.seed) == (43, 68.0, None, None)


def test_camera_groups(load):
    crossings, shops = load().cameras
    assert crossings.classes == (CameraClass.KEY_PUBLIC_AREA,)
    assert (crossings.districts, crossings.editions) == (("east", "west", "north"), ("2016", "2022"))
    assert crossings.traits(4).district == "west"
    assert (shops.sip, shops.streams[0].codec, shops.streams[0].bitrate_kbit) == (("tcp",), "H265", 2000.0)
    assert shops.region == "34020000"


def test_scenes_are_dealt_and_change_nothing_else(load, good):
    scenes = "street, street-night, indoor"
    plain, named = (
        load().cameras[0],
        load(good.replace("edition:", f"scene: [{scenes}], edition:", 1)).cameras[0],
    )
    assert (plain.scenes, named.scenes) == (("street",), ("street", "street-night", "indoor"))
    assert {named.traits(index).scene for index in range(3)} == set(named.scenes)
    assert all(
        dataclasses.replace(named.traits(index), scene="street") == plain.traits(index) for index in range(40)
    )


def test_sounds_and_pictures_are_dealt_and_change_nothing_else(load, good):
    more = "sound: [none, aac, g711a], picture: [clip, rendered], edition:"
    plain, named = load(good).cameras[0], load(good.replace("edition:", more, 1)).cameras[0]
    assert (plain.sounds, plain.pictures) == (("none",), ("clip",))
    traits = [named.traits(index) for index in range(40)]
    assert {(one.sound, one.picture) for one in traits} == {
        (sound, picture) for sound in ("none", "aac", "g711a") for picture in ("clip", "rendered")
    }
    assert [dataclasses.replace(one, sound="none", picture="clip") for one in traits] == [
        plain.traits(index) for index in range(40)
    ]


def test_infrared_reaches_each_camera(load, good):
    more = "picture: rendered, infrared: [never, by-clock], edition:"
    scenario = load(good.replace("edition:", more, 1))
    records = camera_records(scenario)
    setups = setups_of(
        records, {}, ServerRef("34020000002000000001", ("127.0.0.1", 5060)), scenario.platform, "12345678",
        lambda _number: ("127.0.0.1", 0),
    )  # fmt: skip
    crossings = [setup for setup in setups if setup.record.group == "crossings"]
    assert [setup.infrared for setup in crossings[:4]] == ["never", "by-clock", "never", "by-clock"]
    assert {setup.infrared for setup in setups if setup.record.group != "crossings"} == {"never"}


def test_every_scene_can_be_drawn():
    assert set(SCENES) == set(media.SCENES) - {"black"}


def test_timeline_counts_from_the_start_of_the_phase(load):
    query, cut, watch = load().phases[0].timeline
    assert (query.entry.kind, query.entry.name, query.entry.at_s, query.entry.for_s) == (
        "do", "query-catalog", 0.0, None,
    )  # fmt: skip
    assert (cut.entry.kind, cut.entry.name, cut.entry.for_s) == ("fault", "power.cut", 15.0)
    assert cut.entry.selector.district == ("east",)
    assert cut.starting_at(100.0) == dataclasses.replace(cut.entry, at_s=102.0)
    assert (watch.entry.selector.share, watch.entry.params) == (0.3, {"transport": "tcp-passive"})
    assert watch.place.line == 19


def test_targets_have_requirement_limit_and_window(load):
    online, start = load().phases[0].targets
    assert (online.requirement.id, online.limit, online.window_s) == (
        "AVAIL-1", Limit("at-least", 0.99, "share"), (5.0, 8.0),
    )  # fmt: skip
    assert online.selector.camera_class == ("key-public-area",)
    assert (start.requirement.metric, start.percentile, start.limit) == (
        "time to first key frame", 95.0, Limit("at-most", 2.5, "s"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "limit", "requirement"),
    [
        ("{measure: online rate, of: {class: key-industry}}", None, "AVAIL-2"),
        ("{measure: online rate}", None, "AVAIL-3"),
        ("{measure: online rate, requirement: AVAIL-1, at least: 98 %}", None, "AVAIL-1"),
        ("{measure: detection of offline, at most: 3 intervals}", None, "AVAIL-10"),
        (
            "{measure: detection of offline, at most: 4}",
            Limit("at-most", 4.0, "intervals"),
            "AVAIL-10",
        ),
        ("{measure: jitter, at most: 0.02 s}", Limit("at-most", 20.0, "ms"), None),
        ("{measure: false findings, exactly: 1}", Limit("equal", 1.0, "count"), "BENCH-3"),
        ("{measure: frame rate, at least: 20 fps}", Limit("at-least", 20.0, "fps"), None),
    ],
)
def test_a_target_finds_its_requirement_and_keeps_only_limits_of_its_own(
    load, good, target, limit, requirement
):
    text = good.replace("{measure: time to first key frame, percentile: 95, at most: 2500 ms}", target)
    read = load(text).phases[0].targets[1]
    assert read.limit == limit
    assert requirement in (None, read.requirement.id)


@pytest.mark.parametrize(
    ("count", "target", "limit"),
    [
        (3, "{measure: detection of offline}", None),
        (10, "{measure: detection of offline}", Limit("at-most", 10.0, "intervals", 1.0)),
        (2, "{measure: detection of offline}", Limit("at-most", 2.0, "intervals", 0.2)),
        (2, "{measure: detection of offline, at most: 3}", None),
        (2, "{measure: detection of offline, at most: 4}", Limit("at-most", 4.0, "intervals")),
        (10, "{measure: frame rate}", None),
    ],
)
def test_offline_is_known_after_as_many_keepalives_as_are_set(load, good, count, target, limit):
    text = good.replace("{measure: time to first key frame, percentile: 95, at most: 2500 ms}", target)
    read = load(text.replace("heartbeat-count: 3", f"heartbeat-count: {count}")).phases[0].targets[1]
    assert (read.limit is None) == (limit is None)
    if limit is not None:
        assert (read.limit.op, read.limit.value, read.limit.unit) == (limit.op, limit.value, limit.unit)
        assert read.limit.tolerance == pytest.approx(limit.tolerance)


def test_a_requirement_of_a_class_narrows_the_target(load, good):
    read = load(good.replace("of: {class: key-public-area}, ", "of: {district: [east, west]}, "))
    target = read.phases[0].targets[0]
    assert (target.selector.district, target.selector.camera_class) == (
        ("east", "west"), ("key-public-area",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("window", "span"),
    [("5 s .. 8 s", (5.0, 8.0)), (".. 500 ms", (0.0, 0.5)), ("2 s ..", (2.0, 8.0)), ("0 .. 1 s", (0.0, 1.0))],
)
def test_windows(load, good, window, span):
    assert load(good.replace("window: 5 s .. 8 s", f"window: {window}")).phases[0].targets[0].window_s == span


MAIN = """\
scenario: One phase
proves: A file without phases is one phase.
cameras: [{name: all, count: 2}]
timeline:
  - {at: 3 s, do: watch, for: 4 s, transport: udp}
targets:
  - {measure: online rate, window: 1 s ..}
"""


def test_a_file_without_phases_is_one(load):
    (phase,) = load(MAIN).phases
    assert (phase.name, phase.duration_s) == ("main", 7.0)
    assert phase.targets[0].window_s == (1.0, 7.0)
    assert load(MAIN + "for: 30 s\n").phases[0].duration_s == 30.0


def test_params_are_read_by_their_kind(load):
    line = (
        "{at: 0 s, do: configure-heartbeat, interval: 2 min, count: 3, rate: 2 Mbit/s, share: 5 %,"
        " speed: 1.5, quiet: yes, note: 007}"
    )
    read = load(MAIN.replace("{at: 3 s, do: watch, for: 4 s, transport: udp}", line) + "for: 9 s\n")
    assert read.phases[0].timeline[0].entry.params == {
        "interval": 120.0,
        "count": 3,
        "rate": 2000.0,
        "share": 0.05,
        "speed": 1.5,
        "quiet": True,
        "note": "007",
    }


def test_parameters_of_a_fault_are_kept_as_written(load):
    line = "{at: 0 s, fault: link.loss, loss: 7 %, direction: up, for: 1 s}"
    read = load(MAIN.replace("{at: 3 s, do: watch, for: 4 s, transport: udp}", line) + "for: 9 s\n")
    assert read.phases[0].timeline[0].entry.params == {"loss": "7 %", "direction": "up"}


def test_values_are_what_was_written_not_what_yaml_makes_of_them(load):
    text = MAIN.replace("One phase", "0123").replace("name: all", "name: on, district: [no, 1:30, 0x10]")
    read = load(text)
    assert read.title == "0123"
    assert (read.cameras[0].name, read.cameras[0].districts) == ("on", ("no", "1:30", "0x10"))


def test_anchors_are_copied(load):
    text = MAIN.replace("[{name: all, count: 2}]", "[{name: a, count: &n 2}, {name: b, count: *n}]")
    assert load(text).count == 4


def test_the_same_file_reads_the_same(load):
    assert load() == load()
