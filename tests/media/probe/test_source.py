"""What a user may write."""

from __future__ import annotations

from pathlib import Path

import pytest
from probe_wire import pcap

from camproof.domain.errors import InputError
from camproof.media.probe.source import parse_source


@pytest.mark.parametrize(
    ("text", "kind", "address", "slug"),
    [
        ("rtp://127.0.0.1:5000", "udp", ("127.0.0.1", 5000), "127.0.0.1-5000"),
        ("udp://@:5000", "udp", ("0.0.0.0", 5000), "5000"),
        ("UDP://:5000", "udp", ("0.0.0.0", 5000), "5000"),
        ("tcp://127.0.0.1:30000", "tcp", ("127.0.0.1", 30000), "127.0.0.1-30000"),
        ("tcp-listen://0.0.0.0:30000", "tcp-listen", ("0.0.0.0", 30000), "0.0.0.0-30000"),
        ("rtsp://u:p@127.0.0.1:554/a/b", "rtsp", ("", 0), "127.0.0.1-554-a-b"),
    ],
)
def test_addresses(text: str, kind: str, address: tuple[str, int], slug: str) -> None:
    source = parse_source(text)
    assert (source.kind, source.address, source.slug, source.live) == (kind, address, slug, True)


def test_a_password_is_not_shown() -> None:
    source = parse_source("rtsp://admin:p@ss:word@192.0.2.7/a:b")
    assert source.shown == "rtsp://admin:***@192.0.2.7/a:b"
    assert "word" not in repr(source.rtsp)
    assert parse_source("rtsp://admin@192.0.2.7/a").shown == "rtsp://admin@192.0.2.7/a"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("rtsp://admin:secret#56@127.0.0.1/live", "write / . # of a password as %2F %3F %23"),
        ("rtsp://admin:12/secret@127.0.0.1/live", "write / . # of a password as %2F %3F %23"),
        ("rtsp://admin:secret@:0/live", "cannot be read"),
        ("http://admin:secret@127.0.0.1/live", "'http://admin:[*]{3}@127.0.0.1/live' cannot be probed"),
        ("rtp://admin:secret@127.0.0.1", "'rtp://admin:[*]{3}@127.0.0.1' names no port"),
        ("rtp://admin:secret@127.0.0.1:99999", "is no address"),
        ("tcp://admin:1#secret@127.0.0.1:99", "write / . # of a password as %2F %3F %23"),
        ("rtsp:/admin:secret@127.0.0.1/live", "there is no file"),
        ("admin:secret@127.0.0.1/live", "there is no file"),
    ],
)
def test_a_password_of_a_mistaken_address_is_not_shown(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as caught:
        parse_source(text)
    assert "cret" not in str(caught.value)


def test_files_and_captures_are_told_apart_by_their_bytes(tmp_path: Path) -> None:
    capture, video = tmp_path / "x.mp4", tmp_path / "城门.pcap"
    capture.write_bytes(pcap([]))
    video.write_bytes(b"\x00\x00\x01\xba")
    assert parse_source(str(capture)).kind == "capture"
    found = parse_source(str(video))
    assert (found.kind, found.slug, found.live) == ("file", "stream", False)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("rtp://127.0.0.1", "names no port"),
        ("rtp://127.0.0.1:0", "names no port"),
        ("tcp://127.0.0.1:99999", "is no address"),
        ("rtp://[::1:5000", "is no address"),
        ("ftp://127.0.0.1:5000", "cannot be probed"),
        ("none.mp4", "there is no file 'none.mp4'"),
        ("127.0.0.1:5000", "there is no file"),
        ("rtsp://:554/gate", "address of RTSP cannot be read"),
    ],
)
def test_mistakes_are_one_sentence(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        parse_source(text)
