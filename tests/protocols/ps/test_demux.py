from __future__ import annotations

import pytest

from camproof.protocols.ps import (
    MuxOptions,
    PsDemuxer,
    PsFrame,
    PsmStream,
    PsMuxer,
    build_psm,
    pack_header,
    pes_header,
)

NORMAL = MuxOptions()
KEY = b"\x00\x00\x00\x01\x67\x42\x00\x1e\x00\x00\x00\x01\x68\xce\x00\x00\x00\x01\x65\x88\x80" + b"\x5a" * 300
INTER = b"\x00\x00\x00\x01\x41\x9a\x80" + b"\xa5" * 200
H265_KEY = (
    b"\x00\x00\x00\x01\x40\x01\x0c\x00\x00\x00\x01\x42\x01\x01\x00\x00\x00\x01\x26\x01\xaf" + b"\x66" * 100
)


def demux(stream: bytes, **options: int) -> tuple[list[PsFrame], dict[str, int]]:
    demuxer = PsDemuxer(**options)
    frames = demuxer.feed(stream) + demuxer.flush()
    return frames, kinds(demuxer)


def kinds(demuxer: PsDemuxer) -> dict[str, int]:
    return {entry.deviation.what: entry.count for entry in demuxer.deviations()}


def video(frames: list[PsFrame]) -> list[bytes]:
    return [frame.data for frame in frames if frame.stream_id == 0xE0]


def stream_of(
    count: int, video_codec: str = "H264", options: MuxOptions = NORMAL, start: int = 0
) -> list[bytes]:
    muxer = PsMuxer(video_codec, "G711A", options=options)
    return [
        muxer.pack(
            KEY if n % 4 == 0 else INTER,
            start + n * 3_600,
            key=n % 4 == 0,
            audio=[(b"\xd5" * 320, start + n * 3_600)],
        )
        for n in range(count)
    ]


def test_a_clean_stream_has_no_deviation():
    frames, seen = demux(b"".join(stream_of(8)))
    assert video(frames) == [KEY, INTER, INTER, INTER] * 2
    assert [f.pts for f in frames if f.stream_id == 0xE0] == [n * 3_600 for n in range(8)]
    assert {(f.stream_id, f.codec) for f in frames} == {(0xE0, "H264"), (0xC0, "G711A")}
    assert seen == {}


def test_a_boundary_lets_the_frame_out_at_once():
    demuxer = PsDemuxer()
    for number, pack in enumerate(stream_of(3)):
        assert demuxer.feed(pack[:100]) == []
        frames = demuxer.feed(pack[100:], boundary=True)
        assert [f.stream_id for f in frames] == [0xC0, 0xE0]
        assert frames[1].pts == number * 3_600
    assert demuxer.flush() == []
    assert kinds(demuxer) == {}


def test_a_boundary_without_bytes_stands_for_a_new_rtp_time_stamp():
    demuxer = PsDemuxer()
    demuxer.feed(PsMuxer("H264").pack(KEY, 0, key=True))
    assert video(demuxer.feed(b"", boundary=True)) == [KEY]


def test_a_marker_on_every_packet_cuts_no_pes():
    demuxer = PsDemuxer()
    stream, frames = b"".join(stream_of(6)), []
    for at in range(0, len(stream), 50):
        frames += demuxer.feed(stream[at : at + 50], boundary=True)
    frames += demuxer.flush()
    assert video(frames) == [KEY, INTER, INTER, INTER, KEY, INTER]


@pytest.mark.parametrize("start", [2**33 - 9_000, 2**33 - 1, 2**34 - 3_600])
def test_times_go_on_over_the_33_bit_wrap(start):
    frames, seen = demux(b"".join(stream_of(6, start=start)))
    base = start % 2**33
    assert [f.pts for f in frames if f.stream_id == 0xE0] == [base + n * 3_600 for n in range(6)]
    assert [f.pts for f in frames if f.stream_id == 0xC0] == [base + n * 3_600 for n in range(6)]
    assert seen == {}


def test_a_lost_packet_inside_a_pes_costs_one_frame_and_the_next_is_whole():
    packs = stream_of(4)
    torn = packs[0] + packs[1][:90] + packs[1][140:] + packs[2] + packs[3]
    frames, seen = demux(torn)
    assert [f.damaged for f in frames if f.stream_id == 0xE0] == [False, True, False, False]
    assert video(frames)[0] == KEY
    assert video(frames)[2:] == [INTER, INTER]
    assert "packet ends before its PES_packet_length" in seen


