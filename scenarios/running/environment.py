"""Facts about the host and the moment: all that differs between two runs of one seed. They go to run.json."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from camproof.reports import EnvironmentFacts

__all__ = ["facts_from", "host_facts", "wall_time"]


def wall_time() -> str:
    """Now, ISO 8601 with offset, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def host_facts(packages: Iterable[str]) -> dict[str, Any]:
    """Host, kernel, cores, memory, Python and the versions of the packages that matter."""
    return {
        "host": platform.node(),
        "pid": os.getpid(),
        "versions": {"Python": platform.python_version(), **{name: _version(name) for name in packages}},
        "facts": {
            "system": f"{platform.system()} {platform.release()}",
            "machine": platform.machine(),
            "cores": str(os.cpu_count()),
            "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        },
    }


def facts_from(data: Mapping[str, Any]) -> EnvironmentFacts:
    """The report's view of what run.json holds, the same before it is written and after."""
    sessions = data["sessions"]
    return EnvironmentFacts(
        host=data["host"],
        started=sessions[0]["started"],
        ended=sessions[-1].get("ended", ""),
        versions=tuple(sorted(data["versions"].items())),
        facts=tuple(sorted(data["facts"].items())),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
