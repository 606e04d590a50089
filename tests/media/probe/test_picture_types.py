"""I, P and B as the encoder made them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.model import Clip
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.probe.picture_types import PictureTypes


def _coded(library: str, options: dict[str, str]) -> list[bytes]:
    encoder: Any = av.CodecContext.create(library, "w")
    encoder.width, encoder.height, encoder.pix_fmt = 96, 80, "yuv420p"
    encoder.time_base, encoder.framerate, encoder.thread_count = Fraction(1, 25), Fraction(25), 1
    encoder.options = options
    packets = []
    for picture in loop_pictures(scene_loop("street", 96, 80, 24, seed=3)):
        packets += encoder.encode(av.VideoFrame.from_ndarray(picture, "yuv420p"))
    return [bytes(packet) for packet in [*packets, *encoder.encode(None)]]


def test_h264_with_b_pictures_and_several_slices() -> None:
    params = "threads=1:scenecut=0:keyint=12:bframes=2:b-adapt=0:slices=3"
    units = _coded("libx264", {"x264-params": params})
    types = PictureTypes("H264")
    found = Counter(map(types.of, units))
    assert sum(found.values()) == 24
    assert found["I"] == 2
    assert found["B"] > found["P"] > 0
    assert types.of(units[0]) == "I"


def test_h265_with_b_pictures() -> None:
    params = "pools=none:frame-threads=1:log-level=none:scenecut=0:keyint=12:bframes=2:b-adapt=0"
    found = Counter(
        map(PictureTypes("H265").of, _coded("libx265", {"x265-params": params, "preset": "ultrafast"}))
    )
    assert (found["I"] >= 2, found["B"] > 0, sum(found.values())) == (True, True, 24)


@pytest.mark.parametrize("name", ["clip", "clip265"])
def test_a_camera_codes_without_b_pictures(name: str, request: pytest.FixtureRequest) -> None:
    clip: Clip = request.getfixturevalue(name)
    types = PictureTypes(clip.codec)
    found = [types.of(unit.data) for unit in clip.units]
    assert found == ["I" if unit.key else "P" for unit in clip.units]


@given(st.sampled_from(["H264", "H265"]), st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_give_a_type_or_none(codec: str, parts: list[bytes]) -> None:
    assert PictureTypes(codec).of(b"\x00\x00\x01".join(parts)) in ("", "I", "P", "B")
