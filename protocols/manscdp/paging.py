"""Answers in several messages (GB/T 28181-2022 Annex M): cutting them and gathering them again.

All parts carry the SN of the query and the same SumNum; Num says how many items a part has, and the sum of
Num is SumNum. No time is kept here: when to give up waiting is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.catalog import CatalogItem
from camproof.protocols.manscdp.node import Manscdp, Node
from camproof.protocols.manscdp.records import RecordItem

__all__ = ["MAX_ITEMS_PER_MESSAGE", "PageCollector", "catalog_pages", "record_pages"]

CLAUSE = "GB/T 28181-2022 Annex M"
MAX_ITEMS_PER_MESSAGE = 10_000


def catalog_pages(
    items: Sequence[CatalogItem], sn: int, device_id: str, per_page: int, edition: Edition = Edition.GB2022
) -> Sequence[Manscdp]:
    """A catalogue in parts of at most ``per_page`` items; an empty one is one part with SumNum 0."""
    return _Pages(_Envelope("Catalog", sn, device_id, "DeviceList"), items, per_page, edition)


def record_pages(
    items: Sequence[RecordItem],
    sn: int,
    device_id: str,
    per_page: int,
    *,
    name: str = "",
    edition: Edition = Edition.GB2022,
) -> Sequence[Manscdp]:
    """Recordings as parts of at most ``per_page`` items; ``name`` is the device's."""
    envelope = _Envelope("RecordInfo", sn, device_id, "RecordList", (Node("Name", name),))
    return _Pages(envelope, items, per_page, edition)


@dataclass(frozen=True, slots=True)
class _Envelope:
    cmd_type: str
    sn: int
    device_id: str
    list_name: str
    before: tuple[Node, ...] = ()


class _Pages(Sequence[Manscdp]):
    """Parts that are made when they are asked for: those of 10 000 channels take a second in all."""

    def __init__(
        self,
        envelope: _Envelope,
        items: Sequence[CatalogItem] | Sequence[RecordItem],
        per_page: int,
        edition: Edition,
    ) -> None:
        if not 1 <= per_page <= MAX_ITEMS_PER_MESSAGE:
            raise LocalProtocolError(f"{per_page} items per message is outside 1-{MAX_ITEMS_PER_MESSAGE}")
        self._envelope = envelope
        self._items = items
        self._edition = edition
        self._starts = range(0, max(1, len(items)), per_page)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Manscdp: ...

    @overload
    def __getitem__(self, index: slice) -> list[Manscdp]: ...

    def __getitem__(self, index: int | slice) -> Manscdp | list[Manscdp]:
        if isinstance(index, slice):
            return [self._page(start) for start in self._starts[index]]
        return self._page(self._starts[index])

    def _page(self, start: int) -> Manscdp:
        items = self._items[start : start + self._starts.step]
        nodes = tuple(item.to_node("Item", self._edition) for item in items)
        return _page(self._envelope, nodes, len(self._items))


def _page(envelope: _Envelope, part: tuple[Node, ...], total: int) -> Manscdp:
    fields = (*envelope.before, Node("SumNum", str(total)))
    if part:
        fields += (Node(envelope.list_name, "", (("Num", str(len(part))),), part),)
    return Manscdp("Response", envelope.cmd_type, envelope.sn, envelope.device_id, fields)


_LISTS = {
    "catalog": ("DeviceList", "Item", "DeviceID"),
    "recordinfo": ("RecordList", "Item", ""),
    "presetquery": ("PresetList", "Item", "PresetID"),
    "cruisetracklistquery": ("CruiseTrackList", "CruiseTrack", "Number"),
    "cruisetrackquery": ("CruisePointList", "CruisePoint", ""),
    "sdcardstatus": ("SDCardStatusInfo", "Item", "ID"),
}
"""List element, item element, and the field that must differ between items ("" for the whole item)."""


