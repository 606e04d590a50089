"""Platforms from a YAML file.

A file holds one platform, or ``platforms:`` with several; the keys are the fields of
:class:`~camproof.protocols.gb28181.platform.PlatformConfig` and ``name``::

    platforms:
      - name: upper
        code: "34020000002000000001"
        port: 5060
        edition: 2022
        passwords: {"34020000001320000001": secret}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from camproof.domain.errors import InputError, Place, did_you_mean
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform import PlatformConfig, Redirect

__all__ = ["NamedConfig", "config_from_mapping", "load_platforms"]

_FIELDS = tuple(field.name for field in fields(PlatformConfig))
_HINTS = get_type_hints(PlatformConfig)
_LEAST: dict[str, float] = {
    "port": 0,
    "min_expires_s": 1,
    "heartbeat_count": 1,
    "nonce_limit": 1,
    "device_limit": 1,
    "heartbeat_interval_s": 0.1,
}


@dataclass(frozen=True, slots=True)
class NamedConfig:
    """One platform of a file. ``name`` is its code where the file gives none."""

    name: str
    config: PlatformConfig


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
    rest = {str(key): value for key, value in row.items() if key != "name"}
    config = config_from_mapping(rest, file=file, where=where)
    return NamedConfig(str(row.get("name") or config.code), config)


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


def _value(name: str, value: Any, place: Place) -> Any:
    special = {"edition": _edition, "passwords": _passwords, "redirect": _redirect, "code": _code}
    if name in special:
        return special[name](value, place)
    kind = _HINTS[name]
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
    if name == "port" and value > 65_535:
        raise InputError(f"a port is at most 65535, not {value}", place)
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
