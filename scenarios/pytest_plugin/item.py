"""One test: a scenario, one of its variants on one of its clocks, run and judged."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ExceptionRepr

from camproof.scenarios.pytest_plugin.playing import Played, Wish, play
from camproof.scenarios.pytest_plugin.settings import runs_folder, seed_wanted, system_file
from camproof.scenarios.pytest_plugin.telling import (
    failure_text,
    outcome_of,
    places,
    properties,
    summary,
    wrong_failure,
)
from camproof.scenarios.schema import Scenario
from camproof.verdicts import Outcome

__all__ = ["BadRunError", "FailedRunError", "ScenarioItem"]


class BadRunError(Exception):
    """A run that is no pass.

    :param said: the whole text for the user.
    :param summary: the one line of it that matters most.
    """

    def __init__(self, said: str, summary: str) -> None:
        super().__init__(said)
        self.summary = summary


class FailedRunError(BadRunError):
    """A run that failed: its system missed a limit. Neither inconclusive nor trouble of the bench."""


class ScenarioItem(pytest.Item):
    """A test of pytest."""

    def __init__(self, *, scenario: Scenario, clock: str, **rest: Any) -> None:
        super().__init__(**rest)
        self._scenario = scenario
        self._clock = clock
        self._played: Played | None = None

    def runtest(self) -> None:
        """Play the scenario.

        :raises BadRunError: it did not pass. A fault of camproof itself goes through.
        """
        self._played = played = play(self._wish())
        self.user_properties.extend(properties(played))
        if played.crash is not None:
            raise played.crash
        self._judge(played)

    def _judge(self, played: Played) -> None:
        outcome = outcome_of(played)
        if outcome is Outcome.NOT_RUN:
            pytest.skip("not run: nothing in it can be judged here")
        wrong = wrong_failure(played, self._scenario.must_fail) if outcome is Outcome.FAIL else ""
        if wrong:
            raise BadRunError(f"{wrong}\n\n{failure_text(played)}", wrong) from None
        if outcome is not Outcome.PASS:
            kind = FailedRunError if outcome is Outcome.FAIL else BadRunError
            raise kind(failure_text(played), summary(played)) from None

    def _wish(self) -> Wish:
        system = system_file(self.config)
        options = {
            "scenario": str(self.path),
            "source": "",
            "stamp": "",
            "cameras": "",
            "region": "",
            "columns": [],
            "system": str(system or ""),
            "set": [],
            "clock": self._clock,
            "variant": self._scenario.variant,
        }
        return Wish(
            scenario=self._scenario,
            clock=self._clock,
            seed=seed_wanted(self.config),
            out=runs_folder(self.config),
            options=options,
            command=self._command(system),
        )

    def _command(self, system: Path | None) -> str:
        words = ["camproof", "run", _from(self.path, self.config.invocation_params.dir)]
        if self._scenario.variant:
            words += ["--variant", self._scenario.variant]
        if self._clock != self._scenario.clocks[0]:
            words += ["--clock", self._clock]
        if system is not None:
            words += ["--system", str(system)]
        return shlex.join(words)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The text of the run; where camproof itself failed a traceback, and what repeats it."""
        if not isinstance(excinfo.value, BadRunError):
            told: Any = super().repr_failure(excinfo, style)
            if self._played is not None and isinstance(told, ExceptionRepr):
                told.addsection("camproof", places(self._played))
            return told
        shown = excinfo.getrepr(style="value")
        if shown.reprcrash is not None:
            shown.reprcrash.path = str(self.path)
            shown.reprcrash.lineno = 1
            shown.reprcrash.message = excinfo.value.summary
        return shown

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test stands."""
        return self.path, 0, self.name


def _from(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)
