"""Camera groups that come from an inventory."""

from __future__ import annotations

from dataclasses import replace

from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.fields import Fields
from camproof.scenarios.schema.model import CameraGroup

__all__ = ["with_inventory"]


def with_inventory(fields: Fields, group: CameraGroup, context: Context) -> CameraGroup:
    """The group with the inventory's cameras; a group has either a `count` or an `inventory`."""
    if not fields.has("inventory"):
        if not fields.has("count"):
            fields.missing(
                "count", "neither a count nor an inventory stands here", "write how many, as in count: 10"
            )
        return group
    if fields.has("count"):
        fields.problem("count", "an inventory has its own count")
    name = fields.text("inventory")
    path = context.folder / name
    if name and ("\0" in name or not path.is_file()):
        fields.problem("inventory", f"there is no file {name!r}", "paths start at the scenario's folder")
    return replace(group, inventory=path)
