from __future__ import annotations

import math

import pytest

from camproof.domain.errors import InputError
from camproof.domain.timeline import TimelineEntry, end_s


def test_end() -> None:
    cut = TimelineEntry(10, 15, "fault", "power.cut")
    watch = TimelineEntry(40, None, "do", "watch")
    assert (cut.end_s, watch.end_s) == (25, None)
    assert (end_s((cut, watch)), end_s((cut,)), end_s(())) == (40, 25, 0)


@pytest.mark.parametrize(
    ("at_s", "for_s"), [(-1, 1), (math.nan, 1), (math.inf, 1), (0, 0), (0, -1), (0, math.inf)]
)
def test_times_are_checked(at_s: float, for_s: float) -> None:
    with pytest.raises(InputError):
        TimelineEntry(at_s, for_s, "fault", "power.cut")
