"""Crews at work, in SimPy.

Theory of operation. A crew is an event, processed when its repair ends; each team has a process that opens
and closes its shifts. Orders are no events: those known from the start are given one after the other, those
that come up later, or wait for a part, from a heap of their own, each when every event before it has
happened. So a repair costs one event, the queue of events is as long as crews are many, and nothing is spent
on units that do not fail.

A repair goes to a free crew of the able team whose depot is nearest. Crews without work are at their depot,
so those of a team are alike and are counted, not named. A crew that ends a repair takes the first order
waiting for its team, and drives there from where it is. A repair that was begun is ended after hours.

Times are reckoned from the order's own figures, not from SimPy's clock, so that a repair without waiting ends
at failure + notice + travel + work to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import hypot, inf

import simpy

from camproof.simulator.repair.book import BEGUN, NO_SPARE, VOID, WAITING, JobBook
from camproof.simulator.repair.clock import Alarm, Clock
from camproof.simulator.repair.pausing import collector_paused
from camproof.simulator.repair.plan import RepairPlan
from camproof.simulator.repair.shelves import Shelf
from camproof.simulator.repair.shifts import on_duty
from camproof.simulator.values import CrewTeam

__all__ = ["Begun", "Workshop"]

Queue = list[tuple[int, float, int]]
"""A heap of (rank, known, job)."""


class _Crew(Alarm):
    """A crew at work; between repairs it is one of its team's that are alike."""

    __slots__ = ("done_h", "job", "team")

    def __init__(self, team: _Team, ring: Callable[[_Crew], None]) -> None:
        super().__init__(ring)
        self.team = team
        self.job = -1
        self.done_h = inf


class _Team:
    """Alike crews: those that are free, and where they start from."""

    __slots__ = ("count", "crews", "number", "on_duty", "pace", "queues", "spans", "working", "x_m", "y_m")

    def __init__(self, number: int, team: CrewTeam, plan: RepairPlan, period_h: float) -> None:
        self.number = number
        self.count = team.count
        self.x_m, self.y_m = plan.depot_m(team)
        self.pace = 0.0 if team.speed_km_h == inf else team.detour / (1000.0 * team.speed_km_h)
        self.spans = on_duty(team.shift, plan.start_h, period_h)
        self.on_duty = False
        self.crews: list[_Crew] = []
        self.working = 0
        self.queues: list[Queue] = []


@dataclass(slots=True)
class Begun:
    """Repairs in the order in which they were begun, in columns as ``JobBook``."""

    job: list[int] = field(default_factory=list)
    team: list[int] = field(default_factory=list)
    begun_h: list[float] = field(default_factory=list)
    travel_h: list[float] = field(default_factory=list)


