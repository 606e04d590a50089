from __future__ import annotations

import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.ps import MuxOptions, PsDemuxer, PsMuxer
from camproof.protocols.ps.timestamps import decode_scr

KEY = b"\x00\x00\x00\x01\x67\x42\x00\x1e\x00\x00\x00\x01\x68\xce\x00\x00\x00\x01\x65\x88\x80"
INTER = b"\x00\x00\x00\x01\x41\x9a\x80\x11"
PACK, SYSTEM, PSM = b"\x00\x00\x01\xba", b"\x00\x00\x01\xbb", b"\x00\x00\x01\xbc"


def test_a_key_frame_has_all_sections_in_the_order_of_the_standard():
    pack = PsMuxer("H264", "G711A").pack(KEY, 90_000, 86_400, key=True, audio=[(b"\xd5" * 320, 90_000)])
    assert pack[:4] == PACK
    assert decode_scr(pack, 4) == (86_400, 0)
    assert pack[14:32] == bytes.fromhex("000001BB 000C 8186A1 04 E1 7F E0E080 C0C020")
    assert pack[32:56] == bytes.fromhex("000001BC 0012 E1FF 0000 0008 1BE00000 90C00000 B9287F16")
    video = (
        bytes.fromhex("000001E0")
        + (13 + len(KEY)).to_bytes(2)
        + bytes.fromhex("84C00A 310005BF21 110005A301")
    )
    assert pack[56 : 56 + len(video)] == video
    audio = bytes.fromhex("000001C0 0148 848005 210005BF21")
    assert pack[56 + len(video) :] == KEY + audio + b"\xd5" * 320


def test_other_frames_have_neither_system_header_nor_map():
    pack = PsMuxer("H264").pack(INTER, 3600)
    assert pack[14:28] == bytes.fromhex("000001E0 0010 848005 2100011C21")
    assert pack[28:] == INTER
    assert SYSTEM not in pack
    assert PSM not in pack


def test_a_large_frame_is_split_and_only_the_first_pes_has_times():
    frame = b"\x00\x00\x00\x01\x65\x88" + b"\xaa" * 200_000
    pack = PsMuxer("H264").pack(frame, 5, 3, key=True)
    at, sizes, flags = pack.index(b"\x00\x00\x01\xe0"), [], []
    while at < len(pack):
        assert pack[at : at + 4] == b"\x00\x00\x01\xe0"
        length = int.from_bytes(pack[at + 4 : at + 6])
        flags.append(pack[at + 7 : at + 9])
        sizes.append(length - 3 - pack[at + 8])
        at += 6 + length
    assert sizes == [65_000, 65_000, 65_000, len(frame) - 195_000]
    assert flags == [b"\xc0\x0a", b"\x00\x00", b"\x00\x00", b"\x00\x00"]


def test_scr_is_the_earliest_time_of_the_pack_and_never_goes_back():
    muxer = PsMuxer("H264", "G711A")
    assert _scr(muxer.pack(INTER, 9_000, 7_200, audio=[(b"a", 7_000)])) == 7_000
    assert _scr(muxer.pack(INTER, 9_000, 7_200, audio=[(b"a", 6_500)])) == 7_000
    assert _scr(muxer.pack(None, 8_000)) == 8_000
    assert _scr(PsMuxer(options=MuxOptions(scr_lead=3_600)).pack(INTER, 0)) == 2**33 - 3_600


def test_scr_follows_over_the_wrap():
    muxer = PsMuxer("H264")
    assert _scr(muxer.pack(INTER, 2**33 - 1)) == 2**33 - 1
    assert _scr(muxer.pack(INTER, 2**33 + 3_599)) == 3_599


def _scr(pack: bytes) -> int:
    scr = decode_scr(pack, 4)
    assert scr is not None
    return scr[0]


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        (MuxOptions(), set()),
        (MuxOptions(psm=False), {"no PSM has come, codec told from the bytes", "key frame without PSM"}),
        (MuxOptions(crc_zero=True), {"CRC_32 is 0"}),
        (MuxOptions(system_headers=False), {"key frame without system header"}),
        (MuxOptions(video_stream_type=0x24), {"PSM says H265, the bytes are H264"}),
        (MuxOptions(audio_stream_type=0x0F), {"PSM says AAC, the bytes are not ADTS"}),
        (MuxOptions(audio_stream_type=0x77), {"stream_type is unknown"}),
        (MuxOptions(video_pts=False), {"video PES without PTS"}),
        (MuxOptions(audio_pts=False), {"audio PES without PTS"}),
        (MuxOptions(repeat_pts=True, max_pes_payload=15), {"time stamps repeated on a continuation PES"}),
        (MuxOptions(zero_length=True), {"PES_packet_length is 0 in a program stream"}),
        (MuxOptions(scr_lead=-10), {"SCR is later than DTS"}),
    ],
    ids=lambda value: None if isinstance(value, set) else repr(value)[11:-1][:40],
)
def test_each_habit_is_seen_at_the_other_end_and_no_frame_is_lost(options, kinds):
    muxer, demuxer = PsMuxer("H264", "G711A", options=options), PsDemuxer()
    stream = muxer.pack(KEY, 3_600, key=True, audio=[(b"\xd5" * 160, 3_600)]) + muxer.pack(INTER, 7_200)
    frames = demuxer.feed(stream) + demuxer.flush()
    assert [f.data for f in frames if f.stream_id == 0xE0] == [KEY, INTER]
    assert [f.data for f in frames if f.stream_id == 0xC0] == [b"\xd5" * 160]
    assert {f.codec for f in frames if f.stream_id == 0xE0} == {"H264"}
    seen = {entry.deviation.what for entry in demuxer.deviations()}
    assert kinds <= seen
    if not kinds:
        assert not seen
    assert not any(f.damaged for f in frames)


def test_misuse_is_refused():
    with pytest.raises(LocalProtocolError, match="known are"):
        PsMuxer("VP8")
    with pytest.raises(LocalProtocolError):
        PsMuxer(options=MuxOptions(max_pes_payload=65_536))
