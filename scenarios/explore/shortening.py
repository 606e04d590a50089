"""The shortest scenario file that still misses the same target."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from camproof.domain.errors import InputError
from camproof.scenarios.explore.document import Document
from camproof.scenarios.explore.trial import MakeStage, Miss, Trial, attempt
from camproof.scenarios.ready import ready_scenario

__all__ = ["NotRepeatedError", "shorten", "try_document"]


class NotRepeatedError(RuntimeError):
    """What a search found is not what its file does: a fault of camproof itself."""


def try_document(document: Document, folder: Path, seed: int, make_stage: MakeStage) -> Trial:
    """Write it down, read it as anybody would, and try it.

    :param folder: where it is meant to stand; a file of a moment is made there.
    :raises InputError: it is no scenario.
    """
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".yaml", dir=folder) as file:
        file.write(document.text())
        file.flush()
        scenario = ready_scenario(Path(file.name))
    return attempt(scenario, seed, make_stage)


def shorten(
    document: Document,
    misses: Sequence[Miss],
    folder: Path,
    seed: int,
    make_stage: MakeStage,
    until_s: float,
    tried: Callable[[bool], None],
) -> tuple[Document, Trial]:
    """Leave out whatever is not needed for a target to be missed, until nothing is left or time is up.

    :param misses: what was found; each document kept misses at least one of these.
    :param until_s: by the monotonic clock.
    :param tried: told of each try, whether it still misses the target.
    :return: the shortest document, and what came of its last try.
    :raises NotRepeatedError: the whole document does not miss all of them.
    """
    trial, wanted = try_document(document, folder, seed, make_stage), Trial(tuple(misses)).keys
    if lost := [miss.line for miss in misses if miss.key not in trial.keys]:
        raise NotRepeatedError(f"the file that was written does not repeat what was found: {lost[0]}")
    candidates, at, progress = list(document.shorter()), 0, False
    while time.monotonic() < until_s:
        if at >= len(candidates):
            if not progress:
                break
            at, progress = 0, False
            continue
        found = _tried(candidates[at], folder, seed, make_stage)
        still = found is not None and bool(found.keys & wanted)
        tried(still)
        if found is None or not still:
            at += 1
            continue
        document, trial, progress = candidates[at], found, True
        candidates = list(document.shorter())
    return document, trial


def _tried(document: Document, folder: Path, seed: int, make_stage: MakeStage) -> Trial | None:
    try:
        return try_document(document, folder, seed, make_stage)
    except InputError:  # no scenario any more
        return None
