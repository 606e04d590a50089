"""`camproof probe`: captures, files and live streams; limits, exit codes, JSON and the picture."""

from __future__ import annotations

import json
import re
import signal
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import cv2
import pytest

from camproof.media import (
    ClipPlayout,
    OverlayText,
    SyntheticSpec,
    TruthStamp,
    overlay_clip,
    spec_source,
    synthetic_clip,
)
from camproof.media.clips.model import Clip
from camproof.protocols.rtp import rtp_header

EPOCH_S = 1_790_000_000.0


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    spec = SyntheticSpec(width=176, height=144, gop=5, bitrate_kbit=200, seconds=0.6)
    return synthetic_clip(spec, cache_dir=tmp_path_factory.mktemp("clips"))


def _packets(clip: Clip, frames: int, ssrc: int = 100_000_001) -> Iterator[tuple[float, bytes]]:
    times = iter(range(10**9))
    playout = ClipPlayout(clip, 7, lambda: int((EPOCH_S + next(times) * 0.04) * 1e6))
    sequence = 0
    for number in range(frames):
        payloads = playout.next_frame().payloads
        for place, payload in enumerate(payloads):
            head = rtp_header(96, sequence, number * 3600, ssrc, place == len(payloads) - 1)
            yield EPOCH_S + number * 0.04 + 0.02, head + payload
            sequence += 1


@pytest.fixture
def capture(clip: Clip, tmp_path: Path) -> Any:
    """Writes a pcap of a stream and a smaller one, without the packets whose numbers are named."""

    def write(lost: tuple[int, ...] = (), name: str = "gate.pcap") -> str:
        packets = [*_packets(clip, 50), *_packets(clip, 10, 200_000_002)]
        kept = [packet for number, packet in enumerate(packets) if number not in lost]
        parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)]
        for at_s, data in kept:
            size = 28 + len(data)
            head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
            body = head + struct.pack(">HHHH", 40000, 30000, size - 20, 0) + data
            parts.append(struct.pack("<IIII", int(at_s), round(at_s % 1 * 1e6), size, size) + body)
        (tmp_path / name).write_bytes(b"".join(parts))
        return name

    return write


def test_a_capture_is_shown_in_80_columns_with_its_picture_beside(
    call: Any, capture: Any, tmp_path: Path
) -> None:
    code, said = call("probe", capture(lost=(5, 6)), "--camera", "8")
    assert code == 0, said
    for told in ("2 RTP streams", "→1", "lost", "PS with H264", "176 × 144 px", "frames of a wrong camera"):
        assert told in said
    assert max(map(len, said.splitlines())) <= 80
    assert "picture: probe-gate.png" in said
    assert cv2.imread(str(tmp_path / "probe-gate.png")) is not None


def test_limits_make_the_exit_code_and_name_their_requirements(call: Any, capture: Any) -> None:
    plain = ("--no-picture", "--no-diagnosis")
    whole, torn = capture(), capture(lost=(5, 6), name="torn.pcap")
    code, said = call("probe", whole, "--max-loss", "0.1%", "--max-jitter", "30ms", *plain)
    assert (code, "PASS TRANS-5 packet loss" in said, "PASS TRANS-4 jitter" in said) == (0, True, True)
    code, said = call("probe", torn, "--max-loss", "0.1%", *plain)
    assert (code, "FAIL TRANS-5 packet loss" in said) == (1, True)
    assert call("probe", torn, *plain)[0] == 0
    assert call("probe", torn, "--max-loss", "50%", *plain)[0] == 0


def test_json_has_named_figures_and_draws_only_where_asked(run: Any, capture: Any, tmp_path: Path) -> None:
    words = ("probe", capture(lost=(5,)), "--stream", "0100000001", "--json", "--quiet", "--max-loss", "0.1%")
    code, said = run(*words)
    found = json.loads(said)
    assert "quality" in found["figures"]
    assert (code, found["level"], found["interrupted"], found["picture"]) == (1, "packets", False, None)
    assert found["figures"]["stream"]["ssrc"] == 100_000_001
    assert found["figures"]["packets"]["lost"] == 1
    assert [(stream["number"], stream["chosen"]) for stream in found["streams"]] == [(1, True), (2, False)]
    assert found["verdicts"][0]["outcome"] == "fail"
    assert [path.name for path in tmp_path.iterdir()] == ["gate.pcap"]
    code, said = run(*words[:-2], "--picture", "timing.png", "--no-diagnosis")
    assert (code, json.loads(said)["picture"]) == (0, "timing.png")
    assert "quality" not in json.loads(said)["figures"]
    assert (tmp_path / "timing.png").is_file()


