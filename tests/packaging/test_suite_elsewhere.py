"""A user's own suite of scenarios in another repository, with nothing but the wheel installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from lxml import etree

from .conftest import run

pytestmark = pytest.mark.checkout

SCENARIO = """\
scenario: Two gates
proves: Our gates register.
tags: [{tag}]
runs: {{clocks: [virtual]}}
cameras:
  - {{name: gates, count: 2, stream: 352x288@25 h264 256 kbit/s}}
variants:
  udp: {{}}
  tcp: {{cameras.gates.sip: tcp}}
for: 3 s
targets:
  - {{measure: registration time, percentile: 95, at most: {limit}}}
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Path:
    """The Python of a new environment: it has the wheel; what it depends on is lent by this one."""
    home = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    python = home / "bin" / "python"
    (packages,) = home.glob("lib/python*/site-packages")
    lent = f"{site}\n{sysconfig.get_path('purelib')}\n"
    (packages / "lent.pth").write_text(lent, encoding="utf-8")
    where = run(python, "-c", "import camproof; print(camproof.__file__)", cwd=home, env={"PYTHONPATH": ""})
    assert Path(where).is_relative_to(site), "another camproof than the wheel's is tested"
    return python


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Scenarios beside a package of the user's that is called as one of our rooms, and a test in Python."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "test_own.py").write_text("def test_own():\n    import scenarios\n", encoding="utf-8")
    for name, tag, limit in (("join", "acceptance", "60 s"), ("haste", "must-fail", "0 s")):
        text = SCENARIO.format(tag=tag, limit=limit)
        (folder / f"{name}.scenario.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def _pytest(python: Path, repository: Path, *words: str) -> tuple[int, str]:
    unset = ("PYTHONPATH", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS")
    done = subprocess.run(
        [str(python), "-m", "pytest", "scenarios/", "--strict-markers", "--junitxml=junit.xml", *words],
        cwd=repository,
        env={name: value for name, value in os.environ.items() if name not in unset},
        capture_output=True,
        text=True,
        timeout=100,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_suite_runs_on_workers_as_pytest_finds_it(python: Path, repository: Path) -> None:
    code, said = _pytest(python, repository, "-n", "2", "--camproof-seed", "3", "--camproof-runs", "runs")
    assert code == 0, said
    assert "3 passed, 2 xfailed" in said
    tests = etree.parse(str(repository / "junit.xml")).xpath("//testcase")
    assert {test.attrib["name"] for test in tests} == {
        "test_own",
        *(f"{name}[{variant}-virtual]" for name in ("join", "haste") for variant in ("udp", "tcp")),
    }
    (passed,) = [test for test in tests if test.attrib["name"] == "join[tcp-virtual]"]
    told = {each.attrib["name"]: each.attrib["value"] for each in passed.iterfind(".//property")}
    assert [value for name, value in told.items() if name.endswith("registration time p95, all cameras")]
    assert Path(told["run"]).parent == repository / "runs"


def test_tags_choose_without_any_setting(python: Path, repository: Path) -> None:
    code, said = _pytest(python, repository, "-m", "acceptance", "--collect-only", "-q")
    assert code == 0, said
    assert [line.split("::")[1] for line in said.splitlines() if "::" in line] == [
        "join[udp-virtual]",
        "join[tcp-virtual]",
    ]
