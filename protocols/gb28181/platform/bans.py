"""Who has tried too many passwords."""

from __future__ import annotations

from collections import OrderedDict, deque

__all__ = ["Bans"]

_Key = tuple[str, str]
_LIMIT = 100_000


class Bans:
    """Counts wrong passwords by device code and host.

    :param after: so many within ``window_s`` bring a ban; 0 for never.
    :param life_s: how long a ban lasts.
    """

    def __init__(self, after: int, window_s: float, life_s: float) -> None:
        self._after = after
        self._window_s = window_s
        self._life_s = life_s
        self._wrong: OrderedDict[_Key, deque[float]] = OrderedDict()
        self._until: OrderedDict[_Key, float] = OrderedDict()

    def holds(self, device: str, host: str, now_s: float) -> bool:
        """Whether this code is banned from this host now."""
        until_s = self._until.get((device, host))
        if until_s is None:
            return False
        if now_s < until_s:
            return True
        del self._until[device, host]
        return False

    def wrong(self, device: str, host: str, now_s: float) -> None:
        """A wrong password was tried."""
        if not self._after:
            return
        key = (device, host)
        times = self._wrong.setdefault(key, deque(maxlen=self._after))
        times.append(now_s)
        if len(times) == self._after and now_s - times[0] <= self._window_s:
            del self._wrong[key]
            self._until[key] = now_s + self._life_s
        self._trim()

    def right(self, device: str, host: str) -> None:
        """The right password was shown: what was tried before counts no more."""
        self._wrong.pop((device, host), None)

    def _trim(self) -> None:
        for table in (self._wrong, self._until):
            while len(table) > _LIMIT:
                table.popitem(last=False)
