"""All streams of a plane: what is asked of them, and how they move on with time. Pure: time is handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.receive.frame import ReceivedFrame
from camproof.media.virtual.analyser import FlightAnalyser
from camproof.media.virtual.clock import CameraClock
from camproof.media.virtual.flights import NEVER_NS, NOTHING, Rows, new_flights
from camproof.media.virtual.hearing import Hearing
from camproof.media.virtual.links import Links
from camproof.media.virtual.moving import Moving
from camproof.media.virtual.onward import Onward
from camproof.media.virtual.parcels import Parcels
from camproof.media.virtual.recordings import Recording
from camproof.media.virtual.reports import REPORT_NS, Reports
from camproof.media.virtual.sending import due_ns, timestamps
from camproof.media.virtual.showing import hold_key, skip_to_key
from camproof.media.virtual.tables import Library, UnitTable
from camproof.media.virtual.telling import frames_of
from camproof.runtimes.impairment import Gate

__all__ = ["Traffic"]

Ints = NDArray[np.int64]
_STEP_NS = 1_500_000_000
"""The longest block: a little more than the second after which platforms look at their streams."""
_FIRST = 16


class Traffic:
    """Flights from cameras to receivers; each is known by a number.

    Whoever asks something of a flight is answered for the moment ``now_ns()``: all that fell due before has
    been sent.

    :param rng: what links do at random.
    :param now_ns: monotonic time.
    :param wall_ns: epoch less monotonic time.
    :param flight_ns: how long a packet is under way where nothing delays it.
    """

    def __init__(
        self, rng: np.random.Generator, now_ns: Callable[[], int], wall_ns: int, *, flight_ns: int = 0
    ) -> None:
        self.now_ns = now_ns
        self.flights: Rows = new_flights(_FIRST)
        self._library = Library()
        self._links = Links(rng)
        self._clocks: dict[int, CameraClock] = {}
        self._wall_ns = wall_ns
        self._flight_ns = flight_ns
        self._hearing = Hearing(self._library, wall_ns)
        self._onward = Onward(self._library, self._links, self._hearing, flight_ns)
        self._reports = Reports(rng, wall_ns)
        self._moving = Moving(
            self._library,
            self._links,
            self._hearing,
            self._onward,
            self._reports,
            wall_ns=wall_ns,
            flight_ns=flight_ns,
        )
        self._free = list(range(_FIRST))[::-1]
        self._done_ns = now_ns()
        self._busy = False

    @property
    def finished(self) -> list[int]:
        """Recordings that have ended; whoever reads them empties the list."""
        return self._moving.finished

    # Flights

    def add(
        self,
        table: UnitTable,
        *,
        camera: int,
        gate: Gate | None,
        clock: CameraClock,
        tcp: bool = False,
        recording: Recording | None = None,
    ) -> int:
        """A flight that does not send yet."""
        number = self._new(gate, tcp=tcp)
        flight = self.flights[number]
        flight["camera"], flight["skipping"] = camera, tcp
        self._set_table(number, table)
        self._clocks[number] = clock
        if recording is not None:
            self._moving.recordings[number] = recording
            flight["recorded"] = True
        self._clocks[number].note(self.flights[number], self.now_ns())
        self._look_at_ways(np.array([number]))
        return number

    def add_relay(self, *, gate: Gate | None, tcp: bool = False) -> int:
        """A flight that passes on what another one brings to its receiver, once :meth:`open_relay` says so.

        Which one, :meth:`follow` tells.
        """
        number = self._new(gate, tcp=tcp)
        self._onward.add(number, self.flights)
        self._look_at_ways(np.array([number]))
        return number

    def follow(self, number: int, source: int | None) -> None:
        """Pass on what a flight brings from now on; None for nothing."""
        self.catch_up()
        self._onward.follow(number, source, self.flights)

    def open_relay(self, number: int) -> None:
        """The way of a relay is up: what came meanwhile leaves now."""
        self.catch_up()
        self._onward.open(number, self.flights, self.now_ns())

    def _new(self, gate: Gate | None, *, tcp: bool) -> int:
        if not self._free:
            self._grow()
        number = self._free.pop()
        self.flights[number] = new_flights(1)[0]
        flight = self.flights[number]
        flight["tcp"] = tcp
        hops = self._links.add(gate, self._link_changed)
        flight["hops"][: len(hops)] = hops
        return number

    def _grow(self) -> None:
        count = len(self.flights)
        self.flights = np.concatenate((self.flights, new_flights(count)))
        self._free = list(range(count, 2 * count))[::-1]
        self._hearing.moved(self.flights)

    def analyser(
        self,
        opened_s: float,
        *,
        ssrc: int | None,
        payload_type: int | None,
        tcp: bool,
        on_frame: Callable[[ReceivedFrame], None] | None = None,
    ) -> FlightAnalyser:
        """A receiver that hears nothing yet; parameters as of :class:`StreamAnalyser`."""
        analyser: FlightAnalyser

        def frames(unit: Any, run: int, at_s: float) -> list[ReceivedFrame]:
            flight = self.flights[unit["flight"]]
            coded = bool(flight["each"]) or analyser.first_key_frame_at_s is None
            return frames_of(self._library, int(flight["camera"]), unit, run, at_s, coded=coded)

        analyser = FlightAnalyser(
            opened_s,
            frames,
            self.catch_up,
            lambda: self._hearing.collect(analyser),
            ssrc=ssrc,
            payload_type=payload_type,
            tcp=tcp,
            wall_s=lambda at_s: at_s + self._wall_ns / 1e9,
            on_frame=on_frame,
        )
        return analyser

    def hear(self, number: int, analyser: FlightAnalyser, *, ssrc: int, payload_type: int) -> None:
        """Let what the flight sends from now on come to a receiver."""
        self.catch_up()
        self.flights["heard"][number] = True
        self._hearing.add(number, self.flights, analyser, Parcels(ssrc, payload_type), self.now_ns())

    def tell_each(self, number: int, *, each: bool) -> None:
        """Whether the receiver wants each picture, with its bytes."""
        self.flights["each"][number] = each

    def leave(self, number: int) -> None:
        """Nobody hears the flight any more; what is under way is lost."""
        self.catch_up()
        self.flights["heard"][number] = False
        self._hearing.remove(number)

    def remove(self, number: int) -> None:
        """The flight is over; its number may be given to another."""
        self.leave(number)
        self.flights["sending"][number] = False
        self.flights["report_ns"][number] = NEVER_NS
        self._moving.recordings.pop(number, None)
        self._clocks.pop(number, None)
        self._onward.remove(number)
        self._free.append(number)

    def close(self) -> None:
        """Watch links no more."""
        self._links.close()

    # What is asked of a flight

    def connect(self, number: int) -> None:
        """The way is there: sender reports go from now on, pictures with :meth:`resume`."""
        self.flights["report_ns"][number] = self.now_ns() + REPORT_NS

    def start(self, number: int) -> None:
        """Both at once."""
        self.connect(number)
        self.resume(number)

    def pause(self, number: int) -> None:
        """Send nothing until :meth:`resume`."""
        self.catch_up()
        self.flights["sending"][number] = False

    def resume(self, number: int) -> None:
        """Go on from where the flight stands."""
        self.catch_up()
        flight = self.flights[number]
        if not flight["sending"]:
            flight["sending"], flight["origin_ns"], flight["steps"] = True, self.now_ns(), 0
            self.advance(self.now_ns(), np.array([number]))

    def ask_key(self, number: int) -> None:
        """The next picture is a key picture."""
        self.catch_up()
        if number in self._moving.recordings:
            self._moving.recordings[number].playout.force_key_frame()
            return
        skip_to_key(self.flights[number], self._library)

    def freeze(self, number: int, *, frozen: bool) -> None:
        """Send the last key picture again and again, or go on with a key picture."""
        self.catch_up()
        flight = self.flights[number]
        if frozen == flight["frozen"] or number in self._moving.recordings:
            return
        flight["frozen"] = frozen
        if not frozen or not flight["frame"] or flight["held"] != NOTHING:
            self.ask_key(number)
        if frozen:
            hold_key(flight, self._library)

    def show(self, number: int, table: UnitTable) -> None:
        """Another picture, from a key picture on; stamps go on."""
        self.catch_up()
        if number in self._moving.recordings:
            return
        flight = self.flights[number]
        due = int(due_ns(self.flights[[number]])[0])
        flight["origin_ns"], flight["steps"] = due, 0
        self._set_table(number, table)
        flight["place"], flight["held"], flight["last_us"] = 0, NOTHING, 0

    def _set_table(self, number: int, table: UnitTable) -> None:
        flight = self.flights[number]
        flight["base"], flight["frames"] = self._library.base(table), table.frames
        flight["period_ns"], flight["table"] = table.period_ns, NOTHING
        self.flights["table"][self._onward.of([number])] = NOTHING

    def clock_changed(self, number: int) -> None:
        """The camera's clock has jumped."""
        self.catch_up()
        self._clocks[number].note(self.flights[number], self.now_ns())

    def next_packet(self, number: int) -> tuple[int, int]:
        """RTP sequence number and timestamp of the packet that comes next, or would if it went on now."""
        self.catch_up()
        flight = self.flights[[number]]
        at_ns = due_ns(flight) if flight["sending"][0] else np.array([self.now_ns()])
        zero_ns = np.where(flight["zero_ns"] == NOTHING, at_ns, flight["zero_ns"])
        return int(flight["sequence"][0]) & 0xFFFF, int(timestamps(at_ns - zero_ns)[0]) & 0xFFFFFFFF

    def said_goodbye(self, number: int) -> None:
        """BYE over RTCP, where the link lets it through."""
        self._reports.goodbye(
            self.flights, number, self._links, self._hearing.analyser(number), self.now_ns()
        )

    # Time

    def next_ns(self) -> int:
        """When something comes that somebody waits for to the moment: a first picture, the end of a file."""
        at_ns = self._hearing.next_ns(self.flights)
        if len(self._onward):
            young = self._onward.sources(self._hearing.young(self.flights))
            young = young[self.flights["sending"][young]]
            at_ns = min([at_ns, *due_ns(self.flights[young]).tolist()])
        for number, recording in self._moving.recordings.items():
            if self.flights["sending"][number]:
                due = int(due_ns(self.flights[[number]])[0])
                at_ns = min(at_ns, due + round(recording.longest_s * 1e9))
        return at_ns

    def keeps_up(self, within_ns: int) -> bool:
        """Whether somebody else has moved all on of late, and it does not matter in which steps they move.

        On links with chance it does: in other steps they draw other numbers.
        """
        return self.now_ns() - self._done_ns < within_ns and not self.flights["rough"].any()

    def catch_up(self) -> None:
        """Send and receive all up to now."""
        now_ns = self.now_ns()
        if now_ns > self._done_ns:
            self.advance(now_ns)

    def wake(self) -> None:
        """Something is due that :meth:`next_ns` told of: move on those whom it concerns."""
        now_ns = self.now_ns()
        young = self._hearing.young(self.flights)
        if len(self._onward):
            young = np.union1d(young, self._onward.sources(young))
        if len(young) and not self.flights["rough"][young].any() and not self._moving.recordings:
            self.advance(now_ns, young)
        else:
            self.advance(now_ns)

    def advance(self, until_ns: int, which: Ints | None = None) -> None:
        """Move on up to a moment. :param which: these alone; none of them on a link that is shared."""
        if self._busy:
            return
        self._busy = True
        try:
            if which is not None:
                self._moving.step(self.flights, until_ns, which)
                return
            while self._done_ns < until_ns:
                self._done_ns = min(until_ns, self._done_ns + _STEP_NS)
                self._moving.step(self.flights, self._done_ns, np.arange(len(self.flights)))
        finally:
            self._busy = False

    # Links

    def _link_changed(self, link: int) -> None:
        """Values were set: what fell due before still had the old ones."""
        self.catch_up()
        self._links.read(link)
        self._look_at_ways(np.flatnonzero((self.flights["hops"] == link).any(axis=1)))

    def _look_at_ways(self, which: Ints) -> None:
        flights, hops = self.flights, self.flights["hops"][which]
        busy = flights["sending"][which] | flights["onward"][which]
        under_way_ns = np.where(busy, self.now_ns() + flights["delay_ns"][which], 0)
        flights["floor_ns"][which] = np.maximum(flights["floor_ns"][which], under_way_ns)
        flights["rough"][which], flights["down"][which] = self._links.rough(hops), self._links.down(hops)
        flights["delay_ns"][which] = self._links.delay_ns(hops) + self._flight_ns
        flights["shuffled"][which] = self._links.shuffles(hops) & ~flights["tcp"][which]
        self._hearing.shuffled(flights, which)