def test_another_stream_can_be_chosen(call: Any, capture: Any) -> None:
    code, said = call("probe", capture(), "--stream", "2", "--no-picture", "--no-diagnosis")
    assert (code, "0200000002 (0x0BEBC202)" in said) == (0, True)


def test_a_file_has_no_packets_to_be_judged(call: Any, clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "street.h264").write_bytes(b"".join(unit.data for unit in clip.units))
    code, said = call("probe", "street.h264")
    assert (code, "GOP" in said, "a file has no packets" in said) == (0, True, True)
    assert re.search(r"picture-black 黑屏 +0 of 1, worst", said)
    code, said = call("probe", "street.h264", "--max-loss", "1%", "--no-picture", "--no-diagnosis")
    assert (code, "INCONCLUSIVE TRANS-5" in said) == (3, True)


def test_strips_in_decoded_pictures_are_shown(call: Any, run: Any, tmp_path: Path) -> None:
    spec = SyntheticSpec(width=320, height=240, gop=2, seconds=0.16, bitrate_kbit=300)
    overlay = overlay_clip(spec_source(spec), cache_dir=tmp_path / "cache")
    stamps = [TruthStamp(7, number, int(EPOCH_S * 1e6) + number * 40_000) for number in range(20)]
    units = [
        overlay.compose(n % 4, stamp, OverlayText("gate"), int(EPOCH_S)) for n, stamp in enumerate(stamps)
    ]
    (tmp_path / "gate.h264").write_bytes(b"".join(units[:9] + units[11:]))
    code, said = call("probe", "gate.h264", "--no-picture", "--no-diagnosis", "--camera", "8")
    assert code == 0, said
    shown = " ".join(said.split())
    for told in ("frames with a strip 18", "share with a strip 100 %", "size as it was sent 320 × 240 px"):
        assert told in shown
    code, said = run("probe", "gate.h264", "--json", "--quiet", "--no-diagnosis", "--camera", "8")
    found = json.loads(said)["figures"]["strips"]
    assert (code, found["read_share"], found["cameras"], found["wrong_camera_frames"]) == (0, 1.0, "7", 18)
    assert (found["missing_frames"], found["compared_frames"], found["differing_frames"]) == (2, 18, 0)


def test_a_capture_without_rtp_is_inconclusive(call: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.pcap").write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    code, said = call("probe", "empty.pcap")
    assert (code, "empty.pcap holds no RTP stream." in said) == (3, True)
    code, said = call("probe", "empty.pcap", "--json", "-q")
    assert (code, json.loads(said[: said.rindex("}") + 1])["nothing"]) == (
        3,
        "empty.pcap holds no RTP stream.",
    )


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("none.mp4",), 2, "there is no file 'none.mp4'"),
        (("rtp://127.0.0.1",), 2, "names no port"),
        (("note.txt",), 2, "note.txt"),
        (("rtp://127.0.0.1:5000", "--payload", "MJPG"), 2, "'--payload': 'MJPG' is no payload"),
        (("rtp://127.0.0.1:5000", "--stream", "gate"), 2, "'gate' is no SSRC"),
        (("rtp://127.0.0.1:5000", "--max-loss", "5"), 2, "'5' has no unit"),
        (("rtp://127.0.0.1:5000", "--max-jitter", "much"), 2, "'much' is no duration"),
        (("rtp://127.0.0.1:5000", "--picture", "none/x.png"), 2, "there is no folder"),
        (("rtp://127.0.0.1:5000", "--picture", "x.jpg"), 2, "is no name of a PNG"),
        (("note.txt", "--stream", "1"), 2, "no packets to choose from"),
        (("rtp://127.0.0.1:5000", "--seconds", "0"), 2, "seconds"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    call: Any, tmp_path: Path, words: tuple[str, ...], code: int, why: str
) -> None:
    (tmp_path / "note.txt").write_text("no video", encoding="utf-8")
    found, said = call("probe", *words)
    assert found == code, said
    assert why in " ".join(said.split())


