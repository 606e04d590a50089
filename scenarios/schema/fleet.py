"""Fleet files: cameras that run in the foreground against a platform, without a scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from camproof.domain.documents.composing import compose
from camproof.domain.documents.fields import Fields
from camproof.domain.documents.files import compose_file, top_fields
from camproof.domain.documents.problems import InputErrors, Problems
from camproof.domain.documents.tree import List, Scalar, Table, Value
from camproof.domain.errors import InputError, Place
from camproof.domain.topology import District
from camproof.scenarios.schema.cameras import read_cameras
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.given import CameraSource, with_given
from camproof.scenarios.schema.model import CameraGroup, PlatformSpec, SystemSpec
from camproof.scenarios.schema.network import read_network
from camproof.scenarios.schema.overrides import moved, put
from camproof.scenarios.schema.platform import read_timing
from camproof.scenarios.schema.stamps import STAMPS, Stamp, stamp_named
from camproof.scenarios.schema.system import ALLOW_HINT, ALLOW_OPTIONS, system_of
from camproof.scenarios.schema.vocabulary import Vocabulary

__all__ = ["FleetSpec", "load_fleet"]

_PLAIN = """\
system: {name: the platform, sip: {host: 127.0.0.1, port: 5060}, code: "34020000002000000001"}
cameras:
  - {name: cameras, count: 1}
"""
_SPREAD_S = 2.0
MEDIA_PORTS = ("auto", "own", "shared")
OWN_PORTS = 200
"""So many cameras have media ports of their own where the file does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSpec:
    """A fleet as read.

    :param timing: keepalive interval and count, expiry; its other fields mean nothing here.
    :param network: districts whose link is described.
    :param source: a video file that every camera shows.
    :param stamp: "sei" or "picture": where the truth stands in pictures.
    :param seed: of all that is random; None = drawn.
    :param spread_s: over which the cameras begin.
    :param media_port: "auto", "own" or "shared": auto is one port for the live pictures over UDP of more than
        200 cameras.
    :param lasting_s: after which the fleet leaves, counted from the first registration; None = when told to.
    """

    system: SystemSpec
    cameras: tuple[CameraGroup, ...]
    timing: PlatformSpec
    network: tuple[District, ...] = ()
    source: Path | None = None
    stamp: Stamp = STAMPS[0]
    seed: int | None = None
    spread_s: float = _SPREAD_S
    lasting_s: float | None = None
    media_port: str = MEDIA_PORTS[0]

    @property
    def shares_port(self) -> bool:
        """Whether live pictures over UDP leave from one port for all cameras."""
        count = sum(group.count for group in self.cameras)
        return self.media_port == "shared" or (self.media_port == "auto" and count > OWN_PORTS)


Setting = str | tuple[str, ...]


def load_fleet(
    path: Path | None,
    options: Mapping[str, Mapping[str, Setting]],
    known: Vocabulary,
    inventory: CameraSource | None = None,
) -> FleetSpec:
    """Read a fleet file, or the plain fleet where there is none, with the options laid over it.

    A file has the fields ``system`` (as a system file), ``cameras`` and ``network`` (as a scenario),
    ``timing`` (``heartbeat-interval``, ``heartbeat-count``, ``expires``), ``source``, ``stamp``, ``seed``,
    ``spread``, ``for`` and ``media-port``.

    :param options: the option's name to the fields that it stands for, as
        ``{"--count": {"cameras.0.count": "20"}}``; an empty text leaves the field as it is.
    :param inventory: its cameras take the places of the file's.
    :raises InputErrors: all that is wrong with the file and the options, each with its place.
    """
    problems = Problems()
    table = _plain(problems) if path is None else compose_file(path, problems, "a fleet")
    if not isinstance(table, Table):
        problems.raise_if_any()
        raise AssertionError("a file without a table has a problem")
    for option, settings in options.items():
        for field, setting in settings.items():
            if setting:
                table = put(table, field, _value(setting, option), Place(option), problems)
    context = Context(known, problems, path.parent if path else Path())
    spec = _read(top_fields(table, problems), context, inventory, path)
    names = {field: option for option, settings in options.items() for field in settings}
    try:
        problems.raise_if_any()
    except InputErrors as found:
        raise InputErrors([_as_given(error, names) for error in found.errors]) from None
    return spec


def _plain(problems: Problems) -> Value | None:
    """A fleet of one camera; it stands in no file."""
    value = compose(_PLAIN, "", problems)
    return None if value is None else moved(value, Place())


def _value(setting: Setting, option: str) -> Value:
    if isinstance(setting, str):
        return Scalar(setting, Place(option), quoted=True)
    return List(tuple(Scalar(text, Place(option), quoted=True) for text in setting), Place(option))


def _as_given(error: InputError, names: Mapping[str, str]) -> InputError:
    """An error about a field that stands in no file, in words of the option."""
    option = names.get(error.field)
    if error.line is not None or option is None:
        return error
    hint = ALLOW_OPTIONS if error.suggestion == ALLOW_HINT else error.suggestion
    return InputError(error.what, Place(field=option), hint)


def _read(fields: Fields, bare: Context, inventory: CameraSource | None, path: Path | None) -> FleetSpec:
    sub = fields.sub("system")
    if sub is None:
        fields.missing("system", suggestion="write the platform's address, code and password")
        system = SystemSpec(name="", host="", port=0, transport="udp", code="", domain="", password="")
    else:
        system = system_of(sub, path.stem if path else "the platform", path)
    cameras = read_cameras(fields, bare, system.domain or system.code[:10])
    if inventory is not None and cameras:
        cameras = with_given(cameras, inventory, bare.problems)
    context = Context(bare.known, bare.problems, bare.folder, cameras)
    lasting_s = fields.quantity("for", "duration", math.inf)
    if not lasting_s:
        fields.problem("for", "it needs more than 0 s")
    spec = FleetSpec(
        system=system,
        cameras=cameras,
        timing=read_timing(fields),
        network=read_network(fields, context),
        source=_source(fields, bare.folder),
        stamp=stamp_named(fields.word("stamp", "kind of stamp", STAMPS)),
        seed=fields.whole("seed", 0) if fields.has("seed") else None,
        spread_s=fields.quantity("spread", "duration", _SPREAD_S),
        lasting_s=lasting_s if math.isfinite(lasting_s) else None,
        media_port=fields.word("media-port", "use of media ports", MEDIA_PORTS) or MEDIA_PORTS[0],
    )
    fields.finish("a fleet")
    return spec


def _source(fields: Fields, folder: Path) -> Path | None:
    name = fields.text("source")
    if not name:
        return None
    path = folder / name
    if "\0" in name or not path.is_file():
        fields.problem("source", f"there is no file {name!r}")
    return path
