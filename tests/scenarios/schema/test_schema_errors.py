"""Each mistake: its line, its field, the sentence, and the word that was meant."""

from __future__ import annotations

import pytest

CASES = [
    # (what is replaced, by what, line, field, part of the sentence, part of the suggestion)
    ("tags:", "tag:", 4, "tag", "'tag' is no field of a scenario", "did you mean 'tags'?"),
    ("tags: [smoke]", "tags: [smoke test]", 4, "tags", "'smoke test' is no tag", "must-fail"),
    ("tags: [smoke]", "must-fail: [onlin rate]", 4, "must-fail", "no measure of any target", "'online rate'"),
    ("tags: [smoke]", "must-fail: [jitter]", 4, "must-fail", "'jitter' is no measure of any target", ""),
    ("heartbeat-interval", "heartbeat-intervall", 7, "platform.heartbeat-intervall", "no field", "interval'"),
    ("power.cut", "power.cat", 18, "timeline.1.fault", "'power.cat' is no fault", "'power.cut'"),
    ("do: watch", "do: power.cut", 19, "timeline.2.do", "is no action", "write fault: power.cut"),
    ("power.cut", "watch", 18, "timeline.1.fault", "is no fault", "it is an action: write do: watch"),
    ("do: watch", "do: wach", 19, "timeline.2.do", "'wach' is no action", "did you mean 'watch'?"),
    ("measure: online rate", "measure: onlin rate", 21, "targets.0.measure", "onlin", "'online rate'"),
    ("AVAIL-1,", "AVIAL-1,", 21, "targets.0.requirement", "no requirement", "'AVAIL-1'"),
    ("AVAIL-1,", "SHARE-5,", 21, "targets.0.requirement", "SHARE-5 is about time to first", "AVAIL-1"),
    ("class: key-industry", "class: key-industri", 10, "cameras.1.class",
     "no camera class", "'key-industry'"),
    ("of: {class: key-public-area}", "of: {class: social}", 21, "targets.0.of.class",
     "no camera is of", "key"),
    ("on: {district: east}", "on: {district: eastt}", 18, "timeline.1.on.district", "no district", "'east'"),
    ("on: {share: 30 %}", "on: {group: shop}", 19, "timeline.2.on.group", "no camera group", "'shops'"),
    ("on: {share: 30 %}", "on: {share: 130 %}", 19, "timeline.2.on.share", "more than 100 %", ""),
    ("on: {share: 30 %}", "on: {share: 0 %}", 19, "timeline.2.on", "picks no camera", ""),
    ("on: {share: 30 %}", "on: {share: 3 %, count: 2}", 19, "timeline.2.on", "not both", ""),
    ("of: {class: key-public-area}", "of: {share: 30 %}", 21, "targets.0.of.share", "no field", ""),
    ("  east: {delay", "  eas: {delay", 12, "network.eas", "no camera is in a district 'eas'", "'east'"),
    ("delay: 5 ms", "delay: 5", 12, "network.east.delay", "has no unit", "200 ms"),
    ("delay: 5 ms ± 2 ms", "delay: 5 ms ± 9 ms", 12, "network.east.delay", "jitter is more", ""),
    ("loss: 0.1 %", "loss: 0.1 %%", 12, "network.east.loss", "is no unit of a share", "'%'"),
    ("rate: 1 Gbit/s", "rate: 1 Gbits", 12, "network.east.rate", "is no unit of a rate", "bit/s"),
    ("rate: 1 Gbit/s", "rate: 0 bit/s", 12, "network.east.rate", "carries nothing", "power.cut"),
    ("at: 2 s, fault", "at: -2 s, fault", 18, "timeline.1.at", "less than 0", "200 ms"),
    ("at: 2 s, fault", "at: 9 s, fault", 18, "timeline.1.at", "the phase ends at 8 s", ""),
    ("for: 15 s", "for: 0 s", 18, "timeline.1.for", "more than 0 s", ""),
    ("at: 2 s, fault: power.cut, ", "at: 2 s, ", 18, "timeline.1.fault", "neither", "do: watch"),
    ("at: 2 s, fault", "do: watch, at: 2 s, fault", 18, "timeline.1.fault", "a fault and an action", ""),
    ("{at: 0 s, do", "{do", 17, "timeline.0.at", "missing", "at: 2 s"),
    ("do: query-catalog}", "do: query-catalog, for: 1 s}", 17, "timeline.0.for", "lasts no time", ""),
    ("do: query-catalog}", "do: query-catalog, on: [a]}", 17, "timeline.0.on", "a list", ""),
    ("do: query-catalog}", "do: configure-heartbeat}", 17, "timeline.0.interval", "missing", ""),
    ("transport: tcp-passive", "transport: tcp", 19, "timeline.2.transport", "no choice", "udp"),
    ("transport: tcp-passive", "trnsport: udp", 19, "timeline.2.trnsport", "the action watch", "'transport'"),
    ("power.cut, on: {district: east}", "link.loss, loss: 5 s", 18, "timeline.1.loss",
     "no unit of a share", ""),
    ("power.cut, on: {district: east}", "link.loss, los: 5 %", 18, "timeline.1.los", "the fault", "'loss'"),
    ("window: 5 s .. 8 s", "window: 5 s .. 9 s", 21, "targets.0.window", "after the phase's end", ""),
    ("window: 5 s .. 8 s", "window: 5 s .. 5 s", 21, "targets.0.window", "is empty", ""),
    ("window: 5 s .. 8 s", "window: 5 s", 21, "targets.0.window", "is no window", "5 s .. 8 s"),
    ("window: 5 s .. 8 s", "window: 5 .. 8 s", 21, "targets.0.window", "has no unit", "15 s"),
    ("at least: 99 %", "at least: 99", 21, "targets.0.at least", "has no unit", "30 %"),
    ("at least: 99 %", "at least: 101 %", 21, "targets.0.at least", "more than 100 %", ""),
    ("at least: 99 %", "at most: 99 %", 21, "targets.0.at most", "the other way round", ""),
    ("at least: 99 %", "at least: 99 %, exactly: 1 %", 21, "targets.0.exactly", "stand together", "two"),
    ("at most: 2500 ms", "at moost: 2 s", 22, "targets.1.at moost", "no field of a target", "'at most'"),
    ("percentile: 95", "percentile: 950", 22, "targets.1.percentile", "between 0 and 100", ""),
    ("online rate,", "online rate, percentile: 95,", 21, "targets.0.percentile", "no percentiles", ""),
    ("requirement: AVAIL-1", "requirement: AVAIL-2", 21, "targets.0.requirement",
     "of class key-industry", ""),
    ("count: 40", "count: forty", 9, "cameras.0.count", 'a whole number is expected, not "forty"', ""),
    ("count: 40", "count: 0", 9, "cameras.0.count", "not between 1 and", ""),
    ("count: 40", "count: [1, 2]", 9, "cameras.0.count", "one value is expected, not a list", ""),
    ("count: 40", "count:", 9, "cameras.0.count", "not nothing", ""),
    ("count: 40, ", "", 9, "cameras.0.count", "neither a count nor an inventory", "count: 10"),
    ("name: shops", "name: crossings", 10, "cameras.1.name", "stands above already, on line 9", ""),
    ("name: shops, ", "", 10, "cameras.1.name", "missing", ""),
    ("name: shops", 'name: " "', 10, "cameras.1.name", "empty", ""),
    ("edition: [2016, 2022]", "edition: [2016, 2020]", 9, "cameras.0.edition", "is no edition", "'2022'"),
    ("edition: [2016, 2022]", "edition: [[2016]]", 9, "cameras.0.edition.0", "one word is expected", ""),
    ("sip: tcp", "sip: tpc", 10, "cameras.1.sip", "no transport of SIP", "'tcp'"),
    ("1080p25 h265", "1080p25 h266", 10, "cameras.1.stream", "'h266' is no codec", "h265"),
    ("sip: tcp", "defects: [frozen]", 10, "cameras.1.defects", "'frozen' is no defect", "'frozen-picture'"),
    ("sip: tcp", "scene: stret", 10, "cameras.1.scene", "'stret' is no scene", "'street'"),
    ("sip: tcp", "sound: acc", 10, "cameras.1.sound", "'acc' is no sound of a camera", "'aac'"),
    ("sip: tcp", "picture: renderd", 10, "cameras.1.picture", "'renderd' is no picture", "'rendered'"),
    ("sip: tcp", "infrared: always", 10, "cameras.1.infrared", "is drawn live", "write picture: rendered"),
    ("sip: tcp", "picture: rendered, infrared: alway", 10, "cameras.1.infrared", "no time of infrared",
     "'always'"),
    ("sip: tcp", "scene: black", 10, "cameras.1.scene", "'black' is no scene", "street-night"),
    ("sip: tcp", "region: 34", 10, "cameras.1.region", "'34' is no region", "340200"),
    ("sip: tcp", "columns: {name: a}", 10, "cameras.1.columns", "belongs to an inventory", ""),
    ("domain: 3402000000", "domain: 34020", 7, "platform.domain", "no SIP domain", "3402000000"),
    ("heartbeat-count: 3", "heartbeat-count: 0", 7, "platform.heartbeat-count", "not between 1 and 255", ""),
    ("expires: 1 h", "expires: 0 s", 7, "platform.expires", "more than 0 s", ""),
    ("expires: 1 h", "accept-replayed-nonces: x", 7, "platform.accept-replayed-nonces", "true or false", ""),
    ("platform: {domain: 3402000000,", "platform: 5 #", 7, "platform", "a table of fields is expected", ""),
    ("loops: [sil]", "loops: [sli]", 5, "runs.loops", "'sli' is no loop", "'sil'"),
    ("loops: [sil], clocks: [wall]", "loops: hil, clocks: virtual", 5, "runs.clocks", "wall clock", "add"),
    ("system: built-in", "system: builtin", 6, "system", "no system file", "'built-in'"),
    ("system: built-in", "seed: 1.5", 6, "seed", "a whole number", ""),
    ("  - name: rest", "  - name: join", 23, "phases.1.name", "a phase 'join' stands above", ""),
    ("    for: 1 min", "    targets: []", 23, "phases.1.for", "missing", "for: 30 s"),
    ("    for: 1 min", "    for: 1 mn", 24, "phases.1.for", "no unit of a duration", "'min'"),
    ("    for: 1 min", "    for: 1 min\ntimeline: []", 25, "timeline", "no timeline of its", "a phase"),
    ("proves: Cameras join, and\n  stay.\n", "proves:\n\n", 2, "proves", "not nothing", ""),
    ("scenario: Acceptance of a network", "", 2, "scenario", "missing", ""),
    ("    for: 8 s", "    for: 8 s\n    for: 9 s", 16, "for", "stands here again, first on line 15", ""),
    ("name: join", "name: !!python/name:os.system join", 14, "", "tag", ""),
    ("name: join", "? [a]\n    : b\n    name: join", 14, "", "must be a word", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "what", "hint"), CASES, ids=[case[1] for case in CASES]
)
def test_one_mistake(errors, places, good, old, new, line, field, what, hint):
    assert old in good
    text = good.replace(old, new, 1)
    found = errors(text)
    ((at_line, column),) = places(text)
    assert at_line == line
    told = text.splitlines()[line - 1]
    assert told[column - 1 : column].strip() or column == len(told) + 1, "the column is that of a word"
    assert len(found) == 1, found
    first_phase = "phases.0." if field.startswith(("timeline.", "targets.")) else ""
    assert found[0][:2] == (line, first_phase + field)
    assert what in found[0][2]
    assert hint in found[0][3]


