"""The durations of RFC 3261 table 4, and a queue of alarms."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

from camproof.protocols.errors import LocalProtocolError

__all__ = ["UNHURRIED", "Alarm", "AlarmQueue", "Timers"]

_Owner = TypeVar("_Owner")
_Name = TypeVar("_Name")
_COMPACT_ABOVE = 256


@dataclass(frozen=True, slots=True)
class Timers:
    """The base values of all transaction timers.

    :param t1_s: the round trip estimate.
    :param t2_s: the longest gap between repetitions of a non-INVITE request or of a response to INVITE.
    :param t4_s: how long a message may stay in the network.
    :param trying_s: an INVITE not answered for this long gets 100 (RFC 3261 17.2.1); None: never.
    :param unanswered_s: an INVITE that our user gives no final answer is forgotten after this.
    :param slack_s: how much longer than timers D, I, J and K ask a finished transaction may be remembered
        where nothing happens, so that nobody need be woken for each of them. What comes after these timers
        finds the transaction gone all the same.
    """

    t1_s: float = 0.5
    t2_s: float = 4.0
    t4_s: float = 5.0
    trying_s: float | None = 0.2
    unanswered_s: float = 300.0
    slack_s: float = 0.0

    def __post_init__(self) -> None:
        if min(self.t1_s, self.t2_s, self.t4_s, self.unanswered_s) <= 0:
            raise LocalProtocolError("SIP timers must be longer than 0 s")

    @property
    def timeout_s(self) -> float:
        """64 T1: timers B, F, H, J, L, M, and D, which RFC 3261 wants at 32 s or more."""
        return 64 * self.t1_s


UNHURRIED = Timers(slack_s=90.0)
"""The usual values for one of very many agents: a keepalive a minute wakes it, and nothing else."""


class Alarm(Generic[_Owner, _Name]):
    """One alarm; an owner of None means cancelled."""

    __slots__ = ("name", "owner")

    def __init__(self, owner: _Owner, name: _Name) -> None:
        self.owner: _Owner | None = owner
        self.name = name


class AlarmQueue(Generic[_Owner, _Name]):
    """Alarms in the order of their times, equal times in the order of setting.

    Setting costs O(log n), cancelling O(1): a cancelled alarm lets go of its owner at once and leaves the
    heap when it comes to the top, or when more than half of the heap is cancelled.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Alarm[_Owner, _Name]]] = []
        self._count = 0
        self._cancelled = 0

    def __len__(self) -> int:
        return len(self._heap) - self._cancelled

    def set(self, at_s: float, owner: _Owner, name: _Name) -> Alarm[_Owner, _Name]:
        """An alarm for ``owner`` at ``at_s``."""
        self._count += 1
        alarm = Alarm(owner, name)
        heappush(self._heap, (at_s, self._count, alarm))
        return alarm

    def cancel(self, alarm: Alarm[_Owner, _Name]) -> None:
        """Take an alarm back; one that has fired or was cancelled stays as it is."""
        if alarm.owner is None:
            return
        alarm.owner = None
        self._cancelled += 1
        if self._cancelled > _COMPACT_ABOVE and self._cancelled * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if entry[2].owner is not None]
            heapify(self._heap)
            self._cancelled = 0

    def next_s(self) -> float | None:
        """When the next alarm is due; None where there is none."""
        heap = self._heap
        while heap:
            first = heap[0]
            if first[2].owner is not None:
                return first[0]
            heappop(heap)
            self._cancelled -= 1
        return None

    def pop_due(self, now_s: float) -> tuple[_Owner, _Name, float] | None:
        """The first alarm that is due: its owner, its name and its time; it has fired then."""
        if not self._heap or self._heap[0][0] > now_s:
            return None
        due_s = self.next_s()
        if due_s is None or due_s > now_s:
            return None
        alarm = heappop(self._heap)[2]
        owner = alarm.owner
        assert owner is not None
        alarm.owner = None
        return owner, alarm.name, due_s
