"""Recordings: what is in them, and what happens with those that are none."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.media import MediaError, MediaFileError, TruthStamp, stamp_access_unit
from camproof.media.clips.model import Clip
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.probe.figures import as_json
from camproof.media.probe.files import probe_file
from camproof.media.probe.strips import read_sample
from camproof.media.probe.summary import of_file

FORMATS = {
    "mp4": "mov,mp4,m4a,3gp,3g2,mj2",
    "mkv": "matroska,webm",
    "mpg": "mpeg",
    "ts": "mpegts",
    "h264": "h264",
}


def _record(path: Path, library: str = "libx264", *, bframes: int = 2, sound: bool = False) -> Path:
    name = {"mpg": "vob", "ts": "mpegts", "mkv": "matroska"}.get(path.suffix[1:], path.suffix[1:])
    with av.open(str(path), "w", format=name) as container:
        options = {"bf": str(bframes), "g": "12", "x264-params": "threads=1:scenecut=0:b-adapt=0"}
        stream: Any = container.add_stream(library, rate=Fraction(25), options=options)
        stream.width, stream.height, stream.pix_fmt = 96, 80, "yuv420p"
        if sound:
            container.add_stream("aac", rate=8000)
        for picture in loop_pictures(scene_loop("street", 96, 80, 24, seed=3)):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "yuv420p")))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_container_gives_its_pictures(suffix: str, tmp_path: Path) -> None:
    shares: list[float] = []
    facts, result = probe_file(_record(tmp_path / f"street.{suffix}"), shares.append)
    figures = result.frames.figures()
    assert (facts.container, facts.codec, facts.width, facts.height) == (FORMATS[suffix], "H264", 96, 80)
    assert (figures.frames, figures.key_frames, figures.gop_frames.p50) == (24, 2, 12)
    assert figures.types["B"] > 0
    assert figures.frame_rate == pytest.approx(25, rel=0.05)
    assert figures.interval_ms.p50 == pytest.approx(40, abs=1)
    sps = result.report.sps
    assert sps is not None
    assert (sps.width, sps.height, sps.profile) == (96, 80, "High")
    assert facts.has_times == (suffix not in ("h264", "mpg"))
    assert (result.untimed > 0) == (not facts.has_times)
    assert result.backward == 0
    assert all(0 <= share <= 1 for share in shares)


def test_pictures_that_are_shown_later_than_others_are_counted(tmp_path: Path) -> None:
    assert probe_file(_record(tmp_path / "b.mp4"))[1].reordered > 0
    assert probe_file(_record(tmp_path / "p.mp4", bframes=0))[1].reordered == 0


@pytest.mark.parametrize(("name", "suffix"), [("clip", "h264"), ("clip265", "h265")])
def test_stamps_of_a_file_are_read(
    name: str, suffix: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    numbers = [0, 1, 2, 5, 5, 6, 7]
    path = tmp_path / f"stamped.{suffix}"
    units = zip(numbers, clip.units, strict=False)
    path.write_bytes(
        b"".join(stamp_access_unit(clip.codec, unit.data, TruthStamp(9, n, n * 40_000)) for n, unit in units)
    )
    facts, result = probe_file(path)
    found = as_json(of_file(facts, result, camera=3).figures)["truth"]
    assert (found["cameras"], found["missing_frames"], found["repeated_frames"]) == ("9", 2, 1)
    assert (found["stamped_frames"], found["wrong_camera_frames"]) == (7, 7)
    assert "latency_p50_ms" not in found


def test_another_codec_is_counted_not_read(tmp_path: Path) -> None:
    facts, result = probe_file(_record(tmp_path / "old.mkv", "mpeg4", bframes=0))
    assert (facts.codec, result.report.frames, result.report.sps) == ("mpeg4", 24, None)
    found = as_json(of_file(facts, result).figures)
    assert (found["picture"]["width_px"], found["picture"]["codec"]) == (96, "mpeg4")


def test_it_can_be_left_early(tmp_path: Path) -> None:
    asked = iter(range(99))
    _, result = probe_file(_record(tmp_path / "x.mp4"), stopped=lambda: next(asked) >= 5)
    assert result.report.frames == 5


@pytest.mark.parametrize("data", [b"", b"no video at all", b"\x00\x00\x01\xba" + bytes(100)])
def test_what_is_no_recording_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(data)
    with pytest.raises(MediaFileError, match=r"x\.mp4"):
        probe_file(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.sampled_from(["mp4", "mpg", "h264"]), st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 255)))
)
def test_damaged_recordings_raise_only_our_error(
    tmp_path: Path, suffix: str, damage: list[tuple[int, int]]
) -> None:
    whole = tmp_path / f"whole.{suffix}"
    if not whole.exists():
        _record(whole)
    data = bytearray(whole.read_bytes())
    for at, change in damage:
        data[at % len(data)] ^= change
    path = tmp_path / f"damaged.{suffix}"
    path.write_bytes(bytes(data))
    with suppress(MediaError):
        result = probe_file(path)[1]
        assert result.report.frames > 0
        assert read_sample(result.runs).read == 0
