"""A flight measures what the packets of the same stream measure.

On links without chance all figures agree, but for the rounding of clocks to ns and 1 part of a million of a
second; on links with chance the means of several seeds do, within what chance allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from statistics import mean
from typing import Any

import pytest

from camproof.media import Percentiles, StreamOptions, StreamReport
from camproof.media.clips.model import Clip
from camproof.runtimes.impairment import Impairment

Way = Callable[..., Any]
_CLOSE = 1e-3
"""Of seconds, milliseconds and kbit/s: rounding, no more."""
_OTHERWISE = {"facts", "sender_reports"}


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, Percentiles):
        pairs = zip(
            (one.min, one.p50, one.p95, one.p99, one.max),
            (other.min, other.p50, other.p95, other.p99, other.max),
            strict=True,
        )
        return one.count == other.count and all(_alike(*pair) for pair in pairs)
    if isinstance(one, float):
        return isinstance(other, float) and abs(one - other) <= _CLOSE
    return bool(one == other)


def _differences(one: StreamReport, other: StreamReport) -> dict[str, tuple[Any, Any]]:
    named = {part.name: (getattr(one, part.name), getattr(other, part.name)) for part in fields(one)}
    for name in (
        "first_packet_at_s",
        "last_packet_at_s",
        "first_key_frame_at_s",
        "codec",
        "sps",
        "timestamp_step",
    ):
        named[name] = getattr(one.facts, name), getattr(other.facts, name)
    return {name: pair for name, pair in named.items() if name not in _OTHERWISE and not _alike(*pair)}


def _sets(**values: float) -> Callable[[Any, Impairment], None]:
    return lambda _, gate: gate.set(**values)


def _freezes(on: bool) -> Callable[[Any, Impairment], None]:
    return lambda playout, _: setattr(playout, "frozen", on)


LINKS: dict[str, dict[str, float]] = {
    "perfect": {},
    "delay": {"delay_s": 0.03},
    "narrow": {"rate_kbit": 1500.0, "delay_s": 0.005},
}


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
@pytest.mark.parametrize("values", LINKS.values(), ids=LINKS)
def test_links_without_chance(
    street: Clip, by_packets: Way, by_flight: Way, make_link: Way, values: dict[str, float], tcp: bool
) -> None:
    wanted = by_packets(street, 20.0, make_link(**values), tcp=tcp).report
    found = by_flight(street, 20.0, make_link(**values), tcp=tcp).report
    assert wanted.frames > 490
    assert _differences(wanted, found) == {}


ACTS = {
    "delay comes": [(5.01, _sets(delay_s=0.05))],
    "cut": [(5.01, _sets(down=1)), (9.01, _sets(down=0))],
    "narrower and wider": [(3.01, _sets(rate_kbit=900)), (12.01, _sets(rate_kbit=5000))],
    "freeze": [(5.01, _freezes(True)), (12.3, _freezes(False))],
    "freeze inside a group": [(5.33, _freezes(True)), (12.3, _freezes(False))],
    "freeze at the first picture": [(0.001, _freezes(True)), (6.0, _freezes(False))],
    "key picture": [(5.01, lambda p, _: p.force_key_frame()), (8.53, lambda p, _: p.force_key_frame())],
}


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
@pytest.mark.parametrize("acts", ACTS.values(), ids=ACTS)
def test_what_happens_on_the_way(
    street: Clip, by_packets: Way, by_flight: Way, make_link: Way, acts: Any, tcp: bool
) -> None:
    wanted = by_packets(street, 20.0, make_link(), acts=acts, tcp=tcp)
    found = by_flight(street, 20.0, make_link(), acts=acts, tcp=tcp)
    assert _differences(wanted.report, found.report) == {}
    times = [[time for span in one.report.facts.freezes for time in span] for one in (wanted, found)]
    assert times[1] == pytest.approx(times[0], abs=_CLOSE)


def test_another_picture_at_another_rate(
    street: Clip, yard: Clip, by_packets: Way, by_flight: Way, make_link: Way
) -> None:
    acts = [(5.01, lambda playout, _: playout.show(yard))]
    wanted = by_packets(street, 20.0, make_link(), acts=acts).report
    found = by_flight(street, 20.0, make_link(), acts=acts).report
    assert _differences(wanted, found) == {}
    assert found.sps is not None
    assert (found.sps.width, found.facts.codec, found.facts.timestamp_step) == (352, "H265", 9000)


def test_sound_is_counted(street: Clip, by_packets: Way, by_flight: Way, make_link: Way) -> None:
    options = StreamOptions(tone_hz=1000)
    wanted = by_packets(street, 5.0, make_link(), options=options).report
    found = by_flight(street, 5.0, make_link(), options=options).report
    assert wanted.audio_frames > 100
    assert _differences(wanted, found) == {}


def test_pictures_that_are_shown_out_of_order(
    b_clip: Clip, by_packets: Way, by_flight: Way, make_link: Way
) -> None:
    wanted, found = (way(b_clip, 10.0, make_link(delay_s=0.02)).report for way in (by_packets, by_flight))
    assert wanted.latency_ms.max > wanted.latency_ms.min + 30
    assert _differences(wanted, found) == {}


def test_a_wrong_and_drifting_clock(street: Clip, by_packets: Way, by_flight: Way, make_link: Way) -> None:
    def error_s(now_s: float) -> float:
        return -3.0 + 200e-6 * now_s

    wanted = by_packets(street, 60.0, make_link(), error_s=error_s).report
    found = by_flight(street, 60.0, make_link(), error_s=error_s, drift_ppm=200.0).report
    assert wanted.clock_error_ms == pytest.approx(-3000 + 0.2 * 10.25, abs=20)
    assert _differences(wanted, found) == {}
    assert found.facts.rtp_ntp_drift_ppm == pytest.approx(-200, abs=5)


def test_any_second_alone(street: Clip, by_packets: Way, by_flight: Way, make_link: Way) -> None:
    values = {"rate_kbit": 1500.0}
    wanted = by_packets(street, 20.0, make_link(**values)).analyser
    found = by_flight(street, 20.0, make_link(**values)).analyser
    for from_s, to_s in ((10.0, 11.0), (12.0, 17.0), (17.5, 18.2), (28.0, 40.0)):
        one, other = wanted.window(from_s, to_s), found.window(from_s, to_s)
        assert one.frames == other.frames
        assert abs(one.packets - other.packets) <= 30, "a picture whose packets lie in two seconds"
        assert one.latency_ms.p50 == pytest.approx(other.latency_ms.p50, abs=0.5)


@pytest.mark.parametrize("block_s", [0.07, 0.5, 7.3])
def test_blocks_of_any_length(street: Clip, by_flight: Way, make_link: Way, block_s: float) -> None:
    acts = [(3.01, _sets(rate_kbit=900)), (12.01, _sets(rate_kbit=5000))]
    wanted = by_flight(street, 20.0, make_link(), acts=acts, block_s=1.0).report
    found = by_flight(street, 20.0, make_link(), acts=acts, block_s=block_s).report
    assert _differences(wanted, found) == {}


CHANCE: dict[str, tuple[dict[str, float], bool]] = {
    "loss": ({"loss": 0.02}, False),
    "loss and jitter": ({"loss": 0.02, "delay_s": 0.03, "jitter_s": 0.02}, False),
    "reordered": ({"delay_s": 0.03, "reorder": 0.05}, False),
    "twice": ({"duplicate": 0.05}, False),
    "tcp": ({"loss": 0.01, "delay_s": 0.03, "jitter_s": 0.01}, True),
}
_SEEDS = 6
FIGURES: dict[str, tuple[Callable[[StreamReport], float], float, float]] = {
    "packets": (lambda r: r.packets, 0.005, 10),
    "lost": (lambda r: r.lost, 0.15, 12),
    "reordered": (lambda r: r.reordered, 0.15, 5),
    "duplicates": (lambda r: r.duplicates, 0.15, 5),
    "frames": (lambda r: r.frames, 0.01, 5),
    "key frames": (lambda r: r.key_frames, 0.15, 3),
    "damaged": (lambda r: r.damaged_frames, 0.2, 6),
    "missing": (lambda r: r.missing_frames, 0.3, 5),
    "worst jitter": (lambda r: r.worst_jitter_ms, 0.2, 0.5),
    "latency p50": (lambda r: r.latency_ms.p50 or 0.0, 0.05, 1.0),
    "intervals": (lambda r: r.frame_interval_ms.count, 0.02, 10),
    "bitrate": (lambda r: r.bitrate_kbit, 0.02, 1.0),
}
"""Figure, and how far the means may lie apart: a share, or a number where that is more."""


@pytest.mark.parametrize(("values", "tcp"), CHANCE.values(), ids=CHANCE)
def test_links_with_chance(
    street: Clip, by_packets: Way, by_flight: Way, make_link: Way, values: dict[str, float], tcp: bool
) -> None:
    wanted = [by_packets(street, 40.0, make_link(n, **values), tcp=tcp).report for n in range(_SEEDS)]
    found = [by_flight(street, 40.0, make_link(**values), tcp=tcp, seed=n).report for n in range(_SEEDS)]
    apart = {}
    for name, (figure, share, least) in FIGURES.items():
        one, other = mean(map(figure, wanted)), mean(map(figure, found))
        if abs(one - other) > max(least, share * abs(one)):
            apart[name] = one, other
    assert apart == {}


def test_a_crowded_link_loses_what_waits_too_long(
    street: Clip, by_packets: Way, by_flight: Way, make_link: Way
) -> None:
    wanted = by_packets(street, 40.0, make_link(rate_kbit=700)).report
    found = by_flight(street, 40.0, make_link(rate_kbit=700)).report
    assert wanted.loss_share > 0.2
    for name in ("packets", "expected", "lost", "octets", "key_frames", "worst_jitter_ms"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), rel=5e-3), name
    assert abs(found.frames - wanted.frames) <= 6, "those that an analyser of packets still holds back"
    assert found.latency_ms.p95 == pytest.approx(wanted.latency_ms.p95, abs=1.0)


def test_a_cut_beyond_what_a_receiver_can_count(
    street: Clip, by_packets: Way, by_flight: Way, make_link: Way
) -> None:
    """20 000 packets on, a receiver of 16 bits takes the sender for a new one: neither counts them lost."""
    acts = [(5.01, _sets(down=1)), (235.01, _sets(down=0))]
    wanted = by_packets(street, 245.0, make_link(), acts=acts).report
    found = by_flight(street, 245.0, make_link(), acts=acts, block_s=60.0).report
    assert wanted.lost == found.lost == 0
    assert abs(wanted.expected - found.expected) <= 1
    assert abs(wanted.frames - found.frames) <= 1
    assert abs(wanted.missing_frames - found.missing_frames) <= 1
