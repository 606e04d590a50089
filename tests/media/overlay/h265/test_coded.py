from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.model import Clip
from camproof.media.overlay.h265.coded import CTU_PX, read_picture
from camproof.media.overlay.h265.slice_header import SliceType
from camproof.media.overlay.h265.writer import SliceWriter, lowered_sets
from camproof.protocols.errors import NalError
from camproof.protocols.nal import split_annexb


def test_pictures_of_our_settings_are_taken_apart(plain265: Clip) -> None:
    first = read_picture(plain265.units[0].data, None)
    second = read_picture(plain265.units[1].data, first.sets)
    assert (first.header.kind, second.header.kind) == (SliceType.I, SliceType.P)
    assert (first.picture.nal_type, second.picture.nal_type) == (20, 1)
    assert second.sets is first.sets
    assert first.sets.sps.ctu == CTU_PX
    assert plain265.units[0].data.endswith(first.data)
    assert plain265.units[1].data.endswith(second.data)


def test_a_picture_without_parameter_sets_is_refused(plain265: Clip) -> None:
    with pytest.raises(NalError):
        read_picture(plain265.units[1].data, None)


def test_two_slices_are_refused(plain265: Clip) -> None:
    data = plain265.units[0].data
    again = b"\0\0\1" + bytes(split_annexb(data)[-1])
    with pytest.raises(NalError, match="2 slices"):
        read_picture(data + again, None)


@given(st.data())
def test_damaged_pictures_raise_nal_errors_alone(plain265: Clip, data: st.DataObject) -> None:
    unit = bytearray(plain265.units[0].data[: data.draw(st.integers(0, 160))])
    for _ in range(data.draw(st.integers(0, 4)) if unit else 0):
        unit[data.draw(st.integers(0, len(unit) - 1))] = data.draw(st.integers(0, 255))
    with suppress(NalError):
        coded = read_picture(bytes(unit), None)
        writer = SliceWriter(lowered_sets(coded.sets, 64))
        moved = writer.header(coded.picture, coded.header, 0, 64) + coded.data
        again = read_picture(b"".join(b"\0\0\1" + nal for nal in writer.sets.nals) + moved, None)
        assert (again.picture, again.header, again.data) == (coded.picture, coded.header, coded.data)
