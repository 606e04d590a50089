"""A user's suite of scenarios, and pytest run on it in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

FAKES = Path(__file__).resolve().parents[1] / "running"
CONFTEST = f"""\
import sys

sys.path.insert(0, {str(FAKES)!r})
from fake_stage import BAD, GOOD, FakeStage

from camproof.scenarios.pytest_plugin import playing
from camproof.scenarios.running.stage import StageError

VALUES = {{"fails": BAD, "unmade": {{**GOOD, "online rate": None}}}}


def broken(what):
    if what == "play main":
        raise StageError("port 5060 is in use")


def wrong(what):
    if what == "open":
        raise ZeroDivisionError("a fault of ours")


AT = {{"broken": broken, "wrong": wrong}}


def made(plan, *rest):
    if plan.title == "stillborn":
        raise ZeroDivisionError("a fault of ours")
    return FakeStage(plan, values=VALUES.get(plan.title, GOOD), at=AT.get(plan.title, lambda what: None))


playing.SilStage = made
"""
TEXT = """\
scenario: {title}
proves: That tests are made of it.
tags: {tags}
runs: {{loops: {loops}, clocks: {clocks}}}
cameras:
  - {{name: gates, count: 2}}
for: 5 s
targets:
  - {{measure: online rate}}
  - {{measure: clock accuracy}}
"""
VARIANTS = """\
variants:
  small: {}
  large: {cameras.gates.count: 20}
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A session of pytest that is over."""

    code: int
    said: str
    folder: Path

    def case(self, name: str) -> etree._Element:
        """A test's element in the JUnit file."""
        (found,) = etree.parse(str(self.folder / "junit.xml")).xpath(f"//testcase[@name='{name}']")
        return found

    def properties(self, name: str) -> dict[str, str]:
        """What a test told, by name."""
        found = self.case(name).iterfind(".//property")
        return {each.attrib["name"]: each.attrib["value"] for each in found}


def write(folder: Path, title: str, more: str = "", *, name: str = "", **words: str) -> Path:
    """A scenario file, by default called as its title; the conftest knows how its run ends."""
    path = folder / f"{name or title}.scenario.yaml"
    known = {"tags": "[smoke]", "loops": "[sil]", "clocks": "[wall]", **words}
    path.write_text(TEXT.format(title=title, **known) + more, encoding="utf-8")
    return path


def session_in(folder: Path, *words: str, **env: str) -> Session:
    """Run pytest in a folder, with no other plugins than ours and xdist."""
    command = [sys.executable, "-m", "pytest", "-p", "camproof.scenarios.pytest_plugin", "-p", "xdist"]
    command += ["--junitxml=junit.xml", "--strict-markers", f"--basetemp={folder / 'tmp'}", *words]
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "BUILD_NUMBER")}
    kept |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "80", **env}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=100)
    return Session(done.returncode, done.stdout + done.stderr, folder)


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a folder with the conftest in which nothing is real."""

    def make() -> Path:
        folder = tmp_path_factory.mktemp("suite")
        (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
        return folder

    return make
