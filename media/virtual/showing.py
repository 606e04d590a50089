"""Which picture of its table a flight shows next, and which one it holds while it is frozen."""

from __future__ import annotations

from camproof.media.virtual.flights import NOTHING, Rows
from camproof.media.virtual.tables import Library

__all__ = ["hold_key", "skip_to_key"]


def skip_to_key(flight: Rows, library: Library) -> None:
    """The next picture is a key picture. :param flight: its row."""
    place = int(flight["place"])
    flight["place"] = library.columns["next_key"][flight["base"] + place] % flight["frames"]


def hold_key(flight: Rows, library: Library) -> None:
    """Find the key picture that was sent last; none where nothing was, or the picture has changed."""
    flight["held"] = NOTHING
    if not flight["steps"] and flight["last_us"] == 0:
        return
    columns = library.columns
    last = int(flight["base"] + (flight["place"] - 1) % flight["frames"])
    ago = int(columns["since_key"][last])
    flight["held"], flight["held_frame"] = last - ago, flight["frame"] - 1 - ago
    shift_us = columns["shift_us"][last] - columns["shift_us"][last - ago]
    flight["held_us"] = flight["last_us"] + shift_us - round(ago * float(flight["period_ns"]) / 1000)
