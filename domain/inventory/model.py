"""What reading an inventory needs to know, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from camproof.domain.camera import CameraRecord, EditionName, SipTransport
from camproof.domain.classes import CameraClass
from camproof.domain.stream import StreamProfile
from camproof.verdicts.words import Place, locate

__all__ = ["Inventory", "InventoryOptions", "RowIssue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryOptions:
    """What to take where the file says nothing.

    :param region: 6 or 8 digits from which codes are made; None = the file must hold every code.
    :param mapping: our field -> the file's column, where the usual names do not do.
    :param taken: codes already in use elsewhere.
    :param group: the group given to cameras without one.
    :param encoding: None = found out: UTF-8, UTF-16 with a mark, GB 18030.
    :param delimiter: None = found out: comma, semicolon or tab.
    :param skip_bad_rows: leave unusable rows out, each named in the issues, instead of refusing the file.
    """

    region: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    default_class: CameraClass = CameraClass.SOCIAL
    default_district: str = "all"
    edition: EditionName = "2016"
    sip_transport: SipTransport = "udp"
    stream: StreamProfile = field(default_factory=StreamProfile)
    group: str = ""
    taken: frozenset[str] = frozenset()
    encoding: str | None = None
    delimiter: str | None = None
    skip_bad_rows: bool = False


@dataclass(frozen=True, slots=True)
class RowIssue:
    """Something about one row that its owner should know.

    :param refused: whether the row gave no camera.
    """

    file: str
    line: int
    field: str
    what: str
    suggestion: str = ""
    refused: bool = False

    @property
    def place(self) -> Place:
        return Place(self.file, self.line, None, self.field)

    @property
    def text(self) -> str:
        """One sentence with file, line and field."""
        return locate(self.what, self.place, self.suggestion)


@dataclass(frozen=True, slots=True)
class Inventory:
    """An inventory as read.

    :param records: in the order of the file.
    :param notes: one sentence for each thing that was assumed: defaults, encoding, columns, made codes.
    :param issues: one for each row that lacks something or was left out.
    :param columns: our field -> the column that it was read from.
    """

    records: tuple[CameraRecord, ...]
    notes: tuple[str, ...] = ()
    issues: tuple[RowIssue, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[RowIssue, ...]:
        """The rows that gave no camera."""
        return tuple(issue for issue in self.issues if issue.refused)
