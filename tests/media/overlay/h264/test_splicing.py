"""Slices in pieces are those that are written in one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camproof.media.overlay.h264.splicing import NO_TAIL, Tail, come_to_end, go_on
from camproof.protocols.nal import BitWriter, escape

ZEROS = st.integers(0, 40).map(lambda count: (count, 0))
FEW = st.tuples(st.just(8), st.integers(0, 4))
ANY = st.integers(1, 70).flatmap(lambda count: st.tuples(st.just(count), st.integers(0, (1 << count) - 1)))
PIECE = st.lists(ZEROS | FEW | ANY, max_size=4)


def _written(codes: list[tuple[int, int]]) -> BitWriter:
    writer = BitWriter()
    for code in codes:
        writer.u(*code)
    return writer


@given(st.lists(PIECE, max_size=5), PIECE)
def test_pieces_join_to_what_is_written_in_one(
    pieces: list[list[tuple[int, int]]], last: list[tuple[int, int]]
) -> None:
    data, tail = b"", NO_TAIL
    for piece in pieces:
        more, tail = go_on(tail, _written(piece))
        data += more
    whole = escape(_written([code for piece in [*pieces, last] for code in piece]).rbsp())
    assert data + come_to_end(tail, _written(last)) == whole


def test_zeros_count_over_the_seam() -> None:
    data, tail = go_on(NO_TAIL, _written([(8, 5), (16, 0), (4, 0)]))
    assert (data, tail) == (b"\5\0\0", Tail(4, 0, 2))
    assert go_on(tail, _written([(4, 1)])) == (b"\3\1", NO_TAIL)
