"""Judging many streams by limits that a user sets: each holds for every stream, so the worst one decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.media.limit_kind import JITTER, LOSS, LimitKind
from camproof.media.load.measured import MeasuredStream
from camproof.verdicts import (
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
    """A figure that can be limited, as each stream has it; None where one lacks it.

    :param silence: whether the figure counts what was due after a stream fell silent.
    """

    kind: LimitKind
    of: Callable[[MeasuredStream], float | None]
    silence: bool = False


def _latency_s(stream: MeasuredStream) -> float | None:
    p99_ms = stream.report.latency_ms.p99
    return None if p99_ms is None else p99_ms / 1000


LIMITS: dict[str, StreamLimit] = {
    "loss": StreamLimit(LOSS, lambda one: one.report.loss_share),
    "jitter": StreamLimit(JITTER, lambda one: one.report.worst_jitter_ms),
    "latency": StreamLimit(LimitKind("TRANS-1", "truth stamps, p99 of each", "no stamps"), _latency_s),
    "frame-loss": StreamLimit(
        LimitKind(
            "TRANS-11",
            "truth stamps, and the frames due in silence",
            "no stamps, or fell silent and have no steady frame rate",
        ),
        lambda one: one.frame_loss_share,
        silence=True,
    ),
    "wrong-camera": StreamLimit(
        LimitKind("TRANS-12", "truth stamps", "no stamps"), lambda one: one.wrong_camera_share
    ),
    "fps": StreamLimit(
        LimitKind(
            "TRANS-9",
            "frames from the first one to the end of measuring",
            "no steady timestamps or came in the last second",
            most=False,
        ),
        lambda one: one.fps,
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
    figure = LIMITS[asked.name]
    kind = figure.kind
    limit, spec = kind.limit(asked.value), kind.spec(f"worst of {len(streams)} streams")
    values = [value for stream in streams if (value := figure.of(stream)) is not None]
    beyond = sum(not limit.holds(value) for value in values)
    lacking = len(streams) - len(values)
    silent = 0 if figure.silence else sum(one.silence_s > 0 for one in streams)
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
    return StreamVerdict(kind.verdict(made, asked.value, saturated), beyond, len(streams))


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
