"""Settings that every test shares."""

from __future__ import annotations

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
