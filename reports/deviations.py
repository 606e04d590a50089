"""Deviations of a run, counted by kind and device, and the file that lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camproof.protocols.deviation import Deviation
from camproof.reports.model import DeviationLine

__all__ = ["DeviationTally", "write_deviations"]


@dataclass(slots=True)
class _Count:
    count: int
    first_s: float
    last_s: float
    message: str
    example: str


class DeviationTally:
    """Counts departures as they come; memory grows with the kinds and devices, not with the packets."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str, str], dict[str, _Count]] = {}

    def add(self, device: str, deviation: Deviation, at_s: float, message: str = "") -> None:
        """Count one.

        :param device: the 20-digit code; empty where it is not known.
        :param at_s: scenario time.
        :param message: in which message it was: "REGISTER", "200 to INVITE".
        """
        devices = self._kinds.setdefault((deviation.what, deviation.where, deviation.clause), {})
        found = devices.get(device)
        if found is None:
            devices[device] = _Count(1, at_s, at_s, message, deviation.evidence[:64].hex())
        else:
            found.count += 1
            found.last_s = max(found.last_s, at_s)

    def take(self, row: Mapping[str, Any]) -> None:
        """Add a row of :meth:`rows`, as read back from a journal."""
        devices = self._kinds.setdefault((row["what"], row["where"], row["clause"]), {})
        found = devices.get(row["device"])
        if found is None:
            devices[row["device"]] = _Count(
                row["count"], row["first_s"], row["last_s"], row["message"], row["example"]
            )
        else:
            found.count += row["count"]
            found.last_s = max(found.last_s, row["last_s"])

    def lines(self) -> tuple[DeviationLine, ...]:
        """One line for each kind, the most frequent first."""
        lines = [
            DeviationLine(
                what=what,
                where=where,
                clause=clause,
                count=sum(found.count for found in devices.values()),
                devices=tuple(sorted(device for device in devices if device)),
                example=next((found.example for found in devices.values() if found.example), ""),
            )
            for (what, where, clause), devices in self._kinds.items()
        ]
        return tuple(sorted(lines, key=lambda line: (-line.count, line.where, line.what)))

    def rows(self) -> tuple[dict[str, object], ...]:
        """One row for each kind and device, as `deviations.jsonl` holds them, in a fixed order."""
        return tuple(
            {
                "what": what,
                "where": where,
                "clause": clause,
                "device": device,
                "count": found.count,
                "first_s": round(found.first_s, 6),
                "last_s": round(found.last_s, 6),
                "message": found.message,
                "example": found.example,
            }
            for (what, where, clause), devices in sorted(self._kinds.items())
            for device, found in sorted(devices.items())
        )


def write_deviations(path: Path, tally: DeviationTally) -> None:
    """Write `deviations.jsonl`: a JSON object a line, keys sorted, ASCII."""
    with path.open("w", encoding="ascii") as file:
        for row in tally.rows():
            file.write(json.dumps(row, sort_keys=True, allow_nan=False) + "\n")