class PageCollector:
    """Gathers the parts of one answer.

    Done when as many items came as SumNum says. A part that came before, word for word, is not counted again.
    Items that are there twice, or have no DeviceID, count as come but not as items: ``missing`` shows them.
    Parts that come when it is done are noted and left out.

    :param sn: of the query.
    :param cmd_type: of the query: Catalog, RecordInfo, PresetQuery ...
    :param limit: how many items are kept at most; beyond, the answer counts as done.
    """

    def __init__(self, sn: int, cmd_type: str = "Catalog", *, limit: int = 1_000_000) -> None:
        if cmd_type.lower() not in _LISTS:
            raise LocalProtocolError(f"{cmd_type} has no answer in several parts")
        self.sn = sn
        self.cmd_type = cmd_type
        self.sum_num: int | None = None
        self.parts = 0
        self.received = 0
        self.failed = False
        self.complete = False
        self._limit = limit
        self._list, self._item, self._key = _LISTS[cmd_type.lower()]
        self._items: dict[object, Node] = {}
        self._seen: set[tuple[Node, ...]] = set()
        self._deviations: dict[tuple[str, bytes], Deviation] = {}

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The different items so far, in the order they came."""
        return tuple(self._items.values())

    @property
    def missing(self) -> int:
        """How many items are lacking to SumNum; 0 before the first part."""
        return max(0, (self.sum_num or 0) - len(self._items))

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """What was wrong with the parts so far, each kind with its first evidence and at most 64 in all."""
        return tuple(self._deviations.values())

    def record_items(self) -> tuple[RecordItem, ...]:
        """The items so far, as of a list of recordings."""
        return tuple(RecordItem.from_node(node) for node in self._items.values())

    def accepts(self, message: Manscdp) -> bool:
        """True for a part of this answer: a Response of that command and SN."""
        return message.is_a("Response", self.cmd_type) and message.sn == self.sn

    def add(self, message: Manscdp) -> bool:
        """Takes a part; messages that are none of this answer are left alone. Returns ``complete``."""
        if not self.accepts(message):
            return self.complete
        lists = message.all(self._list)
        items = tuple(item for entry in lists for item in entry.all(self._item))
        if items and items in self._seen:
            self._note("a part came twice", self._list, b"")
            return self.complete
        if self.complete:
            self._note("more items than SumNum", "SumNum", b"")
            return True
        self.parts += 1
        self._seen.add(items)
        self._take_sum(message, len(items))
        self._check_num(lists)
        for item in items:
            self._take(item)
        self._finish(message)
        return self.complete

    def _take_sum(self, message: Manscdp, count: int) -> None:
        text = message.text("SumNum")
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            if self._key != "PresetID" and message.text("Result").upper() != "ERROR":
                self._note("SumNum is missing or no number", "SumNum", text.encode("utf-8", "replace"))
            self.sum_num = self.sum_num if self.sum_num is not None else count
            return
        if self.sum_num is not None and self.sum_num != int(text):
            self._note("SumNum changes between parts", "SumNum", f"{self.sum_num} {text}".encode())
        self.sum_num = int(text)

    def _check_num(self, lists: Sequence[Node]) -> None:
        for entry in lists:
            stated, found = entry.attribute("Num").strip(), len(entry.all(self._item))
            if stated != str(found):
                self._note("Num is not the number of items", self._list, f"{stated} {found}".encode())
            if found > MAX_ITEMS_PER_MESSAGE:
                self._note("a part has more than 10 000 items", self._list, str(found).encode())

    def _take(self, item: Node) -> None:
        self.received += 1
        if len(self._items) >= self._limit:
            return
        key: object = item.text_of(self._key) if self._key else item
        if not key:
            self._note(f"an item has no {self._key}", self._item, b"")
        elif key in self._items:
            evidence = key.encode("utf-8", "replace") if isinstance(key, str) else b""
            self._note("an item came twice", self._item, evidence)
        else:
            self._items[key] = item

    def _finish(self, message: Manscdp) -> None:
        total = self.sum_num or 0
        if self.received > total:
            self._note("more items than SumNum", "SumNum", f"{self.received} {total}".encode())
        self.failed = self.failed or message.text("Result").upper() == "ERROR"
        self.complete = self.failed or self.received >= total or len(self._items) >= self._limit

    def _note(self, what: str, where: str, evidence: bytes) -> None:
        if len(self._deviations) < 64:
            place = f"MANSCDP {self.cmd_type}/{where}"
            self._deviations.setdefault(
                (what, evidence), Deviation(f"MANSCDP {self.cmd_type}: {what}", place, CLAUSE, evidence[:64])
            )
