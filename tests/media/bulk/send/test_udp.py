"""Whatever the kernel can do, the same datagrams leave."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from camproof.media import Clip, MediaTransportError
from camproof.media.bulk.kernel import HAS_MMSG, has_gso
from camproof.media.bulk.send import sender as sender_module
from camproof.media.bulk.send import udp
from camproof.media.bulk.send.engine import Engine
from camproof.media.bulk.send.fleet import Fleet
from camproof.media.bulk.send.sender import BulkSender, UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.udp import UdpCourier, UdpWay, best_way
from camproof.media.clips.model import AccessUnit, digest_of
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table
from camproof.protocols.rtp import Bye, SenderReport, parse_rtcp, parse_rtp

MS = 1_000_000
WAYS: tuple[UdpWay, ...] = ("segments", "messages", "packets")


@pytest.fixture
def ears() -> Iterator[list[socket.socket]]:
    """An RTP and an RTCP port."""
    socks = [*udp.bind_udp_pair("127.0.0.1")]
    for sock in socks:
        sock.settimeout(3.0)
    yield socks
    for sock in socks:
        sock.close()


def need(way: UdpWay) -> None:
    if way != "packets" and not HAS_MMSG:
        pytest.skip("this kernel has no sendmmsg")
    if way == "segments" and not has_gso():
        pytest.skip("this kernel has no UDP_SEGMENT")


def heard(table: Any, way: UdpWay, ears: list[socket.socket], frames: int) -> list[bytes]:
    """What arrives of the first frames, in virtual time."""
    courier = UdpCourier("127.0.0.1", way=way)
    try:
        assert courier.way == way
        engine = Engine(courier, "datagram", MS, lambda: 0)
        fleet = Fleet(engine, MS, 5.0)
        fleet.add(table, [SendSpec(remote=ears[0].getsockname(), ssrc=5, camera=6, phase=0.0)], 0)
        packets = []
        for number in range(frames):
            engine.step(number * 40 * MS + MS, 1_790_000_000_000_000)
            expected = int(fleet.counters().packets[0]) - len(packets)
            packets += [ears[0].recv(2000) for _ in range(expected)]
        assert fleet.counters().refused[0] == 0
        return packets
    finally:
        courier.close()


@pytest.mark.parametrize("make", [ps_table, raw_table], ids=["PS", "raw"])
def test_all_ways_send_the_same(clip: Clip, make: Any, ears: list[socket.socket]) -> None:
    found = []
    for way in WAYS:
        need(way)
        found.append(heard(make(clip), way, ears, len(clip.units)))
    assert found[0] == found[1] == found[2]
    assert [parse_rtp(packet).sequence for packet in found[0]] == list(range(len(found[0])))


def test_a_frame_of_more_than_64_kilobytes_leaves_whole(clip: Clip, ears: list[socket.socket]) -> None:
    need("segments")
    huge = clip.units[0].data + b"\x55" * 150_000
    unit = AccessUnit(huge, 0, 0, True)
    long = Clip("H264", 176, 144, 25.0, (unit,), 0.04, "huge", digest_of("H264", 25.0, (unit,)))
    found = heard(ps_table(long), "segments", ears, 1)
    assert len(found) > 2 * 46
    assert found == heard(ps_table(long), "packets", ears, 1)


def test_a_card_that_cannot_cut_gets_whole_packets(
    clip: Clip, ears: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    need("segments")
    real, courier = udp.sendmmsg, UdpCourier("127.0.0.1", way="segments")

    def refusing(*arguments: Any) -> int:
        if courier.way == "segments":
            raise OSError(errno.EIO, "no checksum offload")
        return real(*arguments)

    monkeypatch.setattr(udp, "sendmmsg", refusing)
    try:
        engine = Engine(courier, "datagram", MS, lambda: 0)
        fleet = Fleet(engine, MS, 5.0)
        fleet.add(ps_table(clip), [SendSpec(remote=ears[0].getsockname(), ssrc=5, phase=0.0)], 0)
        engine.step(MS, 0)
        engine.step(41 * MS, 0)
        counters = fleet.counters()
        assert courier.way == "messages"
        assert counters.refused.tolist() == [0]
        sequences = [parse_rtp(ears[0].recv(2000)).sequence for _ in range(int(counters.packets[0]))]
        assert sequences == list(range(len(sequences)))
    finally:
        courier.close()


def test_a_peer_that_cannot_be_reached_is_no_card_that_cannot_cut(
    clip: Clip, ears: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel refuses what goes to it, cut or whole; others are sent to as before."""
    need("segments")
    courier = UdpCourier("127.0.0.1", way="segments")
    try:
        engine = Engine(courier, "datagram", MS, lambda: 0)
        fleet = Fleet(engine, MS, 5.0)
        far = ("192.0.2.1", 9)
        specs = [
            SendSpec(remote=far, ssrc=5, phase=0.0),
            SendSpec(remote=ears[0].getsockname(), ssrc=6, phase=0.0),
        ]
        fleet.add(ps_table(clip), specs, 0)
        engine.step(MS, 0)
        counters = fleet.counters()
        assert courier.way == "segments"
        assert counters.refused.tolist() == [counters.packets[0], 0]
        assert parse_rtp(ears[0].recv(2000)).ssrc == 6
    finally:
        courier.close()


