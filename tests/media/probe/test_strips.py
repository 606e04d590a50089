"""Strips of decoded pictures: as sent, coded anew by a platform, in packets, damaged, and none at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from probe_wire import EPOCH_S, Packets

from camproof.media import SyntheticSpec, TruthStamp, overlay_clip, spec_source
from camproof.media.clips.model import Clip
from camproof.media.overlay.check import decoded
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.playout import OverlayPlayout
from camproof.media.overlay.strip import StripTruth, strip_bits
from camproof.media.probe.figures import as_json
from camproof.media.probe.files import probe_file
from camproof.media.probe.frame_probe import FrameProbe
from camproof.media.probe.packet_probe import PacketProbe
from camproof.media.probe.strip_account import StripReport
from camproof.media.probe.strip_layouts import StripFinder
from camproof.media.probe.strips import read_sample
from camproof.media.probe.summary import of_file, of_packets
from camproof.media.stamp import stamp_text

CAMERA = 0xA1_2345_67
LOW = CAMERA & 0xFFFFF
TEXT = OverlayText("城关镇01", "东")


@pytest.fixture(scope="module")
def overlay(cache: Path) -> OverlayClip:
    """Four pictures of 320x240."""
    spec = SyntheticSpec(width=320, height=240, gop=2, seconds=0.16, bitrate_kbit=300)
    return overlay_clip(spec_source(spec), cache_dir=cache)


@pytest.fixture(scope="module")
def unit_of(overlay: OverlayClip) -> Callable[[int, int], bytes]:
    """The access unit at a place of the loop with this frame number."""

    def compose(place: int, frame: int) -> bytes:
        stamp = TruthStamp(CAMERA, frame, int(EPOCH_S * 1e6) + frame * 40_000)
        return overlay.compose(place % 4, stamp, TEXT, stamp.capture_us // 1_000_000)

    return compose


def _read(codec: str, units: Sequence[bytes], fps: float = 25) -> StripReport:
    probe = FrameProbe(codec, 0.0)
    for number, data in enumerate(units):
        probe.picture(data, number / fps, None, None, key=b"\0\0\1\x67" in data)
    return read_sample(probe.result().runs)


def test_as_sent_strips_and_stamps_say_the_same(unit_of: Any) -> None:
    report = _read("H264", [unit_of(n, 250 + n) for n in range(60)])
    assert (report.pictures, report.undecoded, report.read, report.read_share) == (60, 0, 60, 1.0)
    assert (report.sent_size, report.cameras) == ((320, 240), ((LOW, 60),))
    assert (report.missing, report.repeated, report.freezes) == (0, 0, 0)
    assert (report.compared, report.differing) == (60, 0)


def test_frames_left_out_and_shown_again_are_counted(unit_of: Any) -> None:
    """Over the wrap of the strip's frame number."""
    numbers = [*range(250, 255), *range(259, 262), *[261] * 3, 262]
    report = _read("H264", [unit_of(place, number) for place, number in enumerate(numbers)])
    assert (report.read, report.missing, report.repeated) == (12, 4, 3)


def test_a_picture_that_stands_still_is_a_freeze(unit_of: Any) -> None:
    numbers = [*range(10), *[10] * 40, *range(11, 21)]
    report = _read("H264", [unit_of(place, number) for place, number in enumerate(numbers)])
    assert report.freezes == 1
    assert report.frozen_s == pytest.approx(1.6)


def test_a_stamp_of_another_picture_is_told(unit_of: Any) -> None:
    units = [unit_of(n, n) for n in range(8)]
    stamp = TruthStamp(CAMERA, 5, int(EPOCH_S * 1e6) + 5 * 40_000)
    said = stamp_text(stamp.camera, stamp.frame, stamp.capture_us)
    other = stamp_text(stamp.camera, stamp.frame + 1, stamp.capture_us)
    assert said in units[5]
    units[5] = units[5].replace(said, other)
    report = _read("H264", units)
    assert (report.compared, report.differing) == (8, 1)


@pytest.mark.parametrize(("sent", "shown"), [((1280, 720), (640, 360)), ((1280, 960), (640, 480))])
def test_the_size_as_sent_has_the_shape_of_the_picture(sent: tuple[int, int], shown: tuple[int, int]) -> None:
    layout, finder = band_layout(*sent), StripFinder()
    bits = np.unpackbits(
        np.frombuffer(strip_bits(7, 3, 40_000).to_bytes(10), np.uint8).reshape(1, 10), axis=1
    )
    luma = np.zeros((sent[1], sent[0]), np.uint8)
    luma[:16] = np.repeat(bits[0] * 255, 16)
    luma = np.asarray(cv2.resize(luma, shown, interpolation=cv2.INTER_AREA), np.uint8)
    assert finder.read(luma)[layout] == StripTruth(7, 3, 40_000)
    assert finder.layout is None
    for _ in range(10):
        finder.read(luma)
    assert finder.layout == layout
    assert list(finder.read(luma)) == [layout]


