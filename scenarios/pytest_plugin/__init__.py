"""A plugin of pytest: every ``*.scenario.yaml`` is a file of tests, one a variant and clock.

It is loaded in every pytest session of the environment, so nothing else of camproof is until there is a
scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

__all__ = ["pytest_addoption", "pytest_collect_file", "pytest_configure", "pytest_report_teststatus"]

ENDING = ".scenario.yaml"
CLOCKS = ("all", "wall", "virtual")
_WORDS: Mapping[str, tuple[str, tuple[str, Mapping[str, bool]]]] = {
    "inconclusive": ("I", ("INCONCLUSIVE", {"yellow": True})),
    "error": ("E", ("ERROR", {"red": True})),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of scenarios as tests."""
    group = parser.getgroup("camproof", "camproof: scenarios as tests (*.scenario.yaml)")
    group.addoption(
        "--camproof-clock",
        choices=CLOCKS,
        default=CLOCKS[0],
        help="which of the clocks that a scenario declares are tests of it (default: all)",
    )
    group.addoption(
        "--camproof-system",
        default="",
        metavar="FILE",
        help="a file that describes your platform, in place of the scenarios' own",
    )
    group.addoption(
        "--camproof-seed", type=int, metavar="N", help="the seed of every run (default: drawn, and told)"
    )
    group.addoption(
        "--camproof-runs",
        default="",
        metavar="DIR",
        help="where the runs' folders are made (default: in pytest's temporary folder)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """A system file is read once, before anything is collected; a mistake in it ends pytest."""
    if config.getoption("--camproof-system"):
        from camproof.scenarios.pytest_plugin.settings import check_system  # noqa: PLC0415 - see above

        check_system(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario file is a collector of its own."""
    if not file_path.name.endswith(ENDING):
        return None
    from camproof.scenarios.pytest_plugin.collecting import ScenarioFile  # noqa: PLC0415 - see above

    return ScenarioFile.from_parent(parent, path=file_path)


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport,
) -> tuple[str, str, tuple[str, Mapping[str, bool]]] | None:
    """Inconclusive runs and trouble of the bench fail a test with a word of their own."""
    if not report.failed or not isinstance(report, pytest.TestReport) or f"{ENDING}::" not in report.nodeid:
        return None
    told = _WORDS.get(str(dict(report.user_properties).get("outcome")))
    return None if told is None else ("failed", *told)
