"""Fleet files: cameras that run in the foreground against a platform, without a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camproof.domain.errors import Place
from camproof.domain.topology import District
from camproof.scenarios.schema.cameras import read_cameras
from camproof.scenarios.schema.composing import compose
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.fields import Fields
from camproof.scenarios.schema.files import compose_file, top_fields
from camproof.scenarios.schema.given import CameraSource, with_given
from camproof.scenarios.schema.model import CameraGroup, PlatformSpec, SystemSpec
from camproof.scenarios.schema.network import read_network
from camproof.scenarios.schema.overrides import lay_over, moved
from camproof.scenarios.schema.platform import read_platform
from camproof.scenarios.schema.problems import Problems
from camproof.scenarios.schema.system import system_of
from camproof.scenarios.schema.tree import Table, Value
from camproof.scenarios.schema.vocabulary import Vocabulary

__all__ = ["FleetSpec", "load_fleet"]

_PLAIN = """\
system: {name: the platform, sip: {host: 127.0.0.1, port: 5060}, code: "34020000002000000001"}
cameras:
  - {name: cameras, count: 1}
"""


@dataclass(frozen=True, slots=True)
class FleetSpec:
    """A fleet as read.

    :param timing: keepalive interval and count, expiry; its other fields mean nothing here.
    :param network: districts whose link is described.
    """

    system: SystemSpec
    cameras: tuple[CameraGroup, ...]
    timing: PlatformSpec
    network: tuple[District, ...] = ()


def load_fleet(
    path: Path | None,
    options: Mapping[str, Sequence[str]],
    known: Vocabulary,
    inventory: CameraSource | None = None,
) -> FleetSpec:
    """Read a fleet file, or the plain fleet where there is none, with the options laid over it.

    A file has the fields ``system`` (as a system file), ``cameras``, ``network`` and ``timing`` (as
    ``cameras``, ``network`` and ``platform`` of a scenario).

    :param options: the option's name to what it sets, as ``{"--count": ["cameras.0.count=20"]}``.
    :param inventory: its cameras take the places of the file's.
    :raises InputErrors: all that is wrong with the file and the options, each with its place.
    """
    problems = Problems()
    table = _plain(problems) if path is None else compose_file(path, problems, "a fleet")
    if not isinstance(table, Table):
        problems.raise_if_any()
        raise AssertionError("a file without a table has a problem")
    for option, overrides in options.items():
        table = lay_over(table, overrides, problems, option)
    fields = top_fields(table, problems)
    spec = _read(fields, Context(known, problems, path.parent if path else Path()), inventory, path)
    problems.raise_if_any()
    return spec


def _plain(problems: Problems) -> Value | None:
    """A fleet of one camera; it stands in no file."""
    value = compose(_PLAIN, "", problems)
    return None if value is None else moved(value, Place())


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
    spec = FleetSpec(system, cameras, read_platform(fields, "timing"), read_network(fields, context))
    fields.finish("a fleet")
    return spec
