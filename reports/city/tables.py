"""A city's result as columns, for those who go on working with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from camproof.simulator.answers import COUNTED, CityResult, Difference, Estimate, Key
from camproof.simulator.inputs import Issue, Projection
from camproof.simulator.values import CLASS_WORDS, Floats, Ints, Inventory, Smalls

__all__ = [
    "camera_table",
    "difference_table",
    "estimate_table",
    "figure_table",
    "issue_table",
    "offline_table",
    "write_csv",
    "write_parquet",
]


def figure_table(rows: Sequence[Mapping[Key, float]], keys: Sequence[Key]) -> pa.Table:
    """One row for each replication and key; what is counted is 0 where it did not happen."""
    found = [
        (number, key, values.get(key, 0.0))
        for number, values in enumerate(rows)
        for key in keys
        if key in values or key.measure in COUNTED
    ]
    return pa.table(
        {
            "replication": pa.array([number for number, _, _ in found], pa.int32()),
            **_key_columns([key for _, key, _ in found]),
            "value": pa.array([value for _, _, value in found], pa.float64()),
        }
    )


def estimate_table(found: Mapping[Key, Estimate]) -> pa.Table:
    """One row for each key: mean, interval, spread; empty ends where one replication tells none."""
    return pa.table({**_key_columns(list(found)), **_estimate_columns(list(found.values()))})


def difference_table(differences: Sequence[Difference]) -> pa.Table:
    """One row for each key that both designs have."""
    return pa.table(
        {
            **_key_columns([each.key for each in differences]),
            "first": pa.array([each.first.mean for each in differences], pa.float64()),
            "second": pa.array([each.second.mean for each in differences], pa.float64()),
            **_estimate_columns([each.change for each in differences]),
            "unpaired_half": _column([each.unpaired_half for each in differences]),
            "sure": pa.array([each.sure for each in differences], pa.bool_()),
        }
    )


def camera_table(inventory: Inventory, intact: Floats) -> pa.Table:
    """One row for each camera, in the order of the inventory.

    ``intact`` is the mean share of the period in which it was on-line with a good picture; ``x_m`` and
    ``y_m`` are metres from the origin of the projection.
    """
    longitude, latitude = Projection(inventory.origin).to_degrees(inventory.x_m, inventory.y_m)
    return pa.table(
        {
            "number": pa.array(np.arange(1, len(inventory) + 1), pa.int32()),
            "code": pa.array(list(_codes(inventory)), pa.string()),
            "name": pa.array(inventory.names or [""] * len(inventory), pa.string()),
            "longitude": pa.array(np.round(longitude, 7)),
            "latitude": pa.array(np.round(latitude, 7)),
            "x_m": pa.array(np.round(inventory.x_m, 2)),
            "y_m": pa.array(np.round(inventory.y_m, 2)),
            "class": _words(inventory.camera_class, CLASS_WORDS),
            "place": _words(inventory.place, inventory.places),
            "district": _words(inventory.district, inventory.districts),
            "vendor": _words(inventory.vendor, inventory.vendors),
            "networked": pa.array(inventory.networked),
            "hd": pa.array(inventory.hd),
            "intact": pa.array(intact, pa.float64()),
        }
    )


def offline_table(result: CityResult) -> pa.Table:
    """One row for each hour and class: cameras off-line, mean of all replications and of the first one."""
    classes, hours = result.offline_by_hour.shape
    return pa.table(
        {
            "hour": pa.array(np.repeat(np.arange(hours), classes), pa.int32()),
            "class": pa.array(list(CLASS_WORDS) * hours, pa.string()),
            "mean_offline": pa.array(result.offline_by_hour.T.ravel(), pa.float64()),
            "first_offline": pa.array(result.one_offline_by_hour.T.ravel(), pa.float64()),
        }
    )


def issue_table(issues: Sequence[Issue]) -> pa.Table:
    """One row for each odd cell or row of the inventory, in the order of the file."""
    return pa.table(
        {
            "file": pa.array([each.place.file for each in issues], pa.string()),
            "line": pa.array([each.place.line for each in issues], pa.int32()),
            "field": pa.array([each.place.field for each in issues], pa.string()),
            "left_out": pa.array([each.refused for each in issues], pa.bool_()),
            "what": pa.array([each.what for each in issues], pa.string()),
            "suggestion": pa.array([each.suggestion for each in issues], pa.string()),
        }
    )


def write_csv(table: pa.Table, path: Path) -> None:
    """RFC 4180 with a header, UTF-8, numbers with a point."""
    csv.write_csv(table, path)


def write_parquet(table: pa.Table, path: Path) -> None:
    """One row group a million rows, Zstandard; no time stands in the file."""
    parquet.write_table(table, path, compression="zstd", row_group_size=1 << 20)


def _codes(inventory: Inventory) -> Iterator[str]:
    return (inventory.code(row) for row in range(len(inventory)))


def _words(numbers: Ints | Smalls, words: Sequence[str]) -> pa.Array:
    column = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(list(words), pa.string()))
    return column.dictionary_decode()


def _key_columns(keys: Sequence[Key]) -> dict[str, pa.Array]:
    return {
        name: pa.array([getattr(key, field) for key in keys], pa.string())
        for name, field in (
            ("measure", "measure"),
            ("unit", "unit"),
            ("class", "camera_class"),
            ("district", "district"),
            ("of", "of"),
        )
    }


def _estimate_columns(found: Sequence[Estimate]) -> dict[str, pa.Array]:
    whole = {"n": pa.array([each.n for each in found], pa.int32())}
    return whole | {
        name: _column([getattr(each, name) for each in found])
        for name in ("mean", "sd", "low", "high", "least", "most")
    }


def _column(values: Sequence[float]) -> pa.Array:
    return pa.array([value if np.isfinite(value) else None for value in values], pa.float64())
