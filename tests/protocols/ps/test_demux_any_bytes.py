"""Whatever bytes come, in whatever chunks: no error, bounded memory, the same frames."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.protocols.ps import MuxOptions, PsDemuxer, PsFrame, PsMuxer

START = b"\x00\x00\x01"
UNITS = st.one_of(
    st.binary(min_size=1, max_size=80).map(lambda b: START + b"\x65\x88" + b.replace(b"\x00", b"\x01")),
    st.binary(min_size=1, max_size=80).map(lambda b: START + b"\x41\x9a" + b.replace(b"\x00", b"\x01")),
    st.binary(min_size=1, max_size=80).map(
        lambda b: b"\x00" + START + b"\x26\x01\xaf" + b.replace(b"\x00", b"\x01")
    ),
)
OPTIONS = st.builds(
    MuxOptions,
    psm=st.booleans(),
    system_headers=st.booleans(),
    crc_zero=st.booleans(),
    video_pts=st.booleans(),
    audio_pts=st.booleans(),
    repeat_pts=st.booleans(),
    zero_length=st.booleans(),
    max_pes_payload=st.sampled_from([7, 30, 65_000]),
)
FRAMES = st.lists(st.tuples(UNITS, st.booleans(), st.integers(0, 2)), min_size=1, max_size=6)
SECTIONS = st.sampled_from([0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF, 0xC0, 0xE0, 0xE1, 0xF0, 0xFF, 0x65])
FRAGMENTS = st.lists(
    st.one_of(
        SECTIONS.map(lambda number: START + bytes((number,))),
        st.binary(max_size=12),
        st.sampled_from(
            [
                b"\x00",
                b"\x00\x00",
                b"\x00\x08\x80\x80\x05\x21\x00\x05\xbf\x21",
                b"\x44\x00\x04\x00\x04\x01\x03\x0d\x43\xf8",
            ]
        ),
    ),
    max_size=25,
).map(b"".join)


def mux(frames, options: MuxOptions) -> bytes:
    muxer = PsMuxer("H264", "G711A", options=options)
    return b"".join(
        muxer.pack(
            data, n * 3_600, key=key, audio=[(bytes((n + 1,)) * 20, n * 3_600 + k) for k in range(audio)]
        )
        for n, (data, key, audio) in enumerate(frames)
    )


def run(stream: bytes, cuts: list[int]) -> list[PsFrame]:
    demuxer = PsDemuxer(max_frame_bytes=4_000)
    points = sorted({cut % (len(stream) + 1) for cut in cuts} | {0, len(stream)})
    frames = []
    for start, end in pairwise(points):
        frames += demuxer.feed(memoryview(stream)[start:end])
        assert demuxer.held_bytes <= len(stream)
    return frames + demuxer.flush()


CUTS = st.lists(st.integers(0, 5_000), max_size=40)


@given(FRAMES, OPTIONS, CUTS)
def test_every_frame_comes_back_in_any_chunks(frames, options, cuts):
    if not options.video_pts:
        frames = [(START + b"\x65\x88" + data[7:], key, audio) for data, key, audio in frames]
    stream = mux(frames, options)
    out = run(stream, cuts)
    assert [f.data for f in out if f.stream_id == 0xE0] == [data for data, _, _ in frames]
    expected = [bytes((n + 1,)) * 20 for n, (_, _, audio) in enumerate(frames) for _ in range(audio)]
    assert [f.data for f in out if f.stream_id == 0xC0] == expected
    if options.video_pts:
        assert [f.pts for f in out if f.stream_id == 0xE0] == [n * 3_600 for n in range(len(frames))]
    assert not any(f.damaged for f in out)


@pytest.mark.soak
@settings(max_examples=2 * settings.default.max_examples)
@given(
    FRAMES,
    OPTIONS,
    CUTS,
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=4),
    st.integers(0, 40),
)
def test_damaged_streams_give_the_same_frames_in_any_chunks(frames, options, cuts, flips, hole):
    stream = bytearray(mux(frames, options))
    for at, value in flips:
        stream[at % len(stream)] = value
    del stream[len(stream) // 2 : len(stream) // 2 + hole]
    whole = bytes(stream)
    assert run(whole, cuts) == run(whole, [])
    assert run(whole, list(range(len(whole)))) == run(whole, [])


@pytest.mark.soak
@settings(max_examples=2 * settings.default.max_examples)
@given(FRAGMENTS, CUTS)
def test_any_bytes_in_any_chunks(stream, cuts):
    frames = run(stream, cuts)
    assert frames == run(stream, [])
    assert frames == run(stream, list(range(len(stream))))
    assert sum(len(f.data) for f in frames) <= len(stream)


@pytest.mark.soak
@given(FRAGMENTS, FRAGMENTS, st.booleans())
def test_gap_and_boundary_at_any_place(first, second, boundary):
    demuxer = PsDemuxer()
    frames = demuxer.feed(first, boundary) + demuxer.gap() + demuxer.feed(second, boundary) + demuxer.flush()
    assert sum(len(f.data) for f in frames) <= len(first) + len(second)
    assert demuxer.held_bytes == 0


def test_one_byte_at_a_time_stays_quick():
    stream = START + b"\xe0\xff\xff\x80\x00\x00" + b"\x00\x00\x01\x65" * 30_000
    demuxer = PsDemuxer(max_frame_bytes=200_000)
    for at in range(len(stream)):
        demuxer.feed(stream[at : at + 1])
    demuxer.flush()
    assert demuxer.held_bytes == 0
