"""An impaired link in user space, for machines whose kernel has no netem: same names, same meaning.

Pure: no clock, no socket; randomness is handed in. Values may be changed at any time, also while packets
are under way; what already left is not called back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from camproof.runtimes.chance import Chance

__all__ = ["Gate", "Impairment", "Link", "Path"]

HELD_BACK_S = 0.01
MAX_QUEUE_S = 0.5
_SHARES = ("loss", "duplicate", "reorder")
_AMOUNTS = ("delay_s", "jitter_s", "rate_kbit")
_SETTABLE = (*_SHARES, *_AMOUNTS, "down")


class Gate(Protocol):
    """Whatever decides which copies of a packet leave, and when."""

    @property
    def down(self) -> bool:
        """Whether nothing passes."""

    @property
    def clear(self) -> bool:
        """Whether every packet passes at once and once, so that nobody needs to ask."""

    def decide(self, size: int, now_s: float | None = None) -> Sequence[float]:
        """Delays in seconds at which copies of ``size`` bytes leave; empty when lost."""

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever values are set; the function that is given back ends that."""


@dataclass(slots=True)
class Impairment:
    """One direction or both directions of a link, as its user likes.

    :param loss, duplicate, reorder: shares 0..1 of packets.
    :param delay_s, jitter_s: each packet takes ``delay_s`` plus or minus up to ``jitter_s``, evenly spread.
    :param reorder: with a delay these packets jump the queue, as with netem; without one they are held back
        10 ms.
    :param rate_kbit: 0 for no limit; packets that would wait for more than 0.5 s are lost. Needs ``now_s``.
    :param down: nothing passes.

    Where ``decide`` is told the time, packets do not overtake one another unless picked by ``reorder``.
    """

    rng: Chance
    loss: float = 0.0
    delay_s: float = 0.0
    jitter_s: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    down: bool = False
    rate_kbit: float = 0.0
    _clear: bool = field(default=True, init=False, repr=False)
    _last_leave_s: float = field(default=float("-inf"), repr=False)
    _wire_free_s: float = field(default=float("-inf"), repr=False)
    _watchers: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._check()

    @property
    def clear(self) -> bool:
        """Whether every packet passes at once and once."""
        return self._clear

    def set(self, **values: float) -> None:
        """Change some values, as ``set(loss=0.02)``.

        :raises ValueError: unknown name or a value outside its range; nothing is changed then.
        """
        for name in values:
            if name not in _SETTABLE:
                raise ValueError(f"A link has no {name}; it has {', '.join(_SETTABLE)}.")
        before = {name: getattr(self, name) for name in values}
        for name, value in values.items():
            setattr(self, name, bool(value) if name == "down" else float(value))
        try:
            self._check()
        except ValueError:
            for name, value in before.items():
                setattr(self, name, value)
            raise
        for changed in tuple(self._watchers):
            changed()

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever values are set; the function that is given back ends that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    def reset(self) -> None:
        """Back to a perfect link."""
        self.set(**dict.fromkeys(_SETTABLE, 0.0))

    def decide(self, size: int, now_s: float | None = None) -> tuple[float, ...]:
        """Delays in seconds at which copies of a packet of ``size`` bytes leave; empty when it is lost.

        :param now_s: monotonic time; None gives up keeping order and the rate limit.
        """
        if self._clear:
            return _AT_ONCE
        rng = self.rng
        if self.down or (self.loss and rng.random() < self.loss):
            return ()
        queued_s = self._queue_s(size, now_s)
        if queued_s is None:
            return ()
        if self.duplicate and rng.random() < self.duplicate:
            return self._delay_s(queued_s, now_s), self._delay_s(queued_s, now_s)
        return (self._delay_s(queued_s, now_s),)

    def _queue_s(self, size: int, now_s: float | None) -> float | None:
        if not self.rate_kbit or now_s is None:
            return 0.0
        start_s = max(now_s, self._wire_free_s)
        if start_s - now_s > MAX_QUEUE_S:
            return None
        self._wire_free_s = start_s + size * 8 / (self.rate_kbit * 1000)
        return self._wire_free_s - now_s

    def _delay_s(self, queued_s: float, now_s: float | None) -> float:
        delay_s = self.delay_s
        if self.jitter_s:
            delay_s = max(0.0, delay_s + self.rng.uniform(-self.jitter_s, self.jitter_s))
        if self.reorder and self.rng.random() < self.reorder:
            return queued_s if self.delay_s else queued_s + HELD_BACK_S
        delay_s += queued_s
        if now_s is not None:
            delay_s = max(delay_s, self._last_leave_s - now_s)
            self._last_leave_s = now_s + delay_s
        return delay_s

    def _check(self) -> None:
        for name in _SHARES:
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"The {name} of a link is a share from 0 to 1, not {getattr(self, name)}.")
        for name in _AMOUNTS:
            if not 0.0 <= getattr(self, name) < float("inf"):
                raise ValueError(f"The {name} of a link cannot be {getattr(self, name)}.")
        self._clear = not any(getattr(self, name) for name in _SETTABLE)


_AT_ONCE = (0.0,)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with a name ("east"), shared by all that is behind it; change it through ``impairment.set``."""

    name: str
    impairment: Impairment

    @property
    def down(self) -> bool:
        """Whether the link is cut."""
        return self.impairment.down

    @property
    def clear(self) -> bool:
        """Whether the link is perfect."""
        return self.impairment.clear

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """As :meth:`Impairment.watch`."""
        return self.impairment.watch(changed)

    def decide(self, size: int, now_s: float | None = None) -> tuple[float, ...]:
        """As :meth:`Impairment.decide`."""
        return self.impairment.decide(size, now_s)


@dataclass(frozen=True, slots=True)
class Path:
    """Links one behind the other: a camera's own cable, then its district's uplink."""

    gates: tuple[Gate, ...]

    @classmethod
    def of(cls, gates: Iterable[Gate]) -> Path:
        """A path over these links, the first one next to the sender."""
        return cls(tuple(gates))

    @property
    def down(self) -> bool:
        """Whether any link is cut."""
        return any(gate.down for gate in self.gates)

    @property
    def clear(self) -> bool:
        """Whether all links are perfect."""
        for gate in self.gates:  # noqa: SIM110 - asked for every datagram: a generator took twice as long
            if not gate.clear:
                return False
        return True

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever values of any link are set."""
        ends = [gate.watch(changed) for gate in self.gates]

        def end() -> None:
            for one in ends:
                one()

        return end

    def decide(self, size: int, now_s: float | None = None) -> tuple[float, ...]:
        """Delays of the copies that come out at the far end."""
        delays: tuple[float, ...] = _AT_ONCE
        for gate in self.gates:
            if gate.clear:
                continue
            if delays is _AT_ONCE:
                delays = tuple(gate.decide(size, now_s))
                continue
            delays = tuple(
                before + after
                for before in delays
                for after in gate.decide(size, None if now_s is None else now_s + before)
            )
        return delays
