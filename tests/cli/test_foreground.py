"""`camproof platform` and `camproof cameras`, two processes that know nothing of each other."""

from __future__ import annotations

import json
import signal
import socket
import time
import urllib.request
from typing import Any


def _ask(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_cameras_register_stream_over_the_api_and_leave_in_good_order(start) -> None:
    platform = start("platform", "--port", "0", "--api-port", "0", "--password", "secret")
    api = platform.until(r"(http://127\.0\.0\.1:\d+),").group(1)
    sip = platform.until(r"SIP over UDP and TCP at (127\.0\.0\.1:\d+)").group(1)
    cameras = start(
        "cameras", "--address", sip, "--password", "secret", "--count", "4", "--sip", "mixed", "--spread",
        "0 s", "--edition", "mixed", "--stream", "352x288@25 h264 256 kbit/s", "--seed", "1",
    )  # fmt: skip
    platform.until(r"4 on-line")
    one = f"{api}/platforms/34020000002000000001"
    devices = _ask(f"{one}/devices")
    assert len(devices) == 4
    code = devices[0]["code"]
    call = _ask(f"{one}/streams", {"device": code, "transport": "tcp-passive"})["call"]
    platform.until(rf"{code} live over tcp-passive shows a picture")
    ends_s = time.monotonic() + 10
    while (report := _ask(f"{one}/streams/{call}")["report"])["frames"] < 10:
        assert time.monotonic() < ends_s, report
        time.sleep(0.05)
    assert report["lost"] == 0
    cameras.signal(signal.SIGINT)
    assert cameras.wait() == 0, cameras.said
    assert "leaving: BYE to all streams, then unregister" in cameras.said
    assert "4 registrations" in cameras.said
    platform.until(r"unregistered; 0 on-line")
    assert [(stream["up"], stream["end_reason"]) for stream in _ask(f"{one}/streams")] == [
        (False, "the device sent BYE")
    ]
    kinds = [entry["kind"] for entry in _ask(f"{one}/observations?kind=call-ended")]
    assert kinds == ["call-ended"]
    platform.signal(signal.SIGTERM)
    assert platform.wait() == 0, platform.said


def test_a_wrong_password_and_a_dead_address_are_one_sentence_and_exit_4(start, run) -> None:
    platform = start("platform", "--port", "0", "--no-api", "--password", "secret")
    sip = platform.until(r"SIP over UDP and TCP at (127\.0\.0\.1:\d+)").group(1)
    small = ("--stream", "352x288@25 h264 256 kbit/s", "--for", "3 s", "--spread", "0 s")
    code, said = run("cameras", "--address", sip, "--password", "wrong", *small)
    assert (code, f"{sip} answered 403; is the password right?" in " ".join(said.split())) == (4, True), said
    code, said = run("cameras", "--address", "127.0.0.1:1", "--password", "x", *small)
    assert (code, "no answer from 127.0.0.1:1" in " ".join(said.split())) == (4, True), said


def test_a_port_in_use_is_one_sentence_and_exit_4(run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = run("platform", "--port", port, "--no-api")
        assert (code, f"port {port} of 127.0.0.1 is in use" in " ".join(said.split())) == (4, True), said


def test_wrong_options_are_named(run, tmp_path) -> None:
    (tmp_path / "fleet.yaml").write_text(
        'system: {sip: {host: 127.0.0.1}, code: "34020000002000000001", password: x}\n'
        "cameras:\n  - {name: a, coun: 3}\n",
        encoding="utf-8",
    )
    for words, told in (
        (("cameras", "--address", "10.1.2.3:5060", "--password", "x"), "10.1.2.3 is not this machine"),
        (("cameras", "--address", "here", "--password", "x"), "'here' is no address"),
        (("cameras", "--address", "127.0.0.1:5060"), "password"),
        (("cameras", "--password", "x", "--edition", "2015"), "did you mean '2016'?"),
        (("cameras", "--config", "fleet.yaml"), "fleet.yaml, line 3, column 15, field 'cameras.0.coun'"),
        (("platform", "--algorithm", "SHA1"), "write MD5 or SHA-256 or SM3"),
        (("platform", "--code", "12"), "--code"),
        (("platform", "--config", "none.yaml"), "none.yaml"),
    ):
        code, said = run(*words)
        assert (code, told in " ".join(said.split())) == (2, True), (words, said)