def test_nothing_in_time_is_inconclusive_and_a_taken_port_is_infrastructure(call: Any) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        code, said = call("probe", f"rtp://127.0.0.1:{port}", "--wait", "0.2")
        assert (code, f"UDP port {port} of 127.0.0.1 cannot be bound" in said) == (4, True)
    code, said = call("probe", f"rtp://127.0.0.1:{port}", "--wait", "0.2")
    assert (code, f"Nothing came from rtp://127.0.0.1:{port} in 0.2 s." in said) == (3, True)


def test_ctrl_c_shows_what_came_and_exits_130(start: Any, clip: Clip) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = start("probe", f"rtp://127.0.0.1:{port}", "--seconds", "600", "--no-picture")
    program.until(rf"listening at 127\.0\.0\.1:{port} for 600 s")
    packets = [data for _, data in _packets(clip, 25)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for data in packets:
            sock.sendto(data, ("127.0.0.1", port))
    _until_read(port)
    program.signal(signal.SIGINT)
    assert program.wait(10) == 130, program.said
    assert "leaving with what came so far" in program.said
    assert f"received                     {len(packets)}" in program.said
    assert "Traceback" not in program.said


def _until_read(port: int) -> None:
    """Wait until no datagram waits at a port of this machine (tx_queue:rx_queue of /proc/net/udp)."""
    until_s = time.monotonic() + 20
    while time.monotonic() < until_s:
        rows = [row.split() for row in Path("/proc/net/udp").read_text(encoding="ascii").splitlines()[1:]]
        waiting = [row[4].split(":")[1] for row in rows if row[1].endswith(f":{port:04X}")]
        if waiting and not any(int(size, 16) for size in waiting):
            return
        time.sleep(0.01)
    raise AssertionError(f"what waits at port {port} is not read")


def test_rtp_over_tcp_is_dialled(start: Any, clip: Clip) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        port = server.getsockname()[1]
        framed = b"".join(len(data).to_bytes(2) + data for _, data in _packets(clip, 25))

        def serve() -> None:
            with suppress(TimeoutError), server.accept()[0] as connection:
                connection.sendall(framed)
                connection.recv(1)

        thread = threading.Thread(target=serve)
        thread.start()
        program = start("probe", f"tcp://127.0.0.1:{port}", "--seconds", "0.5", "--json", "-q")
        code = program.wait(20)
        thread.join()
    found = json.loads(program.said)["figures"]
    assert (code, found["packets"]["lost"], found["frames"]["frames"]) == (0, 0, 25)


def test_a_picture_that_cannot_be_written_takes_nothing_away(call: Any, capture: Any, tmp_path: Path) -> None:
    name = capture()
    (tmp_path / "probe-gate.png").mkdir()
    code, said = call("probe", name)
    assert (code, "PS with H264" in said, "cannot be written: Is a directory" in said) == (0, True, True)
    code, said = call("probe", name, "--picture", "probe-gate.png")
    assert (code, "PS with H264" in said, "cannot be written" in said) == (4, True, True)


def test_an_rtsp_server_that_is_not_there_is_infrastructure(call: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    code, said = call("probe", f"rtsp://127.0.0.1:{port}/gate", "--wait", "2")
    told = "cannot be played: RTSP connection: Connection refused"
    assert (code, told in " ".join(said.split())) == (4, True)


def test_the_transport_of_rtsp_is_asked_of_a_server_only(call: Any, capture: Any) -> None:
    code, said = call("probe", capture(), "--rtsp-transport", "udp")
    assert (code, "only an RTSP server" in said) == (2, True)
    code, said = call("probe", "rtsp://127.0.0.1/gate", "--rtsp-transport", "sctp")
    assert (code, "write tcp or udp" in said) == (2, True)
    code, said = call("probe", "rtsp://u:secret@:1/gate")
    assert (code, "cannot be read" in said, "secret" in said) == (2, True, False)
