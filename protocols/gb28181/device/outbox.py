"""Messages that leave one after the other: the next only after the response to the one before (Annex M)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from camproof.protocols.manscdp import Manscdp
from camproof.protocols.sip import SipResponse

__all__ = ["Outbox"]

Answered = Callable[[SipResponse | None, float], None]


class Outbox:
    """A queue of MANSCDP messages with at most one of them on its way.

    :param send: sends one message and promises to call back with its final response or None.
    :param failed: told of each message that was not answered with 2xx; False stops and empties the queue.
    :param limit: how many messages may wait; the oldest stay, further ones are reported as failed.
    """

    def __init__(
        self,
        send: Callable[[Manscdp, Answered, float], None],
        failed: Callable[[Manscdp, int | None, float], bool],
        limit: int = 20_000,
    ) -> None:
        self._send = send
        self._failed = failed
        self._limit = limit
        self._queue: deque[Manscdp | Iterator[Manscdp]] = deque()
        self._busy = False
        self._draining = False
        self._round = 0

    def __len__(self) -> int:
        return len(self._queue) + self._busy

    def post(self, message: Manscdp, now_s: float, *, urgent: bool = False) -> None:
        """Queue a message; an urgent one goes before those that wait."""
        if len(self._queue) >= self._limit:
            self._failed(message, None, now_s)
            return
        if urgent:
            self._queue.appendleft(message)
        else:
            self._queue.append(message)
        self._next(now_s)

    def post_all(self, messages: Iterable[Manscdp], now_s: float) -> None:
        """Queue messages one behind the other; each is made when its turn comes, and all count as one."""
        self._queue.append(iter(messages))
        self._next(now_s)

    def clear(self) -> None:
        """Forget what waits and what is on its way."""
        self._queue.clear()
        self._busy = False
        self._round += 1

    def _next(self, now_s: float) -> None:
        if self._draining:
            return
        self._draining = True
        while not self._busy and (message := self._first()) is not None:
            self._busy = True
            self._send(message, self._callback(message), now_s)
        self._draining = False

    def _first(self) -> Manscdp | None:
        """Take the message whose turn it is."""
        while self._queue:
            first = self._queue.popleft()
            if isinstance(first, Manscdp):
                return first
            message = next(first, None)
            if message is not None:
                self._queue.appendleft(first)
                return message
        return None

    def _callback(self, message: Manscdp) -> Answered:
        this_round = self._round

        def answered(response: SipResponse | None, now_s: float) -> None:
            if this_round != self._round:
                return
            self._busy = False
            status = None if response is None else response.status
            if (status is None or status >= 300) and not self._failed(message, status, now_s):
                self.clear()
                return
            self._next(now_s)

        return answered
