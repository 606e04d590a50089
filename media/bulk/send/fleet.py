"""Streams that come, go and change while others run: what an engine is told from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.engine import Engine
from camproof.media.bulk.send.reports import ReportTurns, sender_report, timestamp_at
from camproof.media.bulk.send.spread import slots_of
from camproof.media.bulk.send.streams import NO_PHASE, NOTHING_HELD, SendSpec
from camproof.media.bulk.send.text_room import text_room
from camproof.media.bulk.send.turns import NEVER
from camproof.media.clips.model import CLOCK_HZ
from camproof.media.errors import MediaTransportError
from camproof.media.overlay.model import OverlayText
from camproof.media.tables.model import MediaTable

__all__ = ["BulkCounters", "Fleet"]

Ints = NDArray[np.int64]
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class BulkCounters:
    """Counters of n streams, int64[n] each.

    :param frames: access units sent; ``dropped`` were left out because a connection did not keep up.
    :param octets: RTP payload bytes of ``packets``.
    :param refused: of these packets, what the kernel did not take.
    :param lost: connections that broke or that the peer closed; each is dialled anew.
    """

    streams: Ints
    frames: Ints
    packets: Ints
    octets: Ints
    refused: Ints
    dropped: Ints
    lost: Ints


class Fleet:
    """The streams of one engine, by number."""

    def __init__(self, engine: Engine, grid_ns: int, rtcp_interval_s: float) -> None:
        self._engine = engine
        self._turns = ReportTurns(grid_ns, rtcp_interval_s)

    def add(self, table: MediaTable, specs: Sequence[SendSpec], now_ns: int, room: int | None = None) -> Ints:
        """Let streams play a table from now on, from a key picture on; returns their numbers.

        :param room: ``text_room`` of their texts; None finds it out.
        :raises MediaTransportError: for a host that is not an IPv4 address, or a text that is too long.
        :raises ClipError: the table cannot be with those that are there.
        """
        engine = self._engine
        if room is None:
            room = text_room(table, ((spec.camera, spec.text) for spec in specs))
        engine.library.start_of(table)
        engine.library.make_room(room)
        streams = engine.book.take(specs)
        engine.turns.make_room(engine.book.size)
        state = engine.book.copy(streams)
        period_ns, state["ticks"] = engine.library.pace(table)
        state["period_ns"] = period_ns / (1 + state["drift"])
        places = {first: engine.library.key_before(table, first) for first in {spec.first for spec in specs}}
        state["place"] = [places[spec.first] for spec in specs]
        state["slots"], state["slot_ns"] = slots_of(np.array([spec.spread for spec in specs]), period_ns)
        delay_s, waits = np.array([(spec.delay_s, spec.phase or 0.0) for spec in specs]).reshape(-1, 2).T
        state["delay_ns"] = np.rint(delay_s * 1e9 + waits * period_ns).astype(np.int64)
        even = np.array([spec.phase is None for spec in specs], np.bool_)
        shares = (streams[:1] * _GOLDEN + np.arange(even.sum()) / max(1, even.sum())) % 1
        state["phase_ns"] = NO_PHASE
        state["phase_ns"][even] = (shares * period_ns).astype(np.int64)
        engine.book.put(streams, state)
        if self._take_on(streams, specs, now_ns):
            self._begin(streams, now_ns)
        return streams

    def _take_on(self, streams: Ints, specs: Sequence[SendSpec], now_ns: int) -> bool:
        engine = self._engine
        try:
            return engine.courier.take_on(streams, specs, now_ns)
        except MediaTransportError:
            engine.book.give_back(streams)
            engine.courier.forget(streams)
            raise

    def _begin(self, streams: Ints, now_ns: int) -> None:
        """Streams can send from now on, for the first time or again; RTP timestamps go on with the time."""
        engine = self._engine
        state = engine.book.copy(streams)
        again = state["born_ns"] > 0
        first_ns = _in_phase(now_ns + state["delay_ns"], state)
        due_ns = np.where(again, self._way_is_free_ns(streams, state, now_ns), first_ns)
        gap_ns = np.where(again, (due_ns - state["zero_ns"]) * (1 + state["drift"]), 0)
        state["dts_base"] += np.rint(gap_ns * (CLOCK_HZ * 1e-9)).astype(np.int64)
        state["born_ns"] = np.where(again, state["born_ns"], now_ns)
        state["zero_ns"] = state["due_ns"] = due_ns
        state["sent"], state["up"], state["skipping"] = 0, True, False
        state["place"] = engine.library.places["next_key"][state["place"]]
        engine.book.put(streams, state)
        engine.turns.frame_ns[streams] = due_ns

    def _way_is_free_ns(self, streams: Ints, state: NDArray[Any], now_ns: int) -> Ints:
        """When the last part of a frame that is on its way leaves; now, where there is none."""
        last_ns = state["flight_due_ns"] + (state["slots"] - 1) * state["slot_ns"]
        free_ns: Ints = np.where(self._engine.turns.part_ns[streams] == NEVER, now_ns, last_ns)
        return np.maximum(free_ns, now_ns)

    def poll(self, now_ns: int) -> None:
        """Let streams go on whose connection came up, and stop those that lost theirs."""
        for what, stream in self._engine.courier.poll(now_ns):
            if what == "emptied":
                self._engine.left(stream)
                continue
            self._engine.forget([stream])
            if what == "up":
                self._begin(np.array([stream]), now_ns)
            else:
                self._engine.book.state["lost"][stream] += 1
                self._engine.turns.part_ns[stream] = NEVER
                self._rest(np.array([stream]))

    def _rest(self, streams: Ints) -> None:
        """No frames come from these streams; what is on its way goes on."""
        self._engine.book.state["up"][streams] = False
        self._engine.turns.frame_ns[streams] = NEVER

    def remove(self, streams: Iterable[int], now_ns: int, epoch_us: int, *, goodbye: bool = True) -> None:
        """End streams. :param goodbye: False for cameras that lose their power."""
        numbers = np.unique(self._engine.book.require(streams))
        for stream in numbers[self._engine.book.state["up"][numbers]].tolist() if goodbye else ():
            self._report(stream, now_ns, epoch_us, goodbye=True)
        self._rest(numbers)
        self._engine.turns.part_ns[numbers] = NEVER
        self._engine.book.give_back(numbers)
        self._engine.courier.forget(numbers)
        self._engine.forget(numbers.tolist())

    def pause(self, streams: Iterable[int]) -> None:
        """Send nothing until ``resume``."""
        self._rest(self._engine.book.require(streams))

    def resume(self, streams: Iterable[int], now_ns: int) -> None:
        """Go on with a key picture; RTP timestamps have gone on with the time."""
        numbers = self._engine.book.require(streams)
        self._begin(numbers[~self._engine.book.state["up"][numbers]], now_ns)

    def set_clock(self, streams: Iterable[int], offset_s: float, now_ns: int) -> None:
        """Let the clocks of cameras be so far ahead of the true time now; they go on drifting."""
        numbers = self._engine.book.require(streams)
        state = self._engine.book.state
        drifted_us = state["drift"][numbers] * (now_ns - state["born_ns"][numbers]) / 1000
        state["clock_us"][numbers] = round(offset_s * 1e6) - drifted_us.astype(np.int64)

    def next_packet(self, stream: int, now_ns: int) -> tuple[int, int]:
        """(RTP sequence number, timestamp) of the packet that comes next, if it came now."""
        book = self._engine.book
        record = book.record(int(book.require([stream])[0]))
        return record["sequence"], timestamp_at(record, now_ns)

    def ask_key(self, streams: Iterable[int]) -> None:
        """The next picture is a key picture."""
        numbers = self._engine.book.require(streams)
        state = self._engine.book.copy(numbers)
        state["place"] = self._engine.library.places["next_key"][state["place"]]
        self._engine.book.put(numbers, state)

    def freeze(self, streams: Iterable[int], *, frozen: bool = True) -> None:
        """Let the last key picture be sent again and again, with the same stamp; or go on with a key one."""
        numbers = self._engine.book.require(streams)
        state = self._engine.book.state
        if not frozen:
            self.ask_key(numbers[state["frozen"][numbers]])
        state["frozen"][numbers] = frozen

    def show(self, streams: Iterable[int], table: MediaTable, room: int | None = None) -> None:
        """Change the picture from the next frame on; times go on without a jump at any frame rate.

        :raises MediaTransportError, ClipError: as from ``add``; ``room`` as there.
        """
        engine = self._engine
        numbers = engine.book.require(streams)
        state = engine.book.copy(numbers)
        if room is None:
            room = text_room(table, self.texts(numbers))
        engine.library.start_of(table)
        engine.library.make_room(room)
        state["dts_base"] += np.rint(state["sent"] * state["ticks"]).astype(np.int64)
        state["zero_ns"], state["sent"] = state["due_ns"], 0
        period_ns, state["ticks"] = engine.library.pace(table)
        before_ns = state["period_ns"] * (1 + state["drift"])
        even = state["phase_ns"] != NO_PHASE
        state["phase_ns"] = np.where(even, state["phase_ns"] * (period_ns / before_ns), NO_PHASE)
        state["period_ns"] = period_ns / (1 + state["drift"])
        state["place"], state["held"] = engine.library.start_of(table), NOTHING_HELD
        engine.book.put(numbers, state)

    def texts(self, streams: Iterable[int]) -> list[tuple[int, OverlayText]]:
        """(camera, its text) of streams."""
        book = self._engine.book
        numbers = book.require(streams)
        cameras = book.state["camera"][numbers].tolist()
        return [
            (camera, book.texts[number]) for camera, number in zip(cameras, numbers.tolist(), strict=True)
        ]

    def report(self, now_ns: int, epoch_us: int) -> None:
        """Send the sender reports whose turn has come."""
        state = self._engine.book.state
        for stream in self._turns.take(now_ns, self._engine.book.size):
            if state["alive"][stream] and state["up"][stream] and state["frames"][stream]:
                self._report(stream, now_ns, epoch_us)

    def _report(self, stream: int, now_ns: int, epoch_us: int, *, goodbye: bool = False) -> None:
        packet = sender_report(self._engine.book, stream, now_ns, epoch_us, goodbye=goodbye)
        if not self._engine.courier.report(stream, packet):
            self._engine.book.state["refused"][stream] += 1

    def counters(self, streams: Iterable[int] | None = None) -> BulkCounters:
        """Counters of these streams, or of all that are there."""
        book = self._engine.book
        numbers = book.alive() if streams is None else np.fromiter(streams, np.int64)
        if len(numbers) and (numbers.min() < 0 or numbers.max() >= book.size):
            raise MediaTransportError("There never was such a stream.")
        state = book.state[numbers]
        names = BulkCounters.__slots__[1:]
        return BulkCounters(numbers, *(state[name].copy() for name in names))


def _in_phase(from_ns: Ints, state: NDArray[Any]) -> Ints:
    """The next moments at which streams have their phases, by a clock that is the same for all."""
    interval_ns = np.rint(state["period_ns"] * (1 + state["drift"])).astype(np.int64)
    wait_ns = (state["phase_ns"] - from_ns) % interval_ns
    moments: Ints = from_ns + np.where(state["phase_ns"] == NO_PHASE, 0, wait_ns)
    return moments
