"""The wheel: everything a run needs is in it, and it does not get in the way of a user's own packages."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .conftest import run

pytestmark = pytest.mark.checkout


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
    package, ours, theirs = run(sys.executable, "-c", code, cwd=project, env=env).splitlines()
    assert Path(package).is_relative_to(site)
    assert Path(ours).is_relative_to(site / "camproof" / "scenarios")
    assert theirs == f"True True {project / 'scenarios' / '__init__.py'}"


def test_nothing_but_camproof_stands_at_the_top_of_the_wheel(site: Path) -> None:
    tops = {entry.name for entry in site.iterdir() if not entry.name.endswith(".dist-info")}
    assert tops <= {"camproof", "bin"}


def test_the_installed_program_knows_its_catalogues_and_scenarios(site: Path, project: Path) -> None:
    env = {"PYTHONPATH": str(site)}
    library = site / "camproof" / "scenarios" / "library"
    said = run(
        sys.executable,
        "-m",
        "camproof",
        "check",
        *sorted(library.glob("*.scenario.yaml")),
        cwd=project,
        env=env,
    )
    assert "acceptance.scenario.yaml: 60 cameras" in said
    assert "power.cut" in run(sys.executable, "-m", "camproof", "faults", cwd=project, env=env)
    assert "AVAIL-1" in run(sys.executable, "-m", "camproof", "requirements", cwd=project, env=env)


def test_the_wheel_declares_whatever_camproof_imports(site: Path) -> None:
    """Elsewhere nothing is lent; what comes along with something else is declared too, where we import it."""
    (facts,) = site.glob("camproof-*.dist-info")
    declared = {canonicalize_name(Requirement(line).name) for line in Distribution.at(facts).requires or ()}
    owners = packages_distributions()
    missing = {}
    for name, file in _imports(site / "camproof"):
        found = {canonicalize_name(owner) for owner in owners.get(name, (name,))}
        if not found & declared:
            missing[name] = str(file.relative_to(site))
    assert not missing


def _imports(folder: Path) -> Iterator[tuple[str, Path]]:
    """The names of other packages, with a file that imports them."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top != "camproof":
                    yield top, file