def test_a_told_gap_cuts_the_frame_and_waits_for_a_pack():
    packs = stream_of(4)
    demuxer = PsDemuxer()
    frames = demuxer.feed(packs[0]) + demuxer.feed(packs[1][:100])
    lost = demuxer.gap()
    frames += lost
    assert [f.damaged for f in frames if f.stream_id == 0xE0] == [False, True]
    assert video(frames) == [KEY, INTER[: len(lost[-1].data)]]
    frames = demuxer.feed(packs[1][150:] + packs[2] + packs[3]) + demuxer.flush()
    assert video(frames) == [INTER, INTER]
    assert not any(f.damaged for f in frames)
    assert "bytes that belong to no section" not in kinds(demuxer)


def test_garbage_between_packs_is_noted_and_skipped():
    packs = stream_of(3)
    frames, seen = demux(
        b"junk"
        + packs[0]
        + b"\x00\x00\x01\x02noise\x00\x00\x01\xe0\x00\x01\x00"
        + packs[1]
        + bytes(9)
        + packs[2]
    )
    assert video(frames) == [KEY, INTER, INTER]
    assert seen["bytes that belong to no section"] == 3


def test_a_map_that_lies_is_noted_and_the_bytes_believed():
    options = MuxOptions(video_stream_type=0x1B)
    muxer = PsMuxer("H265", options=options)
    frames, seen = demux(muxer.pack(H265_KEY, 0, key=True))
    assert frames[0].codec == "H265"
    assert seen == {"PSM says H264, the bytes are H265": 1}


def test_a_codec_that_changes_in_mid_stream_is_followed():
    first, second = PsMuxer("H264"), PsMuxer("H265")
    frames, seen = demux(first.pack(KEY, 0, key=True) + second.pack(H265_KEY, 3_600, key=True))
    assert [f.codec for f in frames] == ["H264", "H265"]
    assert seen == {}


def test_no_map_and_audio_without_times():
    options = MuxOptions(psm=False, system_headers=False, audio_pts=False)
    frames, seen = demux(b"".join(stream_of(4, options=options)))
    assert {f.codec for f in frames if f.stream_id == 0xE0} == {"H264"}
    assert [f.pts for f in frames if f.stream_id == 0xC0] == [None] * 4
    assert seen["audio PES without PTS"] == 4


def test_a_key_frame_without_map_and_system_header_is_noted():
    frames, seen = demux(pack_header(0) + pes_header(0xE0, len(KEY), 0) + KEY)
    assert video(frames) == [KEY]
    assert seen["key frame without PSM"] == seen["key frame without system header"] == 1


@pytest.mark.parametrize(("lie", "codec"), [(2, "H264"), (200, "H264"), (60_000, "H264")])
def test_a_map_whose_outer_length_lies(lie, codec):
    pack = bytearray(stream_of(1)[0])
    at = pack.index(b"\x00\x00\x01\xbc")
    pack[at + 4 : at + 6] = lie.to_bytes(2)
    frames, seen = demux(bytes(pack) + stream_of(2)[1])
    assert video(frames) == [KEY, INTER]
    assert {f.codec for f in frames if f.stream_id == 0xE0} == {codec}
    assert "length does not lead to the next section" in seen


def test_private_streams_padding_and_program_end_are_borne():
    packs = stream_of(2)
    private_1 = b"\x00\x00\x01\xbd\x00\x07\x80\x00\x00" + b"osd!"
    private_2 = b"\x00\x00\x01\xbf\x00\x04\x01\x02\x03\x04"
    padding = b"\x00\x00\x01\xbe\x00\x05" + b"\xff" * 5
    stream = packs[0] + private_1 + private_2 + padding + packs[1] + b"\x00\x00\x01\xb9"
    frames, seen = demux(stream)
    assert video(frames) == [KEY, INTER]
    assert [f.data for f in frames if f.stream_id == 0xBD] == [b"osd!"]
    assert set(seen) == {"stream is not in the PSM, codec told from the bytes"}


def test_svac_is_named_by_its_map_and_not_judged_by_its_bytes():
    muxer = PsMuxer("SVAC", "SVACA")
    frames, seen = demux(muxer.pack(KEY, 0, key=True, audio=[(b"abc", 0)]))
    assert [(f.stream_id, f.codec) for f in frames] == [(0xC0, "SVACA"), (0xE0, "SVAC")]
    assert seen == {}


def test_stuffing_in_the_pack_header():
    pack = stream_of(1)[0]
    stuffed = pack[:13] + b"\xfd" + b"\xff" * 5 + pack[14:]
    frames, seen = demux(stuffed)
    assert video(frames) == [KEY]
    assert seen == {}


