"""Many framed connections: packets come out in order, and garbage on one never stops the others."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.tcp import BulkTcpPorts
from camproof.media.bulk.receive.tcp_walk import walk_frames
from camproof.protocols.rtp import SenderReport, build_rtcp, frame_4571, rtp_header

Seen = dict[int, list[bytes]]


def _packets(ssrc: int, count: int, size: int = 200) -> list[bytes]:
    return [rtp_header(96, n, n * 90, ssrc) + bytes((n & 0xFF,)) * size for n in range(count)]


@pytest.fixture
def seen() -> Seen:
    return {}


@pytest.fixture
def ports(seen: Seen) -> Iterator[BulkTcpPorts]:
    def take(burst: Burst) -> None:
        for index in range(len(burst)):
            seen.setdefault(int(burst.port[index]), []).append(burst.packet(index))

    bulk = BulkTcpPorts(take, regions=4, most=20)
    yield bulk
    bulk.close()


def _pairs(ports: BulkTcpPorts, count: int) -> list[socket.socket]:
    senders = []
    for number in range(count):
        mine, theirs = socket.socketpair()
        assert ports.add(theirs) == number
        senders.append(mine)
    return senders


def test_frames_cut_anywhere_come_out_whole(ports: BulkTcpPorts, seen: Seen) -> None:
    rng = random.Random(1)
    senders = _pairs(ports, 9)
    rows = [[*_packets(100 + n, 40), build_rtcp(SenderReport(100 + n, 0, 0, 0, 0))] for n in range(9)]
    streams = [b"".join(map(frame_4571, row)) for row in rows]
    while any(streams):
        for n, sender in enumerate(senders):
            cut = rng.randrange(1, 3000)
            sender.sendall(streams[n][:cut])
            streams[n] = streams[n][cut:]
        ports.sweep()
    assert [seen[n] for n in range(9)] == rows
    assert ports.deviations() == {}
    for sender in senders:
        sender.close()
    ports.sweep()
    assert ports.ended == 9


def test_garbage_on_one_connection_stops_nobody(ports: BulkTcpPorts, seen: Seen) -> None:
    senders = _pairs(ports, 3)
    rows = [_packets(100 + n, 60) for n in range(3)]
    for place in range(60):
        for n, sender in enumerate(senders):
            if n == 1 and place == 30:
                sender.sendall(b"\x7f" * 5000)
            sender.sendall(frame_4571(rows[n][place]))
        ports.sweep()
    assert (seen[0], seen[2]) == (rows[0], rows[2])
    assert seen[1][:30] == rows[1][:30]
    assert seen[1][-25:] == rows[1][-25:]
    assert list(ports.deviations()) == [1]
    for sender in senders:
        sender.close()


def test_connections_are_accepted_up_to_the_limit(ports: BulkTcpPorts, seen: Seen) -> None:
    address = ports.listen("127.0.0.1")
    senders = [socket.create_connection(address) for _ in range(22)]
    for n, sender in enumerate(senders[:20]):
        sender.sendall(frame_4571(_packets(100 + n, 1)[0]))
    ports.sweep()
    assert ports.refused == 2
    ports.sweep()
    assert sorted(seen) == [*range(20)]
    for sender in senders:
        sender.close()


def test_as_many_as_begin_together_are_accepted_in_one_sweep() -> None:
    with closing(BulkTcpPorts(lambda _: None, regions=4)) as ports, ExitStack() as senders:
        address = ports.listen("127.0.0.1")
        for _ in range(300):
            senders.enter_context(socket.create_connection(address))
        ports.sweep()
        local, remote = socket.socketpair()
        with local:
            assert ports.add(remote) == 300


@pytest.mark.soak
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=6), st.integers(0, 2**31))
def test_a_walk_stays_inside_its_span_and_is_bounded(spans: list[bytes], seed: int) -> None:
    rng = random.Random(seed)
    good = frame_4571(_packets(7, 1, 20)[0])
    spans = [b"".join(rng.choice([good, piece]) for piece in (span, span, span)) for span in spans]
    arena = np.frombuffer(b"".join(spans) + b"\0", np.uint8)
    size = np.array([len(span) for span in spans], np.int64)
    end = np.cumsum(size)
    walked = walk_frames(arena, end - size, end, np.full(len(spans), -1, np.int64))
    assert ((walked.stop >= end - size) & (walked.stop <= end)).all()
    assert (walked.offset + walked.size <= end[walked.owner]).all()
    for n in range(len(spans)):
        mine = walked.size[walked.owner == n]
        assert int((mine + 2).sum()) == walked.stop[n] - (end - size)[n]


def test_connections_tell_which_of_several_ports_they_came_to(ports: BulkTcpPorts, seen: Seen) -> None:
    addresses = [ports.listen("127.0.0.1") for _ in range(3)]
    senders = []
    for turn in (2, 0, 2, 1):
        senders.append(socket.create_connection(addresses[turn]))
        senders[-1].sendall(frame_4571(_packets(turn, 1)[0]))
        ends_s = time.monotonic() + 5
        while len(seen) < len(senders) and time.monotonic() < ends_s:
            ports.sweep()
    assert ports.ports == [addresses[turn][1] for turn in (2, 0, 2, 1)]
    assert [seen[number] for number in range(4)] == [_packets(turn, 1) for turn in (2, 0, 2, 1)]
    for sender in senders:
        sender.close()
