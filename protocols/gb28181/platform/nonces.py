"""Nonces that the registrar gave out: each is bound to one device, ages, and serves each count once.

A digest answers only for what it is asked. A registrar that forgets its nonces takes any captured answer
again (replay); this one remembers them, and which counts were used, within a bound.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum

__all__ = ["NonceState", "NonceStore"]


class NonceState(Enum):
    """What the store knows about a nonce and its count."""

    FRESH = "fresh"
    UNKNOWN = "unknown nonce"
    FOREIGN = "nonce of another device"
    USED = "replayed nonce"
    EXPIRED = "expired nonce"


@dataclass(slots=True)
class _Issued:
    device: str
    issued_s: float
    counts: set[str] = field(default_factory=set)


class NonceStore:
    """Bounded memory of nonces.

    :param life_s: after which a nonce is expired. It stays known as used until it is pushed out.
    :param limit: nonces kept; the oldest go first.
    :param counts_limit: counts that one nonce serves before it is expired.
    """

    def __init__(
        self, rng: random.Random, *, life_s: float = 300.0, limit: int = 100_000, counts_limit: int = 1024
    ) -> None:
        self._rng = rng
        self._life_s = life_s
        self._limit = limit
        self._counts_limit = counts_limit
        self._issued: OrderedDict[str, _Issued] = OrderedDict()

    def __len__(self) -> int:
        return len(self._issued)

    def issue(self, device: str, now_s: float) -> str:
        """A nonce of 32 hex digits for this device."""
        nonce = f"{self._rng.getrandbits(128):032x}"
        self._issued[nonce] = _Issued(device, now_s)
        while len(self._issued) > self._limit:
            self._issued.popitem(last=False)
        return nonce

    def look(self, nonce: str, count: str, device: str, now_s: float) -> NonceState:
        """What is known about this nonce and count; takes nothing."""
        issued = self._issued.get(nonce)
        if issued is None:
            return NonceState.UNKNOWN
        if issued.device != device:
            return NonceState.FOREIGN
        if count.lower() in issued.counts:
            return NonceState.USED
        if now_s - issued.issued_s > self._life_s or len(issued.counts) >= self._counts_limit:
            return NonceState.EXPIRED
        return NonceState.FRESH

    def take(self, nonce: str, count: str, device: str, now_s: float) -> NonceState:
        """As :meth:`look`, and a fresh count is used from now on."""
        state = self.look(nonce, count, device, now_s)
        if state is NonceState.FRESH:
            self._issued[nonce].counts.add(count.lower())
        return state
