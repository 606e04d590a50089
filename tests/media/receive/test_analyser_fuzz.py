"""Real packets cut, doubled, moved, changed: the analyser counts, stays small, and is right afterwards."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import ClipPlayout, ReceivedFrame, StreamAnalyser
from camproof.media.clips.model import Clip
from camproof.protocols.rtp import rtp_header

Packets = list[tuple[bytes, float]]
Stream = Callable[..., Packets]
Harm = tuple[str, int, int, int]

EPOCH_S = 1_800_000_000.0
FUZZED, CLEAN = 50, 150
"""Frames: two seconds that are harmed, six that are not."""

harms = st.lists(
    st.tuples(
        st.sampled_from(["cut", "double", "move", "flip", "drop"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
        st.integers(0, 7),
    ),
    max_size=60,
)


def _playout(clip: Clip) -> ClipPlayout:
    times = iter(range(10**9))
    return ClipPlayout(clip, 7, lambda: int(EPOCH_S * 1e6) + next(times) * 40_000 - 30_000)


def _analyser(frames: list[ReceivedFrame], ssrc: int) -> StreamAnalyser:
    return StreamAnalyser(
        99.5, ssrc=ssrc, payload_type=96, wall_s=lambda at_s: at_s - 100 + EPOCH_S, on_frame=frames.append
    )


def _harmed(packets: list[bytes], harm: list[Harm]) -> list[bytes]:
    """One harm after the other; places count modulo the length of what is there."""
    row = [*packets]
    for kind, place, where, bit in harm:
        if not row:
            break
        at = place % len(row)
        data = row[at]
        if kind == "cut":
            row[at] = data[: where % (len(data) + 1)]
        elif kind == "double":
            row.insert(where % (len(row) + 1), data)
        elif kind == "move":
            row.insert(where % len(row), row.pop(at))
        elif kind == "drop":
            del row[at]
        elif data:
            changed = bytearray(data)
            changed[where % len(data)] ^= 1 << bit
            row[at] = bytes(changed)
    return row


def _heads(harm: list[Harm]) -> list[Harm]:
    """The same with all changes of bits and cuts inside the RTP header."""
    return [
        (kind, at, where % 12 if kind in ("cut", "flip") else where, bit) for kind, at, where, bit in harm
    ]


def _measure_after(clip: Clip, stream: Stream, ssrc: int, harm: list[Harm]) -> None:
    packets = stream(_playout(clip), FUZZED + CLEAN)
    first = next(n for n, (_, at_s) in enumerate(packets) if at_s >= 100 + FUZZED * 0.04 - 1e-6)
    row = _harmed([data for data, _ in packets[:first]], harm)
    frames: list[ReceivedFrame] = []
    analyser = _analyser(frames, ssrc)
    for number, data in enumerate(row):
        analyser.packet(data, 100 + FUZZED * 0.04 * number / len(row))
    for data, at_s in packets[first:]:
        analyser.packet(data, at_s)
    analyser.flush()
    whole = analyser.report()
    assert whole.packets + whole.unreadable + whole.wrong_ssrc <= len(row) + len(packets) - first
    assert len(whole.deviations) <= 500

    _assert_clean(analyser, packets, 104.0, 107.0)
    last = [frame.stamp.frame for frame in frames[-75:] if frame.stamp]
    assert last == [*range(FUZZED + CLEAN - 75, FUZZED + CLEAN)]


def _assert_clean(analyser: StreamAnalyser, packets: Packets, from_s: float, to_s: float) -> None:
    """These whole seconds are measured as those of a perfect stream."""
    clean, frames = analyser.window(from_s, to_s), round(25 * (to_s - from_s))
    count = sum(from_s <= at_s < to_s for _, at_s in packets)
    assert frames > 0
    assert (clean.packets, clean.expected) == (count, count)
    assert (clean.lost, clean.duplicates, clean.reordered) == (0, 0, 0)
    assert (clean.unreadable, clean.wrong_ssrc) == (0, 0)
    assert (clean.frames, clean.stamped_frames, clean.damaged_frames) == (frames, frames, 0)
    assert (clean.missing_frames, clean.repeated_frames, clean.irregular_timestamps) == (0, 0, 0)
    assert clean.latency_ms.p50 == pytest.approx(30, abs=0.01)


@pytest.mark.soak
@given(harms)
def test_after_harm_anywhere_a_clean_stream_is_measured_right(
    clip: Clip, stream: Stream, ssrc: int, harm: list[Harm]
) -> None:
    _measure_after(clip, stream, ssrc, harm)


@pytest.mark.soak
@given(harms)
def test_after_harm_to_the_headers_too(clip: Clip, stream: Stream, ssrc: int, harm: list[Harm]) -> None:
    _measure_after(clip, stream, ssrc, _heads(harm))


@pytest.mark.parametrize("ahead", [1, 512, 4000, 4096, 4097, 19_000, 20_001, 40_000, 65_000])
def test_one_false_number_is_not_believed_for_long(clip: Clip, stream: Stream, ssrc: int, ahead: int) -> None:
    """Sixteen packets below it in a row tell that it was wrong."""
    packets = stream(_playout(clip), 150)
    sent = [data for data, _ in packets]
    number = int.from_bytes(sent[100][2:4])
    sent[100] = sent[100][:2] + (number + ahead & 0xFFFF).to_bytes(2) + sent[100][4:]
    analyser = _analyser([], ssrc)
    for data, (_, at_s) in zip(sent, packets, strict=True):
        analyser.packet(data, at_s)
    analyser.flush()
    after_s = packets[100][1]
    _assert_clean(analyser, packets, float(int(after_s) + 2), float(int(packets[-1][1])))


@pytest.mark.parametrize("payload", [b"\x00", b"\x00\x00\x01\xba", b"\x00\x00\x01\xe0\x00\x00"])
@pytest.mark.parametrize("gaps", [False, True])
def test_a_frame_that_never_ends_takes_no_more_than_some_megabytes(
    ssrc: int, payload: bytes, gaps: bool
) -> None:
    body = payload + b"\x55" * (1400 - len(payload))
    analyser = StreamAnalyser(0.0, ssrc=ssrc, payload_type=96)
    tracemalloc.start()
    try:
        for number in range(12_000):
            analyser.packet(rtp_header(96, number * (1 + gaps), 5, ssrc) + body, number * 0.001)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 12_000 * 1400 > 16_000_000
    assert peak < 8 << 20, peak
