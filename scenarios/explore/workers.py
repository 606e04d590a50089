"""The search on several cores: a process each, with draws of its own."""

from __future__ import annotations

import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from camproof.scenarios.explore.document import Document
from camproof.scenarios.explore.searching import Found, Search, search
from camproof.scenarios.explore.shortening import shorten
from camproof.scenarios.explore.staging import stages
from camproof.scenarios.explore.trial import MakeStage, Miss
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import Scenario

__all__ = ["Explored", "SearchError", "Tally", "explore"]

_SHORTENING = 0.25
"""Share of the time that is kept for shortening the file."""
_TELL_S = 0.5


class SearchError(RuntimeError):
    """The search failed, not what it plays: a fault of camproof itself."""


@dataclass(slots=True)
class Tally:
    """How far the search is.

    :ivar tries: scenarios played; ``missed`` of these missed a target.
    :ivar shortening: whether something was found and its file is made shorter.
    """

    tries: int = 0
    missed: int = 0
    shortening: bool = False


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found.

    :param text: a scenario file, as short as it could be made in the time.
    :param in_time: whether nothing was left to be tried; else the faults or the file may be simpler still.
    """

    found: Found
    text: str
    misses: tuple[Miss, ...]
    in_time: bool


def explore(
    wanted: Search, jobs: int, minutes: float, folder: Path, told: Callable[[Tally], None]
) -> Explored | None:
    """Search on so many cores until something is found or time is up; then make its file short.

    :param wanted: its times are put right.
    :param folder: where the file will stand.
    :param told: called about twice a second, and at each stage.
    :raises NotRepeatedError: the whole file does not miss what the search found.
    :raises SearchError: the search itself failed.
    :raises StageError: one of its processes was ended from outside.
    """
    begun_s, tally = time.monotonic(), Tally()
    end_s = begun_s + minutes * 60
    searching = replace(wanted, until_s=begun_s + minutes * 60 * (1 - _SHORTENING))
    found = _search(searching, jobs, tally, told)
    if found is None:
        return None
    in_time = time.monotonic() < searching.until_s
    tally.shortening = True
    told(tally)
    document = _document(wanted.scenario, wanted.phase, found, folder)

    def tried(missed: bool) -> None:
        tally.tries += 1
        tally.missed += missed
        told(tally)

    document, trial = shorten(document, found.misses, folder, wanted.seed, stages(), end_s, tried)
    in_time = in_time and time.monotonic() < end_s
    return Explored(found, document.text(), trial.misses, in_time)


def _document(scenario: Scenario, phase: int, found: Found, folder: Path) -> Document:
    proves = f"Found by exploring {scenario.file.name}: {found.misses[0].line}"
    whole = Document.read(scenario.file, folder, scenario.variant)
    whole = whole.titled(f"{scenario.title}, explored", proves)
    return whole.with_faults(phase, found.entries)


def _search(wanted: Search, jobs: int, tally: Tally, told: Callable[[Tally], None]) -> Found | None:
    if jobs == 1:
        return search(wanted, stages(), lambda missed: _count(tally, missed, told))
    context = multiprocessing.get_context("spawn")
    pipes: list[Connection[Any, Any]] = []
    processes = []
    try:
        for job in range(jobs):
            ours, theirs = context.Pipe(duplex=False)
            mine = replace(wanted, draw_seed=wanted.draw_seed + job)
            processes.append(context.Process(target=_work, args=(theirs, mine), daemon=True))
            processes[-1].start()
            theirs.close()
            pipes.append(ours)
        return _first(pipes, tally, told)
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _count(tally: Tally, missed: bool, told: Callable[[Tally], None]) -> None:
    tally.tries += 1
    tally.missed += missed
    told(tally)


def _first(pipes: list[Connection[Any, Any]], tally: Tally, told: Callable[[Tally], None]) -> Found | None:
    """What the first process found that found something; None where all have said that they found nothing."""
    open_ = list(pipes)
    while open_:
        for pipe in [pipe for pipe in open_ if pipe in wait(open_, _TELL_S)]:
            word = _word(pipe)
            if isinstance(word, Found):
                return word
            if isinstance(word, bool):
                tally.tries += 1
                tally.missed += word
            else:
                open_.remove(pipe)
        told(tally)
    return None


def _word(pipe: Connection[Any, Any]) -> bool | Found | None:
    """Whether a try missed a target, what was found, or None at the end of a search that found nothing."""
    try:
        word: bool | Found | str | None = pipe.recv()
    except EOFError:
        raise StageError("a process of the search has died; this says nothing of the scenario") from None
    if isinstance(word, str):
        raise SearchError(f"the search failed in one of its processes:\n{word}")
    return word


def _work(pipe: Connection[Any, Any], wanted: Search, make_stages: Callable[[], MakeStage] = stages) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    try:
        last: Found | str | None = search(wanted, make_stages(), pipe.send)
    except Exception:  # noqa: BLE001 - the parent tells it
        last = traceback.format_exc()
    pipe.send(last)
    pipe.close()
