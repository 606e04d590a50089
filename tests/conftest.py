"""Settings that every test shares."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

collect_ignore_glob = ["*.scenario.yaml"]
"""Scenario files here are material of tests: the plugin for users' suites is to make none of them."""

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=40,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak", settings.get_profile("repeatable"), derandomize=False, max_examples=3000, print_blob=True
)
settings.load_profile("repeatable")


REAL_TIME_FILES = pytest.StashKey[set[Path]]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Real-time tests that may last longest begin first, so that no worker is left alone with one."""
    config.stash[REAL_TIME_FILES] = {item.path for item in items if item.get_closest_marker("wallclock")}
    yield
    if all(item.get_closest_marker("wallclock") for item in items):
        items.sort(key=_allowed_s, reverse=True)


@pytest.fixture
def real_time_files(pytestconfig: pytest.Config) -> set[Path]:
    """The files with tests marked wallclock, of all that were collected."""
    return pytestconfig.stash[REAL_TIME_FILES]


def _allowed_s(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0] if marker else item.config.getini("timeout"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--media-seconds", type=int, default=2, help="seconds of media that tests marked soak send"
    )
    parser.addoption(
        "--library",
        choices=("wall", "virtual"),
        default="",
        help="play every ready-made scenario, sound and with its defect, by this clock",
    )
