"""Made figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from camproof.scenarios.agreement.figures import Figure
from camproof.verdicts import Outcome

MakeFigure = Callable[..., Figure]


@pytest.fixture
def figure() -> MakeFigure:
    """``figure(value, unit="ms", outcome=Outcome.PASS)``."""

    def made(value: float | None, unit: str = "ms", outcome: Outcome = Outcome.PASS) -> Figure:
        return Figure(unit, value, outcome, "why" if outcome is Outcome.NOT_RUN else "")

    return made