def test_a_length_that_lost_its_upper_bits():
    """A sender that writes a frame above 65 535 bytes as one PES, length modulo 65 536."""
    big = b"\x00\x00\x00\x01\x65\x88" + b"\x77" * 150_000
    head = bytearray(pes_header(0xE0, 0, 0))
    head[4:6] = ((len(big) + 8) & 0xFFFF).to_bytes(2)
    stream = pack_header(0) + build_psm([PsmStream(0x1B, 0xE0)]) + bytes(head) + big
    frames, seen = demux(stream + stream_of(2)[1])
    assert video(frames) == [big, INTER]
    assert "PES_packet_length lacks a multiple of 65 536" in seen


def test_time_checks():
    muxer = PsMuxer("H264")
    late = pack_header(9_000) + pes_header(0xE0, len(INTER), 4_000, 5_000) + INTER
    stuck = muxer.pack(INTER, 5_000)
    frames, seen = demux(muxer.pack(KEY, 7_000, key=True) + late + stuck)
    assert video(frames) == [KEY, INTER, INTER]
    assert set(seen) == {
        "DTS is later than PTS",
        "SCR is later than DTS",
        "SCR goes back",
        "time stamp goes back",
        "time stamp stands still",
    }


def test_time_stamps_that_stay_zero_do_not_glue_frames_together():
    packs = [pack_header(0) + pes_header(0xE0, len(INTER), 0) + INTER for _ in range(3)]
    frames, seen = demux(b"".join(packs))
    assert video(frames) == [INTER] * 3
    assert seen["time stamp stands still"] == 2


def test_a_frame_without_times_ends_with_its_pack():
    packs = [pack_header(n) + pes_header(0xE0, len(INTER), None) + INTER for n in range(3)]
    frames, seen = demux(b"".join(packs))
    assert video(frames) == [INTER] * 3
    assert seen["video PES without PTS"] == 3


def test_two_frames_in_one_pack():
    pes = [pes_header(0xE0, len(INTER), n * 3_600) + INTER for n in range(2)]
    frames, seen = demux(pack_header(0) + b"".join(pes))
    assert video(frames) == [INTER, INTER]
    assert seen["frame begins without a pack header"] == 1


def test_a_truncated_end():
    pack = stream_of(1)[0]
    frames, seen = demux(pack[:200])
    assert [f.damaged for f in frames] == [True]
    assert KEY.startswith(frames[0].data)
    assert seen == {"packet ends before its PES_packet_length": 1}


@pytest.mark.parametrize("zero_length", [False, True])
def test_a_frame_above_the_bound_is_dropped_and_memory_stays_bounded(zero_length):
    options = MuxOptions(zero_length=zero_length)
    muxer = PsMuxer("H264", options=options)
    demuxer = PsDemuxer(max_frame_bytes=200_000)
    huge = b"\x00\x00\x00\x01\x65\x88" + b"\x99" * 2_000_000
    stream = muxer.pack(huge, 0, key=True) + muxer.pack(INTER, 3_600) + muxer.pack(INTER, 7_200)
    frames = []
    for at in range(0, len(stream), 10_000):
        frames += demuxer.feed(stream[at : at + 10_000])
        assert demuxer.held_bytes <= 300_000
    frames += demuxer.flush()
    assert [f for f in video(frames) if f == INTER] == [INTER, INTER]
    assert max(len(f) for f in video(frames)) <= 200_000
    assert "frame is too large and was dropped" in kinds(demuxer)


def test_deviations_are_counted_by_kind():
    demuxer = PsDemuxer()
    for _ in range(500):
        demuxer.feed(b"\x00\x00\x01\xbc\x00\x02\xff\xff" + b"noise" + pack_header(0))
    entries = demuxer.deviations()
    assert len(entries) < 10
    assert max(entry.count for entry in entries) >= 499
    assert all(len(entry.deviation.evidence) <= 64 for entry in entries)


def test_old_system_streams_are_read():
    pack = b"\x00\x00\x01\xba" + bytes.fromhex("2100010001800001")
    pes = b"\x00\x00\x01\xe0" + (5 + len(INTER)).to_bytes(2) + bytes.fromhex("2100011C21") + INTER
    frames, seen = demux(pack + pes)
    assert [(f.pts, f.data) for f in frames] == [(3_600, INTER)]
    assert {"MPEG-1 pack header", "MPEG-1 PES header"} <= set(seen)


def test_what_the_network_cut_is_no_departure_of_the_sender():
    muxer, picture = PsMuxer("H264"), b"\x00\x00\x00\x01\x65" + bytes(range(1, 200)) * 20
    pack, later = muxer.pack(picture, 3600, key=True), muxer.pack(picture, 7200, key=True)
    demuxer = PsDemuxer()
    demuxer.feed(pack[:2000])
    demuxer.gap()
    demuxer.feed(pack[2500:], boundary=True)
    demuxer.feed(later, boundary=True)
    assert demuxer.deviations() == ()
