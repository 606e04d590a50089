from __future__ import annotations

import typer
from typer.testing import CliRunner

from camproof.cli.city_check import check_city
from camproof.cli.city_options import PlayWish
from camproof.simulator.examples import TRAFFORD

APP = typer.Typer()
APP.command()(check_city)


def test_the_example_is_told_and_drawn(tmp_path):
    picture = tmp_path / "net.svg"
    result = CliRunner().invoke(APP, [str(TRAFFORD), "--picture", str(picture)])
    assert result.exit_code == 0
    assert "Trafford: 98 rows, 98 cameras, 0 left out" in result.output
    assert "places: 130, as 130 points" in result.output
    assert "Note: no column gives the heading: every camera has a view all around" in result.output
    assert picture.read_text(encoding="utf-8").count("<circle") == 98


def test_a_mistake_is_named_and_ends_with_2(tmp_path):
    path = tmp_path / "a.city.yaml"
    path.write_text("city: a\ncamera: 3\n")
    result = CliRunner().invoke(APP, [str(path)])
    assert result.exit_code == 2
    assert "did you mean 'cameras'?" in result.output


def test_every_row_that_is_left_out_is_named(tmp_path):
    gone = "".join(f"X{row},,\n" for row in range(50))
    (tmp_path / "cctv.csv").write_text(f"code,longitude,latitude\nA,118.1,32.0\n{gone}")
    path = tmp_path / "a.city.yaml"
    path.write_text("city: a\ncameras: {inventory: cctv.csv, bad-rows: leave out}\n")
    result = CliRunner().invoke(APP, [str(path)])
    assert result.exit_code == 0
    assert "51 rows, 1 camera, 50 left out" in result.output
    assert all(f"line {line}," in result.output for line in range(3, 53))


def test_a_made_city_is_the_one_that_is_played(tmp_path):
    path = tmp_path / "a.city.yaml"
    path.write_text("city: a\ncameras: {count: 40, districts: 2}\n")
    result = CliRunner().invoke(APP, [str(path)])
    assert f"made up from seed {PlayWish().seed}" in result.output
    assert "made up from seed 7" in CliRunner().invoke(APP, [str(path), "--seed", "7"]).output
