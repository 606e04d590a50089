from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.nal import find_sei_unregistered, join_annexb, sei_messages, sei_unregistered

UUID = bytes(range(0x20, 0x30))
OTHER = bytes(range(0x40, 0x50))
SLICE = {"H264": b"\x65\x88\x84", "H265": b"\x26\x01\xaf"}
PARAMETERS = {
    "H264": [b"\x67\x42\x00\x1e", b"\x68\xce"],
    "H265": [b"\x40\x01\x0c", b"\x42\x01\x01", b"\x44\x01\xc1"],
}
CODECS = pytest.mark.parametrize("codec", ["H264", "H265"])


def test_a_stamp_of_48_characters_takes_68_bytes_in_h264():
    nal = sei_unregistered("H264", UUID, b"0" * 48)
    assert len(nal) == 68
    assert nal[:3] == bytes((6, 5, 64))
    assert len(sei_unregistered("H265", UUID, b"0" * 48)) == 69


@given(
    codec=st.sampled_from(["H264", "H265"]),
    uuid=st.binary(min_size=16, max_size=16),
    payload=st.one_of(st.binary(max_size=600), st.lists(st.sampled_from([0, 1, 3]), max_size=40).map(bytes)),
)
def test_what_was_written_is_found(codec, uuid, payload):
    unit = join_annexb([*PARAMETERS[codec], sei_unregistered(codec, uuid, payload), SLICE[codec]])
    assert find_sei_unregistered(codec, unit, uuid) == payload
    assert find_sei_unregistered(codec, memoryview(unit), uuid) == payload
    alone = join_annexb([sei_unregistered(codec, uuid, payload)])
    assert find_sei_unregistered(codec, alone, uuid) == payload


@CODECS
def test_other_messages_stand_before_it(codec):
    header = b"\x06" if codec == "H264" else b"\x4e\x01"
    both = header + b"\x01\x02ab" + sei_unregistered(codec, UUID, b"mine")[len(header) :]
    unit = join_annexb([sei_unregistered(codec, OTHER, b"x"), both, SLICE[codec]])
    assert find_sei_unregistered(codec, unit, UUID) == b"mine"
    assert find_sei_unregistered(codec, unit, OTHER) == b"x"
    assert next(sei_messages(both[len(header) :])) == (1, b"ab")


@CODECS
def test_behind_the_first_slice_nothing_is_looked_for(codec):
    unit = join_annexb([SLICE[codec], sei_unregistered(codec, UUID, b"late")])
    assert find_sei_unregistered(codec, unit, UUID) is None


@given(codec=st.sampled_from(["H264", "H265"]), body=st.binary(max_size=120), lie=st.integers(0, 255))
def test_any_bytes_give_a_payload_or_none(codec, body, lie):
    header = b"\x06" if codec == "H264" else b"\x4e\x01"
    for unit in (
        body,
        b"\x00\x00\x01" + header + body,
        b"\x00\x00\x01" + header + bytes((5, lie)) + UUID + body,
    ):
        found = find_sei_unregistered(codec, unit, UUID)
        assert found is None or isinstance(found, bytes)


def test_misuse_is_refused():
    with pytest.raises(LocalProtocolError):
        sei_unregistered("H264", b"short", b"")
    with pytest.raises(LocalProtocolError):
        sei_unregistered("SVAC", UUID, b"")
    with pytest.raises(LocalProtocolError):
        find_sei_unregistered("SVAC", b"", UUID)


@CODECS
def test_ffmpeg_decodes_a_stream_with_the_message(encode_clip, codec):
    av = pytest.importorskip("av")
    clip = encode_clip("libx264" if codec == "H264" else "libx265", 96, 80, frames=3)
    decoder = av.CodecContext.create("h264" if codec == "H264" else "hevc", "r")
    decoder.options = {"err_detect": "explode"}
    stamp = join_annexb([sei_unregistered(codec, UUID, b"00000000" + b"f" * 40)])
    frames = []
    for unit in clip.units:
        frames += decoder.decode(av.Packet(_before_first_slice(codec, unit.data, stamp)))
    frames += decoder.decode(None)
    assert len(frames) == len(clip.units)
    kinds = {str(data.type) for frame in frames for data in frame.side_data}
    assert "Type.SEI_UNREGISTERED" in kinds


def _before_first_slice(codec: str, unit: bytes, extra: bytes) -> bytes:
    from camproof.protocols.nal import is_vcl, nal_offsets, nal_type

    at = next(at for at in nal_offsets(unit) if is_vcl(codec, nal_type(codec, unit[at : at + 1])))
    start = at - 4 if unit[at - 4 : at - 3] == b"\x00" else at - 3
    return unit[:start] + extra + unit[start:]
