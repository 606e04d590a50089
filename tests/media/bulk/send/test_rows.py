"""Rows in flight say what single stamps, strips and clocks say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from camproof.media.bulk.send.clocks import CLOCK
from camproof.media.bulk.send.frames import FRAME
from camproof.media.bulk.send.places import PLACE
from camproof.media.bulk.send.rows import Templates, fill_rows
from camproof.media.bulk.send.strip_tables import StripTables, strip_tables
from camproof.media.bulk.send.words import NO_WORDS
from camproof.media.overlay.strip import crc_table, strip_bits
from camproof.media.overlay.strip_code import StripCode, StripPart
from camproof.media.stamp import stamp_crc_table, stamp_text
from camproof.media.tables.fields import SCR_SHIFT, TIMESTAMP_SHIFT, scr_frame, timestamp_frame
from camproof.protocols.ps import encode_scr, encode_timestamp

NUMBERS = st.integers(0, (1 << 63) - 1)
STAMPS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=8)
TIMES = st.integers(-(1 << 40), 1 << 40)
AHEAD, WIDTH = 12, 160
NO_STRIP = strip_tables([])
NO_CLOCK: list[tuple[int, int, int, int]] = []


def _filled(
    stamps: list[tuple[int, int, int]],
    row: bytes = bytes(WIDTH),
    clocks: list[tuple[int, int, int, int]] = NO_CLOCK,
    stamp_at: int = -1,
    strips: StripTables = NO_STRIP,
    dts_90k: int = 0,
) -> list[bytes]:
    place = np.zeros(1, PLACE)
    place["row_len"], place["stamp_at"], place["end_part"] = len(row), stamp_at, len(strips.parts)
    templates = Templates(
        place,
        np.frombuffer(bytes(AHEAD) + row, np.uint8).reshape(1, -1).copy(),
        np.array(clocks, CLOCK).reshape(1, -1),
        stamp_crc_table(),
        *strips[1:],
        crc_table(),
    )
    rows = np.zeros((len(stamps), AHEAD + len(row)), np.uint8)
    frames = np.zeros(len(stamps), FRAME)
    for name, column in zip(("camera", "frame", "capture_us"), zip(*stamps, strict=True), strict=True):
        frames[name] = column
    frames["dts_90k"], frames["word_at"] = dts_90k, -1
    fill_rows(rows, AHEAD, frames, NO_WORDS.text, *templates)
    assert not rows[:, :AHEAD].any()
    return [row[AHEAD:].tobytes() for row in rows]


@given(STAMPS, st.integers(0, WIDTH - 40))
def test_stamps(stamps: list[tuple[int, int, int]], at: int) -> None:
    blank = b"\xaa" * WIDTH
    wanted = [blank[:at] + stamp_text(*stamp) + blank[at + 40 :] for stamp in stamps]
    assert _filled(stamps, blank, stamp_at=at) == wanted


@given(st.integers(1, 3), st.binary(min_size=3, max_size=3), TIMES, st.integers(-900, 900))
def test_timestamps_are_those_of_the_muxer(prefix: int, behind: bytes, dts_90k: int, ticks: int) -> None:
    clocks = [(7, timestamp_frame(prefix, behind), TIMESTAMP_SHIFT, ticks)]
    (row,) = _filled([(1, 2, 3)], b"\xff" * 20, clocks, dts_90k=dts_90k)
    assert row == b"\xff" * 7 + encode_timestamp(prefix, dts_90k + ticks) + behind + b"\xff" * 5


@given(st.binary(min_size=2, max_size=2), TIMES)
def test_system_clock_references_are_those_of_the_muxer(behind: bytes, dts_90k: int) -> None:
    clocks = [(4, scr_frame(behind), SCR_SHIFT, 0), (-1, 0, 0, 0)]
    (row,) = _filled([(1, 2, 3)], b"\xff" * 20, clocks, dts_90k=dts_90k)
    assert row == b"\xff" * 4 + encode_scr(dts_90k) + behind + b"\xff" * 8


def _code(sizes: list[int], spread: int, rng: np.random.Generator) -> StripCode:
    """A strip whose parts, of ``sizes`` bits, lie ``spread`` bytes apart; some bytes never change."""
    parts, bit, at = list[StripPart](), 0, 3
    for size in sizes:
        changes: NDArray[np.uint8] = rng.integers(0, 256, (1 << size, 4)).astype(np.uint8)
        changes[0], changes[:, 1] = 0, 0
        parts.append(StripPart(at, tuple(range(bit, bit + size)), changes))
        bit, at = bit + size, at + 4 + spread
    return StripCode(parts)


@given(STAMPS, st.sampled_from([[8] * 10, [8, 8, 4] * 4, [5] * 16]), st.integers(0, 2), st.integers(0, 99))
def test_strips(stamps: list[tuple[int, int, int]], sizes: list[int], spread: int, seed: int) -> None:
    code = _code(sizes, spread, np.random.default_rng(seed))
    blank, at = bytes(range(WIDTH)), 5
    wanted = []
    for stamp in stamps:
        front = bytearray(blank[at:])
        code.fill(front, strip_bits(*stamp))
        wanted.append(blank[:at] + bytes(front))
    places = at + code.start + np.arange(code.size)
    assert _filled(stamps, blank, strips=strip_tables([(code, places)])) == wanted


@pytest.mark.parametrize("lost", [0, 9])
def test_bytes_of_a_strip_that_no_packet_holds_are_left_out(lost: int) -> None:
    code = _code([8] * 10, 0, np.random.default_rng(1))
    places = code.start + np.arange(code.size)
    places[lost * 4 : lost * 4 + 4] = -1
    (row,) = _filled([(0xFFFFF, 0xFF, 0xFFFFFFFFF)], strips=strip_tables([(code, places)]))
    part = row[code.start + lost * 4 : code.start + lost * 4 + 4]
    assert not any(part)
    assert sum(map(bool, row)) > 9
