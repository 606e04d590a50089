"""When a team is on duty."""

from __future__ import annotations

import math

from camproof.simulator.values import Shift

__all__ = ["on_duty"]

_DAY_H = 24.0


def on_duty(shift: Shift, start_h: float, period_h: float) -> list[tuple[float, float]]:
    """Spans [begin, end) of duty within the period, in hours from its start, ascending, apart.

    :param start_h: local time of the period's begin: weekday, 0 for Monday, times 24 plus the hour.
    """
    length = shift.end_h - shift.start_h
    length += _DAY_H if length < 0.0 else 0.0
    first_day = math.floor(start_h / _DAY_H) - 1
    last_day = math.floor((start_h + period_h) / _DAY_H)
    spans: list[tuple[float, float]] = []
    for day in range(first_day, last_day + 1):
        begin = day * _DAY_H + shift.start_h - start_h
        end = min(begin + length, period_h)
        begin = max(begin, 0.0)
        if day % 7 not in shift.days or end <= begin:
            continue
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((begin, end))
    return spans
