"""A peer that died, or carries no video, has no figure."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import peers
from benchmarks.media.peer_figures import PeerFigures, PeerFound
from benchmarks.peer_processes import PeerError, PeerProcesses, Reading, Sending, udp_drops
from benchmarks.rows import Figure, Row
from benchmarks.sinks import sinks

SENDS = """
import socket, sys, time
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
    while True:
        out.sendto(bytes(1000), ("127.0.0.1", int(sys.argv[1])))
        time.sleep(0.002)
"""


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Of two sinks, with short windows."""
    if shutil.which("taskset") is None:
        pytest.skip("taskset is not installed")
    monkeypatch.setattr(peers, "_WARM_UP_S", 1.0)
    monkeypatch.setattr(peers, "_WARM_UPS", 2)
    monkeypatch.setattr(peers, "_WINDOW_S", 0.2)
    with sinks(2) as made:
        yield made


def _measured(command: list[str], ports: list[int]) -> Figure | None:
    core = min(os.sched_getaffinity(0))
    return peers._cameras_per_core(
        "sh", lambda port: [*command, str(port)], core, Sending(ports, least_per_s=20.0)
    )


def test_peers_that_send_have_a_figure(ports: list[int]) -> None:
    figure = _measured([sys.executable, "-S", "-c", SENDS], ports)
    assert figure is not None
    assert figure.value > 0


def test_a_dead_peer_has_its_last_words_and_no_figure(ports: list[int]) -> None:
    with pytest.raises(PeerError, match=r"process 1 of 2 ended with 3: no such clip"):
        _measured(["sh", "-c", "echo no such clip >&2; exit 3"], ports)


def test_a_peer_that_sends_nothing_has_no_figure(ports: list[int]) -> None:
    with pytest.raises(PeerError, match="only 0 datagrams came from one of 2"):
        _measured(["sleep", "60"], ports)


@pytest.mark.parametrize(("flows_at", "looks"), [(1, 1), (3, 3), (99, 5)])
def test_peers_that_start_one_after_the_other_are_waited_for(
    monkeypatch: pytest.MonkeyPatch, flows_at: int, looks: int
) -> None:
    monkeypatch.setattr(peers, "_WARM_UP_S", 0.0)
    looked: list[str] = []

    class Flow(Sending):
        def restart(self) -> None:
            looked.append("restart")

        def check(self) -> None:
            if len(looked) < flows_at:
                raise PeerError("only 0 datagrams came")

    with PeerProcesses(min(os.sched_getaffinity(0))) as none:
        peers._warm_up(none, Flow([1], 1.0))
    assert len(looked) == looks


def test_what_arrives_at_a_sink_is_counted() -> None:
    with sinks(1) as (port,), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        sending = Sending([port], least_per_s=0.0)
        sending.restart()
        before = udp_drops()[port]
        for _ in range(50):
            out.sendto(bytes(1400), ("127.0.0.1", port))
        assert 45 <= udp_drops()[port] - before <= 50
        sending.check()


def test_a_receiver_must_be_there_and_read() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as theirs:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        theirs.bind(("127.0.0.1", 0))
        port = theirs.getsockname()[1]
        reading = Reading([port])
        reading.restart()
        assert reading.reason() == ""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            for _ in range(20):
                out.sendto(bytes(1400), ("127.0.0.1", port))
        reading.check()
        assert "not read in time" in reading.reason()
    with pytest.raises(PeerError, match=f"nobody receives at port {port}"):
        reading.check()


def test_trouble_is_told_and_leaves_the_ratio_open(tmp_path: Path) -> None:
    said: list[str] = []

    def dies() -> Figure:
        raise PeerError("process 1 of 12 ended with 1: no such clip")

    found = PeerFigures(tmp_path, said.append)._once("ffmpeg sends", dies)
    assert found == PeerFound(None, "process 1 of 12 ended with 1: no such clip")
    assert said == ["ffmpeg sends: no figure: process 1 of 12 ended with 1: no such clip"]
    row = Row(
        what="x", figure=Figure((9000,)), unit="cameras", peer="ffmpeg", peer_figure=found.figure,
        peer_trouble=found.trouble, at_least=4000, ratio_at_least=20,
    )  # fmt: skip
    assert row.ok is None
    assert row.reason == "ffmpeg: process 1 of 12 ended with 1: no such clip"
