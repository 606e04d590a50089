from __future__ import annotations

import pytest

from camproof.protocols.sip.tables import (
    CLIENT_INVITE,
    CLIENT_OTHER,
    SERVER_INVITE,
    SERVER_OTHER,
    Input,
    State,
    Table,
)

BEGINNINGS = {
    "client invite": (CLIENT_INVITE, State.CALLING, {Input.A, Input.B}),
    "client other": (CLIENT_OTHER, State.TRYING, {Input.E, Input.F}),
    "server invite": (SERVER_INVITE, State.PROCEEDING, {Input.TRYING, Input.GIVEUP}),
    "server other": (SERVER_OTHER, State.TRYING, {Input.GIVEUP}),
}
CASES = pytest.mark.parametrize(("table", "start", "timers"), BEGINNINGS.values(), ids=BEGINNINGS.keys())


@CASES
def test_every_state_can_be_reached_and_left(table: Table, start: State, timers: set[Input]) -> None:
    reached, todo = {start}, [start]
    while todo:
        for edge in table.get(todo.pop(), {}).values():
            if edge.to not in reached:
                reached.add(edge.to)
                todo.append(edge.to)
    assert reached == {*table, State.TERMINATED}


@CASES
def test_the_state_a_timer_runs_in_knows_the_timer(table: Table, start: State, timers: set[Input]) -> None:
    assert timers <= set(table[start])
    for row in table.values():
        for edge in row.values():
            if edge.to is not State.TERMINATED:
                assert set(edge.start) <= set(table[edge.to])


@CASES
def test_timers_that_are_kept_are_known_in_the_next_state(
    table: Table, start: State, timers: set[Input]
) -> None:
    kept = [edge for edge in table[start].values() if edge.keep]
    for edge in kept:
        assert timers <= set(table[edge.to])


@CASES
def test_the_end_of_the_connection_ends_every_state(table: Table, start: State, timers: set[Input]) -> None:
    for row in table.values():
        assert row[Input.LOST].to is State.TERMINATED
