from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.seeds import stream


def test_the_numbers_are_fixed_for_good() -> None:
    rng = stream(7, "link loss", "east")
    assert [rng.random() for _ in range(3)] == [0.3624706478955667, 0.3907524269516034, 0.5895298199122434]


def test_the_same_in_another_process() -> None:
    code = "from camproof.domain.seeds import stream; print(stream(7, 'link loss', 'east').random())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) == stream(7, "link loss", "east").random()


_KEYS = st.tuples(st.integers(), st.text(st.characters(), max_size=10), st.text(st.characters(), max_size=10))


@given(_KEYS, _KEYS)
def test_one_stream_per_seed_purpose_and_entity(
    one: tuple[int, str, str], other: tuple[int, str, str]
) -> None:
    same = stream(*one).random() == stream(*other).random()
    assert same == (one == other)


def test_parts_do_not_run_together() -> None:
    draws = {stream(1, "ab", "c").random(), stream(1, "a", "bc").random(), stream(11, "b", "c").random()}
    assert len(draws) == 3
