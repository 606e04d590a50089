"""`camproof play` and `camproof measure` against each other, and what each refuses."""

from __future__ import annotations

import csv
import json
import re
import signal
import socket
import threading
from pathlib import Path
from typing import Any

import cv2
import pytest

from camproof.media.sockets import bind_udp_pair

SMALL = "176x144@25 h264 100 kbit/s gop 10"
HEARD = r"listening at (127\.0\.0\.1:\d+) over"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.wallclock
def test_streams_over_one_udp_port_are_measured_back(start: Any, run: Any, tmp_path: Path) -> None:
    meter = start(
        "measure", "--at", "127.0.0.1:0", "--seconds", "4", "--wait", "60", "--csv", "s.csv",
        "--picture", "p.png",
        "--numbered", "--streams", "6", "--max-loss", "0%", "--max-frame-loss", "0%", "--max-latency", "1s",
        "--max-wrong-camera", "0%", "--min-fps", "24",
    )  # fmt: skip
    target = meter.until(HEARD).group(1)
    code, said = run(
        "play", "--to", target, "--streams", "6", "--stream", SMALL, "--seconds", "6",
        "--start-over", "0.2 s", "--shards", "2", "--spread", "50%",
    )  # fmt: skip
    assert code == 0, said
    for told in ("6 streams of 176x144 PS with H264", "SSRC 0100000001 to 0100000006", "cameras 1 to 6"):
        assert told in said
    assert "6, 6 of them sent" in said
    assert meter.wait(60) == 0, meter.said
    assert meter.said.count("PASS TRANS-") == 6
    assert "6 x PS, H264" in meter.said
    rows = _rows(tmp_path / "s.csv")
    assert sorted((int(row["ssrc"]), int(row["camera"])) for row in rows) == [
        (100_000_000 + n, n) for n in range(1, 7)
    ]
    assert {(row["codec"], row["width"], row["timestamp_fps"], row["lost"]) for row in rows} == {
        ("H264", "176", "25.0", "0")
    }
    assert cv2.imread(str(tmp_path / "p.png")) is not None
    tables = [line for line in meter.said.splitlines() if line.startswith(("port", " port", "figure"))]
    assert tables
    assert max(map(len, tables)) <= 80


@pytest.mark.wallclock
def test_raw_h265_over_tcp_and_ports_of_a_range_and_json(start: Any, run: Any, tmp_path: Path) -> None:
    meter = start("measure", "--at", "127.0.0.1:0", "--transport", "tcp", "--seconds", "60", "--wait", "60",
                  "--csv", "s.csv")  # fmt: skip
    target = meter.until(HEARD).group(1)
    code, said = run(
        "play", "--to", target, "--transport", "tcp", "--payload", "raw",
        "--stream", SMALL.replace("h264", "h265"), "--streams", "3",
        "--seconds", "1.5", "--ssrc", "7", "--camera", "40", "--json", "--quiet",
    )  # fmt: skip
    assert code == 0, said
    told = json.loads(said)
    assert (told["streams"], told["silent_streams"], told["first"]) == (3, 0, {"ssrc": 7, "camera": 40})
    assert (told["refused_packets"], told["dropped_frames"], told["saturated"], told["troubles"]) == (
        0, 0, None, [],
    )  # fmt: skip
    assert 90 < told["frames"] < 130
    assert told["lateness"]["count"] == pytest.approx(told["frames"], abs=6)
    assert told["lost_connections"] == 0
    meter.signal(signal.SIGINT)
    assert meter.wait(60) == 130, meter.said
    rows = _rows(tmp_path / "s.csv")
    found = sorted(
        (row["ssrc"], row["camera"], row["payload"], row["connection"] in "012", row["port"]) for row in rows
    )
    port = target.rpartition(":")[2]
    assert found == [(str(7 + n), str(40 + n), "H265", True, port) for n in range(3)]
    assert all(float(row["first_key_frame_s"]) == float(row["first_packet_s"]) for row in rows)


