"""Whose numbers they are: keys of streams and of units."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Keys", "stream_key", "unit_keys"]

Keys = NDArray[np.uint64]


def _digest(parts: Iterable[bytes]) -> int:
    digest = hashlib.blake2b(digest_size=8)
    for data in parts:
        digest.update(len(data).to_bytes(8, "big") + data)
    return int.from_bytes(digest.digest(), "big")


def stream_key(seed: int, purpose: str, name: str = "") -> np.uint64:
    """64 bits for (seed, purpose, name): the key of one family of numbers.

    :param purpose: "life", "notice"; :param name: of the failure mode, shock or upkeep.
    """
    return np.uint64(_digest(part.encode("utf-8", "surrogatepass") for part in (str(seed), purpose, name)))


def unit_keys(names: Iterable[str] | int) -> Keys:
    """(N,) keys of units by their names; of units without names, 0 to N - 1, by their numbers.

    A unit keeps its numbers wherever it stands in the file. The chance that two of a million names share a
    key, and so their numbers, is 3 in 10^8.
    """
    if isinstance(names, int):
        return np.arange(names, dtype=np.uint64)
    blake = hashlib.blake2b
    digests = b"".join(blake(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, ">u8").astype(np.uint64)
