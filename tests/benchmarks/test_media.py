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
    return SendRun(cameras, 1.0, 2.0 if holds else 90.0, 3.0, 0.9, 0, 0, 2.0, 0, 0, "")


def _held_to(most: int) -> Any:
    """In place of the real search: ``most`` cameras hold."""

    def capacity(load: Load, _told: Any) -> Searches[SendRun]:
        return search_again(load.steps, load.first, lambda step: _run(step, step <= most))

    return capacity


def _peers(figure: Figure) -> PeerFigures:
    peers = PeerFigures(Path(), lambda _: None)
    peers._known["ffmpeg sends"] = PeerFound(figure)
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
