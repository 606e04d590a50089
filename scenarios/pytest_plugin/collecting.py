"""From a scenario file to its tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from camproof.domain.errors import InputError
from camproof.scenarios.pytest_plugin.item import FailedRunError, ScenarioItem
from camproof.scenarios.pytest_plugin.playing import why_not
from camproof.scenarios.pytest_plugin.settings import clock_wanted, system_wanted
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import InputErrors, Scenario

__all__ = ["ScenarioFile"]

MUST_FAIL = "must-fail"
"""The tag of a scenario that is right when its run fails; a field of that name says for which measures."""
_PYTEST_MARKS = frozenset(
    ("filterwarnings", "parametrize", "skip", "skipif", "tryfirst", "trylast", "usefixtures", "xfail")
)


class ScenarioFile(pytest.File):
    """A scenario file: one test for each variant on each clock that is asked for."""

    def collect(self) -> Iterator[ScenarioItem]:
        """Read the file; a mistake in it ends the collection with its place, without a traceback."""
        try:
            for scenario in self._variants():
                yield from self._tests(scenario)
        except InputError as error:
            raise self.CollectError(_sentences(error, self.config.rootpath)) from error

    def _variants(self) -> list[Scenario]:
        """The file's variants, or the file as it stands where it has none.

        The user's platform is put in afterwards: a scenario that it cannot play is skipped, not a mistake.
        """
        plain, system = ready_scenario(self.path), system_wanted(self.config)
        found = [ready_scenario(self.path, variant=name) for name in plain.variants] or [plain]
        return found if system is None else [replace(scenario, system=system) for scenario in found]

    def _tests(self, scenario: Scenario) -> Iterator[ScenarioItem]:
        wanted = clock_wanted(self.config)
        for clock in scenario.clocks if wanted == "all" else (wanted,):
            label = "-".join(part for part in (scenario.variant, clock) if part)
            stem = self.path.name.removesuffix(".scenario.yaml")
            test = ScenarioItem.from_parent(self, name=f"{stem}[{label}]", scenario=scenario, clock=clock)
            _mark(test, scenario, clock)
            yield test


def _mark(test: pytest.Item, scenario: Scenario, clock: str) -> None:
    """Tags are markers; what cannot be played is skipped, and what must fail is expected to."""
    for tag in scenario.tags:
        _mark_with(test, tag)
    reason = why_not(scenario, clock)
    if reason:
        test.add_marker(pytest.mark.skip(reason=reason))
    elif scenario.must_fail:
        _expect_failure(test, f"it must fail for {', '.join(scenario.must_fail)}")
    elif MUST_FAIL in scenario.tags:
        _expect_failure(test, f"it is tagged {MUST_FAIL}")


def _expect_failure(test: pytest.Item, reason: str) -> None:
    test.add_marker(pytest.mark.xfail(strict=True, raises=FailedRunError, reason=reason))


def _mark_with(test: pytest.Item, tag: str) -> None:
    """A tag is a marker, registered as it comes; the names of pytest's own marks stay pytest's."""
    if tag in _PYTEST_MARKS:
        test.extra_keyword_matches.add(tag)
        return
    test.config.addinivalue_line("markers", f"{tag}: scenarios with the tag {tag}")
    test.add_marker(tag)


def _sentences(error: InputError, root: Path) -> str:
    """One line a mistake, ``file:line:column: what``, as editors and CI servers find them."""
    errors = error.errors if isinstance(error, InputErrors) else (error,)
    return "\n".join(_sentence(each, root) for each in errors)


def _sentence(error: InputError, root: Path) -> str:
    file = Path(error.file)
    shown = str(file.relative_to(root)) if file.is_relative_to(root) else error.file
    place = ":".join(str(part) for part in (shown, error.line, error.column) if part)
    field = f"{error.field}: " if error.field else ""
    hint = f" ({error.suggestion})" if error.suggestion else ""
    return f"{place}: {field}{error.what}{hint}"
