"""Capture files: both kinds, both byte orders, several interfaces; damage ends in our own error."""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from probe_wire import EPOCH_S, block, enhanced, interface, pcap, pcapng, section

from camproof.media import MediaError, MediaFileError
from camproof.media.probe.capture.records import is_capture, read_records

FRAMES = [(b"first", EPOCH_S), (b"second frame", EPOCH_S + 0.25)]
KINDS = {
    "pcap": pcap(FRAMES),
    "pcap, big-endian": pcap(FRAMES, order=">"),
    "pcap, nanoseconds": pcap(FRAMES, nano=True),
    "pcapng": pcapng(FRAMES),
    "pcapng, big-endian": pcapng(FRAMES, order=">"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_records_come_with_their_times_and_link_type(kind: str, saved: Callable[..., Path]) -> None:
    path = saved(KINDS[kind])
    assert is_capture(path)
    records = [*read_records(path)]
    assert [(record.data, record.link_type) for record in records] == [(data, 1) for data, _ in FRAMES]
    assert [record.at_s for record in records] == pytest.approx([at_s for _, at_s in FRAMES], abs=1e-6)


def test_each_interface_of_a_pcapng_has_its_own_link_type_and_clock(saved: Callable[..., Path]) -> None:
    name_resolution = block(4, bytes(8))
    parts = [
        section(), interface(1), interface(113, 9), name_resolution,
        enhanced(b"a", EPOCH_S), enhanced(b"b", EPOCH_S + 1, 1, 10**9),
        section(">"), interface(276, 0x80 | 10, ">"), enhanced(b"c", EPOCH_S + 2, 0, 1024, ">"),
    ]  # fmt: skip
    records = [*read_records(saved(b"".join(parts)))]
    assert [(record.link_type, record.data) for record in records] == [(1, b"a"), (113, b"b"), (276, b"c")]
    assert [record.at_s - EPOCH_S for record in records] == pytest.approx([0, 1, 2], abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_capture_that_was_cut_off_gives_what_is_whole(kind: str, saved: Callable[..., Path]) -> None:
    path = saved(KINDS[kind][:-8])
    first, *rest = [record.data for record in read_records(path)]
    assert first == b"first"
    assert len(rest) <= 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"RIFF....AVI ", "does not begin as pcap"),
        (b"", "does not begin as pcap"),
        (KINDS["pcap"][:24] + struct.pack("<IIII", 0, 0, 0xFFFFFFF0, 0), "a record of 4294967280 bytes"),
        (section() + struct.pack("<II", 6, 4), "a block of 4 bytes"),
        (section() + enhanced(b"a", 1.0), "interface 0, which there is not"),
        (b"\x0a\x0d\x0d\x0a" + bytes(24), "without a byte order"),
        (section() + struct.pack("<II", 1, 0xFFFFFFFC), "a record of"),
    ],
)
def test_damage_is_one_sentence(data: bytes, why: str, saved: Callable[..., Path]) -> None:
    path = saved(data)
    with pytest.raises(MediaFileError, match=why) as raised:
        [*read_records(path)]
    assert str(path) in str(raised.value)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert not is_capture(tmp_path / "none.pcap")
    with pytest.raises(MediaFileError, match="cannot be read"):
        [*read_records(tmp_path / "none.pcap")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=8),
    st.binary(max_size=60),
)
def test_whatever_the_bytes_only_our_error_comes_out_and_memory_is_bounded(
    saved: Callable[..., Path], kind: str, damage: list[tuple[int, int]], tail: bytes
) -> None:
    data = bytearray(KINDS[kind])
    for at, value in damage:
        data[at % len(data)] = value
    path = saved(bytes(data) + tail)
    tracemalloc.start()
    try:
        with suppress(MediaError):
            assert sum(1 for _ in read_records(path)) <= len(data) + len(tail)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 << 20
