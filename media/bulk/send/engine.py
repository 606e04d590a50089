"""The clockwork of thousands of streams, without a clock, a thread or a socket of its own.

Each stream is due at ``zero_ns + sent * period_ns``. A step takes all streams that are due out of the wheel,
a bucket at a time, moves their records on, puts their frames together in the arena and hands them over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena, Framing
from camproof.media.bulk.send.bands import complete_rows, fill_bands
from camproof.media.bulk.send.courier import Courier
from camproof.media.bulk.send.lateness import LatenessHistogram
from camproof.media.bulk.send.layout import Flight, lay_out
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.pictures import TOO_LATE_NS, next_pictures
from camproof.media.bulk.send.raw_bands import RawTexts, fill_raw_bands, raw_texts_of
from camproof.media.bulk.send.rows import Pictures, fill_rows
from camproof.media.bulk.send.spread import next_parts, part_edge
from camproof.media.bulk.send.streams import StreamBook
from camproof.media.bulk.send.texts import Texts, texts_of
from camproof.media.bulk.send.wheel import Wheel

__all__ = ["Engine"]

Ints = NDArray[np.int64]
_MOST_FRAMES = 512


class Engine:
    """Moves streams on and sends what is due.

    :param grid_ns: streams whose times lie in one step of this grid leave together, at its end.
    :param clock_ns: asked when a batch has been handed over, for the lateness of its frames.
    """

    def __init__(self, courier: Courier, framing: Framing, grid_ns: int, clock_ns: Callable[[], int]) -> None:
        self.courier = courier
        self.arena = Arena(framing)
        self.library = Library(self.arena.ahead)
        self.book = StreamBook()
        self.wheel = Wheel(grid_ns)
        self.lateness = LatenessHistogram()
        self._clock_ns = clock_ns

    def step(self, now_ns: int, epoch_us: int) -> None:
        """Send everything that was due before the grid step of ``now_ns``.

        :param epoch_us: true µs since 1970 at ``now_ns``.
        """
        for turn, streams in self.wheel.take(now_ns):
            for at in range(0, len(streams), _MOST_FRAMES):
                some = streams[at : at + _MOST_FRAMES]
                if turn == "frame":
                    self._send_frames(some, now_ns, epoch_us)
                else:
                    self._send_parts(some)

    def _send_frames(self, streams: Ints, now_ns: int, epoch_us: int) -> None:
        streams = self._those_here(streams)
        if not len(streams):
            return
        state = self.book.copy(streams)
        due_ns = state["due_ns"].copy()
        pictures = next_pictures(self.library, state, now_ns, epoch_us)
        _set_next_due(state, now_ns)
        self.wheel.put("frame", state["due_ns"], streams)
        going = self._those_going(streams, state, pictures)
        state["flight_due_ns"] = due_ns
        texts = self._texts(streams, state, pictures)
        flight = _take_off(self.library, streams, state, pictures, texts, going)
        self.book.put(streams, state)
        if going is not None:
            flight, pictures, due_ns = flight.chosen(going), pictures.chosen(going), due_ns[going]
            texts = texts.chosen(going)
        if len(due_ns):
            self._schedule_parts(flight.stream, due_ns)
            self._hand_over(flight, pictures, texts)
            self.lateness.record(self._clock_ns() - due_ns)

    def queue(self, streams: Ints, due_ns: Ints) -> None:
        """Give streams their turns, where they have none."""
        out = ~self.book.state["queued"][streams]
        self.book.state["queued"][streams] = True
        self.wheel.put("frame", due_ns[out], streams[out])

    def _texts(self, streams: Ints, state: NDArray[Any], pictures: Pictures) -> Texts | RawTexts:
        if self.library.raw_bands:
            return raw_texts_of(self.library, self.book.texts, streams, state, pictures)
        if self.library.bands:
            return texts_of(self.library, self.book.texts, streams, state, pictures)
        return Texts(self.library.row_len[pictures.place])

    def _those_here(self, streams: Ints) -> Ints:
        """Streams that have left give their numbers back when their turn comes; those that have lost their
        connection have no turns until it is up again.
        """
        alive, up = self.book.state["alive"][streams], self.book.state["up"][streams]
        here = alive & up
        if here.all():
            return streams
        self.book.state["queued"][streams[~here]] = False
        self.book.give_back(streams[~alive])
        left: Ints = streams[here]
        return left

    def _those_going(
        self, streams: Ints, state: NDArray[Any], pictures: Pictures
    ) -> NDArray[np.bool_] | None:
        """Which frames can go out; from one that cannot, all are left out up to the next key picture."""
        blocked = self.courier.blocked(streams)
        if blocked is None:
            return None
        state["skipping"] = blocked | (state["skipping"] & ~self.library.key[pictures.place])
        state["dropped"] += state["skipping"]
        going: NDArray[np.bool_] = ~state["skipping"]
        return going

    def _schedule_parts(self, streams: Ints, due_ns: Ints) -> None:
        slots = self.book.state["slots"][streams]
        if slots.max() > 1:
            more = slots > 1
            self._put_parts(streams[more], due_ns[more], 1)

    def _put_parts(self, streams: Ints, due_ns: Ints, part: Ints | int) -> None:
        self.wheel.put("part", due_ns + part * self.book.state["slot_ns"][streams], streams)

    def _send_parts(self, streams: Ints) -> None:
        state = self.book.copy(streams)
        here = state["alive"] & (state["part"] > 0) & (state["part"] < state["slots"])
        streams, state = streams[here], state[here]
        if not len(streams):
            return
        flight = next_parts(self.library, state, streams)
        self.book.state["part"][streams] = state["part"]
        more = state["part"] < state["slots"]
        self._put_parts(streams[more], state["flight_due_ns"][more], state["part"][more])
        if flight.count.any():
            self._hand_over(flight.chosen(flight.count > 0), None)

    def _hand_over(
        self, flight: Flight, pictures: Pictures | None, texts: Texts | RawTexts | None = None
    ) -> None:
        self.arena.reserve(len(flight.count), self.library.room, int(flight.count.sum()))
        raw_rows = None
        if pictures is not None:
            fill_rows(self.library, self.arena, pictures)
            if isinstance(texts, RawTexts):
                fill_raw_bands(self.library, self.arena, pictures, texts)
                raw_rows = texts.fresh
            elif texts is not None and self.library.bands:
                fill_bands(self.library, self.arena, pictures, texts)
                complete_rows(self.library, self.arena, flight)
        batch = lay_out(
            self.library,
            self.arena,
            self.book.names,
            flight,
            self.courier.most,
            rows=pictures is not None,
            raw_rows=raw_rows,
        )
        refused = self.courier.send(batch)
        if len(refused):
            np.add.at(self.book.state["refused"], batch.stream[refused], batch.packets[refused])


def _set_next_due(state: NDArray[Any], now_ns: int) -> None:
    late_ns = now_ns - state["due_ns"]
    if late_ns.max() > TOO_LATE_NS:
        state["zero_ns"] += np.where(late_ns > TOO_LATE_NS, late_ns, 0)
    state["due_ns"] = state["zero_ns"] + np.rint(state["sent"] * state["period_ns"]).astype(np.int64)


def _take_off(
    library: Library,
    streams: Ints,
    state: NDArray[Any],
    pictures: Pictures,
    texts: Texts | RawTexts,
    going: NDArray[np.bool_] | None,
) -> Flight:
    """The first parts of the frames; counts what goes and moves the sequence numbers on."""
    place = pictures.place
    row_len = texts.row_len
    packets, row_packets, octets = texts.shape(library, place)
    timestamp = state["first_timestamp"] + pictures.dts_90k + library.presented[place]
    flight = Flight(
        stream=streams,
        place=place,
        row_len=row_len,
        packets=packets,
        skipped=np.zeros_like(place),
        count=part_edge(packets, row_packets, state["slots"], 1),
        sequence=state["sequence"].copy(),
        timestamp=timestamp & 0xFFFFFFFF,
        ssrc=state["ssrc"],
        payload_type=state["payload_type"],
        channel=state["channel"],
    )
    gone = 1 if going is None else going.astype(np.int64)
    state["part"] = 1
    state["flight_place"] = place
    state["flight_row"], state["flight_packets"] = row_len, packets
    state["flight_sequence"], state["flight_timestamp"] = flight.sequence, flight.timestamp
    state["sequence"] = state["sequence"] + packets * gone & 0xFFFF
    state["frames"] += gone
    state["packets"] += packets * gone
    state["octets"] += octets * gone
    return flight
