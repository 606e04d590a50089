"""`cameras:` — an inventory, or how many to make up."""

from __future__ import annotations

from pathlib import Path

from camproof.domain.documents import Fields
from camproof.simulator.inputs.city.quantities import file_named, hours, measured
from camproof.simulator.values import CLASS_WORDS, CameraSource

__all__ = ["read_cameras"]

_USUAL = CameraSource()
_BAD_ROWS = ("refuse", "leave out")
_ONLY_MADE = ("count", "density", "districts")
_ONLY_FILE = (
    "columns",
    "encoding",
    "known-districts",
    "bad-rows",
    "class",
    "district",
    "vendor",
    "retention",
)


def read_cameras(fields: Fields, folder: Path) -> CameraSource:
    """Where the cameras come from."""
    cameras = fields.sub("cameras")
    if cameras is None:
        return _USUAL
    inventory = file_named(cameras, "inventory", folder)
    given = cameras.has("inventory")
    for field in _ONLY_MADE if given else _ONLY_FILE:
        if cameras.table.get(field) is not None:
            what = (
                "an inventory says that itself" if given else "that is for inventories; this city is made up"
            )
            cameras.problem(field, what)
    found = CameraSource(
        inventory=inventory,
        count=cameras.whole("count", _USUAL.count, low=1, high=20_000_000),
        density_km2=measured(cameras, "density", "density", _USUAL.density_km2, low=0.01, high=100_000.0),
        districts=cameras.whole("districts", _USUAL.districts, low=1, high=10_000),
        columns=_columns(cameras),
        encoding=cameras.text("encoding") or None,
        known_districts=tuple(scalar.text for scalar in cameras.scalars("known-districts")),
        skip_bad_rows=cameras.word("bad-rows", "way with bad rows", _BAD_ROWS) == _BAD_ROWS[1],
        camera_class=cameras.word("class", "camera class", CLASS_WORDS, _USUAL.camera_class),
        district=cameras.text("district", _USUAL.district),
        vendor=cameras.text("vendor", _USUAL.vendor),
        retention_d=hours(cameras, "retention", _USUAL.retention_d * 24) / 24,
    )
    cameras.finish("cameras")
    return found


def _columns(cameras: Fields) -> tuple[tuple[str, str], ...]:
    columns = cameras.sub("columns")
    if columns is None:
        return ()
    found = tuple((key.text, columns.text(key.text)) for key, _ in columns.table.items)
    columns.finish("columns of an inventory")
    return found
