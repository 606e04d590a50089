from __future__ import annotations

from datetime import date

import pytest

from camproof.domain.errors import InputError
from camproof.scenarios.schema import InputErrors, load_system
from camproof.scenarios.schema.system import is_loopback, require_permission

LOCAL = """\
name: Our platform
sip: {host: 127.0.0.1, port: 15060, transport: tcp}
code: 34020000002000000001
password: secret
api: http://localhost:8080
"""
FAR = LOCAL.replace("127.0.0.1", "192.0.2.7")
ALLOW = "allow: {owner: Zhang Wei, until: 2030-05-01}\n"


@pytest.fixture
def read(tmp_path):
    def reads(text: str, today: date = date(2030, 5, 1)):
        path = tmp_path / "platform.yaml"
        path.write_text(text)
        return load_system(path, today=lambda: today)

    return reads


def test_a_system_on_this_machine_needs_no_permission(read):
    spec = read(LOCAL)
    assert (spec.name, spec.host, spec.port, spec.transport) == ("Our platform", "127.0.0.1", 15060, "tcp")
    assert (spec.code, spec.domain, spec.password) == ("34020000002000000001", "3402000000", "secret")
    assert (spec.owner, spec.until) == ("", None)


def test_a_system_elsewhere_is_allowed_by_its_owner_until_a_day(read):
    spec = read(FAR + ALLOW)
    assert (spec.owner, spec.until) == ("Zhang Wei", date(2030, 5, 1))


@pytest.mark.parametrize(
    ("text", "line", "field", "what"),
    [
        (FAR, 2, "sip", "192.0.2.7 is not this machine, and nobody allows traffic to it"),
        (LOCAL.replace("localhost", "192.0.2.8"), 5, "api", "192.0.2.8 is not this machine"),
        (FAR + ALLOW.replace("05-01", "04-30"), 6, "allow.until", "the permission ended on 2030-04-30"),
        (LOCAL + "allow: {until: 2031-01-01}\n", 6, "allow.owner", "missing"),
        (LOCAL + "allow: {owner: a}\n", 6, "allow.until", "missing"),
        (LOCAL + "allow: {owner: a, until: soon}\n", 6, "allow.until", "'soon' is no date"),
        (
            LOCAL + "allow: {owner: a, until: 2031-01-01, til: 1}\n",
            6,
            "allow.til",
            "no field of a permission",
        ),
        (LOCAL.replace("15060", "0"), 2, "sip.port", "not between 1 and 65535"),
        (LOCAL.replace("tcp", "tls"), 2, "sip.transport", "no transport"),
        (LOCAL.replace("127.0.0.1", '"a b"') + ALLOW, 2, "sip.host", "no address"),
        (LOCAL.replace("34020000002000000001", "34"), 3, "code", "has to be 20 digits"),
        (LOCAL + "domain: 34\n", 6, "domain", "has to be 10 or 20 digits"),
        (LOCAL.replace("http:", "ftp:"), 5, "api", "no address of an HTTP interface"),
        (LOCAL.replace("http://localhost:8080", "'http://[::'"), 5, "api", "no address of an HTTP interface"),
        (LOCAL.replace("password: secret\n", ""), 1, "password", "missing"),
        (LOCAL.replace("sip:", "#"), 1, "sip", "missing"),
        (LOCAL.replace("name:", "nam:"), 1, "nam", "no field of a system file"),
        ("- a", 1, "", "a system file is a table"),
    ],
)
def test_mistakes(read, text, line, field, what):
    with pytest.raises(InputErrors) as caught:
        read(text)
    (error,) = caught.value.errors
    assert (error.line, error.field) == (line, field)
    assert what in error.what


@pytest.mark.parametrize(
    ("host", "is_this"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("2130706433", False),
        ("::ffff:192.0.2.1", False),
    ],
)
def test_only_this_machine_is_this_machine(host, is_this):
    assert is_loopback(host) is is_this


def test_a_scenario_names_its_system(load, good, tmp_path):
    (tmp_path / "ours.yaml").write_text(LOCAL)
    text = good.replace("system: built-in", "system: ours.yaml")
    own = text.replace(text[text.index("platform:") : text.index("cameras:")], "")
    assert load(own).system.name == "Our platform"
    with pytest.raises(InputErrors, match=r"line 7.*'platform': these are settings of the built-in platform"):
        load(text)
    (tmp_path / "ours.yaml").write_text(FAR)
    with pytest.raises(InputErrors, match=r"ours.yaml, line 2, .*nobody allows traffic"):
        load(own)


@pytest.mark.parametrize(
    ("host", "given", "why"),
    [
        ("192.0.2.7", {}, "192.0.2.7 is not this machine.*add --allow-owner NAME --allow-until"),
        ("0.0.0.0", {}, "is not this machine"),
        ("192.0.2.7", {"owner": "me"}, "--allow-until': a permission has an owner and a last day"),
        ("192.0.2.7", {"until": "2031-01-01"}, "--allow-owner': a permission has an owner and a last day"),
        ("192.0.2.7", {"owner": "me", "until": "soon"}, "--allow-until': 'soon' is no date"),
        ("192.0.2.7", {"owner": "me", "until": "2030-04-30"}, "the permission ended on 2030-04-30"),
    ],
)
def test_traffic_elsewhere_needs_its_owners_permission(host, given, why):
    with pytest.raises(InputError, match=why):
        require_permission(host, "--to", today=lambda: date(2030, 5, 1), **given)


def test_traffic_that_is_allowed(tmp_path):
    def asked(host, **given):
        require_permission(host, "--to", today=lambda: date(2030, 5, 1), **given)

    asked("127.0.0.1")
    asked("192.0.2.7", owner="me", until="2030-05-01")
    path = tmp_path / "far.yaml"
    path.write_text(FAR + ALLOW)
    asked("192.0.2.7", system=path)
    with pytest.raises(InputError, match=r"far.yaml speaks of 192.0.2.7, not of 192.0.2.8"):
        asked("192.0.2.8", system=path)