@pytest.mark.wallclock
def test_limits_that_are_not_met_and_a_picture_stamp(start: Any, run: Any, tmp_path: Path) -> None:
    meter = start("measure", "--at", "127.0.0.1:0", "--seconds", "1", "--wait", "60", "--json",
                  "--numbered", "--ssrc", "100000000", "--streams", "4", "--max-wrong-camera", "0%",
                  "--max-frame-loss", "1%", "--csv", "s.csv")  # fmt: skip
    target = meter.until(HEARD).group(1)
    code, said = run("play", "--to", target, "--streams", "2", "--stream", "704x576@25 h264 500 kbit/s",
                     "--stamp", "picture", "--seconds", "2", "--start-over", "0 s", "--quiet")  # fmt: skip
    assert code == 0, said
    assert meter.wait(60) == 1, meter.said
    told = json.loads(meter.said[meter.said.index("\n{") :])
    outcomes = {row["requirement"]["id"]: (row["outcome"], row["beyond"]) for row in told["verdicts"]}
    assert outcomes == {"TRANS-10": ("fail", 0), "TRANS-12": ("fail", 2), "TRANS-11": ("pass", 0)}
    assert sorted(row["other_camera"] for row in told["streams"]) == [1, 2]
    assert told["total"]["streams"] == len(told["streams"]) == 2
    assert (told["own_drops"], told["saturated"], told["interrupted"]) == (0, None, False)
    assert [path.name for path in tmp_path.iterdir()] == ["s.csv"]


@pytest.mark.wallclock
@pytest.mark.parametrize(
    ("transport", "why"),
    [
        ("udp", r"Not measured: \d+ packets of more streams than there is room for; raise --most\."),
        ("tcp", r"Not measured: \d+ connections more than there is room for; raise --most\."),
    ],
)
def test_more_streams_than_there_is_room_for(start: Any, transport: str, why: str) -> None:
    meter = start("measure", "--at", "127.0.0.1:0", "--transport", transport, "--most", "2", "--seconds", "1",
                  "--wait", "60", "--streams", "2", "--max-loss", "0%")  # fmt: skip
    target = meter.until(HEARD).group(1)
    player = start("play", "--to", target, "--transport", transport, "--streams", "4", "--stream", SMALL,
                   "--start-over", "0 s")  # fmt: skip
    assert meter.wait(60) == 3, meter.said
    player.signal(signal.SIGINT)
    player.wait()
    assert re.search(why, meter.said), meter.said
    assert meter.said.count("INCONCLUSIVE TRANS-") == 2


@pytest.mark.wallclock
def test_ctrl_c_ends_both_in_good_order(start: Any) -> None:
    meter = start("measure", "--at", "127.0.0.1:0", "--seconds", "60", "--wait", "60")
    target = meter.until(HEARD).group(1)
    player = start("play", "--to", target, "--stream", SMALL)
    player.until(r"1 s: 1 streams")
    player.signal(signal.SIGINT)
    assert player.wait() == 0, player.said
    assert "leaving: BYE to all streams" in player.said
    meter.signal(signal.SIGINT)
    assert meter.wait() == 130, meter.said
    assert "leaving with what came so far" in meter.said
    assert "1 x PS, H264" in meter.said
    assert [line.split()[-1] for line in meter.said.splitlines() if "goodbyes" in line] == ["1"]


