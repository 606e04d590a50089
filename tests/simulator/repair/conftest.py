from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

import pytest

from camproof.simulator.repair import NO_SPARE, JobBook, RepairPlan, Workshop


@dataclass
class Played:
    """What came of orders that are all known from the start."""

    shop: Workshop
    book: JobBook

    @property
    def rows(self) -> dict[int, dict[str, float]]:
        """By job, in the order in which they were begun."""
        begun = self.shop.begun
        columns = (begun.job, begun.team, begun.begun_h, begun.travel_h)
        return {
            job: {
                "team": team,
                "begun": at_h,
                "travel": travel_h,
                "done": at_h + travel_h + self.book.work_h[job],
            }
            for job, team, at_h, travel_h in zip(*columns, strict=True)
        }


@pytest.fixture
def play() -> Callable[..., Played]:
    """Orders as dicts with ``known``, ``work`` and what differs from the ordinary."""

    def run(
        plan: RepairPlan, orders: list[dict[str, Any]], *, period_h: float = 1000.0, **more: Any
    ) -> Played:
        book = JobBook()
        for row, order in enumerate(orders):
            book.add(
                group=0, row=row, k=0, failed_h=order["known"], known_h=order["known"], work_h=order["work"],
                life_h=inf, rank=order.get("rank", 0), queue=order.get("queue", 0),
                spare=order.get("spare", NO_SPARE), x_m=order.get("x", 0.0), y_m=order.get("y", 0.0),
            )  # fmt: skip
        teams = more.get("queue_teams", [tuple(range(len(plan.teams)))])
        follow = more.get("on_done_with", lambda book: ())
        shop = Workshop(plan, book, teams, period_h, lambda job, done_h: follow(book) or ())
        shop.run()
        return Played(shop, book)

    return run
