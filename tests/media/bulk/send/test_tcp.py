"""Thousands of connections: nobody waits for one that does not read."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from camproof.media import Clip, MediaTransportError
from camproof.media.bulk.send import tcp
from camproof.media.bulk.send.sender import BulkSender, TcpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.writing import write_messages
from camproof.media.clips.model import AccessUnit, digest_of
from camproof.media.send.tcp import DialRetry
from camproof.media.stamp import TruthStamp, read_stamp
from camproof.media.tables.model import MediaTable
from camproof.media.tables.program_stream import ps_table
from camproof.protocols.ps import PsDemuxer
from camproof.protocols.rtp import Rfc4571Reader, SenderReport, is_rtcp, parse_rtcp, parse_rtp

WAIT_S = 5.0


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        sock.settimeout(WAIT_S)
        yield sock


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def read_frames(
    sock: socket.socket, frames: int
) -> tuple[list[TruthStamp | None], list[bytes], Rfc4571Reader]:
    """(stamps, RTCP packets, reader) after so many access units."""
    reader, demuxer = Rfc4571Reader(), PsDemuxer()
    stamps: list[TruthStamp | None] = []
    reports: list[bytes] = []
    sequences: list[int] = []
    sock.settimeout(WAIT_S)
    while len(stamps) < frames:
        data = sock.recv(1 << 20)
        assert data, "the connection has ended"
        for packet in reader.feed(data):
            if is_rtcp(packet):
                reports.append(packet)
                continue
            parsed = parse_rtp(packet)
            sequences.append(parsed.sequence)
            found = demuxer.feed(parsed.payload, boundary=parsed.marker)
            stamps += [read_stamp("H264", frame.data) for frame in found]
    assert demuxer.deviations() == reader.deviations() == ()
    assert reader.skipped_bytes == 0
    assert sequences == [(sequences[0] + n) % 65_536 for n in range(len(sequences))]
    return stamps, reports, reader


def test_dialled_and_accepted_connections_carry_whole_frames(
    clip: Clip, server: socket.socket, senders: list[BulkSender]
) -> None:
    sender = TcpBulkSender(rtcp_interval_s=0.05)
    senders.append(sender)
    specs = [
        SendSpec(remote=server.getsockname(), ssrc=1, camera=1),
        SendSpec(remote=None, ssrc=2, camera=2),
    ]
    active, passive = sender.add(ps_table(clip), specs)
    sender.start()
    with server.accept()[0] as dialled, socket.create_connection(sender.address_of(passive)) as ours:
        for sock, camera in ((dialled, 1), (ours, 2)):
            stamps, reports, _ = read_frames(sock, 8)
            assert [(stamp.camera, stamp.frame) for stamp in stamps if stamp] == [
                (camera, n) for n in range(8)
            ]
            (report,) = parse_rtcp(reports[0])
            assert isinstance(report, SenderReport)
            assert report.ssrc == camera
    with pytest.raises(MediaTransportError, match="does not listen"):
        sender.address_of(active)
    written: Any = write_messages
    assert len(written.signatures) == 1, "it was compiled anew while frames were due"


@pytest.fixture
def heavy(clip: Clip) -> MediaTable:
    """A table of 25 Mbit/s: fills any socket's buffer within a second."""
    units = tuple(
        AccessUnit(unit.data + b"\x55" * 120_000, unit.pts_90k, unit.dts_90k, unit.key) for unit in clip.units
    )
    return ps_table(Clip("H264", 176, 144, 25.0, units, 0.6, "heavy", digest_of("H264", 25.0, units)))


def test_who_does_not_read_loses_whole_pictures_and_stalls_nobody(
    heavy: MediaTable, server: socket.socket, senders: list[BulkSender]
) -> None:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    sender = TcpBulkSender()
    senders.append(sender)
    specs = [SendSpec(remote=server.getsockname(), ssrc=n, camera=n, phase=n / 2) for n in (0, 1)]
    sender.add(heavy, specs)
    sender.start()
    with server.accept()[0] as first, server.accept()[0] as second:
        reader = threading.Thread(target=drain, args=(second,))
        reader.start()
        until(lambda: bool(sender.counters().dropped.max() > 8))
        counters = sender.counters()
        slow = int(counters.dropped.argmax())
        frames = int(counters.frames[slow])
        stamps, _, _ = read_frames(first, frames + 5)
        late = sender.lateness()
        sender.stop()
        reader.join(WAIT_S)
    numbers = [stamp.frame for stamp in stamps if stamp]
    assert {stamp.camera for stamp in stamps if stamp} == {slow}
    assert numbers[:frames] == list(range(frames))
    assert numbers[frames] - frames >= 8
    assert numbers[frames] % 5 == 0, "a key picture comes first"
    assert counters.frames[1 - slow] > frames
    assert late.max_ms > 300, "the frame that found no room left when there was some, eight frames later"


