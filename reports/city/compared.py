"""Two designs of a city side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from camproof.reports.city.facts import CityReport, Making
from camproof.reports.city.notes import notes_of_both
from camproof.reports.city.numbers import change_text, percent_text, round_text
from camproof.reports.city.words import RATE_NAMES, class_name, kind_name
from camproof.reports.text import count_text
from camproof.simulator.answers import Difference, Key, key_of, may_differ_share, same_fates

__all__ = ["Comparison", "Gain", "gains", "groups", "headline", "name_of", "narrower", "samenesses"]

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Repairs and crews",
        ("repairs", "time to repair", "time to repair p95", "wait for a crew", "wait for a part", "crew use"),
    ),
    ("Camera hours lost by cause", ("camera hours lost by cause",)),
    ("Yearly cost", ("yearly cost",)),
)
_LEAST_PRICED = 1e-4
"""A change of a rate below this, a hundredth of a point, has no price: a point is far from that."""
_NAMED_BY_PART = ("camera hours lost by cause", "yearly cost")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Designs A and B, played with the same seed and numbers.

    :param differences: B less A, in the order of their keys.
    :param making: of both together.
    """

    first: CityReport
    second: CityReport
    differences: tuple[Difference, ...]
    making: Making

    @property
    def names(self) -> tuple[str, str]:
        """Of the designs; their files where both cities have one name."""
        names = self.first.result.city.spec.name, self.second.result.city.spec.name
        return names if names[0] != names[1] else (self.first.making.file, self.second.making.file)

    @property
    def notes(self) -> tuple[str, ...]:
        """On the files of both designs, each once."""
        return notes_of_both(self.first.notes, self.second.notes)


@dataclass(frozen=True, slots=True)
class Gain:
    """What a point of a rate costs.

    :param rate: its difference; :param cost: that of the yearly cost.
    :param per_point: money a year for a percentage point; None where the change of the rate or of the cost
        is not sure, or that of the rate too small.
    """

    rate: Difference
    cost: Difference
    per_point: float | None

    @property
    def text(self) -> str:
        """As in "B costs 120 000 CNY a year more for each point of intact rate that it gains"."""
        unit, points = self.cost.key.unit, self.rate.change.mean * 100
        rate = name_of(self.rate)
        if not self.rate.sure:
            return f"{rate}: the change is not sure, so no price of a point can be told"
        if not self.cost.sure:
            return f"{rate}: the change of the yearly cost is not sure, so no price of a point can be told"
        if self.per_point is None:
            return f"{rate}: the change is below a hundredth of a point, too small to price a point by"
        money = round_text(abs(self.per_point), unit)
        if points > 0:
            word = "costs about" if self.cost.change.mean > 0 else "saves about"
            return f"{rate}: each point that B gains {word} {money} a year"
        word = "saves about" if self.cost.change.mean < 0 else "costs about"
        return f"{rate}: each point that B loses {word} {money} a year"


def headline(comparison: Comparison) -> str:
    """What is sure about the intact rate of all cameras and the cost."""
    found = {each.key: each for each in comparison.differences}
    rate = found[Key("intact rate", "share")]
    cost = next(each for key, each in found.items() if key.measure == "yearly cost" and not key.of)
    changed = change_text(rate.change, "share")
    if rate.untouched:
        better = "Both have the same intact rate"
    elif not rate.sure:
        better = f"Which of both has the better intact rate is open: {changed}"
    else:
        better = f"B's intact rate is {'better' if rate.change.mean > 0 else 'worse'}: {changed}"
    money = change_text(cost.change, cost.key.unit)
    return f"{better}; yearly cost {money if cost.change.mean else 'the same'}."


def gains(comparison: Comparison) -> tuple[Gain, ...]:
    """The price of a point, for the rates of all cameras."""
    found = {each.key: each for each in comparison.differences}
    cost = next((each for key, each in found.items() if key.measure == "yearly cost" and not key.of), None)
    rates = (
        found.get(Key(name, "share")) for name in ("intact rate", "online rate", "recording completeness")
    )
    if cost is None or cost.change.mean == 0:
        return ()
    return tuple(
        Gain(rate, cost, cost.change.mean / (rate.change.mean * 100) if _priced(rate, cost) else None)
        for rate in rates
        if rate is not None and not rate.untouched
    )


def _priced(rate: Difference, cost: Difference) -> bool:
    return rate.sure and cost.sure and abs(rate.change.mean) >= _LEAST_PRICED


def groups(comparison: Comparison) -> Iterator[tuple[str, tuple[Difference, ...]]]:
    """Differences as tables show them, without those that are none; empty groups too."""
    left = [each for each in comparison.differences if not each.untouched]
    rates = [each for each in left if each.key.measure in RATE_NAMES]
    yield "Rates", tuple(each for each in rates if not each.key.district)
    by_district = [each for each in rates if each.key.district and not each.key.camera_class]
    if len(comparison.first.result.city.inventory.districts) == 1:
        by_district = []
    yield (
        "Intact rate by district",
        tuple(each for each in by_district if each.key.measure == "intact rate"),
    )
    taken = set(RATE_NAMES)
    for title, measures in _GROUPS:
        yield title, tuple(each for each in left if each.key.measure in measures)
        taken.update(measures)
    yield "Besides", tuple(each for each in left if not each.key.district and each.key.measure not in taken)


def samenesses(comparison: Comparison) -> tuple[str, ...]:
    """Of each figure that a goal is about and that the designs have in common: why, or how sure that is."""
    one, two = comparison.first.result, comparison.second.result
    keys = dict.fromkeys(key_of(goal) for goal in (*one.city.spec.goals, *two.city.spec.goals))
    found = {each.key: each for each in comparison.differences}
    same = [found[key] for key in keys if key in found and found[key].untouched]
    if same_fates(one.city.spec, two.city.spec):
        why = "the same by construction, as the designs differ in nothing that is played"
    else:
        share = percent_text(may_differ_share(one.replications))
        times = count_text(one.replications, "replication")
        why = f"the same in {times} of each; that less than {share} of periods differ is 95 % sure"
    return tuple(f"{name_of(each)}: {why}" for each in same)


def name_of(difference: Difference) -> str:
    """As in "intact rate, key public area"."""
    key = difference.key
    if key.measure in _NAMED_BY_PART and key.of:
        return kind_name(key.of)
    where = class_name(key.camera_class) if key.camera_class else ""
    return ", ".join(part for part in (key.measure, key.of, where, key.district) if part)


def narrower(difference: Difference) -> float | None:
    """How many times the paired interval is narrower than the unpaired one; None where one has no width."""
    half, unpaired = difference.change.half, difference.unpaired_half
    return unpaired / half if 0 < half < float("inf") and unpaired < float("inf") else None
