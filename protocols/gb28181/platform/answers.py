"""When an answer is complete: at once, after all pages, or after all configuration types."""

from __future__ import annotations

from typing import Protocol

from camproof.protocols.deviation import Deviation
from camproof.protocols.manscdp import Manscdp, PageCollector

__all__ = ["Answer", "answer_for", "has_business_answer"]

PAGED = frozenset(
    {"catalog", "recordinfo", "presetquery", "cruisetracklistquery", "cruisetrackquery", "sdcardstatus"}
)
ANSWERED_CONTROLS = ("RecordCmd", "GuardCmd", "AlarmCmd", "HomePosition", "DeviceUpgrade")
"""Children of DeviceControl that get a Response; the others get the SIP 200 alone (GB/T 28181-2022 9.3)."""
_ALIASES = {"snapshot": "snapshotconfig"}


class Answer(Protocol):
    """The answer to one request, as it comes in."""

    @property
    def is_awaited(self) -> bool:
        """Whether a Response follows the SIP 200."""

    @property
    def received(self) -> int:
        """Items, or parts, so far."""

    @property
    def expected(self) -> int | None:
        """Items, or parts, in all; None if unknown."""

    def add(self, message: Manscdp) -> bool:
        """Take a part; True when the answer is complete."""

    def new_deviations(self) -> tuple[Deviation, ...]:
        """What was wrong since the last call."""


def has_business_answer(asked: Manscdp) -> bool:
    """Whether the standard gives this request a Response besides the SIP 200."""
    if asked.is_a("Control", "DeviceControl"):
        return any(asked.field(name) is not None for name in ANSWERED_CONTROLS)
    return True


def answer_for(asked: Manscdp) -> Answer:
    """What to wait for."""
    if not has_business_answer(asked):
        return _Plain(awaited=False)
    if asked.root == "Query" and asked.cmd_type.lower() in PAGED:
        return _Paged(PageCollector(asked.sn, asked.cmd_type))
    if asked.is_a("Query", "ConfigDownload"):
        return _ByType(asked.text("ConfigType"))
    return _Plain(awaited=True)


class _Plain:
    """One Response, or none."""

    def __init__(self, *, awaited: bool) -> None:
        self._awaited = awaited
        self._received = 0

    @property
    def is_awaited(self) -> bool:
        return self._awaited

    @property
    def received(self) -> int:
        return self._received

    @property
    def expected(self) -> int | None:
        return int(self._awaited)

    def add(self, message: Manscdp) -> bool:  # noqa: ARG002
        self._received += 1
        return True

    def new_deviations(self) -> tuple[Deviation, ...]:
        return ()


class _Paged(_Plain):
    """Parts until SumNum items are there."""

    def __init__(self, collector: PageCollector) -> None:
        super().__init__(awaited=True)
        self._collector = collector
        self._told = 0

    @property
    def received(self) -> int:
        return self._collector.received

    @property
    def expected(self) -> int | None:
        return self._collector.sum_num

    def add(self, message: Manscdp) -> bool:
        return self._collector.add(message)

    def new_deviations(self) -> tuple[Deviation, ...]:
        fresh = self._collector.deviations[self._told :]
        self._told += len(fresh)
        return fresh


class _ByType(_Plain):
    """One Response for each configuration type, or several types in one, until all were there."""

    def __init__(self, types: str) -> None:
        super().__init__(awaited=True)
        self._wanted = {_plain_name(word) for word in types.split("/") if word.strip()}
        self._count = len(self._wanted)

    @property
    def expected(self) -> int | None:
        return self._count

    def add(self, message: Manscdp) -> bool:
        present = {_plain_name(field.name) for field in message.fields}
        self._received += len(self._wanted & present)
        self._wanted -= present
        return not self._wanted or message.text("Result").upper() == "ERROR"


def _plain_name(word: str) -> str:
    name = word.strip().lower()
    return _ALIASES.get(name, name)