def test_nobody_takes_the_connections(call: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{closed.getsockname()[1]}"
        code, said = call("play", "--to", target, "--transport", "tcp", "--stream", SMALL, "--seconds", "4")
    assert code == 4, said
    assert f"Nobody took the connection at {target} in 3 tries." in said


def test_a_receiver_that_hangs_up_is_told(call: Any) -> None:
    def serve(server: socket.socket) -> None:
        """Hang up on two of four connections, and take no more."""
        with server:
            kept = [server.accept()[0] for _ in range(4)]
        for sock in kept[:2]:
            sock.close()
        with kept[2], kept[3]:
            while all(sock.recv(1 << 16) for sock in kept[2:]):
                pass

    server = socket.create_server(("127.0.0.1", 0))
    target = f"127.0.0.1:{server.getsockname()[1]}"
    serving = threading.Thread(target=serve, args=(server,))
    serving.start()
    code, said = call(
        "play", "--to", target, "--transport", "tcp", "--streams", "4", "--stream", SMALL, "--seconds", "1",
        "--start-over", "0 s", "--json", "--quiet",
    )  # fmt: skip
    serving.join(30)
    assert code == 1, said
    told = json.loads(said)
    assert told["lost_connections"] == 2
    assert "Receivers hung up 2 times on 2 streams." in told["troubles"]


def test_a_receiver_that_always_hangs_up_is_given_up(call: Any) -> None:
    def serve(server: socket.socket) -> None:
        for _ in range(5):
            server.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"127.0.0.1:{server.getsockname()[1]}"
        serving = threading.Thread(target=serve, args=(server,))
        serving.start()
        code, said = call("play", "--to", target, "--transport", "tcp", "--stream", SMALL, "--quiet")
        serving.join(30)
    assert code == 1, said
    assert re.search(r"Given up after \d+ s: each receiver hung up again and again", said), said
    assert "Receivers hung up 5 times on 1 stream." in said


def test_one_receiver_that_always_hangs_up_is_given_up_and_the_others_go_on(call: Any) -> None:
    def serve(server: socket.socket) -> None:
        kept = server.accept()[0]
        for _ in range(5):
            server.accept()[0].close()
        with kept:
            while kept.recv(1 << 16):
                pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"127.0.0.1:{server.getsockname()[1]}"
        serving = threading.Thread(target=serve, args=(server,), daemon=True)
        serving.start()
        code, said = call(
            "play", "--to", target, "--transport", "tcp", "--streams", "2", "--stream", SMALL,
            "--seconds", "9", "--start-over", "0 s", "--json",
        )  # fmt: skip
    assert code == 1, said
    told, end = json.JSONDecoder().raw_decode(said)
    (ssrc,) = told["hung_up"]
    assert f"Given up {ssrc:010d}: its receiver hung up again and again." in said[end:]
    assert told["given_up"] is False
    assert told["seconds"] == pytest.approx(9, abs=1)
    assert any("Given up 1 stream whose receivers hung up" in trouble for trouble in told["troubles"])


def test_streams_that_are_not_to_begin_yet_are_no_trouble(call: Any) -> None:
    rtp, rtcp = bind_udp_pair("127.0.0.1")
    with rtp, rtcp:
        target = f"127.0.0.1:{rtp.getsockname()[1]}"
        code, said = call("play", "--to", target, "--streams", "4", "--stream", SMALL, "--start-over", "60 s",
                          "--seconds", "0.5", "--json", "--quiet")  # fmt: skip
    assert code == 0, said
    told = json.loads(said)
    assert (told["silent_streams"], told["waiting_streams"], told["troubles"]) == (0, 3, [])


def test_nothing_came_or_nothing_that_is_rtp(call: Any) -> None:
    code, said = call("measure", "--at", "127.0.0.1:0", "--wait", "0.1", "--max-loss", "1%", "--streams", "2")
    assert code == 3
    assert "Nothing came to 127.0.0.1:0 in 0.1 s." in said
    code, said = call("measure", "--at", "127.0.0.1:0", "--wait", "0.1", "--json", "--quiet")
    assert code == 3
    told = json.loads(said)
    assert (told["streams"], told["nothing"]) == ([], "Nothing came to 127.0.0.1:0 in 0.1 s.")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--to", "here"), "'here' is no address with ports"),
        (("--to", "127.0.0.1:9-8"), "the last port is below the first"),
        (("--to", "127.0.0.1:65535"), "RTP at 65535 has no port above it for RTCP"),
        (("--to", "127.0.0.1:0"), "port 0 is nobody's"),
        (("--to", "192.0.2.7:30000"), "192.0.2.7 is not this machine, and nobody allows traffic to it"),
        (("--to", "192.0.2.7:30000", "--allow-owner", "me"), "a permission has an owner and a last day"),
        (
            ("--to", "192.0.2.7:30000", "--allow-owner", "me", "--allow-until", "2020-01-01"),
            "ended on 2020-01-01",
        ),
        (("--to", "192.0.2.7:30000", "--system", "far.yaml"), "far.yaml"),
        (("--stream", "tall"), "'tall' is no stream"),
        (("--scene", "moon"), "'moon' is no scene"),
        (("--payload", "mp4"), "'mp4' is no payload"),
        (("--transport", "sctp"), "'sctp' is no transport"),
        (("--stamp", "ink"), "'ink' is no kind of stamp"),
        (("--stamp", "picture", "--stream", SMALL), "--stamp"),
        (("--spread", "2 s"), "is no unit of a share"),
        (("--start-over", "soon"), "write a duration such as"),
        (("--drift-ppm", "fast"), "'fast' is no drift (write 20 or -50..50)"),
        (("--drift-ppm", "50..-50"), "'50..-50' is out of order"),
        (("--drift-ppm", "-200000"), "beyond 100 000 ppm"),
        (("--source", "none.mp4"), "none.mp4 is not a file"),
        (("--source", "none.mp4", "--stream", SMALL), "a video file has its own picture"),
        (("--source", "none.mp4", "--scene", "indoor"), "a video file has its own picture"),
        (("--ssrc", "4294967295", "--streams", "2"), "go beyond 32 bits"),
        (("--camera", "4294967295", "--streams", "2"), "go beyond 32 bits"),
    ],
)
def test_what_play_refuses(call: Any, words: tuple[str, ...], why: str) -> None:
    target = () if "--to" in words else ("--to", "127.0.0.1:9")
    code, said = call("play", *target, *words)
    assert (code, why in " ".join(said.split())) == (2, True), said


