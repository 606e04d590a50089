"""Recordings under a band: strip, stamp and clock are those of the time of recording."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from camproof.media import HistoryPlayout, OutFrame, StreamOptions
from camproof.media.clips.sound import aac_tone
from camproof.media.overlay.check import decoded
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.recorded import BandedRecording
from camproof.media.overlay.strip import StripTruth, read_strip
from camproof.media.stamp import read_stamp
from camproof.protocols.ps import PsDemuxer

START_S = 1_795_633_402.5
ZONE_S = 8 * 3600
Shown = Callable[..., bool]


@pytest.fixture
def recording(overlay: OverlayClip, text: OverlayText) -> BandedRecording:
    return BandedRecording(overlay, text, zone_s=ZONE_S)


def _play(history: HistoryPlayout, count: int = 1000) -> list[OutFrame]:
    out: list[OutFrame] = []
    while len(out) < count and (frame := history.next_frame()) is not None:
        out.append(frame)
    return out


def _check(out: list[OutFrame], overlay: OverlayClip, clock_shown: Shown) -> None:
    """Every picture decodes and says when it was recorded."""
    demuxer = PsDemuxer()
    frames = [frame for one in out for frame in demuxer.feed(b"".join(one.payloads), boundary=True)]
    assert demuxer.deviations() == ()
    units = [frame.data for frame in frames if frame.codec == "H264"]
    assert [read_stamp("H264", unit) for unit in units] == [one.stamp for one in out]
    pictures = list(decoded("H264", units))
    assert len(pictures) == len(out)
    for picture, one in zip(pictures, out, strict=True):
        stamp = one.stamp
        assert stamp is not None
        truth = read_strip(picture[:240], overlay.layout)
        assert truth == StripTruth(7, stamp.frame % 256, stamp.capture_us % (1 << 36))
        assert clock_shown(picture[:240], overlay, stamp.capture_us // 1_000_000 + ZONE_S)


def test_a_span_over_two_seconds(
    recording: BandedRecording, overlay: OverlayClip, clock_shown: Shown
) -> None:
    out = _play(HistoryPlayout(recording, START_S, START_S + 2, camera_number=7))
    _check(out, overlay, clock_shown)
    assert 50 <= len(out) <= 52
    times = [one.stamp.capture_us / 1e6 for one in out if one.stamp]
    assert START_S - 0.12 <= times[0] <= START_S
    assert times[-1] == pytest.approx(START_S + 1.96, abs=0.03)


def test_jumps_gaps_and_backwards(
    recording: BandedRecording, overlay: OverlayClip, clock_shown: Shown
) -> None:
    spans = [(START_S, START_S + 1), (START_S + 4, START_S + 20)]
    history = HistoryPlayout(recording, START_S, START_S + 20, camera_number=7, recorded=spans)
    out = _play(history, 40)
    history.seek(10.3)
    out += _play(history, 20)
    history.set_scale(-2)
    out += _play(history, 12)
    history.set_scale(1)
    out += _play(history, 12)
    assert len(out) == 84
    _check(out, overlay, clock_shown)


@pytest.mark.parametrize(
    "options",
    [StreamOptions(), StreamOptions(tone_hz=440), StreamOptions(sound=aac_tone(440))],
    ids=["mute", "tone", "aac"],
)
def test_octets_are_what_will_be_sent(
    overlay: OverlayClip, text: OverlayText, options: StreamOptions
) -> None:
    recording = BandedRecording(overlay, text, zone_s=ZONE_S, options=options)
    spans = [(START_S, START_S + 1.7), (START_S + 2.1, START_S + 11.3)]
    history = HistoryPlayout(recording, START_S, START_S + 30, camera_number=7, recorded=spans)
    octets = history.octets
    out = _play(history)
    assert len(out) >= 265
    assert octets == sum(len(payload) for one in out for payload in one.payloads)
    assert max(len(payload) for one in out for payload in one.payloads) <= 1388


def test_octets_of_a_long_span_are_estimated(
    recording: BandedRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = recording.clip.key_before(int(START_S * 25))
    exact = recording.octets(first, first + 60 * 25)
    monkeypatch.setattr("camproof.media.overlay.recorded._EXACT_S", 10)
    assert recording.octets(first, first + 60 * 25) == pytest.approx(exact, rel=1e-2)
    assert recording.octets(first, first + 10**9 * 25) == pytest.approx(exact * 10**9 / 60, rel=1e-2)
