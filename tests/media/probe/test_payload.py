"""What a stream carries is told from its bytes, also when it is entered in the middle."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from probe_wire import nal_payloads

from camproof.media import ClipPlayout, StreamOptions
from camproof.media.clips.model import Clip
from camproof.media.payload_guess import PayloadGuess
from camproof.protocols.rtp import RtpPacket, parse_rtp


def _guessed(payloads: list[bytes], payload_type: int = 96) -> str | None:
    guess = PayloadGuess()
    for number, payload in enumerate(payloads):
        if guess.packet(RtpPacket(payload_type, number, 0, 1, payload)) is not None:
            break
    return guess.settle()


def _fragmented(codec: str, clip: Clip) -> list[bytes]:
    return [payload for unit in clip.units for payload in nal_payloads(codec, unit.data, 150)]


@pytest.mark.parametrize(("codec", "name"), [("H264", "clip"), ("H265", "clip265")])
@pytest.mark.parametrize("start", [0, 1, 9])
def test_pictures_without_a_container(
    codec: str, name: str, start: int, request: pytest.FixtureRequest
) -> None:
    payloads = _fragmented(codec, request.getfixturevalue(name))
    assert _guessed(payloads[start:]) == codec
    assert _guessed(payloads[start : start + 4]) == codec


@pytest.mark.parametrize("name", ["clip", "clip265"])
@pytest.mark.parametrize("start", [0, 1, 2, 5])
def test_a_program_stream(name: str, start: int, request: pytest.FixtureRequest, stream: Any) -> None:
    playout = ClipPlayout(request.getfixturevalue(name), 1, lambda: 0, options=StreamOptions())
    payloads = [bytes(parse_rtp(data).payload) for data, _ in stream(playout, 30)]
    assert _guessed(payloads[start:]) == "PS"


def test_sound_is_told_by_its_payload_type_and_other_static_types_are_not_guessed() -> None:
    assert _guessed([b"\xd5" * 160], 8) == "PCMA"
    assert _guessed([b"\x65" * 160] * 20, 26) is None


def test_random_bytes_are_nothing() -> None:
    rng = random.Random(4)
    assert [_guessed([rng.randbytes(100) for _ in range(40)]) for _ in range(50)] == [None] * 50


@given(st.lists(st.binary(max_size=30), max_size=40), st.integers(0, 127))
def test_any_payloads_are_looked_at(payloads: list[bytes], payload_type: int) -> None:
    assert _guessed(payloads, payload_type) in (None, "PS", "PCMA", "H264", "H265")
