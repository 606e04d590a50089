"""What falls due leaves, crosses its links and comes to whoever hears it, one block of time after another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.flights import NOTHING, SLOW, Rows
from camproof.media.virtual.hearing import Hearing
from camproof.media.virtual.landing import crossed, landed, smooth
from camproof.media.virtual.links import Links
from camproof.media.virtual.onward import Onward
from camproof.media.virtual.recordings import Recording
from camproof.media.virtual.reports import Reports
from camproof.media.virtual.sending import due_ns, live_units, number_packets
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import Units

__all__ = ["Moving"]

Ints = NDArray[np.int64]


class Moving:
    """Moves the flights of a plane on with time.

    :param wall_ns: epoch less monotonic time.
    :param flight_ns: how long a packet is under way where nothing delays it.
    :ivar recordings: of flights that play one, by their numbers.
    :ivar finished: flights whose recordings have ended; whoever reads them empties the list.
    """

    def __init__(
        self,
        library: Library,
        links: Links,
        hearing: Hearing,
        onward: Onward,
        reports: Reports,
        *,
        wall_ns: int,
        flight_ns: int,
    ) -> None:
        self.recordings: dict[int, Recording] = {}
        self.finished: list[int] = []
        self._library = library
        self._links = links
        self._hearing = hearing
        self._onward = onward
        self._reports = reports
        self._wall_ns = wall_ns
        self._flight_ns = flight_ns

    def step(self, flights: Rows, until_ns: int, which: Ints) -> None:
        """Send what falls due of these flights up to a moment, and receive all that has come by then."""
        due = which[flights["sending"][which]]
        if len(due):
            due = due[due_ns(flights[due]) <= until_ns]
        if len(due):
            self._send(flights, due, self._units(flights, due, until_ns))
        self._hearing.receive(flights, until_ns)
        self._reports.send(flights, until_ns, self._links, self._hearing.analyser)

    def _units(self, flights: Rows, due: Ints, until_ns: int) -> Units:
        recorded = flights["recorded"][due]
        live = live_units(flights, due[~recorded], until_ns, self._library, self._wall_ns)
        parts = [live, *(self._recorded(flights, int(number), until_ns) for number in due[recorded])]
        return np.concatenate(parts) if len(parts) > 1 else live

    def _recorded(self, flights: Rows, number: int, until_ns: int) -> Units:
        recording, flight = self.recordings[number], flights[number]
        due = int(due_ns(flights[[number]])[0])
        if flight["zero_ns"] == NOTHING:
            flight["zero_ns"] = due
        units, due = recording.take(number, int(flight["base"]), due, until_ns)
        flight["origin_ns"], flight["steps"] = due, 0
        if recording.ended:
            flight["sending"], recording.ended = False, False
            self.finished.append(number)
        return number_packets(flights, units, self._library) if len(units) else units

    def _send(self, flights: Rows, which: Ints, units: Units) -> None:
        """Take units of some flights over their ways to whoever hears them."""
        if flights["down"][which].any():
            down = flights["down"][units["flight"]]
            np.add.at(flights["lost"], units["flight"][down], units["packets"][down])
            units = units[~down]
        if not flights["heard"][which].all():
            units = units[flights["heard"][units["flight"]]]
        rough = flights["rough"][units["flight"]]
        if rough.any():
            self._cross(flights, units[rough])
            units = units[~rough]
        if len(units):
            arrived = smooth(units, flights, self._library)
            self._hearing.expect(flights, arrived)
            if len(self._onward):
                self._onward.take_whole(flights, arrived)

    def _cross(self, flights: Rows, units: Units) -> None:
        packets = crossed(units, flights, self._library, self._links, self._flight_ns)
        came = packets
        one_by_one = (flights["mode"] == SLOW) & ~flights["tcp"]
        slow = one_by_one[units["flight"]][packets.unit]
        if slow.any():
            self._hearing.post(units, packets.take(np.flatnonzero(slow)))
            packets = packets.take(np.flatnonzero(~slow))
        arrived = landed(units, packets, flights, self._library)
        self._hearing.expect(flights, arrived)
        if len(self._onward):
            tcp = flights["tcp"]
            self._onward.take_whole(flights, arrived[tcp[arrived["flight"]]])
            apart = np.flatnonzero(~tcp[units["flight"]][came.unit])
            self._onward.take_packets(flights, units, came.take(apart))
