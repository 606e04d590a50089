"""Streams that nobody announced: found by port and SSRC, and what they carry told from their packets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.bulk.receive.burst import group_by_stream
from camproof.media.bulk.receive.early_keys import EarlyKeys
from camproof.media.bulk.receive.finding import FoundStreams
from camproof.media.bulk.receive.headers import read_headers
from camproof.media.bulk.receive.looks import PayloadLooks
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.media.clips.model import Clip
from camproof.media.playout import ClipPlayout
from camproof.media.tables.raw import aggregate
from camproof.protocols.nal import split_annexb
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp, rtp_header

from .kit import Packets, burst_of, feed, raw_packets

Stream = Callable[..., list[tuple[bytes, float]]]


def _meter(most: int) -> tuple[BulkMeter, FoundStreams, PayloadLooks]:
    found, looks = FoundStreams(most), PayloadLooks(most)
    meter = BulkMeter([MeterSpec()] * most, 99.0, finder=found, looks=looks)
    return meter, found, looks


def _bare(ssrc: int, count: int = 3, payload_type: int = 96, clock_hz: int = 90_000) -> Packets:
    return [
        (rtp_header(payload_type, n, n * clock_hz // 50, ssrc) + bytes(160), 100 + n * 0.02)
        for n in range(count)
    ]


def test_each_ssrc_at_each_port_is_a_stream_and_rtcp_finds_it() -> None:
    meter, found, _ = _meter(4)
    packets = _bare(7) + _bare(8) + _bare(7)
    meter.take(burst_of(packets, [0] * 6 + [5] * 3))
    reports = [build_rtcp(SenderReport(8, 0, 0, 0, 0)), build_rtcp(Bye((7,))), build_rtcp(Bye((9,)))]
    meter.take(burst_of([(report, 101.0) for report in reports], [0, 5, 0]))
    assert list(zip(found.ports, found.ssrcs, strict=True)) == [(0, 7), (0, 8), (5, 7)]
    counts = [
        (report.packets, report.sender_reports, report.goodbyes) for report in map(meter.report, range(3))
    ]
    assert counts == [(3, 0, 0), (3, 1, 0), (3, 0, 1)]


def test_more_streams_than_there_is_room_for_are_foreign() -> None:
    meter, found, _ = _meter(2)
    meter.take(burst_of([packet for ssrc in range(40) for packet in _bare(ssrc, 2)]))
    summary = meter.summary(101.0)
    assert (len(found), summary.foreign, len(summary.foreign_ssrcs)) == (2, 76, 16)
    assert summary.packets.tolist() == [2, 2]
    with pytest.raises(ValueError, match="1 to 65536 streams, not 0"):
        FoundStreams(0)


def test_who_is_found_is_told_first() -> None:
    told: list[tuple[int, int]] = []
    found = FoundStreams(3, lambda number, ssrc: told.append((number, ssrc)))
    found.find(read_headers(burst_of(_bare(5) + _bare(6) + _bare(5))).rtp)
    assert told == [(0, 5), (1, 6)]


@pytest.mark.parametrize(("codec", "name"), [("H264", "clip"), ("H265", "clip265")])
def test_a_program_stream_is_known_by_its_first_packet(
    codec: str, name: str, request: pytest.FixtureRequest, stream: Stream
) -> None:
    meter, _, looks = _meter(1)
    packets = stream(ClipPlayout(request.getfixturevalue(name), 7, lambda: 0), 10)
    meter.take(burst_of(packets[:1]))
    assert looks.container(0) == "PS"
    meter.take(burst_of(packets[1:]))
    sps: Any = looks.sps(0)
    assert (sps.codec, sps.width, sps.height) == (codec, 176, 144)
    assert meter.report(0).key_frames == 2


@pytest.mark.parametrize(("codec", "name"), [("H264", "clip"), ("H265", "clip265")])
@pytest.mark.parametrize("together", [True, False])
def test_raw_video_is_known_for_certain_by_an_aggregate_and_else_by_a_dozen_packets(
    codec: Any, name: str, together: bool, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    units = [[bytes(nal) for nal in split_annexb(unit.data)] for unit in clip.units]
    if together:
        units = [[aggregate(codec, unit[:-1]), unit[-1]] if len(unit) > 2 else unit for unit in units]
    packets = raw_packets(units, codec, 7, size=600)
    meter, _, looks = _meter(1)
    meter.take(burst_of(packets[:1]))
    assert looks.container(0) == (codec if together else None)
    meter.take(burst_of(packets[1:]))
    assert looks.container(0) == codec
    assert looks.sps(0) is not None
    assert meter.report(0).key_frames == 3


@pytest.mark.parametrize(("codec", "name"), [("H264", "clip"), ("H265", "clip265")])
@pytest.mark.parametrize("step", [1, 5, 13])
def test_pictures_that_come_before_the_container_is_known_are_not_lost(
    codec: Any, name: str, step: int, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    units = [[bytes(nal) for nal in split_annexb(unit.data)] for unit in clip.units[:10]]
    packets = raw_packets(units, codec, 7, size=600)
    meter, _, looks = _meter(1)
    feed(meter, packets[:11], range(0, 11, step))
    assert (looks.container(0), looks.sps(0)) == (None, None)
    feed(meter, packets[11:], range(0, len(packets), step))
    sps: Any = looks.sps(0)
    assert (looks.container(0), sps.width, sps.height) == (codec, 176, 144)
    told = feed(BulkMeter([MeterSpec(container=codec)], 99.0, by="port"), packets).report(0)
    report = meter.report(0)
    assert (told.first_key_frame_s, told.key_frames, told.gop_frames.count) == (1.0, 2, 1)
    assert report.first_key_frame_s == told.first_key_frame_s
    assert (report.key_frames, report.gop_frames, report.gop_s) == (2, told.gop_frames, told.gop_s)


def test_early_key_pictures_are_bounded() -> None:
    early = EarlyKeys(2, [1, 2], known=False)
    row = np.arange(100)
    early.note(1, np.zeros(100, np.int64), row // 2, row * 1.0)
    early.note(2, np.zeros(100, np.int64), row, row * 1.0)
    assert early.open.tolist() == [False, True]
    ordinal, at_s, whole = early.settle(0, 1)
    assert (ordinal.tolist(), at_s[:3].tolist(), whole) == (list(range(50)), [0, 2, 4], False)
    assert [len(part) for part in early.settle(0, 2)[:2]] == [0, 0]
    assert early.settle(1, 1)[2]


def test_sound_is_measured_by_its_own_clock() -> None:
    meter, _, looks = _meter(1)
    meter.take(burst_of(_bare(7, 500, 8, 8000)))
    assert looks.container(0) == "PCMA"
    assert meter.report(0).worst_jitter_ms == pytest.approx(0, abs=1e-6)
    assert meter.summary(110.0).jitter_ms.tolist() == pytest.approx([0], abs=1e-6)


def test_a_given_container_is_not_guessed(clip: Clip, stream: Stream) -> None:
    looks = PayloadLooks(1, "H264")
    rtp = read_headers(burst_of(stream(ClipPlayout(clip, 7, lambda: 0), 2))).rtp
    burst = burst_of(stream(ClipPlayout(clip, 7, lambda: 0), 2))
    _, groups = group_by_stream(np.zeros(len(rtp), np.int64))
    assert looks.take(burst.arena, rtp, groups) == [(0, "H264")]
    assert looks.container(0) == "H264"


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=20), st.sampled_from([8, 96, 127]))
def test_any_payloads_are_looked_at_and_counted(payloads: list[bytes], payload_type: int) -> None:
    meter, found, _ = _meter(2)
    packets = [(rtp_header(payload_type, n, n * 3600, 7) + data, 100.0) for n, data in enumerate(payloads)]
    meter.take(burst_of(packets))
    assert (len(found), meter.report(0).packets) == (1, len(payloads))


@given(st.binary(max_size=80), st.sampled_from([(24, 1), (48, 2)]))
def test_any_aggregate_is_walked_to_its_end(data: bytes, kind: tuple[int, int]) -> None:
    first = bytes((kind[0],)) if kind[0] == 24 else bytes((48 << 1, 1))
    meter, _, looks = _meter(1)
    meter.take(burst_of([(rtp_header(96, 0, 0, 7) + first + b"\0\0" + data, 100.0)]))
    assert looks.container(0) in (None, "H264", "H265")
    assert meter.report(0).packets == 1
