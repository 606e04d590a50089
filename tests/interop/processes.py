"""Programs of other projects, started and ended."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self


class Processes:
    """Programs of one test; whatever still runs at its end is ended by its pid.

    :param folder: where they run and leave their words.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start a program in the test's folder; its words go to ``log`` (a file name) or nowhere."""
        log = options.pop("log", None)
        target: Any = subprocess.DEVNULL
        if log is not None:
            target = (self.folder / log).open("wb")
        try:
            streams = {"stdin": subprocess.DEVNULL, "stdout": target, "stderr": target} | options
            process = subprocess.Popen([*command], cwd=self.folder, **streams)
        finally:
            if log is not None:
                target.close()
        self._started.append(process)
        return process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait(10)
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
