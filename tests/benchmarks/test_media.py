"""What the media plane's benchmark asks of its searches, with runs that are made up."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.core import two_cores
from benchmarks.media import __main__ as command
from benchmarks.media.peer_figures import PeerFigures, PeerFound
from benchmarks.media.sending import Load, SendRun, steps_to
from benchmarks.rows import Figure
from benchmarks.search import Searches, search_again


def _run(cameras: int, holds: bool) -> SendRun:
    return SendRun(
        cameras=cameras, p50_ms=1.0, p99_ms=2.0 if holds else 90.0, p999_ms=3.0, late_windows=0, windows=7,
        busy_share=0.9, slow_share=None, refused=0, dropped=0, kb_a_stream=2.0, start_dropped=0, missing=0,
        noise="",
    )  # fmt: skip


def _held_to(most: int) -> Any:
    """In place of the real search: ``most`` cameras hold."""

    def capacity(load: Load, _told: Any) -> Searches[SendRun]:
        return search_again(load.steps, load.first, lambda step: _run(step, step <= most))

    return capacity


def _peers(figure: Figure) -> PeerFigures:
    peers = PeerFigures(Path(), lambda _: None)
    peers._known["ffmpeg sends"] = PeerFound(figure)
    peers._ffmpeg_sends = lambda: figure  # type: ignore[method-assign]
    return peers


@pytest.mark.parametrize("needed", [0, 4000, 6000, 6001, 20 * 339])
def test_the_steps_go_one_above_what_is_needed(needed: int) -> None:
    steps = steps_to(needed)
    assert steps[-2] >= max(6000, needed) > steps[-2] - 500
    assert {1000, 2000, 3000, 4000} <= set(steps)


@pytest.mark.parametrize(("most", "ok"), [(9000, True), (7000, True), (6500, False)])
def test_twenty_times_a_quick_peer_can_be_reached(
    monkeypatch: pytest.MonkeyPatch, most: int, ok: bool
) -> None:
    monkeypatch.setattr(command, "capacity", _held_to(most))
    row = command.send_row("x", Load(dress="stamp", first=4000), _peers(Figure((339,))), 4000, 20)
    assert row.ok is ok


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({}, True),
        ({"p99_ms": 5.1}, False),
        ({"p999_ms": 20.1}, False),
        ({"refused": 1}, False),
        ({"dropped": 1}, False),
        ({"missing": 1}, False),
        ({"noise": "memory was slow"}, False),
    ],
)
def test_a_step_holds_where_all_arrives_in_time(changed: dict[str, Any], holds: bool) -> None:
    assert replace(_run(1000, holds=True), **changed).holds is holds


def test_the_peer_of_a_ratio_is_measured_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "capacity", _held_to(5000))
    peers = PeerFigures(Path(), lambda _: None)
    measured = iter(
        [Figure((200.0, 210.0)), Figure((290.0, 300.0), "others ran"), Figure((310.0,)), Figure((320.0,))]
    )
    peers._ffmpeg_sends = lambda: next(measured)  # type: ignore[method-assign]
    row = command.send_row("x", Load(dress="stamp", first=4000), peers, 4000, 20)
    assert row.peer_figure == Figure((200.0, 210.0, 290.0, 300.0), "others ran")
    other = command.send_row("y", Load(dress="plain", first=4000), peers, 4000, 20)
    assert other.peer_figure == Figure((310.0, 320.0)), "what was measured for a row counts for that row"
    stated = command.send_row("z", Load(dress="stamp", first=4000), peers, 4000)
    assert stated.peer_figure == Figure((320.0,))


def test_every_row_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "capacity", _held_to(5000))
    rows = command.rows_of(_peers(Figure((339.0,))))
    made = [rows[name]() for name in ("udp", "plain", "band", "read", "cut", "portable", "tcp")]
    assert len({row.what for row in made if row is not None}) == 7


def test_memory_is_measured_for_streams_with_a_band_too(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[Load] = []

    def send_run(load: Load, cameras: int) -> SendRun:
        loads.append(load)
        return replace(_run(cameras, holds=True), kb_a_stream=33.0)

    monkeypatch.setattr(command, "send_run", send_run)
    rows = command.rows_of(_peers(Figure((339,))))
    found = [rows[name]() for name in ("memory", "memory-tcp", "memory-band")]
    assert [(load.dress, load.tcp) for load in loads] == [("stamp", False), ("stamp", True), ("band", False)]
    assert [row is not None and row.ok for row in found] == [False, False, False]


@pytest.mark.parametrize(("allowed", "cores"), [({0, 1, 2}, (0, 1)), ({5, 3, 7}, (3, 5)), ({4}, (4, 4))])
def test_the_cores_are_those_that_this_process_may_use(
    monkeypatch: pytest.MonkeyPatch, allowed: set[int], cores: tuple[int, int]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: allowed)
    assert two_cores() == cores
