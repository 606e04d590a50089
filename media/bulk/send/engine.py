"""The clockwork of thousands of streams, without a clock, a thread or a socket of its own.

Each stream is due at ``zero_ns + sent * period_ns``. A step takes all streams whose turn has come, moves
their records on, puts their frames together in the arena and hands them over. Most steps hold a few frames
only, so that their cost is that of calls: compiled ones, a handful, into arrays that are there. Each array of
plain numbers costs 0.3 µs to pass, one of records 1 µs, and those of a named tuple twice that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena, Framing
from camproof.media.bulk.send.courier import Courier
from camproof.media.bulk.send.flights import next_parts, take_off
from camproof.media.bulk.send.frames import MOST_FRAMES
from camproof.media.bulk.send.lateness import LatenessHistogram
from camproof.media.bulk.send.layout import lay_out
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.pictures import leave_out, next_pictures
from camproof.media.bulk.send.raw_bands import write_raw_texts
from camproof.media.bulk.send.rows import fill_rows
from camproof.media.bulk.send.streams import StreamBook
from camproof.media.bulk.send.texts import write_texts
from camproof.media.bulk.send.turns import Turns
from camproof.media.bulk.send.words import NO_WORDS, Words

__all__ = ["Engine"]

Ints = NDArray[np.int64]
Frames = NDArray[Any]


class Engine:
    """Moves streams on and sends what is due.

    :param grid_ns: streams whose times lie in one step of this grid leave together, at its end.
    :param clock_ns: asked when a batch has been handed over, and when what was kept of one has left, for the
        lateness of its frames.
    """

    def __init__(self, courier: Courier, framing: Framing, grid_ns: int, clock_ns: Callable[[], int]) -> None:
        self.courier = courier
        self.arena = Arena(framing)
        self.library = Library(self.arena.ahead)
        self.book = StreamBook()
        self.turns = Turns(grid_ns)
        self.lateness = LatenessHistogram()
        self._waiting: dict[int, int] = {}
        self._clock_ns = clock_ns

    def step(self, now_ns: int, epoch_us: int) -> None:
        """Send everything that was due before the grid step of ``now_ns``.

        :param epoch_us: true µs since 1970 at ``now_ns``.
        """
        for turn, streams in self.turns.take(now_ns):
            for at in range(0, len(streams), MOST_FRAMES):
                some = streams[at : at + MOST_FRAMES]
                if turn == "frame":
                    self._send_frames(some, now_ns, epoch_us)
                else:
                    self._send_parts(some)

    def _send_frames(self, streams: Ints, now_ns: int, epoch_us: int) -> None:
        state, turns, places = self.book.state, self.turns, self.library.places
        frames = self.arena.frames[: len(streams)]
        saying = next_pictures(state, turns.frame_ns, places, streams, now_ns, epoch_us, frames)
        blocked = self.courier.blocked(streams)
        if blocked is not None:
            frames = frames[: leave_out(state, places, frames, blocked)]
            if not len(frames):
                return
        words = self._words(frames) if saying else NO_WORDS
        packets = take_off(state, turns.part_ns, places, frames)
        self.arena.reserve(len(frames), self.library.room, packets)
        fill_rows(self.arena.rows, self.arena.ahead, frames, words.text, *self.library.templates)
        self._hand_over(frames, words)
        self._record(frames["stream"], frames["due_ns"])
        self.library.foresee(int(frames[0]["clock_s"]))

    def _record(self, streams: Ints, due_ns: Ints) -> None:
        """Frames were handed over: those that the courier kept have not left yet."""
        late_ns = self._clock_ns() - due_ns
        kept = self.courier.blocked(streams)
        if kept is not None and kept.any():
            self._waiting.update(zip(streams[kept].tolist(), due_ns[kept].tolist(), strict=True))
            late_ns = late_ns[~kept]
        self.lateness.record(late_ns)

    def left(self, stream: int) -> None:
        """What the courier had kept of a stream has left."""
        due_ns = self._waiting.pop(stream, None)
        if due_ns is not None:
            self.lateness.record_waited(self._clock_ns() - due_ns)

    def forget(self, streams: Iterable[int]) -> None:
        """What was kept of these streams will never leave."""
        for stream in streams:
            self._waiting.pop(stream, None)

    def _words(self, frames: Frames) -> Words:
        write = write_raw_texts if self.library.raw_bands else write_texts
        return write(self.library, self.book.texts, frames)

    def _send_parts(self, streams: Ints) -> None:
        frames, library = self.arena.frames[: len(streams)], self.library
        packets = next_parts(self.book.state, self.turns.part_ns, library.places, streams, frames)
        if packets:
            self.arena.reserve(len(frames), library.room, packets)
            self._hand_over(frames, NO_WORDS)
            self._note_kept(streams)

    def _note_kept(self, streams: Ints) -> None:
        """Parts of frames were handed over: those behind one that was kept wait for that."""
        kept = self.courier.blocked(streams)
        if kept is None or not kept.any():
            return
        for stream in streams[kept].tolist():
            record = self.book.state[stream]
            part_ns = int(record["flight_due_ns"] + (record["part"] - 1) * record["slot_ns"])
            self._waiting.setdefault(stream, part_ns)

    def _hand_over(self, frames: Frames, words: Words) -> None:
        """Send frames whose rows are filled."""
        names_at, most = self.book.names_address, self.courier.most
        batch = lay_out(self.library, self.arena, names_at, frames, words.ends, most)
        refused = self.courier.send(batch)
        if len(refused):
            np.add.at(self.book.state["refused"], batch.stream[refused], batch.packets[refused])
