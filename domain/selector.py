"""Which cameras an entry of the time line acts on."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from camproof.domain.camera import CameraRecord
from camproof.domain.errors import InputError, SelectionError, UnknownWordError
from camproof.verdicts.words import Place

__all__ = ["Selector", "select"]


@dataclass(frozen=True, slots=True)
class Selector:
    """A pick of cameras: every condition given must hold, then count or share thins them out.

    :param district: any of these districts; empty = all.
    :param camera_class: any of these classes; empty = all.
    :param group: any of these groups or camera names; empty = all.
    :param codes: these cameras, each a 20-digit code or its number (from 1) in the order of the records.
    :param count: this many of them, drawn by the random stream.
    :param share: this share of them (0 to 1, rounded half up, at least one), drawn by the random stream.
    :param place: where it was written, for errors.
    :raises SelectionError: both count and share, or one out of its range.
    """

    district: tuple[str, ...] = ()
    camera_class: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    codes: tuple[str | int, ...] = ()
    count: int | None = None
    share: float | None = None
    place: Place = field(default_factory=Place)

    def __post_init__(self) -> None:
        if self.count is not None and self.share is not None:
            raise SelectionError("give a count or a share, not both", self.place)
        if self.count is not None and self.count < 1:
            raise SelectionError(f"a count of {self.count} picks no camera", self.place)
        if self.share is not None and not 0 < self.share <= 1:
            raise SelectionError(f"a share of {self.share * 100:g} % picks no camera", self.place)

    def select(self, records: Sequence[CameraRecord], rng: random.Random) -> tuple[CameraRecord, ...]:
        """The cameras picked, in the order of ``records``.

        :param rng: drawn from once per candidate where count or share is given, else not at all; see
            :func:`camproof.domain.seeds.stream`.
        :raises UnknownWordError: a district, class, group or code that no camera has.
        :raises SelectionError: no camera is left, or fewer than ``count``.
        """
        candidates = self._matching(records)
        if not candidates:
            raise SelectionError("no camera meets all of these conditions", self.place)
        wanted = self._wanted(len(candidates))
        if wanted is None:
            return candidates
        return _draw(candidates, wanted, rng)

    def _matching(self, records: Sequence[CameraRecord]) -> tuple[CameraRecord, ...]:
        left = _by_code(records, self.codes, self.place) if self.codes else tuple(records)
        left = _keep(left, records, "district", self.district, lambda r: (r.district,), self.place)
        left = _keep(
            left, records, "camera class", self.camera_class, lambda r: (r.camera_class,), self.place
        )
        return _keep(
            left, records, "camera group or name", self.group, lambda r: (r.group, r.name), self.place
        )

    def _wanted(self, available: int) -> int | None:
        if self.share is not None:
            return max(1, math.floor(self.share * available + 0.5))
        if self.count is not None and self.count > available:
            what = f"{self.count} cameras are asked for, but only {available} meet the conditions"
            raise SelectionError(what, self.place, f"write {available} or fewer")
        return self.count


def select(
    selector: Selector, records: Sequence[CameraRecord], rng: random.Random
) -> tuple[CameraRecord, ...]:
    """The same as :meth:`Selector.select`."""
    return selector.select(records, rng)


def _keep(
    left: tuple[CameraRecord, ...],
    records: Sequence[CameraRecord],
    kind: str,
    wanted: tuple[str, ...],
    words_of: Callable[[CameraRecord], Iterable[str]],
    place: Place,
) -> tuple[CameraRecord, ...]:
    if not wanted:
        return left
    known = dict.fromkeys(word for record in records for word in words_of(record) if word)
    for word in wanted:
        if word not in known:
            raise UnknownWordError(kind, word, known, place)
    return tuple(record for record in left if any(word in wanted for word in words_of(record)))


def _by_code(
    records: Sequence[CameraRecord], codes: tuple[str | int, ...], place: Place
) -> tuple[CameraRecord, ...]:
    index_of = {record.code: index for index, record in enumerate(records)}
    picked: set[int] = set()
    for code in codes:
        if isinstance(code, str):
            if code not in index_of:
                raise UnknownWordError("camera code", code, index_of, place)
            picked.add(index_of[code])
        elif 1 <= code <= len(records):
            picked.add(code - 1)
        else:
            raise InputError(
                f"there is no camera number {code}", place, f"numbers go from 1 to {len(records)}"
            )
    return tuple(records[index] for index in sorted(picked))


def _draw(candidates: tuple[CameraRecord, ...], wanted: int, rng: random.Random) -> tuple[CameraRecord, ...]:
    """Those with the smallest draws: only ``random()`` is the same in every Python version."""
    draws = sorted((rng.random(), index) for index in range(len(candidates)))
    return tuple(candidates[index] for index in sorted(index for _, index in draws[:wanted]))
