"""Packet tables: legal packets whose clocks and stamps change in place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import StreamOptions, packet_table, tone_share
from camproof.media.clips.model import AccessUnit, Clip, digest_of
from camproof.media.pack_walk import ends_whole, walk_packs
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.stamp import TruthStamp, read_stamp, stamp_access_unit, stamp_text
from camproof.protocols.nal import join_annexb, split_annexb
from camproof.protocols.ps import MuxOptions, PsDemuxer, PsFrame

WRAP = 1 << 33


def _demuxed(payloads: list[bytes], demuxer: PsDemuxer | None = None) -> list[PsFrame]:
    demuxer = demuxer or PsDemuxer()
    frames = demuxer.feed(b"".join(payloads), boundary=True)
    assert demuxer.deviations() == ()
    return frames


@pytest.mark.parametrize("name", ["clip", "clip265"])
def test_a_filled_template_holds_the_frame_its_clocks_and_its_stamp(
    name: str, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    table, demuxer = packet_table(clip), PsDemuxer()
    for index, (unit, template) in enumerate(zip(clip.units, table.templates, strict=True)):
        stamp = TruthStamp(7, index, 1_700_000_000_000_000 + index)
        at = 90_000 + 3600 * index
        payloads = template.fill(at, stamp_text(stamp.camera, stamp.frame, stamp.capture_us))
        assert all(len(payload) == PAYLOAD_SIZE for payload in payloads[:-1])
        assert 0 < len(payloads[-1]) <= PAYLOAD_SIZE
        (frame,) = _demuxed(payloads, demuxer)
        assert (frame.pts, frame.dts, frame.codec, frame.damaged) == (at, at, clip.codec, False)
        assert frame.data == stamp_access_unit(clip.codec, unit.data, stamp)
        assert read_stamp(clip.codec, frame.data) == stamp


def test_b_pictures_keep_the_distance_of_pts_and_dts(clip: Clip) -> None:
    units = tuple(
        AccessUnit(unit.data, unit.dts_90k + 3600 * (1 + n % 3), unit.dts_90k, unit.key)
        for n, unit in enumerate(clip.units)
    )
    late = Clip("H264", 176, 144, 25.0, units, clip.duration_s, "b", digest_of("H264", 25.0, units))
    demuxer = PsDemuxer()
    for n, template in enumerate(packet_table(late).templates):
        at = 50_000 + 3600 * n
        (frame,) = _demuxed(template.fill(at, stamp_text(0, 0, 0)), demuxer)
        assert (frame.dts, frame.pts) == (at, at + 3600 * (1 + n % 3))


@given(st.integers(0, 4 * WRAP))
def test_clocks_wrap_at_33_bits(clip: Clip, at: int) -> None:
    payloads = packet_table(clip).templates[0].fill(at, stamp_text(1, 2, 3))
    demuxer = PsDemuxer()
    (frame,) = demuxer.feed(b"".join(payloads), boundary=True)
    assert frame.pts is not None
    assert (frame.pts % WRAP, demuxer.scr) == (at % WRAP, at % WRAP)


def test_long_parameter_sets_push_the_stamp_into_a_later_packet(clip: Clip) -> None:
    first = clip.units[0]
    filler = b"\x06\x64" + b"\xff" * 15 + b"\x20" + b"\x55" * 3857 + b"\x80"
    nals = [bytes(nal) for nal in split_annexb(first.data)]
    unit = AccessUnit(join_annexb([*nals[:2], filler, *nals[2:]]), 0, 0, True)
    clip = Clip("H264", 176, 144, 25.0, (unit,), 0.04, "long", digest_of("H264", 25.0, (unit,)))
    (template,) = packet_table(clip).templates
    assert template.stamp_at > 2 * PAYLOAD_SIZE
    (frame,) = _demuxed(template.fill(9, stamp_text(1, 2, 3)))
    assert read_stamp("H264", frame.data) == TruthStamp(1, 2, 3)


def test_sound_rides_along_with_its_own_clock(clip: Clip) -> None:
    table = packet_table(clip, StreamOptions(tone_hz=500))
    sound = b""
    demuxer = PsDemuxer()
    for n, template in enumerate(table.templates):
        payloads = template.fill(3600 * n, stamp_text(0, n, 0))
        for frame in demuxer.feed(b"".join(payloads), boundary=True):
            assert frame.pts == 3600 * n
            sound += frame.data if frame.codec == "G711A" else b""
    assert demuxer.deviations() == ()
    assert len(sound) == 320 * 15
    assert tone_share(sound, 500) > 0.95


@pytest.mark.parametrize(
    "mux",
    [
        MuxOptions(psm=False, system_headers=False),
        MuxOptions(crc_zero=True),
        MuxOptions(video_pts=False),
        MuxOptions(repeat_pts=True, max_pes_payload=400),
        MuxOptions(scr_lead=1800),
    ],
)
def test_habits_of_vendors_survive_the_table(clip: Clip, mux: MuxOptions) -> None:
    demuxer = PsDemuxer()
    frames: list[PsFrame] = []
    for n, template in enumerate(packet_table(clip, StreamOptions(mux=mux)).templates):
        payloads = template.fill(90_000 + 3600 * n, stamp_text(3, n, 0))
        frames += demuxer.feed(b"".join(payloads), boundary=True)
    frames += demuxer.flush()
    found = [read_stamp("H264", frame.data) for frame in frames]
    assert found == [TruthStamp(3, n, 0) for n in range(15)]
    assert demuxer.scr == 90_000 + 3600 * 14 - mux.scr_lead
    if mux.video_pts:
        assert [frame.pts for frame in frames] == [90_000 + 3600 * n for n in range(15)]


def test_tables_are_shared(clip: Clip) -> None:
    assert packet_table(clip) is packet_table(clip)


@given(st.binary(max_size=200))
def test_walking_any_bytes_ends(data: bytes) -> None:
    parts = [*walk_packs(b"\x00\x00\x01\xba" + data)]
    assert len(parts) <= 1 + len(data) // 4
    assert ends_whole(data) in (True, False)
