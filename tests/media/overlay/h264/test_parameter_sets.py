"""Parameter sets as our encoder writes them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.units import parameter_sets
from camproof.media.errors import ClipError
from camproof.media.overlay.h264.parameter_sets import read_pps, read_sps, with_size
from camproof.media.overlay.model import OverlayClip
from camproof.protocols.errors import NalError
from camproof.protocols.nal import parse_sps


@pytest.fixture
def sps(overlay: OverlayClip) -> bytes:
    return parameter_sets("H264", overlay.clip.units[0].data)[7][0]


def test_the_height_is_changed_and_nothing_else(sps: bytes) -> None:
    before, after = parse_sps("H264", sps), parse_sps("H264", with_size(sps, 17, 25))
    assert (before.width, before.height) == (320, 240)
    assert (after.width, after.height) == (320, 272)
    assert (after.fps, after.profile, after.reference_frames) == (25, before.profile, 1)
    assert with_size(with_size(sps, 17, 25), 15, 25) == sps


@pytest.mark.parametrize(("rows", "fps", "level"), [(15, 25, "1.3"), (15, 60, "2.1"), (200, 25, "3.2")])
def test_the_level_is_raised(sps: bytes, rows: int, fps: float, level: str) -> None:
    assert parse_sps("H264", with_size(sps, rows, fps)).level == level


def test_no_level_is_high_enough(sps: bytes) -> None:
    with pytest.raises(ClipError):
        with_size(sps, 1024, 1000)


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_sps, read_pps):
        with suppress(ClipError, NalError):
            assert read(b"\x67" + data) is not None
