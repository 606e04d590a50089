"""The option `--payload` of `probe` and `measure`."""

from __future__ import annotations

from camproof.domain.errors import InputError, Place
from camproof.media.plan import CLOCK_RATES, Container

__all__ = ["container_named"]


def container_named(payload: str) -> Container | None:
    """What a stream carries; None where the text is empty: it is found out.

    :raises InputError: another word.
    """
    name = payload.upper()
    if not name:
        return None
    if name not in CLOCK_RATES:
        known = ", ".join(CLOCK_RATES)
        raise InputError(f"{payload!r} is no payload", Place(field="--payload"), f"known are {known}")
    return name