@pytest.mark.parametrize("port", [0, 65_535])
def test_a_port_without_another_above_is_refused(clip: Clip, senders: list[BulkSender], port: int) -> None:
    sender = UdpBulkSender()
    senders.append(sender)
    with pytest.raises(MediaTransportError, match=str(port)):
        sender.add(ps_table(clip), [SendSpec(remote=("127.0.0.1", port), ssrc=1)])
    assert sender.counters().streams.tolist() == []


def test_the_best_way_is_taken() -> None:
    courier = UdpCourier("127.0.0.1")
    try:
        assert courier.way == best_way()
    finally:
        courier.close()


def test_a_stream_without_a_remote_is_refused(clip: Clip, senders: list[BulkSender]) -> None:
    sender = UdpBulkSender()
    senders.append(sender)
    with pytest.raises(MediaTransportError, match="needs a remote"):
        sender.add(ps_table(clip), [SendSpec(remote=None, ssrc=1)])
    with pytest.raises(MediaTransportError, match="cannot be sent there"):
        sender.add(ps_table(clip), [SendSpec(remote=("nowhere.invalid", 5), ssrc=1)])
    assert sender.counters().streams.tolist() == []


def test_a_running_sender_reports_and_says_goodbye(
    clip: Clip, ears: list[socket.socket], senders: list[BulkSender]
) -> None:
    sender = UdpBulkSender(rtcp_interval_s=0.05)
    senders.append(sender)
    spec = SendSpec(remote=ears[0].getsockname(), ssrc=77, clock_offset_s=3600.0)
    (stream,) = sender.add(ps_table(clip), [spec])
    sender.start()
    packet = parse_rtp(ears[0].recv(2000))
    (report,) = parse_rtcp(ears[1].recv(2000))
    assert isinstance(report, SenderReport)
    assert (packet.ssrc, report.ssrc) == (77, 77)
    assert report.packets > 0
    assert 3500 < (report.ntp >> 32) - 2_208_988_800 - time.time() < 3700
    sender.remove([stream])
    goodbye: tuple[Any, ...] = ()
    while not any(isinstance(part, Bye) for part in goodbye):
        goodbye = parse_rtcp(ears[1].recv(2000))
    counters = sender.counters([stream])
    assert goodbye[0].packets == counters.packets[0]
    assert sender.lateness().count == counters.frames[0]
    assert sender.lateness(restart=True).count == counters.frames[0]
    assert sender.lateness().count == 0
    with pytest.raises(MediaTransportError, match="no such stream"):
        sender.remove([stream])


def test_a_sender_that_broke_down_says_so(
    clip: Clip, ears: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = UdpBulkSender()
    broken = threading.Event()

    def fail(*_: object) -> None:
        broken.set()
        raise ZeroDivisionError

    monkeypatch.setattr(sender._engine, "step", fail)
    sender.start()
    assert broken.wait(3.0)
    with pytest.raises(MediaTransportError, match="broke down"):
        sender.stop()
    with pytest.raises(MediaTransportError, match="broke down"):
        sender.add(ps_table(clip), [SendSpec(remote=ears[0].getsockname(), ssrc=1)])


def test_a_sender_starts_once(senders: list[BulkSender]) -> None:
    sender = UdpBulkSender()
    senders.append(sender)
    sender.start()
    with pytest.raises(MediaTransportError, match="runs already"):
        sender.start()
    assert sender.address[1] % 2 == 0


def test_a_clockwork_that_does_not_end_is_an_error_not_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "_STOP_S", 0.01)
    sender = UdpBulkSender()
    with sender._lock, pytest.raises(MediaTransportError, match="does not end"):
        sender.stop()
    sender.stop()
    assert sender._closed


class _Clock:
    """Stands in for ``time``, and for a lock that is had only after a third of a second."""

    def __init__(self) -> None:
        self.now_ns = 10**9
        self._lock = threading.Lock()

    def monotonic_ns(self) -> int:
        return self.now_ns

    def time_ns(self) -> int:
        return 1_790_000_000 * 10**9 + self.now_ns

    def sleep(self, seconds: float) -> None:
        self.now_ns += round(seconds * 1e9)

    def acquire(self, timeout: float = -1) -> bool:
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> None:
        self._lock.acquire()
        self.now_ns += 300 * MS

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_both_clocks_of_a_step_are_read_together(
    senders: list[UdpBulkSender], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the clockwork had to wait for a caller: else pictures are stamped with a time to come."""
    sender, clock, enough = UdpBulkSender(), _Clock(), threading.Event()
    senders.append(sender)
    apart: set[int] = set()
    steps: list[int] = []

    def step(now_ns: int, epoch_us: int) -> None:
        apart.add(epoch_us - now_ns // 1000)
        steps.append(now_ns)
        if len(steps) > 3:
            enough.set()

    monkeypatch.setattr(sender_module, "time", clock)
    monkeypatch.setattr(sender, "_lock", clock)
    monkeypatch.setattr(sender._engine, "step", step)
    sender.start()
    assert enough.wait(20)
    sender.stop()
    assert apart == {1_790_000_000 * 10**6}
