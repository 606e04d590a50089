from __future__ import annotations

from pathlib import Path

import pytest

from camproof.domain.errors import FaultError, UnknownWordError
from camproof.domain.faults import fault, load_faults
from camproof.verdicts.finding import Symptom

_ROW = """
- id: t.one
  title: T
  term: 词
  layer: media
  text: t
  parameters: [{name: loss, kind: share, default: 5 %, text: p}]
  evidence: [F1]
  symptom: s
  symptom_id: packet-loss
  detector: d
  judged_by: [detection]
"""


def _load(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, "utf-8")
    load_faults(file)


def test_the_catalogue() -> None:
    found = {row.id: (row.layer, row.symptom_id, row.judged_by) for row in load_faults()}
    assert found == {
        "power.cut": ("power", Symptom.CAMERA_OFFLINE, ("detection", "recovery")),
        "link.loss": ("network", Symptom.PACKET_LOSS, ("detection",)),
        "picture.freeze": ("media", Symptom.PICTURE_FROZEN, ("detection",)),
        "clock.offset": ("camera", Symptom.CLOCK_WRONG, ("detection",)),
        "keepalive.silence": ("signalling", Symptom.CAMERA_OFFLINE, ("detection", "recovery")),
        "intruder.wrong-password": ("security", Symptom.INTRUDER_REFUSED, ("refusal",)),
        "intruder.replay": ("security", Symptom.REPLAY_REFUSED, ("refusal",)),
        "picture.black": ("camera", Symptom.PICTURE_BLACK, ("detection",)),
        "picture.signal-lost": ("camera", Symptom.SIGNAL_LOST, ("detection",)),
        "picture.blur": ("camera", Symptom.PICTURE_BLURRED, ("detection",)),
        "picture.too-bright": ("camera", Symptom.PICTURE_TOO_BRIGHT, ("detection",)),
        "picture.too-dark": ("camera", Symptom.PICTURE_TOO_DARK, ("detection",)),
        "picture.low-contrast": ("camera", Symptom.CONTRAST_LOW, ("detection",)),
        "picture.colour-cast": ("camera", Symptom.COLOUR_CAST, ("detection",)),
        "picture.monochrome": ("camera", Symptom.PICTURE_MONOCHROME, ("detection",)),
        "picture.noise": ("camera", Symptom.PICTURE_NOISY, ("detection",)),
        "picture.stripe": ("camera", Symptom.PICTURE_STRIPED, ("detection",)),
        "picture.shake": ("camera", Symptom.PICTURE_SHAKES, ("detection",)),
        "picture.scene-change": ("camera", Symptom.SCENE_CHANGED, ("detection",)),
        "picture.occlusion": ("camera", Symptom.PICTURE_OCCLUDED, ("detection",)),
        "storage.full": ("camera", Symptom.RECORDING_STOPPED, ("detection",)),
        "registration.storm": ("signalling", Symptom.REGISTRATION_STORM, ("detection",)),
        "registration.refresh-lost": ("signalling", Symptom.CAMERA_OFFLINE, ("detection", "recovery")),
        "keepalive.loss": ("signalling", Symptom.KEEPALIVE_MISSED, ("detection",)),
        "nat.rebinding": ("signalling", Symptom.ADDRESS_MOVED, ("detection",)),
        "identity.duplicate": ("signalling", Symptom.IDENTITY_CONTESTED, ("detection",)),
        "catalog.lost-pages": ("signalling", Symptom.CATALOG_INCOMPLETE, ("detection",)),
        "platform.restart": ("platform", Symptom.REGISTRATION_FORGOTTEN, ("detection", "recovery")),
        "platform.redirect": ("platform", Symptom.CAMERA_REDIRECTED, ("detection",)),
        "channel.duplicate": ("signalling", Symptom.CHANNEL_CONTESTED, ("detection",)),
        "cascade.link-cut": ("network", Symptom.PLATFORM_OFFLINE, ("detection", "recovery")),
        "cascade.link-loss": ("network", Symptom.PACKET_LOSS, ("detection",)),
        "cascade.echo": ("signalling", Symptom.CATALOG_ECHOED, ("detection",)),
        "cascade.miscount": ("signalling", Symptom.CATALOG_INCOMPLETE, ("detection",)),
        "intruder.guess": ("security", Symptom.INTRUDER_BANNED, ("refusal",)),
    }
    assert len(load_faults()) == 35
    assert fault("link.loss").netem == "loss"
    assert all(row.evidence and row.term for row in load_faults())


def test_unknown_fault_suggests() -> None:
    with pytest.raises(UnknownWordError, match=r"did you mean 'power\.cut'"):
        fault("powercut")


def test_own_faults_are_added(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(_ROW, encoding="utf-8")
    loaded = load_faults(path)
    assert loaded.get("t.one").id == "t.one"
    assert len(loaded) == len(load_faults()) + 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("id: t.one", "id: link.loss", "already in the catalogue"),
        ("layer: media", "layer: medai", "'medai' is no layer (did you mean 'media'?)"),
        ("evidence: [F1]", "evidence: []", "evidence is empty"),
        ("symptom_id: packet-loss", "symptom_id: packet-lost", "did you mean 'packet-loss'?"),
        ("judged_by: [detection]", "judged_by: [detecton]", "did you mean 'detection'?"),
        ("judged_by: [detection]", "judged_by: []", "judged_by is empty"),
        ("detector: d", "detector: d\n  detectr: e", "'detectr' is no field here"),
        ("  term: 词\n", "", "field 'term' is missing"),
        ("kind: share", "kind: percent", "'percent' is no kind"),
        ("default: 5 %", "default: 5", "'5' has no unit"),
        ("default: 5 %", "default: 5 %, at_least: 6 %", "out of its range"),
        ("default: 5 %", "default: 5 %, at_least: x", "'x' is no share"),
        ("default: 5 %", "default: 5 %, choices: [a]", "a share has no choices"),
        ("default: 5 %, ", "", "field 'default' is missing"),
        ("kind: share, default: 5 %", "kind: choice, default: c, choices: [a, b]", "'c' is no loss"),
        ("kind: share, default: 5 %", "kind: flag, default: 5", "must be true or false"),
        ("kind: share, default: 5 %", "kind: flag, default: true, at_most: 1", "a flag has no at_most"),
        ("text: p}]", "text: p}, {name: loss, kind: flag, default: true, text: p}]", "given twice"),
        ("parameters: [", "parameters: [3, ", "list of mappings"),
    ],
)
def test_a_wrong_row_is_named_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    changed = _ROW.replace(old, new)
    assert changed != _ROW
    with pytest.raises(FaultError) as caught:
        _load(tmp_path, changed)
    assert sentence in str(caught.value)
    assert "own.yaml, line " in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="cannot be read"):
        load_faults(tmp_path / "none.yaml")
