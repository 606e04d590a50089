"""Platforms from a YAML file.

A file holds one platform, or ``platforms:`` with several; the keys are the fields of
:class:`~camproof.protocols.gb28181.platform.PlatformConfig` and ``name``::

    platforms:
      - name: upper
        code: "34020000002000000001"
        port: 5060
        edition: 2022
        passwords: {"34020000001320000001": secret}
      - name: lower
        code: "34020100002000000001"
        upper: {code: "34020000002000000001", host: 127.0.0.1, port: 5060}

``upper`` is the platform above, or a list of several; its keys are the fields of
:class:`~camproof.platforms.cascade.UpperConfig`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from camproof.domain.errors import InputError, Place, did_you_mean
from camproof.platforms.cascade.config import UpperConfig
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform import PlatformConfig, Redirect

__all__ = ["NamedConfig", "config_from_mapping", "load_platforms"]

_FIELDS = tuple(field.name for field in fields(PlatformConfig))
_HINTS = get_type_hints(PlatformConfig)
_UPPER_FIELDS = tuple(field.name for field in fields(UpperConfig))
_UPPER_HINTS = get_type_hints(UpperConfig)
_LEAST: dict[str, float] = {
    "port": 0,
    "min_expires_s": 1,
    "heartbeat_count": 1,
    "nonce_limit": 1,
    "device_limit": 1,
    "heartbeat_interval_s": 0.1,
    "expires_s": 1,
    "keepalive_interval_s": 0.1,
    "keepalive_count": 1,
    "page_items": 1,
}
_MOST: dict[str, int] = {"port": 65_535, "local_port": 65_535, "page_items": 10_000}


@dataclass(frozen=True, slots=True)
class NamedConfig:
    """One platform of a file. ``name`` is its code where the file gives none.

    :param uppers: the platforms above it.
    """

    name: str
    config: PlatformConfig
    uppers: tuple[UpperConfig, ...] = ()


def load_platforms(path: Path) -> tuple[NamedConfig, ...]:
    """Read a file.

    :raises InputError: names the file, the line or field, and what is accepted.
    """
    place = Place(file=str(path))
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror or error}", place) from error
    except UnicodeDecodeError as error:
        raise InputError("the file is not UTF-8 text", place) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Place(str(path), mark.line + 1, mark.column + 1) if mark is not None else place
        raise InputError(f"this is no YAML: {getattr(error, 'problem', None) or error}", where) from error
    return _platforms(data, str(path))


def _platforms(data: Any, file: str) -> tuple[NamedConfig, ...]:
    if isinstance(data, Mapping) and "platforms" in data:
        rows = data["platforms"]
        if not isinstance(rows, list) or not rows:
            raise InputError("platforms is not a list of platforms", Place(file, field="platforms"))
        found = tuple(_named(row, file, f"platforms[{index}]") for index, row in enumerate(rows))
    else:
        found = (_named(data, file, ""),)
    for what, values in (("name", [entry.name for entry in found]), ("code", [e.config.code for e in found])):
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise InputError(f"two platforms have the {what} {twice}", Place(file, field="platforms"))
    return found


def _named(row: Any, file: str, where: str) -> NamedConfig:
    if not isinstance(row, Mapping):
        raise InputError("a platform is written as names and values", Place(file, field=where))
    rest = {str(key): value for key, value in row.items() if key not in ("name", "upper")}
    config = config_from_mapping(rest, file=file, where=where)
    uppers = _uppers(row.get("upper"), Place(file, field=f"{where}.upper" if where else "upper"))
    for upper in uppers:
        if upper.code == config.code:
            raise InputError(f"the platform {config.code} is above itself", Place(file, field=where))
    return NamedConfig(str(row.get("name") or config.code), config, uppers)


def _uppers(data: Any, place: Place) -> tuple[UpperConfig, ...]:
    """One platform above, or a list of them."""
    if data is None:
        return ()
    if not isinstance(data, list):
        return (_upper(data, place),)
    found = tuple(
        _upper(row, replace(place, field=f"{place.field}[{index}]")) for index, row in enumerate(data)
    )
    codes = [upper.code for upper in found]
    if len(set(codes)) < len(codes):
        raise InputError("two upper platforms have one code", place)
    return found


def _upper(data: Any, place: Place) -> UpperConfig:
    if not isinstance(data, Mapping):
        raise InputError("an upper platform is written as names and values", place)
    values = {}
    for key, value in data.items():
        name, here = str(key), replace(place, field=f"{place.field}.{key}")
        if name not in _UPPER_FIELDS:
            raise InputError(f"an upper platform has no {name!r}", here, did_you_mean(name, _UPPER_FIELDS))
        values[name] = _value(name, value, here, _UPPER_HINTS)
    for name in ("code", "host"):
        if name not in values:
            raise InputError(f"an upper platform needs its {name}", place)
    return UpperConfig(**values)


def config_from_mapping(data: Mapping[str, Any], *, file: str = "", where: str = "") -> PlatformConfig:
    """A configuration from names and values.

    :raises InputError: an unknown name, or a value of the wrong kind.
    """
    values = {}
    for name, value in data.items():
        place = Place(file, field=f"{where}.{name}" if where else name)
        if name not in _FIELDS:
            raise InputError(f"a platform has no {name!r}", place, did_you_mean(name, _FIELDS))
        values[name] = _value(name, value, place)
    return PlatformConfig(**values)


def _value(name: str, value: Any, place: Place, hints: Mapping[str, Any] = _HINTS) -> Any:
    special = {
        "edition": _edition,
        "passwords": _passwords,
        "redirect": _redirect,
        "code": _code,
        "groups": _groups,
    }
    if name in special:
        return special[name](value, place)
    kind = hints[name]
    if words := get_args(kind):
        if value not in words:
            shown = " or ".join(str(word) for word in words)
            raise InputError(f"{value!r} is not one of the accepted values", place, f"write {shown}")
        return value
    if kind is bool:
        return _checked(value, isinstance(value, bool), "true or false", place)
    if kind is str:
        return str(
            _checked(value, isinstance(value, str | int) and not isinstance(value, bool), "a text", place)
        )
    is_number = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
    what = "a whole number" if kind is int else "a number of seconds"
    _checked(value, is_number, what, place)
    if name != "clock_error_s" and value < _LEAST.get(name, 0):
        raise InputError(f"{name} is at least {_LEAST.get(name, 0):g}, not {value}", place)
    if value > _MOST.get(name, value):
        what = "a port" if name.endswith("port") else name
        raise InputError(f"{what} is at most {_MOST[name]}, not {value}", place)
    return value if kind is int else float(value)


def _checked(value: Any, good: bool, what: str, place: Place) -> Any:
    if not good:
        raise InputError(f"{value!r} is not {what}", place)
    return value


def _edition(value: Any, place: Place) -> Edition:
    try:
        return value if isinstance(value, Edition) else Edition(str(value))
    except ValueError as error:
        raise InputError(f"{value!r} is no edition of GB/T 28181", place, "write 2016 or 2022") from error


def _code(value: Any, place: Place) -> str:
    text = str(value)
    if not re.fullmatch(r"[0-9]{20}", text):
        raise InputError(f"{text!r} is not a 20-digit code", place)
    return text


def _groups(value: Any, place: Place) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping) or not all(isinstance(codes, list) for codes in value.values()):
        raise InputError("groups are written as name: [code, code]", place)
    return {str(name): tuple(_code(code, place) for code in codes) for name, codes in value.items()}


def _passwords(value: Any, place: Place) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise InputError("passwords are written as code: password", place)
    return {_code(code, place): str(password) for code, password in value.items()}


def _redirect(value: Any, place: Place) -> Redirect | None:
    if value is None:
        return None
    needed = {"code", "host", "port"}
    if not isinstance(value, Mapping) or set(value) - {"challenged"} != needed:
        raise InputError("redirect needs code, host and port, and takes challenged, but nothing else", place)
    port, challenged = value["port"], value.get("challenged", False)
    _checked(challenged, isinstance(challenged, bool), "true or false", place)
    _checked(port, isinstance(port, int) and 0 < port < 65_536, "a port", place)
    return Redirect(_code(value["code"], place), (str(value["host"]), port), challenged)
