"""The wheel of this checkout, and programs that must end well."""

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
    "simulator",
    "virtual_cameras",
    "platforms",
    "media",
    "runtimes",
    "domain",
    "verdicts",
    "protocols",
)
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """What a program says that ends with 0."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout."""
    base = tmp_path_factory.mktemp("wheel")
    source = base / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    for name in ("camproof", *ROOMS):
        shutil.copytree(
            ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", base, ".", cwd=source)
    (built,) = base.glob("camproof-*.whl")
    return built


@pytest.fixture(scope="session")
def site(wheel: Path) -> Path:
    """A folder into which the wheel alone is installed."""
    folder = wheel.parent / "site"
    run(*PIP, "install", "--no-deps", "--no-compile", "--target", folder, wheel, cwd=wheel.parent)
    return folder
