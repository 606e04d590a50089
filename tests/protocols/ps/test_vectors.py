"""The calculated vectors of the standard's notes: pack header, system header, PSM, PES."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import PsError
from camproof.protocols.ps import (
    ProgramStreamMap,
    PsmStream,
    build_psm,
    crc32_mpeg2,
    pack_header,
    parse_psm,
    pes_header,
    system_header,
)
from camproof.protocols.ps.timestamps import (
    WRAP,
    decode_scr,
    decode_timestamp,
    encode_scr,
    encode_timestamp,
    nearest,
    signed_difference,
)

H264_G711A = "000001BC 0012 E1FF 0000 0008 1BE00000 90C00000 B9287F16"
H265_G711A = "000001BC 0012 E1FF 0000 0008 24E00000 90C00000 19A85C03"
H264_ONLY = "000001BC 000E E1FF 0000 0004 1BE00000 744C1D22"


@pytest.mark.parametrize(
    ("base", "extension", "expected"),
    [
        (0, 0, "000001BA 440004000401 030D43 F8"),
        (90_000, 0, "000001BA 440016FC8401 030D43 F8"),
        (2**33 - 1, 299, "000001BA 7FFFFFFFFE57 030D43 F8"),
    ],
)
def test_pack_header(base, extension, expected):
    assert pack_header(base, extension, 50_000) == bytes.fromhex(expected)
    assert pack_header(base + WRAP, extension) == bytes.fromhex(expected)


def test_system_header():
    assert system_header(rate_bound=50_000) == bytes.fromhex("000001BB 000C 8186A1 04 E1 7F E0E080 C0C020")
    assert system_header(audio=()) == bytes.fromhex("000001BB 0009 8186A1 00 E1 7F E0E080")


@pytest.mark.parametrize(
    ("streams", "expected"),
    [
        ([(0x1B, 0xE0), (0x90, 0xC0)], H264_G711A),
        ([(0x24, 0xE0), (0x90, 0xC0)], H265_G711A),
        ([(0x1B, 0xE0)], H264_ONLY),
    ],
)
def test_program_stream_map(streams, expected):
    lines = tuple(PsmStream(*line) for line in streams)
    data = bytes.fromhex(expected)
    assert build_psm(lines) == data
    psm = parse_psm(data)
    assert psm == ProgramStreamMap(lines, crc=int.from_bytes(data[-4:]))
    assert psm.stream_type(0xE0) == streams[0][0]
    assert psm.stream_type(0xE1) is None
    assert crc32_mpeg2(data) == 0


@pytest.mark.parametrize(
    ("dts", "expected"),
    [(None, "84 80 05 21 00 05 BF 21"), (86_400, "84 C0 0A 31 00 05 BF 21 11 00 05 A3 01")],
)
def test_pes_time_stamps(dts, expected):
    header = pes_header(0xE0, 100, 90_000, dts)
    assert header[6:] == bytes.fromhex(expected)
    assert header[:4] == b"\x00\x00\x01\xe0"
    assert int.from_bytes(header[4:6]) == len(bytes.fromhex(expected)) + 100


def test_pes_without_time_stamps():
    assert pes_header(0xC0, 7, None) == bytes.fromhex("000001C0 000A 84 00 00")


def test_crc_check_value():
    assert crc32_mpeg2(b"123456789") == 0x0376E6E7


@given(st.integers(0, WRAP - 1), st.integers(0, 299))
def test_times_come_back(value, extension):
    assert decode_scr(encode_scr(value, extension)) == (value, extension)
    for prefix in (1, 2, 3):
        field = encode_timestamp(prefix, value)
        assert decode_timestamp(field) == value
        assert field[0] >> 4 == prefix
        assert field[0] & field[2] & field[4] & 1


@given(st.integers(0, WRAP * 3), st.integers(-(2**31), 2**31))
def test_times_continue_over_the_wrap(reference, step):
    assert nearest((reference + step) % WRAP, reference) == reference + step
    assert signed_difference((reference + step) % WRAP, reference % WRAP) == step


def test_scr_with_wrong_fixed_bits_is_none():
    assert decode_scr(bytes(6)) is None


PSM_STREAMS = st.lists(
    st.builds(PsmStream, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=20)),
    min_size=1,
    max_size=20,
).map(tuple)


@given(PSM_STREAMS, st.integers(0, 31))
def test_maps_come_back(streams, version):
    psm = parse_psm(build_psm(streams, version=version))
    assert (psm.streams, psm.version, psm.crc_ok, psm.whole, psm.current) == (
        streams,
        version,
        True,
        True,
        True,
    )


@given(st.binary(max_size=80), st.integers(0, 40), st.integers(0, 255))
def test_any_bytes_give_a_map_or_a_ps_error(data, at, value):
    changed = bytearray(bytes.fromhex(H264_G711A))
    if 4 <= at < len(changed):
        changed[at] = value
    for attempt in (data, b"\x00\x00\x01\xbc" + data, bytes(changed), bytes(changed[:at])):
        try:
            psm = parse_psm(attempt)
        except PsError:
            continue
        assert len(psm.streams) <= len(attempt)


def test_a_wrong_checksum_is_told_and_the_map_still_read():
    psm = parse_psm(build_psm([PsmStream(0x24, 0xE0)], crc=0))
    assert (psm.crc_ok, psm.crc, psm.stream_type(0xE0)) == (False, 0, 0x24)


def test_a_stream_info_length_that_lies_leaves_both_lines():
    """Tiandy's map of 2022: elementary_stream_info_length points beyond the map."""
    data = bytearray(bytes.fromhex(H264_G711A))
    data[14:16] = b"\x07\x08"
    psm = parse_psm(bytes(data))
    assert [line.stream_id for line in psm.streams] == [0xE0, 0xC0]
    assert not psm.whole
