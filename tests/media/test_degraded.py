"""A clip under a picture fault: coded once, as the clip is, and found by the detector of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.media import ClipError, SyntheticSpec, degraded_clip, degraded_source, synthetic_clip
from camproof.media.clips.model import Clip
from camproof.media.diagnosis.faults.catalogue import picture_fault
from camproof.media.diagnosis.work import SampleJob, diagnose


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("degraded")


@pytest.fixture(scope="module", params=["H264", "H265"])
def clip(request: pytest.FixtureRequest, folder: Path) -> Clip:
    spec = SyntheticSpec(
        codec=request.param, width=320, height=240, fps=12, gop=12, bitrate_kbit=800, seconds=1
    )
    return synthetic_clip(spec, cache_dir=folder)


def _found(clip: Clip) -> set[str]:
    units = tuple(unit.data for unit in clip.units)
    times = tuple(index / clip.fps for index in range(len(units)))
    diagnosis = diagnose(SampleJob("", clip.codec, units, times))
    assert diagnosis.diagnosed, diagnosis.detail
    return {reading.symptom.value for reading in diagnosis.readings if reading.found}


@pytest.mark.parametrize("fault_id", ["black", "signal-lost", "blur", "colour-cast", "monochrome"])
def test_a_fault_shows_and_the_make_stays(clip: Clip, folder: Path, fault_id: str) -> None:
    fault = picture_fault(fault_id)
    faulty = degraded_clip(clip, fault_id, fault.nominal, cache_dir=folder)
    assert fault.symptom.value in _found(faulty)
    assert fault.symptom.value not in _found(clip)
    assert (faulty.codec, faulty.width, faulty.height, faulty.fps) == (
        clip.codec, clip.width, clip.height, clip.fps,
    )  # fmt: skip
    assert [unit.key for unit in faulty.units] == [unit.key for unit in clip.units]
    assert [unit.dts_90k for unit in faulty.units] == [unit.dts_90k for unit in clip.units]


def test_it_is_coded_once(clip: Clip, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = degraded_clip(clip, "black", 100.0, cache_dir=folder)
    monkeypatch.setattr("camproof.media.degraded._coded", lambda *_: pytest.fail("coded again"))
    assert degraded_clip(clip, "black", 100.0, cache_dir=folder).digest == first.digest


def test_the_bit_rate_is_that_of_the_clip(clip: Clip) -> None:
    source = degraded_source(clip, "blur", 3.0)
    octets = sum(len(unit.data) for unit in clip.units)
    assert source.bitrate_kbit == round(octets * 8 / clip.duration_s / 1000)
    assert (source.gop, source.count) == (12, 12)


def test_an_unknown_fault_is_refused(clip: Clip) -> None:
    with pytest.raises(ClipError, match="There is no picture fault mud"):
        degraded_source(clip, "mud", 1.0)
