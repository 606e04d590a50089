"""GeoJSON files (RFC 7946): features with a geometry and properties."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from camproof.domain.errors import InputError, Place

__all__ = ["Feature", "is_geojson", "parse_geojson", "read_bytes", "read_geojson"]

MOST_BYTES = 512_000_000
_PLAIN_CRS = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature as it stands in the file; nothing in it has been checked but its outer shape.

    :param place: file and field: "features.12".
    """

    place: Place
    geometry: Mapping[str, Any] | None
    properties: Mapping[str, Any]


def is_geojson(path: Path) -> bool:
    """Whether the name says so."""
    return path.suffix.lower() in (".geojson", ".json")


def read_bytes(path: Path, what: str) -> bytes:
    """The bytes of a file of the user.

    :raises InputError: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # also a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{what} cannot be read: {reason}", Place(str(path))) from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{what} has more than {MOST_BYTES // 1_000_000} MB", Place(str(path)))
    return data


def read_geojson(path: Path, what: str) -> tuple[Feature, ...]:
    """The features of a file.

    :param what: the file is, for errors: "the inventory".
    :raises InputError: it cannot be read, is no GeoJSON, or has another coordinate system than WGS 84.
    """
    return parse_geojson(read_bytes(path, what), str(path))


def parse_geojson(data: bytes, file: str) -> tuple[Feature, ...]:
    """As :func:`read_geojson`, from the bytes of the file."""
    top = _loaded(data, file)
    if not isinstance(top, dict) or top.get("type") not in ("FeatureCollection", "Feature"):
        raise InputError("this is no GeoJSON FeatureCollection", Place(file), "see RFC 7946, section 3.3")
    _check_system(top, file)
    features = [top] if top["type"] == "Feature" else top.get("features")
    if not isinstance(features, list):
        raise InputError("the FeatureCollection has no list of features", Place(file, field="features"))
    return tuple(_feature(each, Place(file, field=f"features.{at}")) for at, each in enumerate(features))


def _loaded(data: bytes, file: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise InputError(f"the file is not UTF-8 (byte {error.start})", Place(file)) from None
    except json.JSONDecodeError as error:
        raise InputError(f"this is not JSON: {error.msg}", Place(file, error.lineno, error.colno)) from None
    except RecursionError:
        raise InputError("values are nested too deep", Place(file)) from None
    except ValueError as error:
        raise InputError(f"this is not JSON: {error}", Place(file)) from None


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _check_system(top: Mapping[str, Any], file: str) -> None:
    """Files of the time before RFC 7946 may name a coordinate system."""
    crs = top.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "") if isinstance(properties, dict) else crs)
    if not name.endswith(_PLAIN_CRS):
        hint = "write longitude and latitude of WGS 84, as RFC 7946 section 4 asks"
        raise InputError(f"the coordinates are of {name[:80]!r}", Place(file, field="crs"), hint)


def _feature(value: Any, place: Place) -> Feature:
    if not isinstance(value, dict) or value.get("type") != "Feature":
        raise InputError("this is no Feature", place)
    geometry, properties = value.get("geometry"), value.get("properties")
    if geometry is not None and not isinstance(geometry, dict):
        raise InputError("the geometry is none", place)
    if properties is not None and not isinstance(properties, dict):
        raise InputError("the properties are no object", place)
    return Feature(place, geometry, properties or {})
