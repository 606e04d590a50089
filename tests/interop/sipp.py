"""sipp with a scenario of ours: started, waited for, its message log read."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

_SCENARIOS = Path(__file__).parent / "sipp"
_HEAD = re.compile(rb"^-{10,} [^\n]*\n(?:UDP|TCP) message (sent|received)[^\n]*\n\n", re.MULTILINE)


class Sipp:
    """One sipp.

    :param keys: values of the scenario's own keywords.
    :param users: lines of its injection file.
    """

    def __init__(
        self, processes: Any, scenario: str, *options: str, users: tuple[str, ...] = (), **keys: object
    ) -> None:
        folder = processes.folder
        self._messages = folder / f"{scenario}.messages"
        self._errors = folder / f"{scenario}.errors"
        command = ["sipp", "-sf", str(_SCENARIOS / f"{scenario}.xml"), "-nostdin", "-i", "127.0.0.1"]
        command += ["-trace_msg", "-message_file", str(self._messages)]
        command += ["-trace_err", "-error_file", str(self._errors)]
        if users:
            (folder / "users.csv").write_text("SEQUENTIAL\n" + "".join(f"{user}\n" for user in users))
            command += ["-inf", str(folder / "users.csv")]
        for name, value in keys.items():
            command += ["-key", name, str(value)]
        self.process: subprocess.Popen[bytes] = processes.start([*command, *options])

    def finish(self) -> None:
        """Let a server end when no call is left."""
        self.process.send_signal(signal.SIGUSR1)

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def errors(self) -> str:
        """What sipp complained of; empty when every call went as its scenario says."""
        words = self._errors.read_text("utf-8", "replace") if self._errors.exists() else ""
        return words if self.process.returncode or words else ""

    def messages(self, way: str) -> list[bytes]:
        """All messages "sent" or "received" so far."""
        data = self._messages.read_bytes() if self._messages.exists() else b""
        heads = [*_HEAD.finditer(data)]
        ends = [head.start() for head in heads[1:]] + [len(data)]
        return [
            data[head.end() : end] for head, end in zip(heads, ends, strict=True) if head[1].decode() == way
        ]


def free_port(kind: str) -> int:
    with socket.socket(socket.AF_INET, _KINDS[kind]) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_bound(kind: str, port: int, timeout_s: float = 5.0) -> None:
    """Wait until somebody holds a port."""
    give_up_s = time.monotonic() + timeout_s
    while time.monotonic() < give_up_s:
        with socket.socket(socket.AF_INET, _KINDS[kind]) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nobody bound {kind} port {port}")


_KINDS = {"udp": socket.SOCK_DGRAM, "tcp": socket.SOCK_STREAM}
