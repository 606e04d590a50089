"""The flat table of a program stream holds the packets of the templates, byte for byte."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from camproof.media import Clip, ClipError, StreamOptions, packet_table
from camproof.media.clips.model import AccessUnit, digest_of
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.stamp import find_stamp_text, stamp_text
from camproof.media.tables.model import MediaTable, table_of
from camproof.media.tables.program_stream import ps_table
from camproof.protocols.nal import join_annexb, split_annexb
from camproof.protocols.ps import MuxOptions, PsDemuxer

OPTIONS = [
    StreamOptions(),
    StreamOptions(stamp=False),
    StreamOptions(tone_hz=500),
    StreamOptions(mux=MuxOptions(repeat_pts=True, max_pes_payload=400)),
    StreamOptions(mux=MuxOptions(video_pts=False, scr_lead=1800)),
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("name", ["clip", "clip265", "b_clip"])
def test_payloads_are_those_of_the_templates(
    name: str, options: StreamOptions, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    table = ps_table(clip, options)
    for index, template in enumerate(packet_table(clip, options).templates):
        whole = template.head + b"".join(template.tail)
        assert b"".join(table.payloads(index)) == whole
        assert [len(payload) for payload in table.payloads(index)[:-1]] == [PAYLOAD_SIZE] * (
            len(table.payloads(index)) - 1
        )
        assert table.octets()[index] == len(whole)
        assert table.stamp_at[index] == template.stamp_at
        assert bool(table.key[index]) == template.key


def test_only_what_changes_lies_in_rows(clip: Clip) -> None:
    table = ps_table(clip)
    assert (table.row_packets == 1).all()
    assert (table.row_len == table.stamp_at + 40).all()
    assert not table.in_row.any()


def test_a_table_cannot_be_written_to(clip: Clip) -> None:
    table = ps_table(clip)
    for array in (table.payload, table.rows, table.packet_at):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_picture_without_a_stamp_is_the_clip_s_own(clip: Clip) -> None:
    table = ps_table(clip, StreamOptions(stamp=False))
    demuxer = PsDemuxer()
    for index, unit in enumerate(clip.units):
        (frame,) = demuxer.feed(b"".join(table.payloads(index)), boundary=True)
        assert frame.data == unit.data
        assert find_stamp_text(frame.data) < 0


def test_b_pictures_keep_their_reorder_and_their_time_of_capture(b_clip: Clip) -> None:
    table = ps_table(b_clip)
    assert table.reorder_90k.tolist() == [unit.pts_90k - unit.dts_90k for unit in b_clip.units]
    assert table.shift_us.min() == 0
    assert (table.shift_us + table.reorder_90k * 100 // 9 >= b_clip.reorder_90k * 100 // 9 - 1).all()
    assert (table.clocks[:, 1, 0] >= 0).any()


def test_long_parameter_sets_make_a_long_row(clip: Clip) -> None:
    first = clip.units[0]
    filler = b"\x06\x64" + b"\xff" * 15 + b"\x20" + b"\x55" * 3857 + b"\x80"
    nals = [bytes(nal) for nal in split_annexb(first.data)]
    unit = AccessUnit(join_annexb([*nals[:2], filler, *nals[2:]]), 0, 0, True)
    long = replace(clip, units=(unit,), digest=digest_of("H264", 25.0, (unit,)))
    table = ps_table(long)
    (template,) = packet_table(long).templates
    assert table.row_packets[0] == 3
    assert table.payloads(0) == template.fill(template.scr_lead, stamp_text(0, 0, 0))


def test_no_frames_make_no_table() -> None:
    with pytest.raises(ClipError, match="at least one frame"):
        table_of("PS", 25.0, [], PAYLOAD_SIZE)


def test_every_packet_of_a_table_is_inside_its_array(clip: Clip) -> None:
    table: MediaTable = ps_table(clip)
    ends = table.packet_at + table.packet_len
    assert (ends[~table.in_row] <= len(table.payload)).all()
    assert int(np.diff(table.first_packet).sum()) == len(table.packet_at) == len(table.opens)
