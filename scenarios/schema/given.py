"""An inventory that a user gives for a run: its cameras take the places of the scenario's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from camproof.domain.camera import CameraRecord
from camproof.domain.documents.problems import Problems
from camproof.domain.errors import InputError, Place
from camproof.domain.inventory import Inventory, read_inventory
from camproof.scenarios.schema.inventories import dealt
from camproof.scenarios.schema.model import CameraGroup

__all__ = ["CameraSource", "with_given"]


@dataclass(frozen=True, slots=True)
class CameraSource:
    """An inventory file and how to read it.

    :param region: 6 or 8 digits from which codes are made; empty for the scenario's domain.
    :param mapping: our field -> the file's column, where the usual names do not do.
    :param option: what the user wrote it as, for errors.
    """

    path: Path
    region: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    option: str = "--cameras"


def with_given(
    groups: Sequence[CameraGroup], source: CameraSource, problems: Problems
) -> tuple[CameraGroup, ...]:
    """The groups with the file's cameras, dealt over them in proportion to their sizes, in the file's order.

    What the file has a column for is the file's; class, district and the other traits that it does not tell
    are dealt as the scenario deals them to made cameras, and the notes say so.
    """
    first = groups[0]
    try:
        found = read_inventory(
            source.path,
            region=source.region or first.region,
            mapping=source.mapping,
            default_class=first.classes[0],
            default_district=first.districts[0],
        )
    except InputError as error:
        problems.take(error, Place(field=source.option), source.option)
        return tuple(groups)
    shares = _shares([group.count for group in groups], len(found.records))
    given, start = [], 0
    for group, count in zip(groups, shares, strict=True):
        records = found.records[start : start + count]
        start += count
        if records:
            given.append(_filled(group, records, found, source))
    given[0] = replace(given[0], notes=_notes(found, source, shares, groups))
    return tuple(given)


def _filled(
    group: CameraGroup, records: Sequence[CameraRecord], found: Inventory, source: CameraSource
) -> CameraGroup:
    cameras = tuple(dealt(group, index, record, found) for index, record in enumerate(records))
    return replace(group, inventory=source.path, count=len(cameras), records=cameras, notes=())


def _notes(
    found: Inventory, source: CameraSource, shares: Sequence[int], groups: Sequence[CameraGroup]
) -> tuple[str, ...]:
    dealt_words = ", ".join(
        f"{count} {group.name}" for group, count in zip(groups, shares, strict=True) if count
    )
    missing = [
        word for word in ("class", "district", "edition", "transport", "stream") if word not in found.columns
    ]
    said = f"{source.path.name}: {len(found.records)} cameras, in the file's order {dealt_words}"
    if missing:
        said += f"; {', '.join(missing)} not in the file, dealt as the scenario deals them"
    untrue = tuple(f"no column gives the {word}:" for word in missing)
    kept = [note for note in found.notes if not note.startswith(untrue)]
    return (said, *kept, *(issue.text for issue in found.issues))


def _shares(weights: Sequence[int], total: int) -> list[int]:
    """``total`` in proportion to the weights, by largest remainders."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for index in order[: total - sum(shares)]:
        shares[index] += 1
    return shares
