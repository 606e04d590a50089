"""Random numbers by seed: one stream per purpose and entity, the same on every machine."""

from __future__ import annotations

import hashlib
import random

__all__ = ["stream"]


def stream(seed: int, purpose: str, entity: str = "") -> random.Random:
    """A random stream that depends on nothing but these three.

    Adding a camera or a purpose never shifts the numbers of another. ``random()`` of a Random seeded with an
    integer is the same in every Python version; the other methods may differ between versions.

    :param seed: the seed of the run; any integer.
    :param purpose: what the numbers are for: "digest nonce", "link loss".
    :param entity: whose they are: a camera code, a district.
    """
    digest = hashlib.sha256()
    for part in (str(seed), purpose, entity):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return random.Random(int.from_bytes(digest.digest(), "big"))
