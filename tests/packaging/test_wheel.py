"""The wheel: everything a run needs is in it, and it does not get in the way of a user's own packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "scenarios",
    "reports",
    "virtual_cameras",
    "platforms",
    "media",
    "runtimes",
    "domain",
    "verdicts",
    "protocols",
)

pytestmark = pytest.mark.checkout


def _run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, built from a copy of the checkout, is installed."""
    base = tmp_path_factory.mktemp("wheel")
    source = base / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    for name in ("camproof", *ROOMS):
        shutil.copytree(
            ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    _run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", base, ".", cwd=source)
    (wheel,) = base.glob("camproof-*.whl")
    _run(*pip, "install", "--no-deps", "--no-compile", "--target", base / "site", wheel, cwd=base)
    return base / "site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's own project, with packages that are called as our rooms are."""
    for name in ("scenarios", "load"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("MINE = True\n", encoding="utf-8")
    return tmp_path


def test_a_users_own_packages_do_not_clash(site: Path, project: Path) -> None:
    code = (
        "import camproof, scenarios, load, camproof.scenarios.schema as ours\n"
        "print(camproof.__file__); print(ours.__file__); print(scenarios.MINE, load.MINE, scenarios.__file__)"
    )
    env = {"PYTHONPATH": os.pathsep.join((str(site), str(project)))}
    package, ours, theirs = _run(sys.executable, "-c", code, cwd=project, env=env).splitlines()
    assert Path(package).is_relative_to(site)
    assert Path(ours).is_relative_to(site / "camproof" / "scenarios")
    assert theirs == f"True True {project / 'scenarios' / '__init__.py'}"


def test_nothing_but_camproof_stands_at_the_top_of_the_wheel(site: Path) -> None:
    tops = {entry.name for entry in site.iterdir() if not entry.name.endswith(".dist-info")}
    assert tops <= {"camproof", "bin"}


def test_the_installed_program_knows_its_catalogues_and_scenarios(site: Path, project: Path) -> None:
    env = {"PYTHONPATH": str(site)}
    library = site / "camproof" / "scenarios" / "library"
    said = _run(
        sys.executable,
        "-m",
        "camproof",
        "check",
        *sorted(library.glob("*.scenario.yaml")),
        cwd=project,
        env=env,
    )
    assert "acceptance.scenario.yaml: 60 cameras" in said
    assert "power.cut" in _run(sys.executable, "-m", "camproof", "faults", cwd=project, env=env)
    assert "AVAIL-1" in _run(sys.executable, "-m", "camproof", "requirements", cwd=project, env=env)
