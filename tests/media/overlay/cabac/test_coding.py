from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camproof.media.errors import ClipError
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.cabac.coding import overlay_cabac
from camproof.media.overlay.cabac.encoder import coded_intra, coded_still
from camproof.media.overlay.codings import band_coding
from camproof.media.overlay.model import OverlayClip
from camproof.protocols.nal import BitReader, split_annexb, unescape


def test_a_still_slice_takes_a_few_bytes_whatever_its_size() -> None:
    assert [len(coded_still(16 * size, 16).data) for size in (2, 80, 240)] == pytest.approx([3, 3, 4], abs=2)
    row, square = coded_still(640, 16), coded_still(160, 64)
    assert row.data == square.data
    assert not row.intra


def test_the_same_picture_is_coded_alike_at_any_time() -> None:
    lumas = np.random.default_rng(0).choice(np.array((16, 235), np.uint8), (8, 16, 64))
    first = [coded_intra(luma, 40) for luma in lumas]
    assert {(coded.intra, coded.qp) for coded in first} == {(True, 40)}
    assert len({coded.data for coded in first}) == len(lumas)
    for _ in range(5):
        assert [coded_intra(luma, 40) for luma in lumas] == first


def test_slices_of_p_pictures_do_not_say_that_all_are_alike(source: Callable[..., Any], folder: Path) -> None:
    band = overlay_clip(source(), entropy="CABAC", cache_dir=folder)
    for index, unit in enumerate(band.clip.units):
        bits = BitReader(unescape(split_annexb(band.scene(index))[0])[1:])
        bits.ue()
        assert bits.ue() == (2 if unit.key else 0)


def test_a_scene_with_cavlc_is_refused(overlay: OverlayClip) -> None:
    with pytest.raises(ClipError, match="CABAC"):
        overlay_cabac(overlay.clip, overlay.layout)


def test_there_is_no_h265_with_cavlc() -> None:
    with pytest.raises(ClipError, match="no band for H265 with CAVLC"):
        band_coding("H265", "CAVLC")
