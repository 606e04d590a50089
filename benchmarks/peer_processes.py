"""Peers as processes, and what shows that they live and carry video while they are measured."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Protocol, Self

__all__ = ["PeerError", "PeerProcesses", "Reading", "Sending", "Traffic", "udp_drops"]

_LAST_WORDS = 300
_END_S = 10.0


class PeerError(RuntimeError):
    """A peer died or carried no video: what was measured is no figure of it."""


class PeerProcesses:
    """Processes on one core; use them as a context, which ends those that still run."""

    def __init__(self, core: int) -> None:
        self._core = core
        self._stack = ExitStack()
        self._started: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def pids(self) -> list[int]:
        """Of all that were started."""
        return [process.pid for process, _ in self._started]

    def start(self, command: Sequence[str]) -> None:
        """Start one, its standard error kept for its last words."""
        words = self._stack.enter_context(TemporaryFile())  # noqa: SIM115  (open as long as the process)
        pinned = ["taskset", "-c", str(self._core), *command]
        process = subprocess.Popen(pinned, stdout=subprocess.DEVNULL, stderr=words)
        self._stack.callback(_end, process)
        self._started.append((process, words))

    def check(self) -> None:
        """See that all live.

        :raises PeerError: one has ended; with its exit status and last words.
        """
        for number, (process, words) in enumerate(self._started, 1):
            status = process.poll()
            if status is not None:
                raise PeerError(
                    f"process {number} of {len(self._started)} ended with {status}: {_said(words)}"
                )


class Traffic(Protocol):
    """Whether datagrams flow between the peers and us."""

    @property
    def ports(self) -> Sequence[int]:
        """One a peer."""

    def restart(self) -> None:
        """Look from now on."""

    def check(self) -> None:
        """See that they flowed since :meth:`restart`.

        :raises PeerError: they did not.
        """

    def reason(self) -> str:
        """Why what was measured since :meth:`restart` does not count, though they flowed; else empty."""


@dataclass(slots=True)
class Sending:
    """For peers that send: each of our sinks must get video. A sink is never read and keeps next to nothing,
    so that the kernel counts what arrives as thrown away.

    :param ports: of the sinks, one a peer; :param least_per_s: datagrams a second that a clip has at least.
    """

    ports: Sequence[int]
    least_per_s: float
    _from: Mapping[int, int] | None = None
    _from_s: float = 0.0

    def restart(self) -> None:
        """Look from now on."""
        self._from, self._from_s = udp_drops(), monotonic()

    def check(self) -> None:
        """:raises PeerError: a sink got too few datagrams."""
        assert self._from is not None
        now, passed_s = udp_drops(), monotonic() - self._from_s
        for port in self.ports:
            came = now.get(port, 0) - self._from.get(port, 0)
            if came < self.least_per_s * passed_s:
                raise PeerError(
                    f"only {came} datagrams came from one of {len(self.ports)} in {passed_s:.1f} s"
                )

    def reason(self) -> str:
        """Nothing: what did not come is trouble."""
        return ""


@dataclass(slots=True)
class Reading:
    """For peers that receive: each must have bound its port, and take what comes there.

    :param ports: theirs.
    """

    ports: Sequence[int]
    _from: Mapping[int, int] | None = None

    def restart(self) -> None:
        """Look from now on."""
        self._from = udp_drops()

    def check(self) -> None:
        """:raises PeerError: a port is nobody's."""
        now = udp_drops()
        for port in self.ports:
            if port not in now:
                raise PeerError(f"nobody receives at port {port}")

    def reason(self) -> str:
        """Datagrams that they did not read in time, as a sentence."""
        assert self._from is not None
        now = udp_drops()
        lost = sum(now.get(port, 0) - self._from.get(port, 0) for port in self.ports)
        return f"{lost} datagrams were not read in time" if lost > 0 else ""


def udp_drops() -> dict[int, int]:
    """Datagrams thrown away because the buffer of a socket was full, by each bound local port."""
    drops: dict[int, int] = {}
    for table in ("udp", "udp6"):
        path = Path("/proc/net", table)
        for line in path.read_text(encoding="ascii").splitlines()[1:] if path.exists() else ():
            fields = line.split()
            port = int(fields[1].rpartition(":")[2], 16)
            drops[port] = drops.get(port, 0) + int(fields[-1])
    return drops


def _said(words: IO[bytes]) -> str:
    words.seek(0)
    said = words.read().decode(errors="replace").strip()
    return " ".join(said.split())[-_LAST_WORDS:] or "without a word"


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