SYNTAX = [
    ("", 1, "the file is empty"),
    ("# only words\n", 1, "the file is empty"),
    ("a: [1\n", 2, "this is not YAML: "),
    ("a: b: c\n", 1, "a colon stands where none is expected"),
    ("a:\n\tb: 1\n", 2, "spaces, not with tabs"),
    ("a: *b\n", 1, "the alias *b stands for nothing"),
    ("a: &a [*a]\n", 1, "the alias *a stands for nothing"),
    ("a: 1\n---\nb: 2\n", 2, "a second document"),
    ("a: \x07\n", 1, "U+0007"),
    ('a: "\\ud800"\n', 1, "surrogate"),
    ('a: "\\UFFFFFFFF"\n', 1, "this is not YAML"),
    ("[" * 100 + "\n", 1, "nested deeper"),
    ("- a\n", 1, "a scenario is a table of fields, not a list"),
    ("word\n", 1, 'not "word"'),
    ("x: " + "y" * 300_000, 1, "are allowed"),
]


@pytest.mark.parametrize(("text", "line", "what"), SYNTAX, ids=range(len(SYNTAX)))
def test_what_is_no_yaml_is_one_problem_with_its_line(errors, text, line, what):
    found = errors(text)
    assert len(found) == 1, found
    assert found[0][0] == line
    assert what in found[0][2]


