"""Strips, names and clocks in flight: every picture is front + text + scene of its own stamp and second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camproof.media import (
    Clip,
    ClipError,
    MediaTransportError,
    OverlayPlayout,
    OverlayText,
    SyntheticSpec,
    overlay_clip,
    read_stamp,
    spec_source,
)
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.overlay.strip import strip_bits
from camproof.media.overlay.strip_code import StripCode, StripPart
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.stamp import stamp_text
from camproof.media.tables.banded import banded_table
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table
from camproof.protocols.ps import MuxOptions, PsDemuxer
from camproof.protocols.rtp import parse_rtp

EPOCH_US = 1_790_000_000_000_000


STAMP_SIZE, STRIP_SIZE = 40, 10


@dataclass
class Made:
    """A front of made bytes: some of its own, a stamp, a strip as it is."""

    own: bytes

    @property
    def data(self) -> bytes:
        return self.own + bytes(STAMP_SIZE + STRIP_SIZE)

    @property
    def sei_at(self) -> int:
        return len(self.own)

    @property
    def strip(self) -> StripCode:
        at = len(self.own) + STAMP_SIZE
        return StripCode(
            StripPart(
                at + byte, tuple(range(8 * byte, 8 * byte + 8)), np.arange(256, dtype=np.uint8)[:, None]
            )
            for byte in range(STRIP_SIZE)
        )

    def filled(self, stamp: tuple[int, int, int]) -> bytes:
        return self.own + stamp_text(*stamp) + strip_bits(*stamp).to_bytes(STRIP_SIZE)


class Banded:
    """A clip with a band of made bytes; its texts say what they are."""

    def __init__(self, clip: Clip, key_text: int = 60) -> None:
        self.clip = clip
        self._key_text = key_text

    def front(self, index: int) -> Made:
        kind = b"key." if self.clip.units[index].key else b"other..."
        return Made(b"\0\0\0\1\6front %2d " % index + kind)

    def scene(self, index: int) -> bytes:
        return b"\0\0\0\1\x65scene %2d " % index + self.clip.units[index].data

    def still(self, index: int) -> bytes:
        return b"\0\0\0\1\1still %2d" % index

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        return b"\0\0\0\1\1tick %2d %d to %d" % (index, shown_s, clock_s)

    def full(self, index: int, text: Any, clock_s: int) -> bytes:
        return b"\0\0\0\1\1full %2d %s %d " % (index, str(text).encode(), clock_s) + b"=" * self._key_text

    def compose(self, index: int, stamp: tuple[int, int, int], text: Any, shown_s: int | None) -> bytes:
        clock_s = stamp[2] // 1_000_000 + 8
        if self.clip.units[index].key:
            words = self.full(index, text, clock_s)
        else:
            words = self.still(index) if shown_s == clock_s else self.tick(index, shown_s or 0, clock_s)
        return self.front(index).filled(stamp) + words + self.scene(index)


def spec(number: int, **more: Any) -> SendSpec:
    return SendSpec(
        remote=("127.0.0.1", 9),
        ssrc=number,
        camera=number,
        text=f"road {number}",
        zone_s=8,
        phase=number / 8,
        **more,
    )


@pytest.mark.parametrize("spread", [0.0, 0.6])
@pytest.mark.parametrize("key_text", [60, 1388, 3000])
def test_every_access_unit_is_composed_for_its_camera_and_moment(
    clip: Clip, bench: Any, key_text: int, spread: float
) -> None:
    banded = Banded(clip, key_text)
    streams = bench.add(banded_table(banded), *(spec(number, spread=spread) for number in range(3)))
    bench.run(2438)
    for stream in streams:
        demuxer, shown_s, frames = PsDemuxer(), None, bench.frames(stream)
        assert len(frames) >= 60
        sequences = [parse_rtp(packet).sequence for packets in frames for packet in packets]
        assert sequences == list(range(len(sequences)))
        for number, packets in enumerate(frames):
            assert {len(packet) for packet in packets[:-1]} <= {12 + PAYLOAD_SIZE}
            (unit,) = demuxer.feed(b"".join(packet[12:] for packet in packets), boundary=True)
            capture_us = EPOCH_US + number * 40_000 + stream * 5_000 + 1000
            index = number % len(clip.units)
            expected = banded.compose(index, (stream, number, capture_us), f"road {stream}", shown_s)
            assert unit.data == expected
            assert unit.dts == 3600 * number
            shown_s = capture_us // 1_000_000 + 8
        assert demuxer.deviations() == ()
    counted = bench.fleet.counters(streams)
    octets = [sum(len(packet) - 12 for packet in bench.packets(stream)) for stream in streams]
    assert counted.octets.tolist() == octets


def test_plain_program_streams_run_beside_bands(
    clip: Clip, bench: Any, make_bench: Callable[..., Any]
) -> None:
    bench.add(banded_table(Banded(clip)), spec(0))
    (plain,) = bench.add(ps_table(clip), spec(1))
    bench.run(700)
    alone = make_bench()
    alone.add(ps_table(clip), spec(0), spec(1))
    alone.run(700)
    assert bench.packets(plain) == alone.packets(plain)


def test_a_stream_left_out_shows_the_whole_text_when_it_comes_back(clip: Clip, bench: Any) -> None:
    banded = Banded(clip)
    (stream,) = bench.add(banded_table(banded), spec(0))
    bench.ears.deaf = {stream}
    bench.run(1000)
    bench.ears.deaf = set()
    bench.run(300)
    demuxer = PsDemuxer()
    (unit,) = demuxer.feed(b"".join(packet[12:] for packet in bench.frames(stream)[0]), boundary=True)
    assert b"full" in unit.data
    assert bench.fleet.counters([stream]).dropped[0] >= 25


def test_a_picture_with_a_text_that_is_left_out_leaves_the_others_alone(clip: Clip, bench: Any) -> None:
    """The one that stays has none: two streams whose pictures are due at once, at places apart."""
    table = banded_table(Banded(clip))
    (going,) = bench.add(table, replace(spec(0), phase=0.0))
    bench.run(79.5)
    (deaf,) = bench.add(table, replace(spec(1), phase=0.0))
    bench.engine.turns.frame_ns[deaf] = bench.engine.turns.frame_ns[going]
    bench.ears.deaf = {deaf}
    bench.run(40)
    assert len(bench.frames(going)) == 3
    assert bench.frames(deaf) == []
    assert bench.fleet.counters([deaf]).dropped[0] == 1


def test_texts_stay_with_their_pictures_where_others_are_left_out(clip: Clip, bench: Any) -> None:
    """Whole texts and ticks; the pictures of all streams are due at once."""
    banded = Banded(clip)
    specs = [replace(spec(number), phase=0.0) for number in range(4)]
    streams = bench.add(banded_table(banded), *specs)
    bench.ears.deaf = {streams[0], streams[2]}
    bench.run(1438)
    assert [len(bench.frames(stream)) for stream in streams] == [0, 36, 0, 36]
    for stream in (streams[1], streams[3]):
        demuxer, shown_s = PsDemuxer(), None
        for number, packets in enumerate(bench.frames(stream)):
            (unit,) = demuxer.feed(b"".join(packet[12:] for packet in packets), boundary=True)
            stamp = (stream, number, EPOCH_US + number * 40_000 + 1000)
            assert unit.data == banded.compose(number % len(clip.units), stamp, f"road {stream}", shown_s)
            shown_s = stamp[2] // 1_000_000 + 8


def test_pictures_above_64_kilobytes_have_their_length_right(clip: Clip, bench: Any) -> None:
    class Huge(Banded):
        def scene(self, index: int) -> bytes:
            return super().scene(index) + b"\x77" * 130_000

    banded = Huge(clip, 3000)
    (stream,) = bench.add(banded_table(banded), spec(0))
    bench.run(45)
    demuxer = PsDemuxer()
    for number, packets in enumerate(bench.frames(stream)):
        (unit,) = demuxer.feed(b"".join(packet[12:] for packet in packets), boundary=True)
        second = EPOCH_US // 1_000_000 + 8
        capture_us = EPOCH_US + number * 40_000 + 1000
        assert unit.data == banded.compose(number, (0, number, capture_us), "road 0", second)
    assert demuxer.deviations() == ()


def test_what_cannot_be_sent_with_a_band_is_refused(clip: Clip, bench: Any) -> None:
    with pytest.raises(ClipError, match="on each PES"):
        banded_table(Banded(clip), MuxOptions(repeat_pts=True))
    bench.add(banded_table(Banded(clip)), spec(0))
    with pytest.raises(ClipError, match="plain program streams only"):
        bench.add(raw_table(clip), spec(1))


def test_a_text_that_is_too_long_is_refused_before_anything_is_sent(clip: Clip, bench: Any) -> None:
    long, short = banded_table(Banded(clip, 31_000)), banded_table(Banded(clip))
    words = OverlayText("a very long name", "somewhere")
    wordy = SendSpec(remote=("127.0.0.1", 9), ssrc=1, camera=12, text=words)
    with pytest.raises(
        MediaTransportError, match=r"Camera 12 cannot show 'a very long name', 'somewhere': 31"
    ):
        bench.add(long, wordy)
    (stream,) = bench.add(short, wordy)
    with pytest.raises(MediaTransportError, match="Camera 12"):
        bench.fleet.show([stream], long)
    bench.run(200)
    assert len(bench.frames(stream)) == 5
    assert bench.fleet.counters().streams.tolist() == [stream]


def test_texts_longer_than_usual_are_sent_beside_short_ones(clip: Clip, bench: Any) -> None:
    usual, long = Banded(clip), Banded(clip, 28_000)
    (first,) = bench.add(banded_table(usual), spec(0))
    bench.run(100)
    (second,) = bench.add(banded_table(long), spec(1))
    bench.run(500)
    for stream, banded in ((first, usual), (second, long)):
        demuxer, frames = PsDemuxer(), bench.frames(stream)
        assert len(frames) >= 12
        for number, packets in enumerate(frames):
            (unit,) = demuxer.feed(b"".join(packet[12:] for packet in packets), boundary=True)
            assert unit.data.endswith(banded.scene(number % len(clip.units)))
            assert (banded.full(0, "", 0)[-50:] in unit.data) == clip.units[number % len(clip.units)].key
        assert demuxer.deviations() == ()


@pytest.mark.parametrize(("width", "height", "unusual"), [(320, 240, False), (1280, 720, True)])
def test_a_name_too_long_for_its_line_is_cut_as_in_a_single_stream(
    bench: Any, tmp_path: Path, width: int, height: int, unusual: bool
) -> None:
    """In the densest characters: at 1280x720 more bytes than texts usually have."""
    size = SyntheticSpec(width=width, height=height, gop=2, seconds=0.08, bitrate_kbit=400)
    overlay = overlay_clip(spec_source(size), cache_dir=tmp_path)
    text = OverlayText("霸魔" * 100, "霸魔" * 100)
    long = SendSpec(remote=("127.0.0.1", 9), ssrc=7, camera=7, zone_s=8, phase=0.0, text=text)
    (stream,) = bench.add(banded_table(overlay), long)
    bench.run(300)
    times = iter(range(EPOCH_US + 1000, EPOCH_US + 10**9, 40_000))
    single = OverlayPlayout(overlay, 7, lambda: next(times), text, zone_s=8)
    ours, theirs, frames = PsDemuxer(), PsDemuxer(), bench.frames(stream)
    assert len(frames) == 8
    for packets in frames:
        (unit,) = ours.feed(b"".join(packet[12:] for packet in packets), boundary=True)
        (other,) = theirs.feed(b"".join(single.next_frame().payloads), boundary=True)
        assert unit.data == other.data
    assert (len(overlay.full(0, text, 0)) > 4096) == unusual
    assert overlay.full(0, text, 0) == overlay.full(0, OverlayText("霸魔" * 50, "霸魔" * 50), 0)


def test_a_real_band_without_a_text_shows_strip_and_clock(bench: Any, tmp_path: Path) -> None:
    source = spec_source(SyntheticSpec(width=320, height=240, gop=3, seconds=0.24, bitrate_kbit=200))
    overlay = overlay_clip(source, cache_dir=tmp_path)
    bare = SendSpec(remote=("127.0.0.1", 9), ssrc=7, camera=7, zone_s=8, phase=0.0)
    (stream,) = bench.add(banded_table(overlay), bare)
    bench.run(1200)
    demuxer, shown_s = PsDemuxer(), None
    frames = bench.frames(stream)
    assert len(frames) >= 28
    for number, packets in enumerate(frames):
        (unit,) = demuxer.feed(b"".join(packet[12:] for packet in packets), boundary=True)
        stamp = read_stamp("H264", unit.data)
        assert stamp is not None
        clock_s = stamp.capture_us // 1_000_000 + 8
        index = number % len(overlay.clip.units)
        assert (stamp.camera, stamp.frame) == (7, number)
        assert unit.data == overlay.compose(index, stamp, OverlayText(""), clock_s, shown_s)
        shown_s = clock_s
