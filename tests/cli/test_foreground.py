"""`camproof platform` and `camproof cameras`, two processes that know nothing of each other."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.wallclock

SMALL = "352x288@25 h264 256 kbit/s"
FLEET = """\
system: {{sip: {{host: 127.0.0.1, port: {port}}}, code: "34020000002000000001", password: "#secret"}}
cameras:
  - {{name: yard, count: 1, stream: {stream}}}
timing: {{heartbeat-interval: 1 s}}
spread: 0 s
"""


def _ask(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _sip(platform: Any) -> str:
    return platform.until(r"SIP over UDP and TCP at (127\.0\.0\.1:\d+)").group(1)


def test_cameras_register_stream_over_the_api_and_leave_in_good_order(start, tmp_path: Path) -> None:
    platform = start("platform", "--port", "0", "--api-port", "0", "--password", "#secret")
    sip = _sip(platform)
    api = platform.until(r"(http://127\.0\.0\.1:\d+),").group(1)
    fleet = FLEET.format(port=sip.split(":")[1], stream=SMALL)
    (tmp_path / "fleet.yaml").write_text(fleet, encoding="utf-8")
    cameras = start(
        "cameras",
        "--config",
        "fleet.yaml",
        "--count",
        "4",
        "--sip",
        "mixed",
        "--edition",
        "mixed",
        "--seed",
        "1",
    )
    platform.until(r"4 on-line")
    one = f"{api}/platforms/34020000002000000001"
    devices = _ask(f"{one}/devices")
    assert sorted((device["transport"], device["edition"]) for device in devices) == [
        ("TCP", "2016"), ("TCP", "2022"), ("UDP", "2016"), ("UDP", "2022"),
    ]  # fmt: skip
    code = devices[0]["code"]
    call = _ask(f"{one}/streams", {"device": code, "transport": "tcp-passive"})["call"]
    platform.until(rf"{code} live over tcp-passive shows a picture")
    ends_s = time.monotonic() + 10
    while (report := _ask(f"{one}/streams/{call}")["report"])["frames"] < 10:
        assert time.monotonic() < ends_s, report
        time.sleep(0.05)
    assert report["lost"] == 0
    cameras.signal(signal.SIGINT)
    assert cameras.wait(10) == 0, cameras.said
    assert "leaving: BYE to all streams, then unregister" in cameras.said
    assert "4 of 4 registered" in cameras.said
    assert "registrations: 4, 0 failed" in cameras.said
    assert "calls: 1;" in cameras.said
    platform.until(r"unregistered; 0 on-line")
    assert [(stream["up"], stream["end_reason"]) for stream in _ask(f"{one}/streams")] == [
        (False, "the device sent BYE")
    ]
    kinds = [entry["kind"] for entry in _ask(f"{one}/observations?kind=call-ended")]
    assert kinds == ["call-ended"]
    platform.signal(signal.SIGTERM)
    assert platform.wait(10) == 0, platform.said


def test_a_platform_that_leaves_says_bye_and_the_cameras_stay(start) -> None:
    platform = start("platform", "--port", "0", "--api-port", "0", "--no-qop", "--algorithm", "SHA-256")
    sip = _sip(platform)
    api = platform.until(r"(http://127\.0\.0\.1:\d+),").group(1)
    cameras = start(
        "cameras", "--address", sip, "--password", "12345678", "--stream", SMALL, "--spread", "0 s"
    )
    device = platform.until(r"(\d{20}) registered from .*; 1 on-line").group(1)
    _ask(f"{api}/platforms/34020000002000000001/streams", {"device": device, "transport": "udp"})
    platform.until("shows a picture")
    platform.signal(signal.SIGINT)
    assert platform.wait(10) == 0, platform.said
    cameras.signal(signal.SIGINT)
    assert cameras.wait(10) == 0, cameras.said
    assert "1 cameras left without an answer of the platform" in cameras.said
    assert "calls: 1;" in cameras.said


def test_an_inventory_registers_for_a_while(start, run, tmp_path: Path) -> None:
    platform = start("platform", "--port", "0", "--no-api", "--domain", "3402000000")
    (tmp_path / "cctv.csv").write_text("nr,Location\n1,gate\n2,door\n", encoding="utf-8")
    code, said = run(
        "cameras", "--address", _sip(platform), "--domain", "3402000000", "--password", "12345678",
        "--inventory", "cctv.csv", "--region", "340200", "--column", "id=nr", "--for", "0.5 s",
        "--spread", "0.1 s", "--stream", SMALL,
    )  # fmt: skip
    assert code == 0, said
    assert "2 cameras against 34020000002000000001" in said
    assert "name is read from column 'Location'" in said
    assert "registrations: 2, 0 failed" in said
    platform.until(r"34020000001320000002 off-line: unregistered")


def test_who_cannot_register_is_told_why_in_one_sentence_and_exits_4(start) -> None:
    platform = start("platform", "--port", "0", "--no-api", "--password", "secret")
    sip = _sip(platform)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{silent.getsockname()[1]}"
        small = ("--password", "wrong", "--stream", SMALL, "--for", "60 s", "--spread", "0 s")
        cases = (
            (start("cameras", "--address", sip, "--count", "20", *small), f"{sip} answered 403; is the pass"),
            (start("cameras", "--address", nobody, *small), f"no answer from {nobody} in 10 s"),
            (start("cameras", "--address", nobody, "--sip", "tcp", *small), f"no connection to {nobody}"),
        )
        for cameras, told in cases:
            assert cameras.wait(20) == 4, cameras.said
            assert f"No camera could register: {told}" in cameras.said
            assert "Traceback" not in cameras.said
    refused = cases[0][0].said
    assert "403 Forbidden; tries again in" in refused
    kept = [int(number) for number in re.findall(r"\.\.\. and (\d+) more like this", refused)]
    assert sum(kept) + refused.count("403 Forbidden") == 20


def test_a_platform_that_hangs_holds_nobody_up_for_long(start) -> None:
    platform = start("platform", "--port", "0", "--no-api")
    sip = _sip(platform)
    words = ("--address", sip, "--password", "12345678", "--stream", SMALL, "--spread", "0 s")
    patient = start("cameras", "--code", "34020000002000000001", "--region", "34020001", *words)
    hasty = start("cameras", "--region", "34020002", *words)
    platform.until(r"2 on-line")
    platform.signal(signal.SIGSTOP)
    try:
        begin_s = time.monotonic()
        for cameras in (hasty, patient):
            cameras.signal(signal.SIGINT)
        hasty.until("leaving")
        hasty.signal(signal.SIGINT)
        assert hasty.wait(2) == 130
        assert patient.wait(8) == 0
        assert 2 < time.monotonic() - begin_s < 8
        assert "1 cameras left without an answer" in patient.said
    finally:
        platform.signal(signal.SIGCONT)


@pytest.mark.parametrize("option", ["--port", "--api-port"])
def test_a_port_in_use_is_one_sentence_and_exit_4(run, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = {"--port": "0", "--api-port": "0", option: str(port)}
        code, said = run("platform", *(word for pair in ports.items() for word in pair))
        assert (code, f"TCP port {port} of 127.0.0.1 is in use" in " ".join(said.split())) == (4, True), said


def test_wrong_options_are_named(call, tmp_path: Path) -> None:
    (tmp_path / "fleet.yaml").write_text(
        'system: {sip: {host: 127.0.0.1}, code: "34020000002000000001", password: x}\n'
        "cameras:\n  - {name: a, coun: 3}\n",
        encoding="utf-8",
    )
    (tmp_path / "two.yaml").write_text(
        'platforms:\n  - {code: "34020000002000000001"}\n  - {code: "34020000002000000002"}\n',
        encoding="utf-8",
    )
    (tmp_path / "no.mp4").write_bytes(b"this is no video")
    (tmp_path / "cctv.csv").write_text("id,name\n1,gate\n", encoding="utf-8")
    near = ("cameras", "--address", "127.0.0.1:5060", "--password", "x")
    far = ("cameras", "--address", "10.1.2.3:5060", "--password", "x")
    for words, told in (
        (far, "'--address': 10.1.2.3 is not this machine, and nobody allows traffic to it"),
        ((*far, "--allow-owner", "me"), "'--allow-until': the field is missing"),
        ((*far, "--allow-owner", "me", "--allow-until", "2020-01-01"), "the permission ended on 2020-01-01"),
        (("cameras", "--address", "here", "--password", "x"), "'here' is no address"),
        (near[:3], "'--password': the field is missing"),
        ((*near, "--edition", "2015"), "did you mean '2016'?"),
        ((*near, "--stream", "9p"), "field '--stream': '9p' is no stream"),
        ((*near, "--for", "5"), "field '--for': '5' has no unit"),
        ((*near, "--count", "0"), "'--count'"),
        ((*near, "--count", "2", "--inventory", "cctv.csv"), "an inventory has its own count"),
        ((*near, "--inventory", "cctv.csv", "--column", "name=x"), "'x' is no column of the file"),
        ((*near, "--column", "name=x"), "--region and --column belong to --inventory"),
        ((*near, "--source", "no.mp4"), "no.mp4 is cut short or is not a video file"),
        ((*near, "--source", "none.mp4"), "field '--source': there is no file"),
        (("cameras", "--config", "none.yaml"), "none.yaml: the file cannot be read"),
        (("cameras", "--config", "fleet.yaml"), "fleet.yaml, line 3, column 15, field 'cameras.0.coun'"),
        (("cameras", "--config", "fleet.yaml"), "(did you mean 'count'?"),
        (
            ("platform", "--algorithm", "SHA1"),
            "field '--algorithm': 'SHA1' is not one of the accepted values",
        ),
        (("platform", "--code", "12"), "field '--code': '12' is not a 20-digit code"),
        (("platform", "--config", "none.yaml"), "none.yaml"),
        (("platform", "--config", "two.yaml", "--port", "0"), "field '--port': the file describes several"),
        (("platform", "--host", "0.0.0.0"), "needs advertised_host"),
    ):
        code, said = call(*words)
        assert (code, told in " ".join(said.split())) == (2, True), (words, said)
