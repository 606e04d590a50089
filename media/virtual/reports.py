"""RTCP of senders: a report each 5 s, and the BYE. They suffer loss and delay of the way but do not queue."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.analyser import FlightAnalyser
from camproof.media.virtual.flights import NEVER_NS, Rows
from camproof.media.virtual.links import Links
from camproof.media.virtual.sending import camera_us, timestamps
from camproof.protocols.rtp import SenderReport, ntp_from_epoch

__all__ = ["REPORT_NS", "Reports"]

REPORT_NS = 5_000_000_000
_MASK = 0xFFFFFFFF
Analysers = Callable[[int], FlightAnalyser | None]


class Reports:
    """Sender reports of all flights. :param rng: which of them are lost."""

    def __init__(self, rng: np.random.Generator, wall_ns: int) -> None:
        self._rng = rng
        self._wall_ns = wall_ns

    def send(self, flights: Rows, until_ns: int, links: Links, analysers: Analysers) -> None:
        """Those that fell due up to a moment."""
        due = np.flatnonzero(flights["report_ns"] <= until_ns)
        while len(due):
            self._send(flights, due, links, analysers)
            due = due[flights["report_ns"][due] <= until_ns]

    def _send(self, flights: Rows, due: NDArray[np.int64], links: Links, analysers: Analysers) -> None:
        at = flights["report_ns"][due]
        rows = flights[due]
        values = zip(
            due.tolist(),
            (camera_us(rows, at, self._wall_ns) / 1e6).tolist(),
            (timestamps(at - rows["zero_ns"]) & _MASK).tolist(),
            (rows["sent_packets"] & _MASK).tolist(),
            (rows["sent_octets"] & _MASK).tolist(),
            ((at + rows["delay_ns"]) / 1e9).tolist(),
            self._passing(rows, links).tolist(),
            strict=True,
        )
        flights["report_ns"][due] += REPORT_NS
        for number, epoch_s, timestamp, packets, octets, at_s, passes in values:
            analyser = analysers(number)
            if passes and analyser is not None:
                report = SenderReport(analyser.ssrc, ntp_from_epoch(epoch_s), timestamp, packets, octets)
                analyser.report_came(report, at_s)

    def goodbye(
        self, flights: Rows, number: int, links: Links, analyser: FlightAnalyser | None, now_ns: int
    ) -> None:
        """BYE of a stream that is up."""
        up = flights["report_ns"][number] < NEVER_NS
        if analyser is not None and up and self._passing(flights[[number]], links)[0]:
            analyser.goodbye((now_ns + int(flights["delay_ns"][number])) / 1e9)

    def _passing(self, rows: Rows, links: Links) -> NDArray[np.bool_]:
        loss = np.where(rows["tcp"], 0.0, links.loss(rows["hops"]))
        lost = self._rng.random(len(rows)) < loss if loss.any() else loss > 0
        return np.asarray(~(lost | rows["down"]))
