"""The analyser of a stream in virtual time: a :class:`StreamAnalyser` without bytes.

Packets that come one by one go through its own code. What was added up in arrays meanwhile is collected
into a ledger when somebody asks, and joins its accounts.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any

from camproof.media.receive.analyser import StreamAnalyser
from camproof.media.receive.buckets import Bucket, Counts
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.order import HOLD_S
from camproof.media.receive.report import StreamFacts, StreamReport
from camproof.media.stamp import TruthStamp
from camproof.media.virtual.assembly import FrameOf, UnitAssembler
from camproof.media.virtual.flights import NOTHING
from camproof.media.virtual.ledger import Ledger
from camproof.protocols.rtp import RtpPacket, SenderReport

__all__ = ["FlightAnalyser"]

_TICK_NS = 100_000 / 9
_KEEP_REPORTS = 7200
_MASK = 0xFFFFFFFF
Flight = Any
"""A record as in ``flights``."""


class FlightAnalyser(StreamAnalyser):
    """Measures one flight.

    :param opened_s: monotonic time from which starts are counted.
    :param frames_of: makes the frames of a unit.
    :param catch_up: brings the arrays up to now; called before anything is told.
    :param collect: enters what they hold of this stream into ``ledger``.
    :ivar ledger: what was added up.
    :ivar flight: the record in which the stream is added up; None while packets come one by one.
    """

    def __init__(
        self,
        opened_s: float,
        frames_of: FrameOf,
        catch_up: Callable[[], None],
        collect: Callable[[], None],
        *,
        ssrc: int | None = None,
        payload_type: int | None = None,
        tcp: bool = False,
        wall_s: Callable[[float], float] | None = None,
        on_frame: Callable[[ReceivedFrame], None] | None = None,
    ) -> None:
        super().__init__(
            opened_s,
            ssrc=ssrc,
            payload_type=payload_type,
            hold_s=0.0 if tcp else HOLD_S,
            wall_s=wall_s,
            on_frame=on_frame,
        )
        self.flight: Flight = None
        self.ledger = Ledger()
        self.assembler = UnitAssembler(frames_of)
        self._builder = self.assembler  # type: ignore[assignment]
        self._catch_up = catch_up
        self._collect = collect
        self._earlier: list[Ledger] = []
        self._reports_s: deque[float] = deque(maxlen=_KEEP_REPORTS)

    # Packets one by one

    def one(self, packet: RtpPacket, arrival_s: float) -> None:
        """One packet."""
        bucket = self._at(arrival_s)
        if self._is_ours(packet, bucket):
            self._take(packet, arrival_s, bucket)

    def report_came(self, report: SenderReport, arrival_s: float) -> None:
        """A sender report of the stream."""
        self._reports_s.append(arrival_s)
        if report.ssrc == self._ssrc:
            self._sender_clock.report(report, self._wall_s(arrival_s))

    def goodbye(self, arrival_s: float) -> None:
        """A BYE."""
        self._at(arrival_s).goodbyes += 1

    @property
    def runs(self) -> bool:
        """Whether a picture is shown and frames come evenly: the rest may be added up."""
        return self._pictures.first_key_s is not None and self._frame_clock.step > 0

    # Added up in arrays

    def let_go(self, flight: Flight, last_sequence: int, last_timestamp: int) -> None:
        """Hand all accounts to a record, which is written to.

        :param last_sequence, last_timestamp: of the last packet, without wrapping.
        """
        self._close_bucket()
        _, first_s, last_step = self._frame_clock.place
        newest, since_key = self._pictures.place
        assert since_key is not None
        assert self._jitter.transit is not None
        flight["highest"] = last_sequence
        flight["expected"], flight["received"] = self._tracker.expected, self._tracker.received
        flight["last_ns"] = round(self.last_packet_s * 1e9)
        flight["timestamp"], flight["began_ns"] = last_timestamp, round(first_s * 1e9)
        flight["transit_ns"] = self.last_packet_s * 1e9 - last_timestamp * _TICK_NS
        flight["jitter"] = self._jitter.jitter * _TICK_NS
        flight["step"], flight["last_step"] = self._frame_clock.step, last_step
        flight["emitted"], flight["key_at"] = since_key, 0
        flight["newest"] = NOTHING if newest is None else newest.frame
        self.flight = flight

    def take_back(self) -> None:
        """Go on with packets one by one."""
        flight, self.flight = self.flight, None
        if flight is None:
            return
        self._enter_rows()
        self._last_packet_s = float(flight["last_ns"]) / 1e9
        self._tracker.go_on(int(flight["highest"]), int(flight["expected"]), int(flight["received"]))
        tracker = self._tracker
        self._counted = Counts(tracker.expected, tracker.received, tracker.duplicates, tracker.reordered)
        timestamp = int(flight["timestamp"])
        self._jitter.go_on(
            float(flight["jitter"]) / _TICK_NS, timestamp, float(flight["transit_ns"]) / _TICK_NS
        )
        self._frame_clock.go_on(
            timestamp, float(flight["began_ns"]) / 1e9, int(flight["step"]), int(flight["last_step"])
        )
        self._order.reset()
        self._pictures.go_on(self._newest_of(flight), int(flight["emitted"] - flight["key_at"]))

    def _newest_of(self, flight: Flight) -> TruthStamp | None:
        if flight["newest"] == NOTHING:
            return None
        return TruthStamp(int(flight["camera"]), int(flight["newest"]) & _MASK, 0)

    def tell(self, frame: ReceivedFrame) -> None:
        """A picture that the rows count already: for those who look at pictures."""
        self._pictures.look(frame)
        if self.on_frame is not None:
            self.on_frame(frame)

    def show(self, frame: ReceivedFrame) -> None:
        """The same for a key picture with parameter sets that differ from those before."""
        self._pictures.show(frame)

    def _enter_rows(self) -> None:
        """Keep what was added up up to here as an account of its own."""
        self._collect()
        account = self.ledger.between(-math.inf, math.inf)
        if account is not None:
            self._earlier.append(self.ledger)
            self.ledger = Ledger()

    def _between(self, start: float = -math.inf, end: float = math.inf) -> list[Bucket]:
        """As of the analyser, with what was added up in arrays; a second may have several accounts."""
        self._collect()
        chosen = super()._between(start, end)
        added = (ledger.between(start, end) for ledger in (*self._earlier, self.ledger))
        chosen += [account for account in added if account is not None]
        reports = sum(start <= int(at_s) < end for at_s in self._reports_s)
        if reports:
            at_s = self._reports_s[0]
            chosen.append(Bucket(int(at_s), at_s, at_s, sender_reports=reports))
        chosen.sort(key=lambda account: account.first_s)
        return chosen

    # What is asked

    @property
    def picture_codec(self) -> str:
        """Codec of the pictures."""
        return self._pictures.codec

    @property
    def ssrc(self) -> int:
        """The one that was agreed, or that of the first packet; 0 before."""
        return self._ssrc or 0

    @property
    def key_frame(self) -> bytes | None:
        """The last complete key access unit that was told of."""
        return self._pictures.key_frame

    def totals(self) -> tuple[int, int, float]:
        """(expected, lost) packets so far, and when the last came."""
        self._catch_up()
        flight = self.flight
        if flight is None:
            return super().totals()
        expected = int(flight["expected"])
        return expected, expected - int(flight["received"]), float(flight["last_ns"]) / 1e9

    @property
    def last_packet_s(self) -> float:
        """Monotonic time of the last packet; of opening, before the first."""
        if self.flight is not None:
            return float(self.flight["last_ns"]) / 1e9
        return super().last_packet_s

    def facts(self) -> StreamFacts:
        """What is true of the whole stream so far."""
        if self.flight is not None:
            self._last_packet_s = self.last_packet_s
            self._frame_clock.step = int(self.flight["step"])
        return super().facts()

    def report(self, now_s: float | None = None) -> StreamReport:
        """Everything from the first packet to ``now_s`` (default: to the last packet)."""
        self._catch_up()
        return super().report(now_s)

    def window(self, from_s: float, to_s: float) -> StreamReport:
        """The whole seconds inside ``[from_s, to_s)``; those that touch it where none lies inside."""
        self._catch_up()
        return super().window(from_s, to_s)
