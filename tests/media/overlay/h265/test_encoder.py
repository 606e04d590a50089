from __future__ import annotations

import numpy as np

from camproof.media.overlay.h265.encoder import coded_intra, coded_still
from camproof.media.overlay.h265.slice_header import SliceType


def test_the_same_picture_is_coded_alike_at_any_time() -> None:
    lumas = np.random.default_rng(0).choice(np.array((16, 235), np.uint8), (8, 32, 64))
    first = [coded_intra(luma, 40) for luma in lumas]
    assert {(coded.header.kind, coded.header.qp) for coded in first} == {(SliceType.I, 40)}
    assert len({coded.data for coded in first}) == len(lumas)
    for _ in range(3):
        assert [coded_intra(luma, 40).data for luma in lumas] == [coded.data for coded in first]


def test_a_still_slice_takes_a_few_bytes_whatever_its_size() -> None:
    stills = [coded_still(width, height) for width, height in ((32, 32), (640, 32), (1920, 64))]
    assert {still.header.kind for still in stills} == {SliceType.P}
    assert max(len(still.data) for still in stills) < 10
