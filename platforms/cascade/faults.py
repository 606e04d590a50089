"""Faults of the catalogue that befall the line between a lower platform and its upper one."""

from __future__ import annotations

from dataclasses import replace

from camproof.domain.faults import ResolvedFault
from camproof.platforms.cascade.upper import UpperPlatform
from camproof.runtimes.impairment import Impairment

__all__ = ["CASCADE_FAULTS", "OF_THE_LOWER", "CascadeFaults"]

OF_THE_LOWER = frozenset({"cascade.link-cut", "cascade.echo", "cascade.miscount"})
"""Faults that show at the lower platform as a whole, not at its cameras."""
CASCADE_FAULTS = OF_THE_LOWER | {"cascade.link-loss"}


class CascadeFaults:
    """Injects faults between two platforms; several may hold at a time.

    :param upper: the upper side of the lower platform.
    :param link: between them.
    """

    def __init__(self, upper: UpperPlatform, link: Impairment) -> None:
        self._upper = upper
        self._link = link
        self._loss = link.loss
        self._before = replace(upper.habits)
        self._held: list[ResolvedFault] = []

    def begin(self, fault: ResolvedFault) -> None:
        """Let a fault act.

        :raises ValueError: it is no fault of a cascade.
        """
        if fault.fault.id not in CASCADE_FAULTS:
            raise ValueError(f"{fault.fault.id} is no fault of a cascade.")
        self._held.append(fault)
        self._apply()

    def end(self, fault: ResolvedFault) -> None:
        """Take it away again; what held before it holds again."""
        self._held = [held for held in self._held if held is not fault]
        self._apply()

    def _apply(self) -> None:
        acting = {held.fault.id: held for held in self._held}
        loss = acting.get("cascade.link-loss")
        miscount = acting.get("cascade.miscount")
        self._link.set(
            down="cascade.link-cut" in acting, loss=self._loss if loss is None else loss.number("loss")
        )
        self._upper.habits.echoes = self._before.echoes or "cascade.echo" in acting
        self._upper.habits.miscounts = self._before.miscounts if miscount is None else _wrong_by(miscount)


def _wrong_by(miscount: ResolvedFault) -> int:
    items = miscount.count("items")
    return -items if miscount.word("direction") == "less" else items
