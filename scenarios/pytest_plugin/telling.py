"""What a test tells of its run: properties for JUnit, and the text of a failure."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence

from rich.console import Console

from camproof.reports import RunResult, print_failures, verdict_names
from camproof.reports.text import OUTCOME_WORDS, limit_text, value_text
from camproof.scenarios.pytest_plugin.playing import Played
from camproof.verdicts import Outcome, RunFolder, Verdict

__all__ = ["failure_text", "outcome_of", "places", "properties", "summary", "wrong_failure"]


def outcome_of(played: Played) -> Outcome:
    """How the run ended; one that met trouble is an error, whatever was judged before."""
    if played.trouble is not None or played.result is None:
        return Outcome.ERROR
    return played.result.outcome


def properties(played: Played) -> list[tuple[str, str]]:
    """The run's facts, then for each measurement its value, its limit and its outcome."""
    facts = {"outcome": outcome_of(played).value, "command": played.again}
    if played.folder is not None:
        facts["run"] = str(played.folder.path)
    if played.result is not None:
        facts |= _facts(played.result)
        for phase in played.result.phases:
            for name, verdict in verdict_names(phase):
                facts |= _measured(f"{phase.name}: {name}", verdict)
    return list(facts.items())


def _facts(result: RunResult) -> dict[str, str]:
    return {
        "seed": str(result.seed),
        "command": result.command,
        "cameras": str(result.cameras),
        "system": result.system,
        "clock": result.clock,
    }


def _measured(name: str, verdict: Verdict) -> dict[str, str]:
    return {
        name: value_text(verdict),
        f"{name}: limit": limit_text(verdict),
        f"{name}: outcome": verdict.outcome.value,
    }


def summary(played: Played) -> str:
    """One line: the outcome and what matters most."""
    word = OUTCOME_WORDS[outcome_of(played)]
    if played.trouble is not None:
        return f"{word}: {' '.join(str(played.trouble).split())}"
    verdicts = [verdict for _, verdict in played.result.verdicts] if played.result is not None else []
    bad = sorted((v for v in verdicts if v.outcome > Outcome.PASS), key=lambda v: -v.outcome.rank)
    if not bad:
        return f"{word}: no verdict was reached"
    first = bad[0]
    title = f"{first.requirement.id} {first.measurement.spec.title}"
    more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
    return f"{word}: {title} {value_text(first)}, limit {limit_text(first)}{more}"


def failure_text(played: Played) -> str:
    """The verdicts that failed with value and limit, what repeats the run, and where to look."""
    lines = [summary(played)]
    if played.result is None:
        return "\n".join([*lines, places(played)])
    lines += ["", _verdicts(played.result)]
    if played.folder is not None:
        lines += ["", *_kept(played.folder)]
    return "\n".join(lines)


def places(played: Played) -> str:
    """What repeats a run that broke off, and where to look."""
    kept = _kept(played.folder) if played.folder is not None else []
    return "\n".join([f"Again: {played.again}", *kept])


def wrong_failure(played: Played, wanted: Sequence[str]) -> str:
    """Why a run that failed did not fail as it must; empty where it did.

    :param wanted: the measures that must fail; none for any.
    """
    verdicts = [verdict for _, verdict in played.result.verdicts] if played.result is not None else []
    failed = {verdict.measurement.spec.name for verdict in verdicts if verdict.outcome is Outcome.FAIL}
    if not wanted or failed == set(wanted):
        return ""
    return f"fail: it must fail for {', '.join(sorted(wanted))}, and failed for {', '.join(sorted(failed))}"


def _kept(folder: RunFolder) -> list[str]:
    files = (("journal: ", folder.journal), ("report:  ", folder.report_html))
    return [f"{name}{file}" for name, file in files if file.is_file()]


def _verdicts(result: RunResult) -> str:
    written = io.StringIO()
    width = shutil.get_terminal_size((80, 24)).columns
    print_failures(result, Console(file=written, width=width, color_system=None))
    return "\n".join(line.rstrip() for line in written.getvalue().rstrip().splitlines())
