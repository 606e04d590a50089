"""Hosts with their ports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.endpoints import parse_port_range
from camproof.domain.errors import InputError


@pytest.mark.parametrize(
    ("text", "first", "last", "rtp"),
    [
        ("127.0.0.1:30000", 30000, 30000, (30000,)),
        ("127.0.0.1:30000-30001", 30000, 30001, (30000,)),
        ("127.0.0.1:30000-30005", 30000, 30005, (30000, 30002, 30004)),
        ("127.0.0.1:30000-30006", 30000, 30006, (30000, 30002, 30004)),
        ("localhost:5001", 5001, 5001, (5001,)),
        ("media.example:0", 0, 0, (0,)),
    ],
)
def test_ports(text: str, first: int, last: int, rtp: tuple[int, ...]) -> None:
    found = parse_port_range(text)
    assert (found.first, found.last, found.rtp) == (first, last, rtp)
    assert len(found.all) == last - first + 1
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("30000", "is no address with ports"),
        ("[::1]:30000", "is no address with ports"),
        ("127.0.0.1:", "is no address with ports"),
        ("127.0.0.1:1-2-3", "is no address with ports"),
        ("127.0.0.1:70000", "above 65535"),
        ("127.0.0.1:9-8", "the last port is below the first"),
        ("127.0.0.1:0-8", "begins at port 0"),
    ],
)
def test_what_is_none(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        parse_port_range(text)


def test_a_port_of_rtp_needs_the_one_above() -> None:
    assert parse_port_range("127.0.0.1:65535").all == (65535,)
    with pytest.raises(InputError, match="RTP at 65535 has no port above it for RTCP"):
        parse_port_range("127.0.0.1:65535", pairs=True)
    assert parse_port_range("127.0.0.1:65532-65535", pairs=True).rtp == (65532, 65534)
    assert parse_port_range("127.0.0.1:65533-65535", pairs=True).rtp == (65533,)


@given(st.text(max_size=40) | st.from_regex(r"[a-z0-9.:-]{0,20}:[0-9-]{0,12}", fullmatch=True))
def test_any_text_is_read_back_or_refused(text: str) -> None:
    try:
        found = parse_port_range(text)
    except InputError:
        return
    assert parse_port_range(found.text) == found
    assert 0 <= found.first <= found.last <= 65535
