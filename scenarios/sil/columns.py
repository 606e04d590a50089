"""Who is on-line, as shares of all cameras, of each class and district: the columns of the online series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.domain.camera import CameraRecord

__all__ = ["Column", "OnlineColumns"]


@dataclass(slots=True)
class Column:
    """One series.

    :param kind: "all", "class" or "district".
    :param cameras: how many belong to it; ``online``: how many of these are on-line now.
    """

    kind: str
    label: str
    cameras: int = 0
    online: int = 0


class OnlineColumns:
    """Counts cameras as they come and go, so that a sample costs the same for any number of them."""

    def __init__(self, records: Sequence[CameraRecord]) -> None:
        self._of: dict[str, list[Column]] = {record.code: [] for record in records}
        self.all = [*self._made("all", lambda _: "all cameras", records)]
        self.all += self._made("class", lambda record: str(record.camera_class), records)
        self.all += self._made("district", lambda record: record.district, records)

    def changed(self, code: str, online: bool) -> None:
        """A camera came or went; call it once for each change."""
        for column in self._of.get(code, ()):
            column.online += 1 if online else -1

    def shares(self) -> list[float]:
        """The share of each column that is on-line now, to four digits."""
        return [round(column.online / column.cameras, 4) for column in self.all]

    def _made(
        self, kind: str, label_of: Callable[[CameraRecord], str], records: Sequence[CameraRecord]
    ) -> list[Column]:
        made: dict[str, Column] = {}
        for record in records:
            label = label_of(record)
            column = made.setdefault(label, Column(kind, label))
            column.cameras += 1
            self._of[record.code].append(column)
        return list(made.values())
