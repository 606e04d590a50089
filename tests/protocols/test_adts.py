"""ADTS headers: written, read back, and never trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.adts import ADTS_RATES_HZ, AdtsFrame, adts_frame, split_adts
from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.ps.codecs import is_adts


def test_a_header_is_what_the_standard_says() -> None:
    """1024 samples of AAC-LC, 16 kHz (index 8), mono, 7 + 3 bytes, buffer fullness for variable rates."""
    assert adts_frame(b"abc", 16_000) == bytes.fromhex("fff160 40015ffc") + b"abc"


@given(
    st.lists(
        st.tuples(st.binary(max_size=60), st.sampled_from(ADTS_RATES_HZ), st.integers(1, 7)), max_size=5
    ),
    st.binary(max_size=6),
)
def test_frames_come_back(frames: list[tuple[bytes, int, int]], rest: bytes) -> None:
    stream = b"".join(adts_frame(*frame) for frame in frames)
    assert all(is_adts(adts_frame(*frame)) for frame in frames)
    assert split_adts(stream + rest) == [
        AdtsFrame(2, rate, channels, data) for data, rate, channels in frames
    ]


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_end_somewhere(data: bytes, headed: bool) -> None:
    stream = b"\xff\xf1" + data if headed else data
    found = split_adts(stream)
    assert sum(7 + len(frame.data) for frame in found) <= len(stream)


@pytest.mark.parametrize(
    ("size", "rate", "channels"), [(3, 16_001, 1), (3, 16_000, 8), (3, 16_000, 0), (8185, 8_000, 1)]
)
def test_what_no_header_can_say_is_refused(size: int, rate: int, channels: int) -> None:
    with pytest.raises(LocalProtocolError, match="ADTS"):
        adts_frame(bytes(size), rate, channels)
