"""Parameter sets written bit by bit: the branches that encoders at hand do not use, and bytes at random."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, NalError
from camproof.protocols.nal import BitWriter, escape, parse_sps


def h264_sps(
    *,
    profile=100,
    constraints=0,
    level=31,
    chroma=1,
    separate_planes=0,
    lists=None,
    poc=0,
    columns=120,
    rows=68,
    frames_only=1,
    crop=None,
    timing=None,
    vui=True,
) -> bytes:
    bits = BitWriter().u(8, profile).u(8, constraints).u(8, level).ue(0)
    if profile in (100, 110, 122, 244, 44, 118, 128):
        bits.ue(chroma)
        if chroma == 3:
            bits.u(1, separate_planes)
        bits.ue(0).ue(0).u(1, 0).u(1, int(lists is not None))
        for index in range((12 if chroma == 3 else 8) if lists is not None else 0):
            write_scaling_list(bits, lists.get(index), 16 if index < 6 else 64)
    bits.ue(0).ue(poc)
    if poc == 0:
        bits.ue(2)
    elif poc == 1:
        bits.u(1, 0).se(-3).se(4).ue(3).se(1).se(-2).se(70000)
    bits.ue(2).u(1, 0).ue(columns - 1).ue(rows - 1).u(1, frames_only)
    if not frames_only:
        bits.u(1, 0)
    bits.u(1, 1).u(1, int(crop is not None))
    for side in crop or ():
        bits.ue(side)
    bits.u(1, int(vui))
    if vui:
        bits.u(1, 1).u(8, 255).u(16, 40).u(16, 33).u(1, 1).u(1, 0)
        bits.u(1, 1).u(3, 5).u(1, 0).u(1, 1).u(24, 0x010101).u(1, 1).ue(0).ue(0)
        bits.u(1, int(timing is not None))
        if timing:
            bits.u(32, timing[0]).u(32, timing[1]).u(1, 1)
    return b"\x67" + escape(bits.rbsp())


def write_scaling_list(bits: BitWriter, deltas, size: int) -> None:
    bits.u(1, int(deltas is not None))
    last = following = 8
    for delta in deltas or ():
        if following:
            bits.se(delta)
            following = (last + delta) % 256
        last = following or last
    assert deltas is None or len(deltas) == size


@given(
    lists=st.dictionaries(
        st.integers(0, 7),
        st.one_of(st.none(), st.lists(st.integers(-40, 40), min_size=64, max_size=64)),
    ),
    timing=st.tuples(st.integers(1, 2000), st.integers(1, 120_000)),
)
def test_scaling_lists_are_skipped_to_the_bit(lists, timing):
    cut = {index: deltas and deltas[: 16 if index < 6 else 64] for index, deltas in lists.items()}
    info = parse_sps("H264", h264_sps(lists=cut, timing=timing, crop=(0, 0, 0, 4)))
    assert (info.width, info.height) == (1920, 1080)
    assert info.fps == pytest.approx(timing[1] / (2 * timing[0]))


@given(
    columns=st.integers(1, 256),
    rows=st.integers(1, 256),
    frames_only=st.integers(0, 1),
    crop=st.tuples(*[st.integers(0, 3)] * 4),
    chroma=st.integers(0, 3),
)
def test_h264_cropping_units(columns, rows, frames_only, crop, chroma):
    nal = h264_sps(columns=columns, rows=rows, frames_only=frames_only, crop=crop, chroma=chroma)
    width = 16 * columns - (crop[0] + crop[1]) * (2 if chroma in (1, 2) else 1)
    height = 16 * rows * (2 - frames_only) - (crop[2] + crop[3]) * (2 if chroma == 1 else 1) * (
        2 - frames_only
    )
    if width <= 0 or height <= 0:
        with pytest.raises(NalError, match="cropping"):
            parse_sps("H264", nal)
        return
    info = parse_sps("H264", nal)
    assert (info.width, info.height, info.interlaced) == (width, height, not frames_only)


@pytest.mark.parametrize(
    ("profile", "constraints", "name"),
    [
        (66, 0, "Baseline"),
        (66, 0x40, "Constrained Baseline"),
        (77, 0, "Main"),
        (88, 0, "Extended"),
        (100, 0, "High"),
        (110, 0, "High 10"),
        (110, 0x10, "High 10 Intra"),
        (122, 0, "High 4:2:2"),
        (122, 0x10, "High 4:2:2 Intra"),
        (244, 0, "High 4:4:4 Predictive"),
        (244, 0x10, "High 4:4:4 Intra"),
        (44, 0, "CAVLC 4:4:4 Intra"),
        (99, 0, "profile 99"),
    ],
)
def test_h264_profile_names(profile, constraints, name):
    assert parse_sps("H264", h264_sps(profile=profile, constraints=constraints)).profile == name


@pytest.mark.parametrize(
    ("profile", "constraints", "level", "written"),
    [(66, 0x10, 11, "1b"), (100, 0x10, 11, "1.1"), (100, 0, 9, "1b"), (77, 0, 40, "4"), (77, 0, 52, "5.2")],
)
def test_h264_level_names(profile, constraints, level, written):
    nal = h264_sps(profile=profile, constraints=constraints, level=level)
    assert parse_sps("H264", nal).level == written


@pytest.mark.parametrize("timing", [None, (0, 50), (1, 0)])
def test_a_stream_without_usable_timing_has_no_rate(timing):
    assert parse_sps("H264", h264_sps(timing=timing)).fps is None
    assert parse_sps("H264", h264_sps(vui=False)).fps is None


@pytest.mark.parametrize("poc", [0, 1, 2])
def test_picture_order_types(poc):
    assert parse_sps("H264", h264_sps(poc=poc, timing=(1, 50))).fps == 25


def test_separate_planes_crop_in_single_samples():
    info = parse_sps("H264", h264_sps(profile=244, chroma=3, separate_planes=1, crop=(1, 0, 1, 0)))
    assert (info.width, info.height) == (1919, 1087)


def h265_sps(
    *, sub_layers=0, sub_flags=(), crop=None, lists=False, sets=((1, 1), None, None), profile=1, compatible=0
):
    bits = BitWriter().u(4, 0).u(3, sub_layers).u(1, 1)
    bits.u(2, 0).u(1, 1).u(5, profile).u(32, compatible).u(1, 1).u(1, 0).u(46, 0).u(8, 123)
    for has_profile, has_level in sub_flags:
        bits.u(1, has_profile).u(1, has_level)
    if sub_layers:
        bits.u(2 * (8 - sub_layers), 0)
    for has_profile, has_level in sub_flags:
        bits.u(88, 0) if has_profile else None
        bits.u(8, 1) if has_level else None
    bits.ue(0).ue(1).ue(1920).ue(1088).u(1, int(crop is not None))
    for side in crop or ():
        bits.ue(side)
    bits.ue(0).ue(0).ue(4).u(1, 1)
    for _ in range(sub_layers + 1):
        bits.ue(4).ue(2).ue(0)
    for value in (0, 3, 0, 3, 0, 0):
        bits.ue(value)
    bits.u(1, int(lists))
    if lists:
        bits.u(1, 1)
        write_h265_lists(bits)
    bits.u(2, 0).u(1, 1).u(8, 0x77).ue(0).ue(2).u(1, 1)
    write_reference_sets(bits, sets)
    bits.u(1, 1).ue(2).u(8, 5).u(1, 1).u(8, 9).u(1, 0).u(2, 3)
    bits.u(1, 1).u(1, 1).u(8, 255).u(16, 1).u(16, 1).u(1, 1).u(1, 0).u(1, 1).u(3, 5).u(1, 1).u(1, 1).u(
        24, 0x010101
    )
    bits.u(1, 1).ue(0).ue(0).u(3, 0).u(1, 1).ue(0).ue(0).ue(0).ue(0).u(1, 1).u(32, 1001).u(32, 60000)
    return b"\x42\x01" + escape(bits.rbsp())


def write_h265_lists(bits: BitWriter) -> None:
    for size in range(4):
        for matrix in range(0, 6, 3 if size == 3 else 1):
            explicit = (size + matrix) % 2
            bits.u(1, explicit)
            if not explicit:
                bits.ue(0)
                continue
            if size > 1:
                bits.se(-5)
            for number in range(min(64, 1 << (4 + 2 * size))):
                bits.se(number % 7 - 3)


def write_reference_sets(bits: BitWriter, sets) -> None:
    bits.ue(len(sets))
    previous = 0
    for index, counts in enumerate(sets):
        if index:
            bits.u(1, int(counts is None))
        if counts is None:
            bits.u(1, 0).ue(0)
            for number in range(previous + 1):
                if number:
                    bits.u(1, 1)
                else:
                    bits.u(1, 0).u(1, 1)
            previous += 1
            continue
        bits.ue(counts[0]).ue(counts[1])
        for _ in range(sum(counts)):
            bits.ue(0).u(1, 1)
        previous = sum(counts)


@pytest.mark.parametrize("lists", [False, True])
@pytest.mark.parametrize("sets", [(), ((0, 0),), ((1, 1), None, None), ((2, 0), (1, 3), None)])
@pytest.mark.parametrize("sub_flags", [(), ((0, 0),), ((1, 1), (0, 1), (1, 0))])
def test_h265_parts_before_the_vui_are_skipped_to_the_bit(lists, sets, sub_flags):
    nal = h265_sps(sub_layers=len(sub_flags), sub_flags=sub_flags, lists=lists, sets=sets, crop=(1, 2, 0, 4))
    info = parse_sps("H265", nal)
    assert (info.width, info.height) == (1914, 1080)
    assert info.fps == pytest.approx(59.94, abs=0.001)
    assert (info.profile, info.level, info.tier, info.reference_frames) == ("Main", "4.1", "High", 5)


def test_h265_profile_from_compatibility_flags():
    assert parse_sps("H265", h265_sps(profile=0, compatible=1 << (31 - 2))).profile == "Main 10"
    assert parse_sps("H265", h265_sps(profile=31)).profile == "profile 31"


@pytest.mark.soak
@given(codec=st.sampled_from(["H264", "H265"]), body=st.binary(max_size=200))
def test_any_bytes_give_facts_or_a_nal_error(codec, body):
    head = b"\x67" if codec == "H264" else b"\x42\x01"
    try:
        info = parse_sps(codec, head + body)
    except NalError:
        return
    assert info.width > 0
    assert info.height > 0


@pytest.mark.soak
@given(at=st.integers(1, 60), flip=st.integers(1, 255), h265=st.booleans(), cut=st.integers(0, 60))
def test_damaged_parameter_sets_give_facts_or_a_nal_error(at, flip, h265, cut):
    nal = bytearray(h265_sps(lists=True) if h265 else h264_sps(lists={0: [1] * 16}, timing=(1, 50)))
    nal[2 + at % (len(nal) - 2)] ^= flip
    try:
        facts = parse_sps("H265" if h265 else "H264", bytes(nal[: len(nal) - cut]))
    except NalError:
        return
    assert facts.width > 0
    assert facts.height > 0


def test_only_parameter_sets_of_known_codecs_are_read():
    with pytest.raises(NalError):
        parse_sps("H264", b"\x68\x00\x00")
    with pytest.raises(NalError):
        parse_sps("H265", b"\x67\x00\x00")
    with pytest.raises(NalError):
        parse_sps("H264", b"")
    with pytest.raises(NalError):
        parse_sps("H264", b"\x67")
    with pytest.raises(LocalProtocolError):
        parse_sps("SVAC", b"\x67\x00")


def test_a_huge_parameter_set_is_read_in_bounded_time():
    with pytest.raises(NalError):
        parse_sps("H265", b"\x42\x01" + b"\x01" * (1 << 20))
