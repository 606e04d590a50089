"""Addresses as users and servers write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import RtspUrl, parse_rtsp_url
from camproof.protocols.rtsp.notes import Notes
from camproof.protocols.rtsp.url import control_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("rtsp://cam", RtspUrl("cam", 554, "rtsp://cam/")),
        ("RTSPS://cam/x", RtspUrl("cam", 322, "rtsps://cam/x", tls=True)),
        ("rtsp://a:b@cam:8554/x?y=1&z#f", RtspUrl("cam", 8554, "rtsp://cam:8554/x?y=1&z", False, "a", "b")),
        ("rtsp://a%40b:p%3A%2F@cam/x", RtspUrl("cam", 554, "rtsp://cam/x", False, "a@b", "p:/")),
        ("rtsp://a:p@ss@cam/x%40y", RtspUrl("cam", 554, "rtsp://cam/x%40y", False, "a", "p@ss")),
        ("rtsp://cam/x:1@y", RtspUrl("cam", 554, "rtsp://cam/x:1@y")),
        ("rtsp://[::1]/x@y", RtspUrl("::1", 554, "rtsp://[::1]/x@y")),
        ("rtsp://[::1]:99/门 1", RtspUrl("::1", 99, "rtsp://[::1]:99/%E9%97%A8%201")),
        ("rtsp://cam?x=1", RtspUrl("cam", 554, "rtsp://cam/?x=1")),
    ],
)
def test_addresses(text: str, url: RtspUrl) -> None:
    assert parse_rtsp_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "http://x/",
        "rtsp:/x",
        "rtsp://",
        "rtsp://:554/",
        "rtsp://x:0/",
        "rtsp://x:99999/",
        "rtsp://a b/",
        "rtsp://\udc80",
    ],
)
def test_what_is_no_address_is_one_sentence_without_the_password(text: str) -> None:
    with pytest.raises(RtspError, match="RTSP URL"):
        parse_rtsp_url(text)
    with pytest.raises(RtspError) as caught:
        parse_rtsp_url("rtsp://u:secret@:0/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("password", ["1234#56", "12/secret", "1?2", "12/sec@ret", "p@12/secret", "#", ":/"])
def test_a_password_that_may_go_on_behind_the_host_is_refused_and_not_shown(password: str) -> None:
    with pytest.raises(RtspError, match=r"write / \? # of a password as %2F %3F %23") as caught:
        parse_rtsp_url(f"rtsp://admin:{password}@127.0.0.1/live")
    assert "'rtsp://admin:***@127.0.0.1/live'" in str(caught.value)


def test_a_server_may_send_to_an_address_with_an_at_in_its_path() -> None:
    assert parse_rtsp_url("rtsp://cam:99/x@y", by_hand=False).target == "rtsp://cam:99/x@y"


@pytest.mark.parametrize("text", ["//" * 100_000, "rtsp://" + "//" * 100_000, "rtsp://a:" + "@" * 200_000])
def test_long_addresses_take_linear_time(text: str) -> None:
    begin_s = time.process_time()
    with pytest.raises(RtspError):
        parse_rtsp_url(text, by_hand=False)
    assert time.process_time() - begin_s < 2


@pytest.mark.parametrize(
    ("base", "control", "url"),
    [
        ("rtsp://h/a/", "track1", "rtsp://h/a/track1"),
        ("rtsp://h/a", "track1", "rtsp://h/a/track1"),
        ("rtsp://h/a?c=1/", "trackID=0", "rtsp://h/a?c=1/trackID=0"),
        ("rtsp://h:1/a/b", "/x/y", "rtsp://h:1/x/y"),
        ("rtsp://h/a", "rtsp://10.0.0.1/b", "rtsp://10.0.0.1/b"),
        ("rtsp://h/a", "*", "rtsp://h/a"),
        ("rtsp://h/a", None, "rtsp://h/a"),
        ("rtsp://h/a", " ", "rtsp://h/a"),
    ],
)
def test_control_urls(base: str, control: str | None, url: str) -> None:
    assert control_url(base, control, Notes()) == url


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_an_error(text: str) -> None:
    for candidate in (text, f"rtsp://{text}"):
        try:
            url = parse_rtsp_url(candidate)
        except RtspError:
            continue
        assert url.target.isascii()
        assert not {" ", "\r", "\n"} & {*url.target}