@pytest.mark.parametrize(
    "words", [("--streams", "0"), ("--seconds", "0"), ("--shards", "0"), ("--seed", "-1")]
)
def test_figures_out_of_range_are_refused(call: Any, words: tuple[str, ...]) -> None:
    code, said = call("play", "--to", "127.0.0.1:9", *words)
    assert (code, words[0] in said) == (2, True), said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--at", "127.0.0.1:65535"), "RTP at 65535 has no port above it for RTCP"),
        (("--at", "30000"), "'30000' is no address with ports"),
        (("--transport", "sctp"), "'sctp' is no transport"),
        (("--payload", "mp4"), "'mp4' is no payload"),
        (("--ssrc", "7"), "it means nothing without --numbered"),
        (("--camera", "7"), "it means nothing without --numbered"),
        (("--streams", "9", "--most", "8"), "there is room for 8 streams only"),
        (("--max-loss", "3"), "write a share such as"),
        (("--max-jitter", "30"), "write a duration such as"),
        (("--max-latency", "fast"), "write a duration such as"),
        (("--max-frame-loss", "-1%"), "is less than 0"),
        (("--max-wrong-camera", "x"), "write a share such as"),
        (("--min-fps", "x"), "write a frame rate such as"),
        (("--csv", "s.txt"), "'s.txt' is no name of a CSV"),
        (("--picture", "none/p.png"), "there is no folder 'none'"),
        (("--picture", "p.jpg"), "'p.jpg' is no name of a PNG"),
    ],
)
def test_what_measure_refuses(call: Any, words: tuple[str, ...], why: str) -> None:
    target = () if "--at" in words else ("--at", "127.0.0.1:0")
    code, said = call("measure", *target, *words)
    assert (code, why in " ".join(said.split())) == (2, True), said


def test_a_port_that_is_taken_is_trouble_of_the_bench(call: Any) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        code, said = call("measure", "--at", f"127.0.0.1:{port}", "--wait", "0.1")
    why = f"UDP ports {port} and {port + 1} of 127.0.0.1 cannot be bound for media"
    assert (code, why in " ".join(said.split())) == (4, True), said
