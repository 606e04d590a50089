"""Pieces put together, in bounded memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camproof.media.probe.capture.fragments import Fragments


@given(st.binary(min_size=9, max_size=200), st.randoms(use_true_random=False))
def test_pieces_in_any_order_are_the_whole(data: bytes, rng: object) -> None:
    pieces = [(at, data[at : at + 8]) for at in range(0, len(data), 8)]
    rng.shuffle(pieces)  # type: ignore[attr-defined]
    fragments = Fragments()
    found = [fragments.add("k", at, piece, last=at + len(piece) == len(data)) for at, piece in pieces]
    assert found[:-1] == [None] * (len(pieces) - 1)
    assert found[-1] == data


def test_what_is_never_complete_is_given_up() -> None:
    fragments = Fragments()
    for key in range(500):
        assert fragments.add(key, 8, b"x" * 8, last=True) is None
    assert fragments.given_up == 500 - 64
    assert fragments.add("long", 65_530, b"x" * 8, last=True) is None
    assert fragments.add("long", 65_520, b"", last=True) is None
    for at in range(300):
        assert fragments.add("many", at * 8 + 8, b"x" * 8, last=False) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 40), st.binary(max_size=20), st.booleans()), max_size=80
    )
)
def test_any_pieces_give_no_more_than_was_put_in(pieces: list[tuple[int, int, bytes, bool]]) -> None:
    fragments = Fragments()
    for key, at, piece, last in pieces:
        whole = fragments.add(key, at, piece, last=last)
        assert whole is None or len(whole) <= sum(len(part) for _, _, part, _ in pieces)