def test_what_is_no_yaml_has_a_column(places):
    for text, line, _ in SYNTAX:
        assert [(at_line, bool(column)) for at_line, column in places(text)] == [(line, True)]


def test_bytes_that_are_no_text(errors, places):
    assert "not UTF-8" in errors(b"scenario: \xff\xfe")[0][2]
    assert places("scenario: é\nproves: é".encode() + b"\xff\xfe") == [(2, 10)]
    long = "# \xe9".encode() * 300_000
    assert "are allowed" in errors(long)[0][2]


def test_a_long_word_is_cut(load, good):
    from camproof.scenarios.schema import InputErrors

    with pytest.raises(InputErrors) as caught:
        load(good + "x" * 5000 + ": 1\n")
    assert len(str(caught.value)) < 2000


def test_a_bomb_of_aliases_is_refused(errors):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "more than 50000 values" in errors("\n".join(lines))[0][2]


def test_a_missing_file_is_named(load, tmp_path):
    from camproof.scenarios.schema import InputErrors, load_scenario

    with pytest.raises(InputErrors, match=r"nowhere\.yaml: the file cannot be read: No such file"):
        load_scenario(tmp_path / "nowhere.yaml")


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(errors, good):
    text = good.replace("power.cut", "power.cat").replace("count: 40", "count: x").replace("1 min", "1 mn")
    text = text.replace("AVAIL-1", "AVIAL-1").replace("tags", "tgas")
    assert [line for line, *_ in errors(text)] == [4, 9, 18, 21, 24]


