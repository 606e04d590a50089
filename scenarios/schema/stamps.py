"""Where the truth of a picture may stand."""

from __future__ import annotations

from typing import Literal, get_args

from camproof.domain.errors import InputError, Place, did_you_mean

__all__ = ["STAMPS", "Stamp", "stamp_named"]

Stamp = Literal["sei", "picture"]
STAMPS: tuple[Stamp, ...] = get_args(Stamp)


def stamp_named(text: str) -> Stamp:
    """What ``--stamp`` says; "sei" where it says nothing.

    :raises InputError: another word.
    """
    for stamp in STAMPS:
        if text == stamp:
            return stamp
    if text:
        what = f"{text!r} is no kind of stamp"
        raise InputError(what, Place(field="--stamp"), did_you_mean(text, STAMPS))
    return STAMPS[0]
