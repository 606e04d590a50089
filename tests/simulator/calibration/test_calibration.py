"""Service times out of results: what was put in comes out, what is missing has a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from camproof.domain.errors import InputError
from camproof.simulator.calibration import Calibration, calibrated, read_figures, service_text
from camproof.simulator.inputs import read_city

CODES = [f"3402000000132000{number:04d}" for number in range(40)]
REGISTER_S, KEEPALIVE_S, IDLE, INTERVAL_S = 0.002, 0.001, 0.01, 2.0


def offline(code: str, back_s: float) -> dict[str, Any]:
    inner = {"symptom": "camera-offline", "subject": code, "from_s": 10.0, "to_s": back_s}
    return {"finding": {**inner, "detected_s": 16.0, "method": "keepalives missed"}}


def measure(name: str, value: float | None, percentile: float | None = None) -> dict[str, Any]:
    return {"measurement": {"spec": {"name": name, "percentile": percentile}, "value": value, "n": 40}}


def result(**changes: Any) -> dict[str, Any]:
    """40 cameras join at 1 to 2 s, lose power from 10 to 20 s, are missed after 6 s, back 1 to 3 s after."""
    back = [21.0 + 2.0 * number / 39 for number in range(40)]
    online, load = [], []
    for t_s in range(1, 31):
        there = 40 if 2 <= t_s < 16 or t_s >= 23 else sum(at_s <= t_s for at_s in back) if t_s > 20 else 0
        came = {2: 40, 21: sum(at_s <= 21 for at_s in back), 22: sum(21 < at_s <= 22 for at_s in back)}
        came[23] = sum(at_s > 22 for at_s in back)
        alive = 0 if t_s < 2 or 10 < t_s <= 20 else 40 if t_s < 11 or t_s >= 24 else there
        busy = IDLE + REGISTER_S * came.get(t_s, 0) + KEEPALIVE_S * alive / INTERVAL_S
        online.append([float(t_s), there / 40])
        load.append({"t_s": float(t_s), "cpu_share": busy})
    return {
        "format": "camproof-result-1",
        "scenario": "Cut",
        "loop": "sil",
        "clock": "wall",
        "cameras": 40,
        "load": load,
        "online": [{"kind": "all", "points": online}],
        "faults": [{"fault": "power.cut", "subjects": CODES, "from_s": 10.0, "to_s": 20.0}],
        "findings": [offline(code, at_s) for code, at_s in zip(CODES, back, strict=True)],
        "phases": [
            {"verdicts": [measure("registration time", 0.042, 95.0), measure("detection of offline", 3.0)]}
        ],
    } | changes


def calibration(folder: Path, *results: dict[str, Any]) -> Calibration:
    files = []
    for number, data in enumerate(results):
        files.append(folder / f"run{number}")
        files[-1].mkdir()
        (files[-1] / "result.json").write_text(json.dumps(data))
    return calibrated([read_figures(file) for file in files])


def found(made: Calibration) -> dict[str, float]:
    return {each.field: each.value for each in made.found}


def test_what_was_put_in_comes_out(tmp_path: Path) -> None:
    made = found(calibration(tmp_path, result()))
    assert made["register"] == pytest.approx(REGISTER_S, rel=0.3)
    assert made["keepalive"] == pytest.approx(KEEPALIVE_S, rel=0.01)
    assert made["keepalives-missed"] == 3
    assert made["boot"] == pytest.approx(1.0)
    assert made["boot-spread"] == pytest.approx(2.0)
    assert made["round-trip"] == pytest.approx((0.042 - made["register"]) / 2)


def test_virtual_time_has_no_load(tmp_path: Path) -> None:
    load = [{"t_s": float(t_s), "cpu_share": None} for t_s in range(1, 31)]
    made = calibration(tmp_path, result(load=load, clock="virtual"))
    reasons = dict(made.missing)
    assert set(reasons) == {"register", "keepalive"}
    assert "virtual time" in reasons["register"]


def test_nothing_can_be_found_in_nothing(tmp_path: Path) -> None:
    made = calibration(tmp_path, result(load=[], online=[], faults=[], findings=[], phases=[]))
    assert made.found == ()
    assert len(made.missing) == 5
    assert all(reason for _, reason in made.missing)


def test_a_model_calibrates_no_model(tmp_path: Path) -> None:
    made = calibration(tmp_path, result(loop="mil"))
    assert made.found == ()
    assert {why for _, why in made.missing} == {"a model measures nothing"}


def test_another_run_tells_what_the_first_could_not(tmp_path: Path) -> None:
    made = calibration(tmp_path, result(faults=[], findings=[]), result())
    assert not made.missing
    assert found(made)["boot"] == pytest.approx(1.0)


def test_a_city_reads_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "service.yaml").write_text(service_text(calibration(tmp_path, result())))
    city = tmp_path / "a.city.yaml"
    city.write_text("city: A\ntraffic: {service-file: service.yaml, service: {keepalive: 7 ms}}\n")
    service = read_city(city).traffic.service
    assert service.boot_s == pytest.approx(1.0)
    assert service.keepalives_missed == 3
    assert service.register_s == pytest.approx(REGISTER_S, rel=0.3)
    assert service.keepalive_s == 0.007
    assert service.invite_s == 0.002


def test_what_was_not_found_is_said_in_the_file(tmp_path: Path) -> None:
    text = service_text(calibration(tmp_path, result(faults=[], findings=[])))
    assert "# boot, boot-spread: not found: no power cut" in text


def test_a_service_file_with_mistakes_names_them(tmp_path: Path) -> None:
    (tmp_path / "service.yaml").write_text("registr: 3 ms\n")
    city = tmp_path / "a.city.yaml"
    city.write_text("city: A\ntraffic: {service-file: service.yaml}\n")
    with pytest.raises(InputError, match=r"service.yaml, line 1.*registr"):
        read_city(city)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"format": "other"}, "format"),
        ({"cameras": "many"}, "cameras"),
        ({"load": {}}, "load"),
        ({"load": [{"t_s": 1.0}]}, "load.0.cpu_share"),
        ({"online": [{"kind": "all", "points": [[1.0]]}]}, "online.0.points.0"),
        ({"findings": [{"finding": 3}]}, "findings.0.finding"),
        (
            {"phases": [{"verdicts": [{"measurement": {"spec": {}, "value": 1}}]}]},
            "phases.0.verdicts.0.measurement.spec.name",
        ),
    ],
)
def test_mistakes_name_file_and_field(changes: dict[str, Any], field: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        calibration(tmp_path, result(**changes))
    assert caught.value.field == field
    assert caught.value.file.endswith("result.json")


def test_no_such_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such result"):
        read_figures(tmp_path)
    (tmp_path / "result.json").write_text("[")
    with pytest.raises(InputError, match="no JSON"):
        read_figures(tmp_path)
