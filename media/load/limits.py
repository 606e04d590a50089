"""Judging many streams by limits that a user sets: each holds for every stream, so the worst one decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.media.load.measured import MeasuredStream
from camproof.verdicts import (
    Limit,
    MeasurementSpec,
    Verdict,
    census_share,
    census_value,
    judge,
    not_made,
    requirement,
)

__all__ = ["LIMITS", "Asked", "StreamLimit", "StreamVerdict", "judge_count", "judge_streams"]


@dataclass(frozen=True, slots=True)
class StreamLimit:
    """A figure that can be limited.

    :param requirement_id: the row that judges it; its unit is that of ``of``.
    :param lacking: why a stream may not have it, in a few words.
    :param most: whether the limit is an upper one.
    :param silence: whether the figure counts what was due after a stream fell silent.
    """

    requirement_id: str
    of: Callable[[MeasuredStream], float | None]
    method: str
    lacking: str
    most: bool = True
    silence: bool = False


def _latency_s(stream: MeasuredStream) -> float | None:
    p99_ms = stream.report.latency_ms.p99
    return None if p99_ms is None else p99_ms / 1000


LIMITS: dict[str, StreamLimit] = {
    "loss": StreamLimit(
        "TRANS-5", lambda one: one.report.loss_share, "RTP sequence numbers", "no packets to count"
    ),
    "jitter": StreamLimit(
        "TRANS-4", lambda one: one.report.worst_jitter_ms, "RFC 3550 6.4.1, the worst of each", "no packets"
    ),
    "latency": StreamLimit("TRANS-1", _latency_s, "truth stamps, p99 of each", "no stamps"),
    "frame-loss": StreamLimit(
        "TRANS-11",
        lambda one: one.frame_loss_share,
        "truth stamps, and the frames due in silence",
        "no stamps, or fell silent and have no steady frame rate",
        silence=True,
    ),
    "wrong-camera": StreamLimit("TRANS-12", lambda one: one.wrong_camera_share, "truth stamps", "no stamps"),
    "fps": StreamLimit(
        "TRANS-9",
        lambda one: one.fps,
        "frames from the first one to the end of measuring",
        "no steady timestamps or came in the last second",
        most=False,
        silence=True,
    ),
}
_COUNT = "TRANS-10"


@dataclass(frozen=True, slots=True)
class Asked:
    """:param name: a key of ``LIMITS``; ``value`` in the unit of its requirement."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class StreamVerdict:
    """:param beyond: how many of ``streams`` do not hold the limit."""

    verdict: Verdict
    beyond: int
    streams: int

    @property
    def line(self) -> str:
        """The verdict on one line, with how many streams it takes in."""
        more = f"; {self.beyond} of {self.streams} streams do not hold it" if self.beyond else ""
        return self.verdict.line + more


def judge_streams(
    streams: Sequence[MeasuredStream], asked: Asked, saturated: str | None = None, unheard: str = ""
) -> StreamVerdict:
    """Judge one figure of all streams.

    A stream without the figure makes the verdict inconclusive, unless others fail. So does one that fell
    silent before the end, where the figure tells only of what came.

    :param saturated: why this machine could not measure; then inconclusive.
    :param unheard: what came besides and was not measured; then nobody knows of every stream: inconclusive.
    """
    kind = LIMITS[asked.name]
    row = requirement(kind.requirement_id)
    limit = Limit("at-most" if kind.most else "at-least", asked.value, row.limit.unit)
    scope = f"worst of {len(streams)} streams"
    spec = MeasurementSpec(row.metric, row.limit.unit, row.id, scope=scope, percentile=row.percentile)
    values = [value for stream in streams if (value := kind.of(stream)) is not None]
    beyond = sum(not limit.holds(value) for value in values)
    lacking = len(streams) - len(values)
    silent = 0 if kind.silence else sum(one.silence_s > 0 for one in streams)
    if unheard:
        made = not_made(spec, unheard)
    elif not streams:
        made = not_made(spec, "no stream came")
    elif lacking and not beyond:
        made = not_made(spec, f"{lacking} of {len(streams)} streams have {kind.lacking}")
    elif silent and not beyond:
        why = f"{silent} of {len(streams)} streams fell silent, and this tells only of what came"
        made = not_made(spec, why)
    else:
        worst = max(values) if kind.most else min(values)
        made = census_value(spec, worst, len(values), method=kind.method)
    return StreamVerdict(judge(made, row, limit, saturated), beyond, len(streams))


def judge_count(
    streams: Sequence[MeasuredStream], sent: int, saturated: str | None = None, unheard: str = ""
) -> StreamVerdict:
    """Judge whether all streams that were sent came; one that came by two connections is one.

    :param saturated, unheard: as for ``judge_streams``.
    """
    row = requirement(_COUNT)
    spec = MeasurementSpec(row.metric, "share", row.id, scope=f"{sent} streams")
    came = len({(one.port, one.ssrc) for one in streams})
    made = census_share(spec, min(came, sent), sent, method="SSRC at each port")
    if unheard:
        made = not_made(spec, unheard)
    return StreamVerdict(judge(made, row, None, saturated), 0, sent)