def test_a_rendered_error_is_one_sentence_with_its_place(load, good, tmp_path):
    from camproof.scenarios.schema import InputErrors

    with pytest.raises(InputErrors) as caught:
        load(good.replace("power.cut", "power.cat"))
    assert str(caught.value) == (
        f"{tmp_path}/a.scenario.yaml, line 18, column 24, field 'phases.0.timeline.1.fault': "
        "'power.cat' is no fault (did you mean 'power.cut'?)"
    )


def test_very_many_mistakes_are_cut(errors, load, good):
    from camproof.scenarios.schema import InputErrors

    with pytest.raises(InputErrors) as caught:
        load(good + "".join(f"field{n}: 1\n" for n in range(80)))
    assert len(caught.value.errors) == 80
    assert str(caught.value).endswith("and 30 more problems")


def test_no_camera_no_phase_no_time(errors):
    base = "scenario: a\nproves: b\n"
    assert errors(base + "for: 1 s\n")[0][1:3] == ("cameras", "the field is missing")
    assert errors(base + "for: 1 s\ncameras: []\n")[0][2] == "there is no camera"
    assert errors(base + "cameras: [{name: a, count: 1}]\n")[0][1] == "for"
    assert errors(base + "cameras: [{name: a, count: 1}]\nphases: []\n")[0][2] == "there is no phase"
    assert errors(base + "cameras: [{name: a, count: 1}, 5]\nfor: 1 s\n")[0][1] == "cameras.1"
    many = "cameras: [{name: a, count: 100000}, {name: b, count: 1}]\nfor: 1 s\n"
    assert "more than 100000 cameras" in errors(base + many)[0][2]
