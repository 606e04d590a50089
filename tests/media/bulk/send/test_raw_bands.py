"""Strips, names and clocks in packets without a container: pictures are those of a single stream."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from camproof.media import (
    Clip,
    ClipError,
    MediaTable,
    OverlayClip,
    OverlayPlayout,
    OverlayText,
    TruthStamp,
    banded_table,
    overlay_clip,
    ps_table,
    raw_banded_table,
    raw_table,
)
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.overlay.codings import Entropy
from camproof.media.overlay.source import PictureSource
from camproof.media.packets import PAYLOAD_SIZE
from camproof.protocols.nal import join_annexb
from camproof.protocols.rtp import Depayloader, H264Depayloader, H265Depayloader, parse_rtp

EPOCH_US = 1_790_000_000_000_000
DEPAYLOADERS: dict[str, type[Depayloader]] = {"H264": H264Depayloader, "H265": H265Depayloader}
TEXT = OverlayText("霸魔" * 40, "人民路东")


@pytest.fixture(scope="module")
def make_overlay(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., OverlayClip]:
    """Two GOPs of three."""
    folder: Path = tmp_path_factory.mktemp("bands")

    def make(
        codec: Any = "H264", entropy: Entropy | None = None, width: int = 320, height: int = 240
    ) -> OverlayClip:
        source = PictureSource(
            "street", width, height, Fraction(25), 3, 2000, "street", 6,
            lambda: loop_pictures(scene_loop("street", width, height, 6)),
        )  # fmt: skip
        return overlay_clip(source, codec=codec, entropy=entropy, cache_dir=folder)

    return make


def _spec(number: int, **more: Any) -> SendSpec:
    return SendSpec(
        remote=("127.0.0.1", 9), ssrc=number, camera=number, zone_s=8, phase=number / 8, text=TEXT, **more
    )


def _check(bench: Any, stream: int, overlay: OverlayClip, camera: int, text: OverlayText) -> None:
    """Every picture is that of a single stream, in the same packets."""
    times = iter(range(EPOCH_US + 1000 + camera * 5000, EPOCH_US + 10**9, 40_000))
    single = OverlayPlayout(overlay, camera, lambda: next(times), text, zone_s=8, raw=True)
    frames = bench.frames(stream)
    sequences = [parse_rtp(packet).sequence for packets in frames for packet in packets]
    assert sequences == list(range(len(sequences)))
    for number, packets in enumerate(frames):
        payloads = [packet[12:] for packet in packets]
        assert payloads == single.next_frame().payloads
        assert max(map(len, payloads)) <= PAYLOAD_SIZE
        assert {parse_rtp(packet).timestamp for packet in packets} == {3600 * number}


def _units(codec: str, frames: list[list[bytes]]) -> list[bytes]:
    depayloader = DEPAYLOADERS[codec]()
    units = [join_annexb(nal for packet in one for nal in depayloader.feed(packet[12:])) for one in frames]
    assert not depayloader.take_damage()
    assert depayloader.deviations() == ()
    return units


@pytest.mark.parametrize("spread", [0.0, 0.6])
@pytest.mark.parametrize("coding", [("H264", "CAVLC"), ("H264", "CABAC"), ("H265", None)], ids=str)
def test_every_picture_is_that_of_a_single_stream(
    bench: Any, make_overlay: Callable[..., OverlayClip], coding: tuple[Any, Any], spread: float
) -> None:
    overlay = make_overlay(*coding)
    streams = bench.add(raw_banded_table(overlay), *(_spec(number, spread=spread) for number in range(3)))
    bench.run(1238)
    for stream in streams:
        assert len(bench.frames(stream)) >= 30
        _check(bench, stream, overlay, stream, TEXT)
    counted = bench.fleet.counters(streams)
    octets = [sum(len(packet) - 12 for packet in bench.packets(stream)) for stream in streams]
    assert counted.octets.tolist() == octets
    assert counted.packets.tolist() == [len(bench.packets(stream)) for stream in streams]


def test_packets_hold_the_access_units_of_the_overlay(
    bench: Any, make_overlay: Callable[..., OverlayClip]
) -> None:
    overlay = make_overlay()
    (stream,) = bench.add(raw_banded_table(overlay), _spec(0))
    bench.run(1238)
    shown_s = None
    frames = bench.frames(stream)
    for number, unit in enumerate(_units("H264", frames)):
        capture_us = EPOCH_US + 1000 + number * 40_000
        clock_s = capture_us // 1_000_000 + 8
        stamp = TruthStamp(0, number, capture_us)
        assert unit == overlay.compose(number % 6, stamp, TEXT, clock_s, shown_s)
        shown_s = clock_s


def test_a_text_of_many_packets(bench: Any, make_overlay: Callable[..., OverlayClip]) -> None:
    """At 1280x720 the slices of the text are larger than a packet."""
    overlay = make_overlay(width=1280, height=720)
    (stream,) = bench.add(raw_banded_table(overlay), _spec(0, spread=0.5))
    bench.run(300)
    _check(bench, stream, overlay, 0, TEXT)
    key, other = (len(bench.frames(stream)[number]) for number in (3, 4))
    assert key > other + 3


def test_a_picture_that_changes_no_text_has_one_packet_before_its_scene(
    make_overlay: Callable[..., OverlayClip],
) -> None:
    table = raw_banded_table(make_overlay())
    assert table.row_packets[~table.key].tolist() == [1] * 4


def test_plain_clips_without_a_container_run_beside_bands(
    clip: Clip, bench: Any, make_bench: Callable[..., Any], make_overlay: Callable[..., OverlayClip]
) -> None:
    """Also a stream whose frame is on its way when the first band comes."""
    overlay = make_overlay()
    plain = [
        *bench.add(raw_table(clip), _spec(0, spread=0.9)),
        *bench.add(ps_table(clip), _spec(1, spread=0.9)),
    ]
    bench.run(50)
    (banded,) = bench.add(raw_banded_table(overlay), _spec(0))
    bench.run(650)
    alone = make_bench()
    alone.add(raw_table(clip), _spec(0, spread=0.9))
    alone.add(ps_table(clip), _spec(1, spread=0.9))
    alone.run(700)
    for stream in plain:
        assert bench.packets(stream) == alone.packets(stream)
    assert len(_units("H264", bench.frames(banded))) >= 15


def test_a_stream_left_out_shows_the_whole_text_when_it_comes_back(
    bench: Any, make_overlay: Callable[..., OverlayClip]
) -> None:
    overlay = make_overlay()
    (stream,) = bench.add(raw_banded_table(overlay), _spec(0))
    bench.ears.deaf = {stream}
    bench.run(1010)
    bench.ears.deaf = set()
    bench.run(300)
    first = _units("H264", bench.frames(stream))[0]
    second = (EPOCH_US + 1_100_000) // 1_000_000 + 8
    assert any(overlay.full(index, TEXT, second) in first for index in overlay.clip.key_indices)
    assert bench.fleet.counters([stream]).dropped[0] >= 25


def test_another_picture_under_the_same_name(bench: Any, make_overlay: Callable[..., OverlayClip]) -> None:
    overlay, other = make_overlay(), make_overlay(width=352, height=288)
    (stream,) = bench.add(raw_banded_table(overlay), _spec(0))
    bench.run(100)
    bench.fleet.show([stream], raw_banded_table(other))
    bench.run(200)
    units = _units("H264", bench.frames(stream))
    shown = [other.scene(0) in unit for unit in units]
    assert shown.count(True) >= 1
    assert shown.index(True) == 3


def test_program_streams_with_a_band_are_refused_beside_them(
    bench: Any, make_overlay: Callable[..., OverlayClip]
) -> None:
    overlay = make_overlay()
    bench.add(raw_banded_table(overlay), _spec(0))
    table: MediaTable = banded_table(overlay)
    with pytest.raises(ClipError, match="plain program streams only"):
        bench.add(table, _spec(1))