def _recode(path: Path, units: list[bytes], width: int, height: int) -> None:
    """By libx264 with B pictures at 250 kbit/s, as a platform does."""
    with av.open(str(path), "w") as container:
        options = {"bf": "2", "g": "30", "x264-params": "threads=1"}
        stream: Any = container.add_stream("libx264", rate=Fraction(25), options=options)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, "yuv420p", 250_000
        for picture in decoded("H264", units):
            frame = av.VideoFrame.from_ndarray(picture, "yuv420p").reformat(width, height)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("size", [(320, 240), (256, 192), (480, 360)])
def test_coded_anew_and_scaled_without_sei(unit_of: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "platform.mp4"
    numbers = [n for n in range(100) if n not in (40, 41, 70)]
    _recode(path, [unit_of(place, number) for place, number in enumerate(numbers)], *size)
    facts, result = probe_file(path)
    assert any(kind == "B" and count for kind, count in result.frames.figures().types.items())
    summary = of_file(facts, result, camera=CAMERA, strips=read_sample(result.runs))
    found = as_json(summary.figures)
    assert found["truth"]["stamped_frames"] == 0
    strips = found["strips"]
    assert (strips["sampled_frames"], strips["undecoded_frames"], strips["read_frames"]) == (97, 0, 97)
    assert (strips["sent_width_px"], strips["sent_height_px"]) == (320, 240)
    assert (strips["cameras"], strips["wrong_camera_frames"]) == (str(LOW), 0)
    assert (strips["missing_frames"], strips["repeated_frames"], strips["compared_frames"]) == (3, 0, 0)
    assert "latency_p50_ms" not in strips
    wrong = as_json(of_file(facts, result, camera=7, strips=read_sample(result.runs)).figures)
    assert wrong["strips"]["wrong_camera_frames"] == 97


def test_latency_of_packets_is_capture_to_arrival(
    overlay: OverlayClip, stream: Callable[..., Packets]
) -> None:
    times = iter(range(10**9))
    clock = lambda: int(EPOCH_S * 1e6) + next(times) * 40_000 - 30_000  # noqa: E731
    probe = PacketProbe(EPOCH_S)
    for data, at_s in stream(OverlayPlayout(overlay, CAMERA, clock, TEXT), 30, start_s=EPOCH_S):
        probe.packet(data, at_s)
    result = probe.result()
    found = as_json(of_packets(result, "way", strips=read_sample(result.runs)).figures)
    assert found["strips"]["latency_p50_ms"] == pytest.approx(30, abs=0.1)
    assert found["strips"]["clock_error_ms"] == pytest.approx(-30, abs=0.1)
    assert found["truth"]["latency_p50_ms"] == pytest.approx(30, abs=0.1)
    assert (found["strips"]["compared_frames"], found["strips"]["differing_frames"]) == (30, 0)


@pytest.mark.parametrize("name", ["clip", "clip265"])
def test_pictures_without_a_strip(name: str, request: pytest.FixtureRequest) -> None:
    clip: Clip = request.getfixturevalue(name)
    probe = FrameProbe(clip.codec, 0.0)
    for unit in clip.units:
        probe.picture(unit.data, 0.0, None, None, key=unit.key)
    report = read_sample(probe.result().runs)
    assert (report.pictures, report.undecoded, report.read) == (15, 0, 0)
    assert (report.sent_size, report.read_share) == (None, 0.0)


def test_it_can_be_left_after_each_run(unit_of: Any) -> None:
    units = [unit_of(n, n) for n in range(150)]
    probe, shares = FrameProbe("H264", 0.0), list[float]()
    for number, data in enumerate(units):
        probe.picture(data, number / 25, None, None, key=number % 2 == 0)
    runs = probe.result().runs
    assert read_sample(runs, progress=shares.append).read == 150
    assert shares == [1 / 3, 2 / 3, 1.0]
    assert read_sample(runs, stopped=lambda: True).read == 50


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=40))
def test_damage_takes_strips_away_and_makes_none_up(unit_of: Any, damage: list[tuple[int, int]]) -> None:
    units = [bytearray(unit_of(n, n)) for n in range(8)]
    for at, change in damage:
        unit = units[at % len(units)]
        unit[at // 8 % len(unit)] ^= change
    report = _read("H264", [bytes(unit) for unit in units])
    assert report.read <= report.pictures - report.undecoded <= 8
    assert {number for number, _ in report.cameras} <= {LOW}
    assert report.read - report.repeated + report.missing <= 8
