"""What a run tells while it lasts."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from camproof.scenarios.schema import PhaseSpec
from camproof.verdicts import Outcome, Verdict

__all__ = ["ScreenProgress"]


class ScreenProgress:
    """A line while preparing, a bar a phase; on a terminal that is none, one plain line a phase."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} {task.fields[unit]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task: TaskID | None = None
        self._told = ""

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def preparing(self, what: str, share: float | None = None) -> None:
        """Something long before the first phase; ``share`` 0..1 where it is known."""
        if share is None or what != self._told:
            self._begin(what, 100.0, "%")
            self._say(what)
        self._told = what
        if share is not None and self._task is not None:
            self._bars.update(self._task, completed=share * 100)

    def phase(self, phase: PhaseSpec, index: int, count: int) -> None:
        """A phase begins."""
        self._begin(f"{index + 1}/{count} {phase.name}", phase.duration_s, "s")
        self._say(f"phase {index + 1}/{count} {phase.name}: {phase.duration_s:g} s")

    def second(self, elapsed_s: float) -> None:
        """So much of the phase is over."""
        if self._task is not None:
            self._bars.update(self._task, completed=elapsed_s)

    def judged(self, phase: PhaseSpec, verdicts: tuple[Verdict, ...]) -> None:
        """A phase has its verdicts."""
        bad = sum(1 for verdict in verdicts if verdict.outcome > Outcome.PASS)
        self._say(f"  {phase.name}: {len(verdicts) - bad} of {len(verdicts)} verdicts pass")

    def _begin(self, text: str, total: float, unit: str = "s") -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(text, total=total, unit=unit)

    def _say(self, text: str) -> None:
        if not self._quiet:
            self._console.print(text, highlight=False)