def drain(sock: socket.socket) -> None:
    sock.settimeout(WAIT_S)
    while sock.recv(1 << 20):
        pass


def test_a_lost_connection_is_dialled_again_and_begins_with_a_key_picture(
    clip: Clip, server: socket.socket, senders: list[BulkSender]
) -> None:
    sender = TcpBulkSender(retry=DialRetry(3, 0.02))
    senders.append(sender)
    sender.add(ps_table(clip), [SendSpec(remote=server.getsockname(), ssrc=1, camera=1)])
    sender.start()
    with server.accept()[0] as sock:
        read_frames(sock, 3)
    with server.accept()[0] as sock:
        reader = Rfc4571Reader()
        sock.settimeout(WAIT_S)
        (packet, *_) = reader.feed(sock.recv(1 << 16))
        assert parse_rtp(packet).payload[14:18] == b"\x00\x00\x01\xbb", (
            "a system header goes before a key picture"
        )
        assert parse_rtp(packet).timestamp > 2 * 3600
        assert sender.counters().lost.tolist() == [1]


def test_nobody_there_is_told_after_three_tries(clip: Clip, senders: list[BulkSender]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        remote = gone.getsockname()
    sender = TcpBulkSender(retry=DialRetry(3, 0.01))
    senders.append(sender)
    (stream,) = sender.add(ps_table(clip), [SendSpec(remote=remote, ssrc=1)])
    sender.start()
    until(lambda: bool(sender.failures()))
    assert sender.failures() == {stream: f"Nobody took the connection at 127.0.0.1:{remote[1]} in 3 tries."}
    assert sender.counters().frames.tolist() == [0]
    sender.remove([stream])
    assert sender.counters().streams.tolist() == []


def test_an_rtsp_connection_is_interleaved(clip: Clip, senders: list[BulkSender]) -> None:
    sender = TcpBulkSender(framing="interleaved", listens=False, rtcp_interval_s=0.02)
    senders.append(sender)
    ours, theirs = _tcp_pair()
    (stream,) = sender.add(ps_table(clip), [SendSpec(remote=None, ssrc=1, camera=1, channel=4)])
    sender.start()
    sender.attach(stream, theirs)
    with ours:
        ours.settimeout(WAIT_S)
        data, channels, sequences = b"", set(), []
        while len(sequences) < 12 or 5 not in channels:
            data += ours.recv(1 << 16)
            while len(data) >= 4 and len(data) >= 4 + int.from_bytes(data[2:4]):
                assert data[0] == 0x24
                packet = data[4 : 4 + int.from_bytes(data[2:4])]
                channels.add(data[1])
                if data[1] == 4:
                    sequences.append(parse_rtp(packet).sequence)
                else:
                    assert isinstance(parse_rtcp(packet)[0], SenderReport)
                data = data[4 + len(packet) :]
        assert channels == {4, 5}
        assert sequences == list(range(len(sequences)))


def _tcp_pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ours = socket.create_connection(listening.getsockname())
        return ours, listening.accept()[0]


def test_what_peers_say_is_heard(clip: Clip, server: socket.socket, senders: list[BulkSender]) -> None:
    said: list[tuple[int, bytes]] = []

    def hears(stream: int, data: bytes) -> None:
        said.append((stream, data))

    sender = TcpBulkSender(hears=hears)
    senders.append(sender)
    streams = sender.add(ps_table(clip), [SendSpec(remote=server.getsockname(), ssrc=1)])
    sender.start()
    with server.accept()[0] as sock:
        sock.sendall(b"a report")
        until(lambda: bool(said))
    assert said == [(streams[0], b"a report")]


def test_a_newer_connection_takes_the_place_of_the_older(clip: Clip, senders: list[BulkSender]) -> None:
    sender = TcpBulkSender()
    senders.append(sender)
    (stream,) = sender.add(ps_table(clip), [SendSpec(remote=None, ssrc=1, camera=1)])
    sender.start()
    address: Any = sender.address_of(stream)
    with socket.create_connection(address) as older:
        read_frames(older, 1)
        with socket.create_connection(address) as newer:
            read_frames(newer, 3)
            older.settimeout(WAIT_S)
            with pytest.raises((ConnectionError, AssertionError)):
                read_frames(older, 1000)


def test_elsewhere_than_on_linux_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "HAS_MMSG", False)
    with pytest.raises(MediaTransportError, match="needs 64-bit Linux"):
        TcpBulkSender()
