from __future__ import annotations

from pathlib import Path

import pytest

from camproof.scenarios.schema import FleetSpec, InputErrors, load_fleet
from camproof.scenarios.vocabulary import vocabulary

FILE = """\
system: {sip: {host: 127.0.0.1, port: 5070}, code: "34020000002000000001", password: secret}
cameras:
  - {name: yard, count: 3, edition: ["2016", "2022"]}
timing: {heartbeat-interval: 5 s, expires: 1 h}
seed: 7
spread: 5 s
for: 10 min
"""


def _load(path: Path | None, **options: dict[str, str]) -> FleetSpec:
    given = {f"--{name}": fields for name, fields in options.items()}
    return load_fleet(path, given, vocabulary())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "fleet.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_is_read(file: Path) -> None:
    spec = _load(file)
    assert (spec.system.port, spec.system.password, spec.cameras[0].count) == (5070, "secret", 3)
    assert (spec.timing.heartbeat_interval_s, spec.timing.expires_s) == (5.0, 3600.0)
    assert (spec.seed, spec.spread_s, spec.lasting_s, spec.source) == (7, 5.0, 600.0, None)


def test_options_win_over_the_file(file: Path) -> None:
    spec = _load(
        file,
        count={"cameras.0.count": "9"},
        seed={"seed": "8"},
        password={"system.password": ""},
        expires={"timing.expires": "2 h"},
    )
    assert (spec.cameras[0].count, spec.seed, spec.system.password) == (9, 8, "secret")
    assert (spec.timing.expires_s, spec.timing.heartbeat_interval_s) == (7200.0, 5.0)


@pytest.mark.parametrize("password", ["#hash", "a: b", "[x", "null", "*star", '"', "0123", "密码"])
def test_an_option_is_a_text_and_not_yaml(password: str) -> None:
    assert _load(None, password={"system.password": password}).system.password == password


def test_a_mistake_in_an_option_names_the_option_and_not_its_value() -> None:
    with pytest.raises(InputErrors) as caught:
        _load(None, password={"system.password": "secret"}, domain={"system.domain": "12"})
    assert str(caught.value) == "field '--domain': '12' has to be 10 or 20 digits"


def test_what_is_missing_is_named_as_the_option() -> None:
    with pytest.raises(InputErrors, match="field '--password': the field is missing"):
        _load(None, password={"system.password": ""})


def test_a_host_that_nobody_allows_is_refused() -> None:
    address = {"system.sip.host": "192.0.2.1", "system.sip": ""}
    allow = {"allow-owner": {"system.allow.owner": "me"}}
    with pytest.raises(InputErrors, match=r"is not this machine.*add --allow-owner NAME --allow-until"):
        _load(None, address=address, password={"system.password": "x"})
    for until, told in (("2020-01-01", "the permission ended"), ("soon", "is no date")):
        with pytest.raises(InputErrors, match=told):
            _load(
                None,
                address=address,
                password={"system.password": "x"},
                **allow,
                **{"allow-until": {"system.allow.until": until}},
            )
    allowed = {**allow, "allow-until": {"system.allow.until": "2999-12-31"}}
    spec = _load(None, address=address, password={"system.password": "x"}, **allowed)
    assert (spec.system.host, spec.system.owner) == ("192.0.2.1", "me")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sede: 7", "'sede' is no field of a fleet (did you mean 'seed'?"),
        ("spread: 5", "field 'spread': '5' has no unit"),
        ("for: 0 s", "field 'for': it needs more than 0 s"),
        ("stamp: pictur", "field 'stamp': 'pictur' is no kind of stamp"),
        ("source: none.mp4", "field 'source': there is no file 'none.mp4'"),
        ("timing: {password: x}", "'password' is no field of the timing of a fleet"),
    ],
)
def test_a_mistake_in_the_file_names_file_line_and_field(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "fleet.yaml"
    path.write_text("".join(FILE.splitlines(keepends=True)[:3]) + line + "\n", encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        _load(path)
    assert f"{path}, line 4" in str(caught.value)
    assert told in str(caught.value)


def test_a_video_beside_the_file_is_found(file: Path) -> None:
    (file.parent / "street.mp4").touch()
    file.write_text(FILE + "source: street.mp4\n", encoding="utf-8")
    assert _load(file).source == file.parent / "street.mp4"


@pytest.mark.parametrize(
    ("count", "kind", "shares"),
    [
        ("200", "", False),
        ("201", "", True),
        ("201", "auto", True),
        ("2", "shared", True),
        ("900", "own", False),
    ],
)
def test_many_cameras_share_a_media_port(file: Path, count: str, kind: str, shares: bool) -> None:
    spec = _load(file, count={"cameras.0.count": count}, media_port={"media-port": kind})
    assert spec.shares_port is shares


def test_an_unknown_use_of_media_ports() -> None:
    with pytest.raises(InputErrors, match=r"one.*use of media ports"):
        _load(None, **{"media-port": {"media-port": "one"}})
