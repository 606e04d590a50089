"""Platforms from YAML: right files, and what is said of wrong ones."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from camproof.domain.errors import InputError
from camproof.platforms import (
    NotPossible,
    PlatformConfig,
    PlatformGroup,
    Redirect,
    config_from_mapping,
    load_platforms,
)
from camproof.protocols.gb28181.edition import Edition
from camproof.runtimes.errors import PortInUse

FULL = """
platforms:
  - name: upper
    code: "34020000002000000001"
    edition: 2016
    heartbeat_interval_s: 5
    qop: false
    digest_algorithm: SM3
    passwords: {"34020000001320000001": secret}
    redirect: {code: "34020000002000000009", host: 192.0.2.1, port: 5060, challenged: true}
  - code: "34020000002000000002"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "platforms.yaml"
    path.write_text(text, "utf-8")
    return path


def test_several(tmp_path: Path) -> None:
    upper, second = load_platforms(write(tmp_path, FULL))
    assert (upper.name, second.name) == ("upper", "34020000002000000002")
    config = upper.config
    assert config.edition is Edition.GB2016
    assert (config.heartbeat_interval_s, config.qop, config.digest_algorithm) == (5.0, False, "SM3")
    assert config.password_of("34020000001320000001") == "secret"
    assert config.password_of("34020000001320000002") == "12345678"
    assert config.redirect == Redirect("34020000002000000009", ("192.0.2.1", 5060), challenged=True)
    assert (config.realm, config.public_host) == ("3402000000", "127.0.0.1")


def test_single(tmp_path: Path) -> None:
    (only,) = load_platforms(write(tmp_path, 'code: "34020000002000000007"\nport: 5061\n'))
    assert only.config == PlatformConfig(code="34020000002000000007", port=5061)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("heartbeat_intervall_s: 5", "did you mean 'heartbeat_interval_s'?"),
        ("edition: 2011", "write 2016 or 2022"),
        ('code: "123"', "'123' is not a 20-digit code"),
        ("qop: maybe", "'maybe' is not true or false"),
        ("port: 70000", "a port is at most 65535"),
        ("port: -1", "port is at least 0, not -1"),
        ("heartbeat_count: 2.5", "2.5 is not a whole number"),
        ("heartbeat_interval_s: soon", "'soon' is not a number of seconds"),
        ("digest_algorithm: MD4", "write MD5 or SHA-256 or SM3"),
        ("unregistered_status: 500", "write 403 or 404"),
        ("passwords: secret", "code: password"),
        ("redirect: {code: x}", "redirect needs code, host and port"),
        ("platforms: {}", "platforms is not a list of platforms"),
        ("platforms: [1]", "a platform is written as names and values"),
        ("- 1", "a platform is written as names and values"),
        ("a: [", "this is no YAML"),
        ('platforms: [{name: a}, {name: a, code: "34020000002000000009"}]', "two platforms have the name a"),
        ("platforms: [{name: a}, {name: b}]", "two platforms have the code"),
    ],
)
def test_wrong_files_get_one_clear_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_platforms(path)
    assert sentence in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_platforms(tmp_path / "none.yaml")
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        load_platforms(path)


def test_mapping_names_the_field() -> None:
    with pytest.raises(InputError) as caught:
        config_from_mapping({"port": "high"}, where="platforms[0]")
    assert caught.value.field == "platforms[0].port"


def test_group_starts_all_or_none(tmp_path: Path) -> None:
    async def body() -> None:
        async with await PlatformGroup.from_file(write(tmp_path, FULL)) as group:
            assert [name for name, _ in group] == ["upper", "34020000002000000002"]
            upper = group.get("34020000002000000001")
            assert upper is group.get("upper")
            assert group.get("nobody") is None
            taken = upper.address[1] if upper is not None else 0
            with pytest.raises(PortInUse, match="is in use by another program"):
                await PlatformGroup.start(
                    [PlatformConfig(code="34020000002000000003"), PlatformConfig(port=taken)]
                )
            with pytest.raises(NotPossible):
                await PlatformGroup.start([PlatformConfig(), PlatformConfig()])
        assert len(group) == 0

    asyncio.run(body())


CASCADE = """
platforms:
  - {name: top, code: "34010000002000000001"}
  - name: below
    code: "34020000002000000001"
    upper:
      - {code: "34010000002000000001", host: 127.0.0.1, port: 5060, transport: TCP, page_items: 8}
      - {code: "34030000002000000001", host: 192.0.2.1, groups: {gates: ["34020000001320000001"]}}
"""


def test_upper_platforms(tmp_path: Path) -> None:
    top, below = load_platforms(write(tmp_path, CASCADE))
    assert top.uppers == ()
    first, second = below.uppers
    assert (first.address, first.transport, first.page_items) == (("127.0.0.1", 5060), "TCP", 8)
    assert second.groups == {"gates": ("34020000001320000001",)}


@pytest.mark.parametrize(
    ("upper", "sentence"),
    [
        ("{host: 127.0.0.1}", "an upper platform needs its code"),
        ('{code: "34010000002000000001"}', "an upper platform needs its host"),
        ('{code: "34010000002000000001", host: a, prt: 1}', "has no 'prt'"),
        ('{code: "34010000002000000001", host: a, port: 70000}', "a port is at most 65535"),
        ('{code: "34010000002000000001", host: a, page_items: 0}', "page_items is at least 1"),
        ('{code: "34010000002000000001", host: a, transport: SCTP}', "'SCTP' is not one of"),
        ('{code: "34010000002000000001", host: a, groups: [1]}', "groups are written as"),
        ('{code: "34020000002000000001", host: a}', "is above itself"),
        ("elsewhere", "an upper platform is written as names"),
    ],
)
def test_what_is_wrong_of_an_upper_platform(tmp_path: Path, upper: str, sentence: str) -> None:
    text = f'code: "34020000002000000001"\nupper: {upper}\n'
    with pytest.raises(InputError, match=sentence):
        load_platforms(write(tmp_path, text))


def test_a_group_of_platforms_finds_one_another(tmp_path: Path) -> None:
    async def test() -> None:
        async with await PlatformGroup.from_file(write(tmp_path, CASCADE_HERE)) as group:
            top = group.get("top")
            assert top is not None
            await top.wait_registered("34020000002000000001", timeout_s=5.0)

    asyncio.run(test())


CASCADE_HERE = """
platforms:
  - name: below
    code: "34020000002000000001"
    upper: {code: "34010000002000000001", host: 127.0.0.1, port: 35071}
  - {name: top, code: "34010000002000000001", port: 35071}
"""
