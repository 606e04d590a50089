"""The upper platform of a scenario: what is read, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.domain.errors import InputError
from camproof.scenarios.schema import CascadeSpec, InputErrors, Scenario, load_scenario
from camproof.scenarios.vocabulary import vocabulary

GOOD = """\
scenario: Two levels
proves: All is well.
cascade: {domain: 3401000000, sip: tcp, edition: 2016, heartbeat-interval: 5 s, mutual: yes, cameras: [above],
  link: {delay: 5 ms ± 2 ms, loss: 1 %}, defects: takes-loops}
cameras:
  - {name: below, count: 2}
  - {name: above, count: 1}
for: 9 s
timeline:
  - {at: 1 s, do: watch-from-upper, transport: mixed}
  - {at: 2 s, fault: cascade.miscount, items: 3, direction: less}
targets:
  - {measure: loops refused}
"""
CASES = [
    ("mutual: yes", "mutal: yes", 3, "cascade.mutal", "no field of the cascade", "'mutual'"),
    ("cameras: [above]", "cameras: [abov]", 3, "cascade.cameras", "no camera group", "'above'"),
    ("sip: tcp", "sip: tpc", 3, "cascade.sip", "no transport of SIP", "'tcp'"),
    ("domain: 3401000000", "domain: 34", 3, "cascade.domain", "no SIP domain", "10 digits"),
    ("domain: 3401000000", "domain: 3402000000", 3, "cascade.domain", "both platforms", "other digits"),
    ("loss: 1 %", "los: 1 %", 4, "cascade.link.los", "no field of a link", "'loss'"),
    ("takes-loops", "take-loops", 4, "cascade.defects", "no defect of a lower", "'takes-loops'"),
    ("cascade: {", "cascades: {", 3, "cascades", "no field of a scenario", "'cascade'"),
    ("direction: less", "direction: fewer", 11, "timeline.1.direction", "fewer", "less"),
]
NEEDS = [
    (10, "timeline.0.do", "watch-from-upper needs an upper platform"),
    (11, "timeline.1.fault", "cascade.miscount needs an upper platform"),
    (13, "targets.0.measure", "loops refused needs an upper platform"),
]


def read(folder: Path, text: str) -> Scenario:
    path = folder / "two.scenario.yaml"
    path.write_text(text, "utf-8")
    return load_scenario(path, known=vocabulary())


def test_everything_is_read(tmp_path: Path) -> None:
    cascade = read(tmp_path, GOOD).cascade
    assert cascade is not None
    assert (cascade.domain, cascade.heartbeat_interval_s, cascade.mutual) == ("3401000000", 5.0, True)
    assert (cascade.sip, cascade.edition) == ("tcp", "2016")
    assert (cascade.groups, cascade.defects) == (("above",), ("takes-loops",))
    assert (cascade.link.delay_ms, cascade.link.jitter_ms, cascade.link.loss) == (5.0, 2.0, 0.01)


def test_all_has_a_default_but_to_be_there(tmp_path: Path) -> None:
    short = GOOD[: GOOD.index("cascade:")] + "cascade: {}\n" + GOOD[GOOD.index("cameras:\n") :]
    assert read(tmp_path, short).cascade == CascadeSpec()
    bare = GOOD[: GOOD.index("cascade:")] + GOOD[GOOD.index("cameras:\n") : GOOD.index("timeline:")]
    assert read(tmp_path, bare).cascade is None


@pytest.mark.parametrize(("old", "new", "line", "field", "what", "hint"), CASES)
def test_a_mistake_is_named(
    tmp_path: Path, old: str, new: str, line: int, field: str, what: str, hint: str
) -> None:
    assert old in GOOD
    with pytest.raises(InputErrors) as found:
        read(tmp_path, GOOD.replace(old, new, 1))
    first = next(error for error in found.value.errors if error.place.field == field)
    assert first.place.line == line
    assert what in first.what
    assert hint in first.suggestion or hint in first.what


def test_what_needs_an_upper_platform_says_so(tmp_path: Path) -> None:
    lone = GOOD[: GOOD.index("cascade:")] + "\n\n" + GOOD[GOOD.index("cameras:\n") :]
    with pytest.raises(InputErrors) as found:
        read(tmp_path, lone)
    told = [(error.place.line, error.place.field, error.what) for error in found.value.errors]
    for line, field, what in NEEDS:
        assert any(one[:2] == (line, field) and what in one[2] for one in told), told


@pytest.mark.parametrize(
    ("left_out", "what"),
    [
        ((), "cascade.miscount needs the built-in system as the lower platform, and theirs is not ours"),
        (("miscount",), "the defect takes-loops needs"),
        (("miscount", "defects"), "mutual: yes needs"),
        (("miscount", "defects", "mutual"), "cascade.link needs"),
    ],
)
def test_a_platform_of_others_does_nothing_wrong_on_our_word(
    tmp_path: Path, left_out: tuple[str, ...], what: str
) -> None:
    text = theirs(tmp_path, GOOD)
    if "miscount" in left_out:
        text = text.replace("  - {at: 2 s, fault: cascade.miscount, items: 3, direction: less}\n", "")
    if "defects" in left_out:
        text = text.replace(", defects: takes-loops", "")
    if "mutual" in left_out:
        text = text.replace(", mutual: yes", "")
    with pytest.raises(InputError, match=what) as found:
        read(tmp_path, text)
    assert found.value.line == 4


def test_a_platform_of_others_may_be_the_lower_one(tmp_path: Path) -> None:
    spec = "cascade: {domain: 3401000000, port: 5080}\n"
    text = GOOD[: GOOD.index("cascade:")] + spec + GOOD[GOOD.index("cameras:\n") : GOOD.index("  - {at: 2 s")]
    scenario = read(tmp_path, theirs(tmp_path, text + GOOD[GOOD.index("targets:") :]))
    assert (scenario.system is None, scenario.cascade is None) == (False, False)
    assert scenario.cascade is not None
    assert scenario.cascade.port == 5080
    with pytest.raises(InputErrors, match="both platforms are in the domain 3402000000"):
        read(tmp_path, theirs(tmp_path, text.replace("3401000000", "3402000000")))


def theirs(folder: Path, text: str) -> str:
    """The same against a platform of others."""
    system = "sip: {host: 127.0.0.1, port: 5060}\ncode: 34020000002000000001\npassword: x\n"
    (folder / "theirs.yaml").write_text(system, "utf-8")
    return text.replace("cascade:", "system: theirs.yaml\ncascade:", 1)
