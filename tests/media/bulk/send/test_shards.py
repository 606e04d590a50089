"""Several processes, told and asked as one."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from camproof.media import (
    Clip,
    MediaTransportError,
    OverlayText,
    SyntheticSpec,
    overlay_clip,
    spec_source,
)
from camproof.media.bulk.send.lateness import LatenessHistogram
from camproof.media.bulk.send.sender import BulkSender
from camproof.media.bulk.send.shards import ShardedSender, ShardLoad, ShardOptions
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.clips.model import Codec
from camproof.media.sockets import bind_udp_pair
from camproof.media.tables.band import BandedClip
from camproof.media.tables.banded import banded_table
from camproof.media.tables.model import MediaTable
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table
from camproof.media.tables.raw_banded import raw_banded_table
from camproof.protocols.rtp import Bye, parse_rtcp, parse_rtp


@pytest.fixture
def ears() -> Iterator[tuple[socket.socket, socket.socket]]:
    rtp, rtcp = bind_udp_pair("127.0.0.1")
    rtp.settimeout(10.0)
    rtcp.settimeout(10.0)
    yield rtp, rtcp
    rtp.close()
    rtcp.close()


def goodbyes(rtcp: socket.socket, count: int) -> set[int]:
    """The SSRCs of so many BYE packets."""
    found: list[int] = []
    while len(found) < count:
        found += [part.ssrcs[0] for part in parse_rtcp(rtcp.recv(2000)) if isinstance(part, Bye)]
    return set(found)


def test_two_processes_send_all_streams_and_end_with_goodbye(
    clip: Clip,
    clip265: Clip,
    ears: tuple[socket.socket, socket.socket],
    senders: list[BulkSender | ShardedSender],
) -> None:
    rtp, rtcp = ears
    specs = tuple(SendSpec(remote=rtp.getsockname(), ssrc=number, camera=number) for number in range(7))
    loads = [ShardLoad(ps_table(clip), specs[:4]), ShardLoad(raw_table(clip265), specs[4:])]
    sender = ShardedSender(loads, 2)
    senders.append(sender)
    missing = set(range(7))
    while missing:
        missing.discard(parse_rtp(rtp.recv(2000)).ssrc)
    counters = sender.counters()
    assert counters.streams.tolist() == list(range(7))
    assert (counters.frames > 0).all()
    assert sender.lateness().count > 0
    assert len(set(sender.pids) | {os.getpid()}) == 3
    sender.stop()
    sender.stop()
    assert goodbyes(rtcp, 7) == set(range(7))


def test_sigterm_ends_a_process_in_order_and_is_noticed(
    clip: Clip, ears: tuple[socket.socket, socket.socket], senders: list[BulkSender | ShardedSender]
) -> None:
    rtp, rtcp = ears
    load = ShardLoad(ps_table(clip), (SendSpec(remote=rtp.getsockname(), ssrc=9),))
    sender = ShardedSender([load], 1, ShardOptions(pin=(0,)))
    senders.append(sender)
    rtp.recv(2000)
    os.kill(sender.pids[0], signal.SIGINT)
    assert sender.counters().streams.tolist() == [0]
    os.kill(sender.pids[0], signal.SIGTERM)
    assert goodbyes(rtcp, 1) == {9}
    with pytest.raises(MediaTransportError, match="has ended"):
        sender.counters()


def test_a_process_that_ends_in_disorder_is_told_at_the_latest_by_stop(
    clip: Clip, ears: tuple[socket.socket, socket.socket]
) -> None:
    rtp, _ = ears
    load = ShardLoad(ps_table(clip), (SendSpec(remote=rtp.getsockname(), ssrc=9),))
    sender = ShardedSender([load], 1)
    os.kill(sender.pids[0], signal.SIGKILL)
    with pytest.raises(MediaTransportError, match="ended in disorder, with exit code -9"):
        sender.stop()
    sender.stop()
    with pytest.raises(MediaTransportError, match="has ended"), ShardedSender([load], 1) as other:
        _kill_and_ask(other)


def _kill_and_ask(sender: ShardedSender) -> None:
    os.kill(sender.pids[0], signal.SIGKILL)
    sender.counters()


def test_what_a_process_cannot_do_is_told_here(clip: Clip) -> None:
    load = ShardLoad(ps_table(clip), (SendSpec(remote=None, ssrc=9),))
    with pytest.raises(MediaTransportError, match="needs a remote"):
        ShardedSender([load], 1)
    with pytest.raises(MediaTransportError, match="at least one process"):
        ShardedSender([load], 0)


@pytest.mark.parametrize("codec", ["H264", "H265"])
@pytest.mark.parametrize("table_of", [banded_table, raw_banded_table])
def test_a_clip_with_a_band_reaches_another_process_as_it_is(
    codec: Codec, table_of: Callable[[BandedClip], MediaTable], cache: Path
) -> None:
    size = SyntheticSpec(codec, width=352, height=288, gop=5, bitrate_kbit=300, seconds=0.4)
    table = table_of(overlay_clip(spec_source(size), codec=codec, cache_dir=cache))
    there: MediaTable = pickle.loads(pickle.dumps(table))
    bands = [one.band or one.raw_band for one in (table, there)]
    ours, theirs = (band.overlay for band in bands if band is not None)
    assert ours is not theirs
    assert (there.rows == table.rows).all()
    text = OverlayText("road 7", "east")
    assert theirs.full(0, text, 90) == ours.full(0, text, 90)
    assert theirs.tick(1, 90, 91) == ours.tick(1, 90, 91)
    assert [theirs.scene(index) for index in range(3)] == [ours.scene(index) for index in range(3)]


def test_lateness_can_be_counted_anew_and_failed_connections_are_told(
    clip: Clip, ears: tuple[socket.socket, socket.socket], senders: list[BulkSender | ShardedSender]
) -> None:
    rtp, _ = ears
    sender = ShardedSender([ShardLoad(ps_table(clip), (SendSpec(remote=rtp.getsockname(), ssrc=9),))], 1)
    senders.append(sender)
    for _ in range(8):
        rtp.recv(2000)
    first = sender.lateness_histogram(restart=True).summary().count
    rtp.recv(2000)
    whole = LatenessHistogram()
    second = sender.lateness_histogram(restart=True)
    whole.merge(second)
    assert first >= 4
    assert whole.summary().count == second.summary().count < first + 4
    assert sender.failures() == ()
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    spec = SendSpec(remote=closed.getsockname(), ssrc=9)
    dialling = ShardedSender([ShardLoad(ps_table(clip), (spec,))], 1, ShardOptions(transport="tcp"))
    senders.append(dialling)
    ends_s = time.monotonic() + 10
    while not dialling.failures() and time.monotonic() < ends_s:
        time.sleep(0.1)
    closed.close()
    (failure,) = dialling.failures()
    assert "Nobody took the connection" in failure


def test_some_streams_are_given_up_and_the_others_go_on(
    clip: Clip, ears: tuple[socket.socket, socket.socket], senders: list[BulkSender | ShardedSender]
) -> None:
    """Two loads over two processes: numbers are those of the counters."""
    rtp, _ = ears
    table, count = ps_table(clip), 3
    loads = [
        ShardLoad(
            table, tuple(SendSpec(remote=rtp.getsockname(), ssrc=ssrc) for ssrc in range(at, at + count))
        )
        for at in (10, 20)
    ]
    sender = ShardedSender(loads, 2)
    senders.append(sender)
    while (sender.counters().frames == 0).any():
        rtp.recv(2000)
    sender.give_up([1, 3, 5])
    before = sender.counters().frames
    while (sender.counters().frames[[0, 2, 4]] < before[[0, 2, 4]] + 3).any():
        rtp.recv(2000)
    assert (sender.counters().frames[[1, 3, 5]] == before[[1, 3, 5]]).all()