class Workshop:
    """Plays one period.

    :param queue_teams: the teams of each queue.
    :param on_done: called with a job and the time when its unit works again; returns the numbers of jobs that
        come up from it.
    """

    def __init__(
        self,
        plan: RepairPlan,
        book: JobBook,
        queue_teams: list[tuple[int, ...]],
        period_h: float,
        on_done: Callable[[int, float], tuple[int, ...]],
    ) -> None:
        self._clock = Clock()
        self._book = book
        self._period_h = period_h
        self._on_done = on_done
        self._teams = [_Team(row, team, plan, period_h) for row, team in enumerate(plan.teams)]
        self._queues: list[Queue] = [[] for _ in queue_teams]
        self._able = [tuple(self._teams[row] for row in rows) for rows in queue_teams]
        for queue, teams in zip(self._queues, self._able, strict=True):
            for team in teams:
                team.queues.append(queue)
        self._shelves = [Shelf(spares) for spares in plan.spares]
        self._upcoming: list[tuple[float, int, Callable[[int, float], None]]] = []
        self.begun = Begun()
        self.part_ready_h: dict[int, float] = {}

    @property
    def spares_used(self) -> list[int]:
        """Parts taken from each shelf."""
        return [shelf.taken for shelf in self._shelves]

    @property
    def duty(self) -> list[tuple[int, list[tuple[float, float]]]]:
        """Crews and spans of duty of each team."""
        return [(team.count, team.spans) for team in self._teams]

    def run(self) -> None:
        """From the begin to the end of the period. Once."""
        for team in self._teams:
            self._clock.process(self._shifts(team))
        with collector_paused():
            self._play()
        self._let_go()

    def _let_go(self) -> None:
        """Of what refers back to the workshop, so that the book goes when its last user goes.

        Otherwise it waits for the cycle collector, which seldom looks at what is old: of a large city some
        hundred megabytes.
        """
        self._clock.forget()
        self._upcoming.clear()
        for team in self._teams:
            team.crews.clear()

    def _play(self) -> None:
        """Orders and events in the order of their times; events at the moment of an order come before it."""
        events, step, upcoming = self._clock.pending, self._clock.step, self._upcoming
        known_h, count, period_h, arrive = self._book.known_h, len(self._book), self._period_h, self._arrive
        job, order_h = 0, known_h[0] if count else inf
        while True:
            late = bool(upcoming) and upcoming[0][0] < order_h
            at_h = upcoming[0][0] if late else order_h
            if events and events[0][0] <= at_h:
                if events[0][0] >= period_h:
                    return
                step()
            elif at_h >= period_h:
                return
            elif late:
                _, number, give = heappop(upcoming)
                give(number, at_h)
            else:
                arrive(job, at_h)
                job += 1
                order_h = known_h[job] if job < count else inf

    def _shifts(self, team: _Team) -> Generator[simpy.Event, None, None]:
        env = self._clock
        for begin_h, end_h in team.spans:
            if begin_h > env.now:
                yield env.timeout(begin_h - env.now)
            team.on_duty = True
            team.crews = [_Crew(team, self._end) for _ in range(team.count - team.working)]
            while team.crews and self._take(team.crews[-1], begin_h, team.x_m, team.y_m):
                team.crews.pop()
            if end_h >= self._period_h:
                return
            yield env.timeout(end_h - env.now)
            team.on_duty = False
            team.crews = []

    def _arrive(self, job: int, now_h: float) -> None:
        """The order is given."""
        book = self._book
        shelf = book.spare[job]
        if shelf != NO_SPARE and book.state[job] == WAITING:
            ready_h = self._shelves[shelf].take(now_h)
            if ready_h > now_h:
                self.part_ready_h[job] = ready_h
                self._later(job, ready_h, self._offer)
                return
        self._offer(job, now_h)

    def _later(self, job: int, at_h: float, give: Callable[[int, float], None]) -> None:
        if at_h < self._period_h:
            heappush(self._upcoming, (at_h, job, give))

    def _offer(self, job: int, now_h: float) -> None:
        """To a free crew, or into the queue."""
        book = self._book
        if book.state[job] != WAITING:
            return
        number = book.queue[job]
        able = self._able[number]
        team = able[0] if len(able) == 1 else self._nearest(able, job)
        if team.crews:
            self._begin(team.crews.pop(), job, now_h, team.x_m, team.y_m)
        else:
            heappush(self._queues[number], (book.rank[job], book.known_h[job], job))

    def _nearest(self, able: tuple[_Team, ...], job: int) -> _Team:
        """Of the teams with a free crew; any where there is none."""
        x_m, y_m = self._book.x_m[job], self._book.y_m[job]
        best, least_h = able[0], inf
        for team in able:
            if team.crews:
                travel_h = team.pace * hypot(team.x_m - x_m, team.y_m - y_m)
                if travel_h < least_h:
                    best, least_h = team, travel_h
        return best

    def _begin(self, crew: _Crew, job: int, now_h: float, x_m: float, y_m: float) -> None:
        book, begun, team = self._book, self.begun, crew.team
        travel_h = 0.0
        if team.pace:
            travel_h = team.pace * hypot(book.x_m[job] - x_m, book.y_m[job] - y_m)
        done_h = now_h + travel_h + book.work_h[job]
        begun.job.append(job)
        begun.team.append(team.number)
        begun.begun_h.append(now_h)
        begun.travel_h.append(travel_h)
        book.state[job] = BEGUN
        team.working += 1
        if done_h < self._period_h:
            crew.job = job
            crew.done_h = done_h
            self._clock.set(crew, done_h)

    def _end(self, crew: _Crew) -> None:
        team, job, done_h = crew.team, crew.job, crew.done_h
        team.working -= 1
        for new in self._on_done(job, done_h):
            self._later(new, self._book.known_h[new], self._arrive)
        if not team.on_duty:
            return
        # Mostly nobody waits: then the crew's place need not be looked up.
        if not any(team.queues) or not self._take(crew, done_h, self._book.x_m[job], self._book.y_m[job]):
            team.crews.append(crew)

    def _take(self, crew: _Crew, now_h: float, x_m: float, y_m: float) -> bool:
        """A crew at a place begins the first order waiting for its team; False where none waits."""
        best: Queue | None = None
        state = self._book.state
        for queue in crew.team.queues:
            while queue and state[queue[0][2]] == VOID:
                heappop(queue)
            if queue and (best is None or queue[0] < best[0]):
                best = queue
        if best is None:
            return False
        self._begin(crew, heappop(best)[2], now_h, x_m, y_m)
        return True
