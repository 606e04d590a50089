"""Streams found in captures: over UDP and TCP, told from chance, chosen by the user."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from probe_wire import EPOCH_S, Packets, ip4, linked, pcap, pcapng, tcp_frames, udp, udp_frames

from camproof.domain.errors import InputError
from camproof.media import MediaError
from camproof.media.probe.capture.streams import find_streams
from camproof.media.probe.captured import choose_stream, probe_captured
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp


def _other(packets: Packets, ssrc: int) -> Packets:
    return [(data[:8] + ssrc.to_bytes(4) + data[12:], at_s) for data, at_s in packets]


@pytest.mark.parametrize("link", ["ethernet", "raw", "sll", "sll2", "null"])
def test_a_stream_over_udp_is_found_and_measured(link: str, sent: Any, saved: Any, ssrc: int) -> None:
    packets = sent(50)
    number = {"ethernet": 1, "raw": 101, "sll": 113, "sll2": 276, "null": 0}[link]
    path = saved(pcap(udp_frames(packets, link), number))
    (stream,) = find_streams(path)
    assert (stream.ssrc, stream.packets, stream.container, stream.payload_type) == (
        ssrc,
        len(packets),
        "PS",
        96,
    )
    assert (stream.text, stream.number) == ("127.0.0.1:40000 > 127.0.0.2:30000", 1)
    result = probe_captured(path, stream).packets
    assert (result.report.expected, result.report.lost, result.report.frames) == (len(packets), 0, 50)
    assert result.report.latency_ms.p50 == pytest.approx(30, abs=0.1)
    assert result.report.cameras == ((7, 50),)


def test_a_stream_over_tcp_is_found_and_measured(sent: Any, saved: Any) -> None:
    packets = sent(50)
    path = saved(pcapng(tcp_frames(packets)))
    (stream,) = find_streams(path)
    assert (stream.way.transport, stream.packets, stream.container) == ("TCP", len(packets), "PS")
    found = probe_captured(path, stream)
    assert (found.packets.report.lost, found.packets.report.frames) == (0, 50)
    assert (found.framing, found.notes) == ((), ())


def test_bytes_that_the_capture_lacks_are_noted(sent: Any, saved: Any) -> None:
    frames = tcp_frames(sent(400), chunk=100)
    path = saved(pcap(frames[:200] + frames[210:]))
    (stream,) = find_streams(path)
    found = probe_captured(path, stream)
    assert found.packets.report.lost >= 1
    assert found.notes == ("the capture lacks bytes of the TCP connection at 1 places; they count as loss",)


def test_sender_reports_of_the_next_port_belong_to_the_stream(sent: Any, saved: Any, ssrc: int) -> None:
    packets = sent(25)
    ours = (build_rtcp(SenderReport(ssrc, 1, 2, 3, 4), Bye((ssrc,))), EPOCH_S + 0.5)
    others = (build_rtcp(SenderReport(9, 1, 2, 3, 4)), EPOCH_S + 0.6)
    reports = udp_frames([ours, others], source=40001, target=30001)
    path = saved(pcap([*udp_frames(packets), *reports]))
    (stream,) = find_streams(path)
    report = probe_captured(path, stream).packets.report
    assert (report.sender_reports, report.goodbyes) == (1, 1)


def test_the_largest_is_first_and_any_can_be_chosen(sent: Any, saved: Any, ssrc: int) -> None:
    small, large = _other(sent(10, camera=8), 100_000_001), sent(40)
    path = saved(pcap([*udp_frames(small, source=41000, target=31000), *udp_frames(large)]))
    streams = find_streams(path)
    assert [stream.ssrc for stream in streams] == [ssrc, 100_000_001]
    for wanted in ("2", "0100000001", "0x05F5E101", "127.0.0.2:31000"):
        assert choose_stream(streams, wanted) is streams[1]
    assert choose_stream(streams, "") is streams[0]
    assert probe_captured(path, streams[1]).packets.report.cameras == ((8, 10),)
    for wanted in ("3", "12345", "127.0.0.2:1", "gate"):
        with pytest.raises(InputError, match="holds no stream"):
            choose_stream(streams, wanted)


def test_what_is_no_stream_is_not_listed(saved: Any) -> None:
    rng = random.Random(1)
    noise = [(bytes((0x80 | rng.randrange(64),)) + rng.randbytes(200), EPOCH_S + n) for n in range(500)]
    same = [(b"\x80\x60" + rng.randbytes(2) + bytes(8) + rng.randbytes(50), EPOCH_S) for _ in range(500)]
    dns = [(linked(ip4(udp(rng.randbytes(60), 5353, 53))), EPOCH_S)] * 9
    assert find_streams(saved(pcap([*udp_frames(noise), *udp_frames(same), *dns]))) == ()


def test_candidates_are_bounded(sent: Any, saved: Any, ssrc: int) -> None:
    packets = sent(10)
    head = packets[0][0]
    flood = [(head[:8] + n.to_bytes(4) + head[12:20], EPOCH_S) for n in range(5000)]
    streams = find_streams(saved(pcap([*udp_frames(flood), *udp_frames(packets)])))
    assert [stream.ssrc for stream in streams] == [ssrc]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), min_size=1, max_size=30),
)
def test_damaged_captures_raise_only_our_error(
    sent: Callable[..., Packets],
    saved: Callable[..., Path],
    next_generation: bool,
    over_tcp: bool,
    damage: list[tuple[int, int]],
) -> None:
    packets = sent(12)
    frames = tcp_frames(packets) if over_tcp else udp_frames(packets)
    data = bytearray((pcapng if next_generation else pcap)(frames))
    for at, value in damage:
        data[at % len(data)] = value
    path = saved(bytes(data))
    with suppress(MediaError):
        for stream in find_streams(path):
            assert probe_captured(path, stream).packets.report.packets <= 2 * len(packets)


def test_reading_can_be_watched_and_ended(sent: Any, saved: Any) -> None:
    path = saved(pcap(udp_frames(sent(50) * 40)))
    shares: list[float] = []
    assert len(find_streams(path, lambda share: bool(shares.append(share)))) == 1
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1
    (stream,) = find_streams(path, lambda _: True)
    assert probe_captured(path, stream, watch=lambda _: True).packets.report.packets == 1023
