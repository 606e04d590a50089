"""RTSP through FFmpeg: a server of a few lines, one that says nothing, and none."""

from __future__ import annotations

import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from probe_wire import nal_payloads

from camproof.media import MediaTransportError, TruthStamp, stamp_access_unit
from camproof.media.clips.model import Clip
from camproof.media.clips.units import parameter_sets
from camproof.media.probe.figures import as_json
from camproof.media.probe.rtsp import probe_rtsp
from camproof.media.probe.summary import of_rtsp
from camproof.protocols.rtp import rtp_header

PACE_S = 0.01


def _description(clip: Clip) -> str:
    sets = parameter_sets("H264", clip.units[0].data)
    sprop = ",".join(b64encode(nal).decode() for kind in sorted(sets) for nal in sets[kind])
    return (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=gate\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track0\r\n"
        f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={sprop}\r\n"
    )


def _answer(request: str, clip: Clip, url: str) -> str:
    method = request.split(" ", 1)[0]
    number = next(line.split(":")[1].strip() for line in request.splitlines() if line.startswith("CSeq"))
    extra, body = {
        "OPTIONS": ("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n", ""),
        "DESCRIBE": (f"Content-Type: application/sdp\r\nContent-Base: {url}/\r\n", _description(clip)),
        "SETUP": ("Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n", ""),
    }.get(method, ("Session: 1\r\n", ""))
    return f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{extra}Content-Length: {len(body)}\r\n\r\n{body}"


def _play(connection: socket.socket, clip: Clip, frames: int) -> None:
    sequence = 0
    for number in range(frames):
        stamp = TruthStamp(7, number, time.time_ns() // 1000)
        unit = stamp_access_unit(clip.codec, clip.units[number % len(clip.units)].data, stamp)
        payloads = nal_payloads("H264", unit)
        for place, payload in enumerate(payloads):
            packet = rtp_header(96, sequence, number * 3600, 5, place == len(payloads) - 1) + payload
            connection.sendall(b"$\x00" + len(packet).to_bytes(2) + packet)
            sequence += 1
        time.sleep(PACE_S)


def _serve(server: socket.socket, clip: Clip, frames: int) -> None:
    with suppress(OSError), server.accept()[0] as connection:
        connection.settimeout(10)
        heard = b""
        while True:
            while b"\r\n\r\n" not in heard:
                data = connection.recv(4096)
                if not data:
                    return
                heard += data
            request, _, heard = heard.partition(b"\r\n\r\n")
            url = request.split(b" ")[1].decode()
            connection.sendall(_answer(request.decode(), clip, url).encode())
            if request.startswith(b"PLAY"):
                _play(connection, clip, frames)
                return


@contextmanager
def _server(clip: Clip, frames: int) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        thread = threading.Thread(target=_serve, args=(server, clip, frames))
        thread.start()
        try:
            yield f"rtsp://127.0.0.1:{server.getsockname()[1]}/gate"
        finally:
            thread.join(15)


def test_a_stream_is_played_and_measured_by_its_frames(clip: Clip) -> None:
    told: list[int] = []
    with _server(clip, 80) as url:
        size, result = probe_rtsp(url, seconds=20, wait_s=5, progress=lambda _, frames: told.append(frames))
    summary = of_rtsp(size, result, camera=7)
    found = as_json(summary.figures)
    assert size == (176, 144)
    assert 60 <= found["frames"]["frames"] <= 80
    assert told == [*range(1, result.report.frames + 1)]
    assert found["frames"]["gop_p50_frames"] == 5
    assert (found["truth"]["cameras"], found["truth"]["wrong_camera_frames"]) == ("7", 0)
    assert (found["truth"]["missing_frames"], found["truth"]["repeated_frames"]) == (0, 0)
    latency_ms = found["truth"]["latency_p50_ms"]
    assert isinstance(latency_ms, float)
    assert 0 <= latency_ms < 5000
    assert found["picture"]["profile"] == "High"
    assert (summary.level, summary.report) == ("frames", None)
    assert "figures are of frames" in summary.notes[0]


def test_it_can_be_left_early(clip: Clip) -> None:
    asked = iter(range(999))
    with _server(clip, 80) as url:
        _, result = probe_rtsp(url, seconds=20, wait_s=5, stopped=lambda: next(asked) >= 5)
    assert result.report.frames == 5


def test_nobody_there_and_nobody_who_answers_are_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"rtsp://127.0.0.1:{silent.getsockname()[1]}/gate"
        with pytest.raises(MediaTransportError, match="cannot be played"):
            probe_rtsp(url, seconds=1, wait_s=0.3)
    with pytest.raises(MediaTransportError, match="cannot be played: Connection refused"):
        probe_rtsp(url, seconds=1, wait_s=5)
