"""Which pictures detectors are told of: all where something changes, none while a stream runs evenly.

A detector learns nothing from a picture like the one before: of the same camera, newer, and as late. So
those of a stream are told from the moment on at which its latency or its stamps do something new, for a
while. Sinks that want each picture get each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.receive.frame import ReceivedFrame
from camproof.media.stamp import TruthStamp
from camproof.media.virtual.analyser import FlightAnalyser
from camproof.media.virtual.arrivals import Booked
from camproof.media.virtual.flights import NOTHING, Rows
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import Units

__all__ = ["Telling", "frames_of"]

_MOVED_MS = 100.0
_WHILE_NS = 2_000_000_000
_MASK = 0xFFFFFFFF


def frames_of(
    library: Library, camera: int, unit: Any, run: int, at_s: float, *, coded: bool
) -> list[ReceivedFrame]:
    """The picture of a unit of which ``run`` packets came, and the sound that goes with it.

    :param coded: with its stamp in its bytes, as it was sent; else those of the clip, which cost nothing.
    """
    table, place = library.table_of(int(unit["place"]))
    whole = run == unit["packets"]
    at = int(table.stamp_packet[place])
    stamp = None
    if 0 <= at < run:
        stamp = TruthStamp(camera, int(unit["frame"]) & _MASK, int(unit["capture_us"]))
    clip = table.clip
    plain = clip.units[place % len(clip.units)]
    data = table.coded(place, stamp) if coded and stamp is not None else plain.data
    key = bool(table.since_key[place] == 0)
    picture = ReceivedFrame(clip.codec, data, None, None, key, not whole, at_s, stamp)
    sounds = int(table.sounds[place]) if whole else 0
    sound = ReceivedFrame("G711A", b"", None, None, key=True, damaged=False, arrival_s=at_s, stamp=None)
    return [picture, *[sound] * sounds]


def _remember_last(flights: Rows, units: Units, booked: Booked) -> None:
    ends = booked.ends[booked.shown[booked.ends]]
    last = units[ends]
    which = last["flight"]
    flights["shown_ns"][which], flights["shown_us"][which] = last["end_ns"], last["capture_us"]
    flights["shown_frame"][which] = last["frame"]


class Telling:
    """Tells analysers of pictures that were counted in arrays."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def tell(
        self, flights: Rows, units: Units, booked: Booked, analysers: Mapping[int, FlightAnalyser]
    ) -> None:
        """Tell of those of a block that are news."""
        which, starts, ends = booked.which, booked.starts, booked.ends
        flight = units["flight"]
        apart = np.abs(booked.latency_ms - flights["told_ms"][flight])
        news = booked.shown & (booked.repeated | ~(apart <= _MOVED_MS))
        fresh = np.logical_or.reduceat(news, starts)
        before = fresh & (flights["alert_ns"][which] < units["first_ns"][starts]) & ~flights["each"][which]
        for row in np.flatnonzero(before & (flights["shown_ns"][which] > 0)).tolist():
            self._tell_last(flights[which[row]], analysers[int(which[row])])
        loud = fresh | flights["each"][which] | (flights["alert_ns"][which] >= units["first_ns"][starts])
        _remember_last(flights, units, booked)
        new_picture = flights["table"][which] == NOTHING
        flights["alert_ns"][which[fresh]] = units["last_ns"][ends[fresh]] + _WHILE_NS
        for row in np.flatnonzero(loud | new_picture).tolist():
            span = np.arange(starts[row], ends[row] + 1)
            number = int(which[row])
            if new_picture[row]:
                self._show(flights, number, units[span], analysers[number])
            if loud[row]:
                self._tell(flights, number, span, units, booked, analysers[number])

    def _tell_last(self, flight: Any, analyser: FlightAnalyser) -> None:
        """Tell of the picture before the news, with which a standstill may have begun."""
        stamp = TruthStamp(int(flight["camera"]), int(flight["shown_frame"]) & _MASK, int(flight["shown_us"]))
        at_s = float(flight["shown_ns"]) / 1e9
        codec = analyser.picture_codec
        analyser.tell(
            ReceivedFrame(codec, b"", None, None, key=False, damaged=False, arrival_s=at_s, stamp=stamp)
        )

    def _tell(
        self,
        flights: Rows,
        number: int,
        span: NDArray[np.int64],
        units: Units,
        booked: Booked,
        analyser: FlightAnalyser,
    ) -> None:
        each, camera = bool(flights["each"][number]), int(flights["camera"][number])
        shown = span[booked.shown[span]]
        for index in shown.tolist():
            unit = units[index]
            at_s = float(unit["end_ns"]) / 1e9
            for frame in frames_of(self._library, camera, unit, int(unit["run"]), at_s, coded=each):
                analyser.tell(frame)
        if len(shown):
            flights["told_ms"][number] = booked.latency_ms[shown[-1]]

    def _show(self, flights: Rows, number: int, units: Units, analyser: FlightAnalyser) -> None:
        """Parameter sets may have changed with the picture: read them from the first whole key picture."""
        keys = self._library.columns["since_key"][units["place"]] == 0
        whole = np.flatnonzero(keys & (units["run"] == units["packets"]))
        if not len(whole):
            return
        unit, camera = units[whole[0]], int(flights["camera"][number])
        at_s = float(unit["end_ns"]) / 1e9
        analyser.show(frames_of(self._library, camera, unit, int(unit["run"]), at_s, coded=True)[0])
        flights["table"][number] = self._library.number(units["place"][whole[:1]])[0]
