"""System files: a platform that is not ours, and who allowed traffic to it until when."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from camproof.domain.camera import SIP_TRANSPORTS, SipTransport
from camproof.domain.documents.fields import Fields
from camproof.domain.documents.files import compose_file, top_fields
from camproof.domain.documents.problems import Problems
from camproof.domain.errors import InputError, Place
from camproof.scenarios.schema.model import SystemSpec

__all__ = [
    "ALLOW_HINT",
    "ALLOW_OPTIONS",
    "is_loopback",
    "load_system",
    "read_system",
    "require_permission",
    "system_of",
]

ALLOW_HINT = "add allow: {owner: who allowed it, until: 2030-12-31}"
ALLOW_OPTIONS = "add --allow-owner NAME --allow-until 2030-12-31"
_ASK_AGAIN = "ask the owner again"


def load_system(path: Path, *, today: Callable[[], date] = date.today) -> SystemSpec:
    """Read a system file.

    :raises InputErrors: everything that is wrong with it.
    """
    problems = Problems()
    spec = read_system(path, problems, today=today)
    problems.raise_if_any()
    assert spec is not None
    return spec


def read_system(
    path: Path, problems: Problems, *, today: Callable[[], date] = date.today
) -> SystemSpec | None:
    """The same with the problems gathered; None where the file cannot be read at all."""
    table = compose_file(path, problems, "a system file")
    if table is None:
        return None
    return system_of(top_fields(table, problems), path.stem, path, today=today)


def system_of(
    fields: Fields, name: str, file: Path | None, *, today: Callable[[], date] = date.today
) -> SystemSpec:
    """The system that a table of fields describes; what is wrong is noted there.

    :param name: where the table gives none.
    """
    name = fields.text("name", name)
    host, port, transport = _sip(fields)
    code = _digits(fields, "code", (20,))
    domain = _digits(fields, "domain", (10, 20)) if fields.has("domain") else code[:10]
    password = fields.text("password", required=True)
    api = _api(fields)
    owner, until = _allow(fields, today)
    fields.finish("a system file")
    for field, target in (("sip", host), ("api", urlsplit(api).hostname or "")):
        if target and not is_loopback(target) and until is None:
            what = f"{target} is not this machine, and nobody allows traffic to it"
            fields.problem(field, what, ALLOW_HINT)
    return SystemSpec(
        name=name, host=host, port=port, transport=transport, code=code, domain=domain, password=password,
        api=api, owner=owner, until=until, file=file,
    )  # fmt: skip


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by its address or as "localhost"; no name is looked up."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _sip(fields: Fields) -> tuple[str, int, SipTransport]:
    sip = fields.sub("sip")
    if sip is None:
        if not fields.has("sip"):
            fields.missing("sip", suggestion="write its address, as in sip: {host: 127.0.0.1, port: 5060}")
        return "", 5060, "udp"
    host = sip.text("host", required=True)
    if any(character.isspace() or ord(character) < 33 for character in host):
        sip.problem("host", f"{host!r} is no address")
    port = sip.whole("port", 5060, low=1, high=65535)
    transport = cast(SipTransport, sip.word("transport", "transport of SIP", SIP_TRANSPORTS, "udp"))
    sip.finish("the address of a system")
    return host, port, transport


def _digits(fields: Fields, name: str, lengths: tuple[int, ...]) -> str:
    text = fields.text(name, required=True)
    if text and not (text.isascii() and text.isdigit() and len(text) in lengths):
        wanted = " or ".join(str(length) for length in lengths)
        fields.problem(name, f"{text!r} has to be {wanted} digits")
    return text


def _api(fields: Fields) -> str:
    api = fields.text("api")
    if not api:
        return ""
    try:
        parts = urlsplit(api)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        fields.problem("api", f"{api!r} is no address of an HTTP interface", "as in http://127.0.0.1:8080")
        return ""
    return api


def _allow(fields: Fields, today: Callable[[], date]) -> tuple[str, date | None]:
    """Owner and last day; a permission without either, or one that has ended, is a problem."""
    allow = fields.sub("allow")
    if allow is None:
        return "", None
    owner = allow.text("owner", required=True)
    written = allow.text("until", required=True)
    allow.finish("a permission")
    if not written:
        return owner, None
    try:
        until = _day(written)
    except InputError as error:
        allow.problem("until", error.what, error.suggestion)
        return owner, None
    if until < today():
        allow.problem("until", _ended(until), _ASK_AGAIN)
    return owner, until


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InputError(
            f"{written!r} is no date", Place(field="--allow-until"), "write it as 2030-12-31"
        ) from None


def _ended(until: date) -> str:
    return f"the permission ended on {until.isoformat()}"


def require_permission(
    host: str,
    option: str,
    *,
    owner: str = "",
    until: str = "",
    system: Path | None = None,
    today: Callable[[], date] = date.today,
) -> None:
    """Refuse traffic to a host that is not this machine, unless its owner allows it today.

    :param option: the one that names the host.
    :param owner, until: as ``--allow-owner`` and ``--allow-until`` gave them, empty where they did not.
    :param system: a system file of that very host, which holds the permission.
    :raises InputError: there is no permission, it has ended, or it is for another host.
    """
    if system is not None:
        allowed = load_system(system, today=today).host
        if allowed != host:
            raise InputError(f"{system} speaks of {allowed}, not of {host}", Place(field=option))
        return
    for name, given, other in (("until", owner, until), ("owner", until, owner)):
        if given and not other:
            raise InputError("a permission has an owner and a last day", Place(field=f"--allow-{name}"))
    if until:
        last = _day(until)
        if last < today():
            raise InputError(_ended(last), Place(field="--allow-until"), _ASK_AGAIN)
    elif not is_loopback(host):
        what = f"{host} is not this machine, and nobody allows traffic to it"
        raise InputError(what, Place(field=option), ALLOW_OPTIONS)
