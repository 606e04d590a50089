"""Camera groups that come from an inventory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from camproof.domain.camera import CameraRecord
from camproof.domain.documents.fields import Fields
from camproof.domain.documents.tree import Scalar
from camproof.domain.errors import InputError, UnknownWordError
from camproof.domain.inventory import FIELDS, Inventory, read_inventory
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.model import CameraGroup

__all__ = ["dealt", "with_inventory"]


def with_inventory(
    fields: Fields, group: CameraGroup, context: Context, taken: frozenset[str]
) -> CameraGroup:
    """The group with the inventory's cameras; a group has either a `count` or an `inventory`.

    What the file has a column for is the file's; the other traits are dealt from the group's lists.

    :param taken: codes that other groups use already.
    """
    mapping = _mapping(fields)
    skips = fields.flag("skip-bad-rows", default=False)
    if not fields.has("inventory"):
        _check_made(fields)
        return group
    if fields.has("count"):
        fields.problem("count", "an inventory has its own count")
    name = fields.text("inventory")
    path = context.folder / name
    if not name or "\0" in name or not path.is_file():
        if name:
            fields.problem("inventory", f"there is no file {name!r}", "paths start at the scenario's folder")
        return group
    try:
        found = _read(group, path, mapping, taken, skips=skips)
    except InputError as error:
        _refused(fields, error)
        return replace(group, inventory=path)
    return replace(
        group,
        inventory=path,
        count=len(found.records),
        records=tuple(dealt(group, index, record, found) for index, record in enumerate(found.records)),
        notes=(*found.notes, *(issue.text for issue in found.issues)),
    )


def _check_made(fields: Fields) -> None:
    if not fields.has("count"):
        what = "neither a count nor an inventory stands here"
        fields.missing("count", what, "write how many, as in count: 10")
    for name in ("columns", "skip-bad-rows"):
        if fields.has(name):
            fields.problem(name, "it belongs to an inventory, and there is none")


def _mapping(fields: Fields) -> dict[str, str]:
    """`columns: {name: Location}` — our field, the file's column."""
    columns = fields.sub("columns")
    if columns is None:
        return {}
    found = {name: columns.text(name) for name in FIELDS if columns.has(name)}
    columns.finish("the columns of an inventory")
    return {name: column for name, column in found.items() if column}


def _refused(fields: Fields, error: InputError) -> None:
    """A column that the file does not have is a mistake where the scenario names it."""
    word = error.word if isinstance(error, UnknownWordError) else ""
    columns = fields.sub("columns") if word else None
    for key, value in columns.table.items if columns is not None else ():
        if isinstance(value, Scalar) and value.text == word:
            name = fields.name_of(f"columns.{key.text}")
            fields.problems.add(error.what, value.place, name, error.suggestion)
            return
    inventory = fields.table.get("inventory")
    fields.problems.take(error, inventory.place if inventory else fields.place, fields.name_of("inventory"))


def _read(
    group: CameraGroup, path: Path, mapping: dict[str, str], taken: frozenset[str], *, skips: bool
) -> Inventory:
    return read_inventory(
        path,
        region=group.region,
        mapping=mapping,
        default_class=group.classes[0],
        default_district=group.districts[0],
        edition=group.editions[0],
        sip_transport=group.sip[0],
        stream=group.streams[0],
        group=group.name,
        taken=taken,
        skip_bad_rows=skips,
    )


def dealt(group: CameraGroup, index: int, record: CameraRecord, inventory: Inventory) -> CameraRecord:
    """A record of an inventory in a group: what the file does not tell, it is dealt."""
    traits, has = group.traits(index), inventory.columns
    own_group = (("group", record.group),) if record.group not in ("", group.name) else ()
    return replace(
        record,
        group=group.name,
        attributes=(*record.attributes, *own_group),
        camera_class=record.camera_class if "class" in has else traits.camera_class,
        district=record.district if "district" in has else traits.district,
        edition=record.edition if "edition" in has else traits.edition,
        sip_transport=record.sip_transport if "transport" in has else traits.sip_transport,
        stream=record.stream if "stream" in has else traits.stream,
        scene=traits.scene,
        sound=traits.sound,
        picture=traits.picture,
        infrared=traits.infrared,
    )
