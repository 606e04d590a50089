"""A user's file: passed through with its B pictures, coded anew, or refused in one sentence."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import MediaFileError, clip_from_file
from camproof.media.clips.model import Clip
from camproof.media.clips.passthrough import retimed
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.protocols.nal import find_sps, is_key

Decode = Callable[[str, Iterable[bytes]], int]


def _street_file() -> Path | None:
    shared = os.environ.get("CAMPROOF_SHARED")
    folders = [Path(shared), Path(shared) / "data"] if shared else []
    folders.append(Path(__file__).resolve().parents[4] / "shared" / "data")
    return next((folder / "street.mp4" for folder in folders if (folder / "street.mp4").is_file()), None)


def _write(path: Path, codec: str, *, options: dict[str, str] | None = None, count: int = 20) -> Path:
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=Fraction(25), options=options or {})
        stream.width, stream.height = 96, 80
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for picture in loop_pictures(scene_loop("street", 96, 80, count, seed=3)):
            frame = av.VideoFrame.from_ndarray(picture, "yuv420p").reformat(format=stream.pix_fmt)
            frame.pts = None
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _check_times(clip: Clip) -> None:
    step = 90_000 / clip.fps
    assert [unit.dts_90k for unit in clip.units] == [round(n * step) for n in range(len(clip.units))]
    assert all(unit.pts_90k >= unit.dts_90k for unit in clip.units)
    shown = sorted(unit.pts_90k for unit in clip.units)
    assert all(later - earlier == pytest.approx(step, abs=1) for earlier, later in pairwise(shown))
    assert clip.duration_s == pytest.approx(len(clip.units) / clip.fps)


def _check_keys(clip: Clip) -> None:
    for unit in clip.units:
        assert unit.key == is_key(clip.codec, unit.data)
        if unit.key:
            assert find_sps(clip.codec, unit.data) is not None


def test_street_footage_is_passed_through_with_its_b_pictures(decode_all: Decode) -> None:
    path = _street_file()
    if path is None:
        pytest.skip("the street footage is not here (CAMPROOF_SHARED, or shared/data beside the repository)")
    clip = clip_from_file(path)
    assert (clip.codec, clip.width, clip.height, clip.fps, len(clip.units)) == ("H264", 640, 272, 25.0, 250)
    assert clip.reorder_90k > 0
    _check_times(clip)
    _check_keys(clip)
    assert decode_all("H264", [unit.data for unit in clip.units * 2]) == 500


@pytest.mark.parametrize(
    ("suffix", "encoder", "options", "codec"),
    [
        ("mp4", "libx264", {"bf": "3", "g": "8", "x264-params": "threads=1"}, "H264"),
        ("mkv", "libx264", {"bf": "0", "g": "5", "x264-params": "threads=1"}, "H264"),
        ("mp4", "libx265", {"x265-params": "log-level=none:pools=none:bframes=3:keyint=8"}, "H265"),
        ("ts", "libx265", {"x265-params": "log-level=none:pools=none:bframes=2:keyint=6"}, "H265"),
        ("h264", "libx264", {"bf": "0", "g": "5", "x264-params": "threads=1"}, "H264"),
    ],
)
def test_known_codecs_keep_their_pictures(
    tmp_path: Path, decode_all: Decode, suffix: str, encoder: str, options: dict[str, str], codec: str
) -> None:
    clip = clip_from_file(_write(tmp_path / f"own.{suffix}", encoder, options=options))
    assert (clip.codec, clip.width, clip.height, clip.fps) == (codec, 96, 80, 25.0)
    assert len(clip.units) == 20
    _check_times(clip)
    _check_keys(clip)
    assert decode_all(codec, [unit.data for unit in clip.units * 2]) == 40


@pytest.mark.parametrize(("suffix", "encoder"), [("avi", "mpeg4"), ("avi", "mjpeg")])
def test_other_codecs_are_coded_anew_once(
    tmp_path: Path, decode_all: Decode, suffix: str, encoder: str
) -> None:
    path, seen = _write(tmp_path / f"old.{suffix}", encoder), list[float]()
    clip = clip_from_file(path, progress=seen.append, cache_dir=tmp_path / "cache")
    assert (clip.codec, len(clip.units)) == ("H264", 20)
    assert decode_all("H264", [unit.data for unit in clip.units * 2]) == 40
    assert len(seen) > 5
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    again = clip_from_file(path, progress=seen.append, cache_dir=tmp_path / "cache")
    assert again.digest == clip.digest
    assert len(seen) < 30


def _refused(path: Path) -> str:
    with pytest.raises(MediaFileError) as caught:
        clip_from_file(path, cache_dir=path.parent / "cache")
    sentence = str(caught.value)
    assert str(path) in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_files_that_are_no_video_are_refused(tmp_path: Path) -> None:
    assert "not a file" in _refused(tmp_path / "absent.mp4")
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert "empty" in _refused(empty)
    text = tmp_path / "text.mp4"
    text.write_text("not a video at all, only words " * 50)
    assert "not a video file" in _refused(text)


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert "no video (it has audio)" in _refused(path)


@pytest.mark.parametrize("options", [{}, {"movflags": "faststart"}])
def test_cut_files_are_refused(tmp_path: Path, options: dict[str, str]) -> None:
    whole = _write(tmp_path / "whole.mp4", "libx264", options={"x264-params": "threads=1"}, count=60)
    if options:
        front = tmp_path / "front.mp4"
        with av.open(str(whole)) as source, av.open(str(front), "w", options=options) as target:
            stream = target.add_stream_from_template(source.streams.video[0])
            for packet in source.demux(source.streams.video[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
        whole = front
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert "cut short" in _refused(cut)


@given(st.permutations(range(12)), st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(7)]))
def test_retiming_keeps_the_order_of_showing(order: list[int], fps: Fraction) -> None:
    times = retimed([1000 * place for place in order], fps)
    assert sorted(range(12), key=lambda n: times[n][0]) == sorted(range(12), key=lambda n: order[n])
    assert all(pts >= dts for pts, dts in times)
    assert [dts for _, dts in times] == [round(n * 90_000 / fps) for n in range(12)]


@given(st.binary(min_size=1, max_size=2000), st.integers(0, 4000))
def test_damaged_files_never_raise_anything_else(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    source = folder / "fuzz-source.mp4"
    if not source.exists():
        _write(source, "libx264", options={"x264-params": "threads=1"}, count=6)
    data = bytearray(source.read_bytes())
    data[at % len(data) : at % len(data) + len(noise)] = noise
    path = folder / "fuzz.mp4"
    path.write_bytes(data)
    with suppress(MediaFileError):
        assert clip_from_file(path, cache_dir=folder / "fuzz-cache").units[0].key


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.txt", b"these are words\n" * 200), ("a.m3u8", b"#EXTM3U\n#EXTINF:1,\nb.ts\n")],
)
def test_what_is_no_recording_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MediaFileError, match=name):
        clip_from_file(path)
