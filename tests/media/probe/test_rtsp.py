"""Streams of an RTSP server: over TCP, UDP and TLS, with a password, with parameter sets here or there."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
import threading
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from probe_rtsp_server import SSRC, Gate

from camproof.media import MediaTransportError
from camproof.media.clips.model import Clip
from camproof.media.probe import rtsp_session
from camproof.media.probe.figures import as_json
from camproof.media.probe.rtsp import RtspResult, probe_rtsp
from camproof.media.probe.source import parse_source
from camproof.media.probe.summary import of_packets
from camproof.media.receive.picture import decode_check
from camproof.protocols.rtp import ReceiverReport, parse_rtcp


def _probe(url: str, *, frames: int = 1 << 30, **options: Any) -> RtspResult:
    """Play until the server ends, or so many frames have come."""

    async def run() -> RtspResult:
        stop = asyncio.Event()

        def told(now: Any) -> None:
            if now.frames >= frames:
                stop.set()

        wished = {"seconds": 20, "wait_s": 5} | options
        return await probe_rtsp(parse_source(url), stop=stop, progress=told, **wished)

    return uvloop.run(run())


def test_a_stream_is_played_and_measured_packet_by_packet(clip: Clip) -> None:
    gate = Gate(clip, 80, stay=False, goodbye=True)
    with gate.open() as url:
        result = _probe(url)
    packets, live = result.live.packets, result.live
    summary = of_packets(packets, "RTSP", camera=7, framing=live.deviations)
    found = as_json(summary.figures)
    assert gate.heard == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"]
    assert (packets.container, packets.guessed, packets.ssrc, packets.payload_type) == (
        "H264",
        False,
        SSRC,
        96,
    )
    assert (found["frames"]["frames"], found["packets"]["lost"], found["packets"]["sender_reports"]) == (
        80,
        0,
        1,
    )
    assert found["frames"]["gop_p50_frames"] == 5
    assert (found["truth"]["cameras"], found["truth"]["wrong_camera_frames"]) == ("7", 0)
    latency_ms = found["truth"]["latency_p50_ms"]
    assert isinstance(latency_ms, float)
    assert 0 <= latency_ms < 5000
    assert (found["picture"]["profile"], found["picture"]["width_px"]) == ("High", 176)
    first_s = found["packets"]["first_packet_s"]
    assert isinstance(first_s, float)
    assert 0 < first_s < 5
    assert (summary.level, live.deviations, live.silence_s) == ("packets", (), 0.0)
    assert result.ended == "the server closed the connection"
    assert result.track is not None
    assert result.track.others == ("audio PCMA",)


def test_a_server_that_breaks_off_leaves_the_rest_of_the_time_silent(clip: Clip) -> None:
    with Gate(clip, 40, stay=False).open() as url:
        result = _probe(url)
    assert result.ended == "the server closed the connection"
    assert 15 < result.live.silence_s < 20


def test_parameter_sets_of_the_description_make_pictures_readable(clip: Clip) -> None:
    with Gate(clip, 60, "sdp", stay=False).open() as url:
        packets = _probe(url).live.packets
    assert packets.report.sps is not None
    assert (packets.report.sps.width, packets.report.key_frames) == (176, 12)
    assert packets.deviations == ()
    assert decode_check(packets.samples[0].units[0], "H264").width == 176


def test_udp_loses_what_is_not_sent(clip: Clip) -> None:
    gate = Gate(clip, 80, drop=(20, 21))
    with gate.open() as url:
        result = _probe(url, frames=60, way="udp")
    report = result.live.packets.report
    assert (report.lost, report.duplicates, result.live.drops, report.sender_reports) == (2, 0, 0, 1)
    assert report.frames >= 50
    assert result.ended == ""
    assert gate.heard[-1] == "TEARDOWN"


def test_it_can_be_left_early_and_takes_leave(clip: Clip) -> None:
    gate = Gate(clip, 40)
    with gate.open() as url:
        result = _probe(url, frames=5)
    assert result.live.packets.report.frames >= 5
    assert gate.heard[-1] == "TEARDOWN"


def test_receiver_reports_go_back(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtsp_session, "_REPORT_S", 0.05)
    gate = Gate(clip, 80)
    with gate.open() as url:
        _probe(url, frames=78)
    (report, *_) = parse_rtcp(gate.reports[0])
    assert isinstance(report, ReceiverReport)
    assert report.reports[0].ssrc == SSRC


@pytest.mark.parametrize("way", ["tcp", "udp"])
def test_a_password_of_the_address_is_used_and_never_told(clip: Clip, way: Any) -> None:
    gate = Gate(clip, 40, password="p@ss/1")
    with gate.open() as url:
        mine = url.replace("//", "//admin:p%40ss%2F1@")
        assert _probe(mine, frames=5, way=way).live.packets.report.frames >= 5
    assert gate.heard[:2] == ["OPTIONS", "OPTIONS"]
    with Gate(clip, password="other").open() as url:
        mine = url.replace("//", "//admin:p%40ss%2F1@")
        with pytest.raises(MediaTransportError, match="does not take this user name") as caught:
            _probe(mine)
        assert "ss%2F1" not in str(caught.value)
        assert "admin:***@" in str(caught.value)


def test_a_codec_that_we_do_not_read_is_measured_by_its_packets(clip: Clip) -> None:
    with Gate(clip, 40, codec="JPEG", stay=False).open() as url:
        result = _probe(url)
    packets = result.live.packets
    assert (packets.container, packets.guessed, packets.report.lost) == (None, False, 0)
    assert packets.report.packets >= 40
    summary = of_packets(packets, "RTSP")
    assert summary.headline == "RTSP, JPEG"
    assert not [note for note in summary.notes if "--payload" in note]


def test_who_does_not_play_is_one_sentence(clip: Clip) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"rtsp://127.0.0.1:{silent.getsockname()[1]}/gate"
        with pytest.raises(MediaTransportError, match=r"cannot be played: RTSP OPTIONS: no answer in 0\.3 s"):
            _probe(url, wait_s=0.3)
    with pytest.raises(MediaTransportError, match="cannot be played: RTSP connection: Connection refused"):
        _probe(url)
    with (
        Gate(clip, refuse=("DESCRIBE", "404 Not Found")).open() as url,
        pytest.raises(MediaTransportError, match="the server has no such stream"),
    ):
        _probe(url)
    with (
        Gate(clip, refuse=("SETUP", "461 Unsupported Transport")).open() as url,
        pytest.raises(MediaTransportError, match=r"does not offer this transport .*; try udp"),
    ):
        _probe(url)


def test_another_server_is_sent_to(clip: Clip) -> None:
    there = Gate(clip, 40, password="secret")
    with there.open() as url:
        moved = ("DESCRIBE", f"302 Moved\r\nLocation: {url}")
        here = Gate(clip, refuse=moved)
        with here.open() as first:
            result = _probe(first.replace("//", "//admin:secret@"), frames=5)
    assert result.live.packets.report.frames >= 5
    assert result.sent_to == url
    assert (here.heard, there.heard[-1]) == (["OPTIONS", "DESCRIBE"], "TEARDOWN")


def test_nothing_secret_goes_to_another_host(clip: Clip) -> None:
    there = Gate(clip, 40, host="127.0.0.2", password="secret")
    with there.open() as url:
        here = Gate(clip, password="secret", refuse=("DESCRIBE", f"302 Moved\r\nLocation: {url}"))
        with (
            here.open() as first,
            pytest.raises(MediaTransportError, match="asks for a user name and a password") as caught,
        ):
            _probe(first.replace("//", "//admin:secret@"))
    assert "Authorization: Digest" in here.said[-1]
    assert there.heard == ["OPTIONS"]
    assert not [said for said in there.said if "admin" in said or "Authorization" in said]
    assert "secret" not in str(caught.value)


def test_a_redirect_at_play_leaves_nothing_of_the_server_before(clip: Clip) -> None:
    there = Gate(clip, 40)
    with there.open() as url:
        here = Gate(clip, refuse=("PLAY", f"302 Moved\r\nLocation: {url}"))
        with here.open() as first:
            result = _probe(first, frames=5, way="udp")
    assert here.heard == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"]
    assert there.heard[-1] == "TEARDOWN"
    assert (result.live.packets.report.frames >= 5, result.sent_to) == (True, url)


@pytest.mark.parametrize("source", ["", "127.0.0.2", "127.0.0.3", "gate.example"])
def test_datagrams_of_other_hosts_are_left_out(clip: Clip, source: str) -> None:
    with Gate(clip, 40, sends_from="127.0.0.2", source=source).open() as url:
        result = _probe(url, frames=5, way="udp", wait_s=1.5)
    came = result.live.packets.report.packets > 0
    assert (came, result.strangers > 0) == ((True, False) if source[-1:] in ("2", "e") else (False, True))


def test_the_announced_ssrc_is_held_against_that_which_came_of_itself(clip: Clip) -> None:
    def whats(frames: int, **options: Any) -> list[str]:
        with Gate(clip, frames, ssrc=SSRC + 1).open() as url:
            live = _probe(url, frames=5, **{"wait_s": 1.0} | options).live
        return [count.deviation.what for count in live.deviations]

    assert whats(40) == ["packets have another SSRC than Transport says"]
    assert whats(40, ssrc=SSRC, seconds=0.2) == []
    assert whats(0, ssrc=SSRC, seconds=0.2) == []


def test_a_server_that_asks_without_end_and_does_not_read_is_left(clip: Clip) -> None:
    def flood(server: socket.socket) -> None:
        with suppress(OSError), server.accept()[0] as connection:
            for _ in range(200):
                connection.sendall(b"RECORD x RTSP/1.0\r\n\r\n" * 3_000)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=flood, args=(server,))
        thread.start()
        with pytest.raises(MediaTransportError, match="the server does not read what we say"):
            _probe(f"rtsp://127.0.0.1:{server.getsockname()[1]}/gate", wait_s=30)
        thread.join(15)


def test_udp_of_a_server_on_ipv6_says_what_to_try() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        url = f"rtsp://[::1]:{server.getsockname()[1]}/gate"
        with pytest.raises(MediaTransportError, match=r"cannot be played: RTSP SETUP: .*; try tcp"):
            _probe(url, way="udp")


def test_tls_with_rtp_over_udp_is_refused_before_anything_is_said() -> None:
    with pytest.raises(MediaTransportError, match="would not be encrypted"):
        _probe("rtsps://127.0.0.1:1/gate", way="udp")


def test_a_server_without_packets_is_waited_for(clip: Clip) -> None:
    with Gate(clip, 0).open() as url:
        result = _probe(url, seconds=0.3, wait_s=0.5)
    assert result.live.packets.report.packets == 0


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1 in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gate")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = tmp_path / "gate.pem"
    path.write_bytes(key.private_bytes(encoding, form, plain) + certificate.public_bytes(encoding))
    return path


def test_tls_is_played_where_the_certificate_is_trusted(
    clip: Clip, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity)
    with (
        Gate(clip).open(context) as url,
        pytest.raises(MediaTransportError, match="certificate is not trusted"),
    ):
        _probe(url)
    monkeypatch.setenv("SSL_CERT_FILE", str(identity))
    with Gate(clip, 40).open(context) as url:
        assert _probe(url, frames=5).live.packets.report.frames >= 5
