"""Runs the tables: an input changes a transaction's state, does what the edge says, sets timers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from camproof.protocols.flow import Flow
from camproof.protocols.sip.deeds import DEEDS, Deeds, Occasion, Outbox
from camproof.protocols.sip.message import SipMessage
from camproof.protocols.sip.tables import Input, State
from camproof.protocols.sip.timers import Alarm, AlarmQueue, Timers
from camproof.protocols.sip.transaction import ENDING, REPEATING, Transaction, duration_s, fixed_durations_s

__all__ = ["Engine"]


class Engine:
    """Steps transactions.

    :param deeds: does what edges ask for.
    :param forget: called with each transaction that has ended.
    :param max_lingering: how many finished transactions may wait for repetitions; beyond it the oldest go.
    """

    def __init__(
        self,
        timers: Timers,
        out: Outbox,
        deeds: Deeds,
        *,
        forget: Callable[[Transaction], None],
        max_lingering: int,
    ) -> None:
        self.timers = timers
        self._alarms: AlarmQueue[Transaction, Input] = AlarmQueue()
        self._ends: AlarmQueue[Transaction, Input] = AlarmQueue()
        self._fixed_s = fixed_durations_s(timers)
        self._counters = out.counters
        self._deeds = deeds
        self._forget = forget
        self._max_lingering = max_lingering
        self._lingering: deque[Transaction] = deque()

    def begin(self, transaction: Transaction, timers: tuple[Input, ...], now_s: float) -> None:
        """Start the timers of a new transaction."""
        for timer in timers:
            self._start(transaction, timer, now_s)

    def step(
        self,
        transaction: Transaction,
        input_: Input,
        now_s: float,
        message: SipMessage | None = None,
        flow: Flow | None = None,
        data: bytes = b"",
    ) -> bool:
        """Give one input to a transaction; whether its state knows it.

        :param message: what came from the wire.
        :param flow: where it came from; the transaction's own flow if None.
        :param data: our user's response, for the SAY inputs.
        """
        edge = transaction.table[transaction.state].get(input_)
        if edge is None:
            return False
        to, deeds, start, keep = edge
        came_from = transaction.state
        if to is not came_from and not keep:
            self._stop(transaction)
        transaction.state = to
        if deeds:
            when = Occasion(message, flow or transaction.flow, now_s, data)
            for deed in deeds:
                DEEDS[deed](self._deeds, transaction, when)
        if to is State.TERMINATED:
            self._end(transaction)
            return True
        for timer in start:
            self._start(transaction, timer, now_s)
        if to is not came_from and to is State.COMPLETED:
            self._linger(transaction)
        if transaction.wants_cancel and to is State.PROCEEDING:
            transaction.wants_cancel = False
            self.step(transaction, Input.CANCEL, now_s)
        return True

    def next_s(self) -> float | None:
        """When ``advance`` has something to do; None: nothing is waiting."""
        due_s, end_s = self._alarms.next_s(), self._ends.next_s()
        if end_s is None:
            return due_s
        end_s += self.timers.slack_s
        return end_s if due_s is None else min(due_s, end_s)

    def advance(self, now_s: float) -> None:
        """Fire every timer that is due, in the order of their times, and forget what has ended."""
        while (due := self._alarms.pop_due(now_s)) is not None:
            self.step(due[0], due[1], now_s)
        self.forget_ended(now_s)

    def forget_ended(self, now_s: float) -> None:
        """Forget finished transactions whose time is over: before anything that comes is matched."""
        while (due := self._ends.pop_due(now_s)) is not None:
            self.step(due[0], due[1], now_s)

    # Timers

    def _start(self, transaction: Transaction, timer: Input, now_s: float) -> None:
        length_s = None if transaction.reliable else self._fixed_s.get(timer)
        if length_s is None:
            length_s = duration_s(timer, transaction, self.timers)
        if length_s is None or transaction.state is State.TERMINATED:
            return
        if length_s == 0.0:
            self.step(transaction, timer, now_s)
            return
        queue = self._ends if timer in ENDING else self._alarms
        alarm = queue.set(now_s + length_s, transaction, timer)
        if timer in REPEATING:
            if timer is not Input.TRYING:
                transaction.gap_s = length_s
            if transaction.repeat is not None:
                self._alarms.cancel(transaction.repeat)
            transaction.repeat = alarm
        else:
            if transaction.expiry is not None:
                self._cancel_expiry(transaction.expiry)
            transaction.expiry = alarm

    def _cancel_expiry(self, alarm: Alarm[Transaction, Input]) -> None:
        (self._ends if alarm.name in ENDING else self._alarms).cancel(alarm)

    def _stop(self, transaction: Transaction) -> None:
        transaction.gap_s = 0.0
        if transaction.repeat is not None:
            self._alarms.cancel(transaction.repeat)
            transaction.repeat = None
        if transaction.expiry is not None:
            self._cancel_expiry(transaction.expiry)
            transaction.expiry = None

    def _end(self, transaction: Transaction) -> None:
        self._stop(transaction)
        self._forget(transaction)
        transaction.request = None
        transaction.sent = transaction.ack = b""

    def _linger(self, transaction: Transaction) -> None:
        if transaction.state is State.TERMINATED:
            return
        if transaction.method != "INVITE":
            transaction.request = None
            if transaction.via:  # ours, and answered: nothing is said again
                transaction.sent, transaction.via = b"", ""
        queue = self._lingering
        queue.append(transaction)
        while queue and queue[0].state is State.TERMINATED:
            queue.popleft()
        while len(queue) > self._max_lingering:
            oldest = queue.popleft()
            if oldest.state is not State.TERMINATED:
                oldest.state = State.TERMINATED
                self._end(oldest)
                self._counters.forgotten_early += 1
