"""The clockwork of thousands of streams, without a clock, a thread or a socket of its own.

Each stream is due at ``zero_ns + sent * period_ns``. A step takes all streams that are due out of the wheel,
a bucket at a time, moves their records on, puts their frames together in the arena and hands them over.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena, Framing
from camproof.media.bulk.send.bands import complete_rows, fill_bands
from camproof.media.bulk.send.courier import Courier
from camproof.media.bulk.send.flights import Flight, next_parts, take_off
from camproof.media.bulk.send.lateness import LatenessHistogram
from camproof.media.bulk.send.layout import lay_out
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.pictures import Pictures, next_pictures
from camproof.media.bulk.send.raw_bands import RawTexts, fill_raw_bands, raw_texts_of
from camproof.media.bulk.send.rows import fill_rows
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
        state, library = self.book.state, self.library
        pictures, due_ns = next_pictures(state, library.order, streams, now_ns, epoch_us)
        self.wheel.put("frame", due_ns, streams)
        going = self._those_going(streams, pictures)
        texts = self._texts(streams, pictures)
        flight = take_off(state, library.shapes, streams, pictures, texts.row_len, texts.octets, going)
        if not going.all():
            pictures, texts = Pictures(*(column[going] for column in pictures)), texts.chosen(going)
        if len(flight.stream):
            self._schedule_parts(flight.stream, pictures.due_ns)
            self._hand_over(flight, pictures, texts)
            self.lateness.record(self._clock_ns() - pictures.due_ns)

    def queue(self, streams: Ints, due_ns: Ints) -> None:
        """Give streams their turns, where they have none."""
        out = ~self.book.state["queued"][streams]
        self.book.state["queued"][streams] = True
        self.wheel.put("frame", due_ns[out], streams[out])

    def _texts(self, streams: Ints, pictures: Pictures) -> Texts | RawTexts:
        library = self.library
        if library.raw_bands:
            return raw_texts_of(library, self.book.texts, streams, pictures)
        if library.bands:
            return texts_of(library, self.book.texts, streams, pictures)
        return Texts(library.row_len[pictures.place], library.octets[pictures.place])

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

    def _those_going(self, streams: Ints, pictures: Pictures) -> NDArray[np.bool_]:
        """Which frames can go out; from one that cannot, all are left out up to the next key picture."""
        blocked = self.courier.blocked(streams)
        if blocked is None:
            return np.ones(len(streams), np.bool_)
        state = self.book.state
        skipping = blocked | (state["skipping"][streams] & ~self.library.key[pictures.place])
        state["skipping"][streams] = skipping
        state["dropped"][streams] += skipping
        return ~skipping

    def _schedule_parts(self, streams: Ints, due_ns: Ints) -> None:
        slots = self.book.state["slots"][streams]
        if slots.max() > 1:
            more = slots > 1
            self._put_parts(streams[more], due_ns[more], 1)

    def _put_parts(self, streams: Ints, due_ns: Ints, part: Ints | int) -> None:
        self.wheel.put("part", due_ns + part * self.book.state["slot_ns"][streams], streams)

    def _send_parts(self, streams: Ints) -> None:
        state = self.book.state
        part = state["part"][streams]
        streams = streams[state["alive"][streams] & (part > 0) & (part < state["slots"][streams])]
        if not len(streams):
            return
        flight = next_parts(state, self.library.shapes, streams)
        part = state["part"][streams]
        more = part < state["slots"][streams]
        self._put_parts(streams[more], state["flight_due_ns"][streams][more], part[more])
        if flight.leaving.any():
            self._hand_over(flight)

    def _hand_over(
        self, flight: Flight, pictures: Pictures | None = None, texts: Texts | RawTexts | None = None
    ) -> None:
        library, arena = self.library, self.arena
        arena.reserve(len(flight.leaving), library.room, int(flight.leaving.sum()))
        raw_rows = None
        if pictures is not None:
            fill_rows(arena.rows, arena.ahead, library.templates, pictures)
        if isinstance(texts, RawTexts):
            fill_raw_bands(arena, texts)
            raw_rows = texts.fresh
        elif pictures is not None and texts is not None and library.bands:
            fill_bands(library, arena, pictures, texts)
            complete_rows(library, arena, flight)
        batch = lay_out(
            library,
            arena,
            self.book.names,
            flight,
            self.courier.most,
            rows=pictures is not None,
            raw_rows=raw_rows,
        )
        refused = self.courier.send(batch)
        if len(refused):
            np.add.at(self.book.state["refused"], batch.stream[refused], batch.packets[refused])
