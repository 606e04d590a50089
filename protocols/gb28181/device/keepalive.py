"""Status reports (GB/T 28181-2022 9.6): sent each interval, their missing answers counted."""

from __future__ import annotations

from collections.abc import Callable

from camproof.protocols.gb28181.device.events import KeepaliveAnswered, KeepaliveMissed
from camproof.protocols.gb28181.device.line import Line
from camproof.protocols.manscdp import build_around_sn, notify_keepalive
from camproof.protocols.sip import SipResponse

__all__ = ["Keepalive"]


class Keepalive:
    """Runs while a registration stands; ``on_lost`` is called with the reason when the server is judged
    off-line.

    A keepalive counts as missed when it has no answer at the time the next one is due. 403 and 404 mean
    that the server does not know us (any more).
    """

    def __init__(self, line: Line, on_lost: Callable[[str, float], None]) -> None:
        self._line = line
        self._on_lost = on_lost
        self.interval_s = line.config.keepalive_interval_s
        self.count = line.config.keepalive_count
        self.deadline_s: float | None = None
        self.silent = False
        self.loss = 0.0
        self.ok = True
        self.faulty: tuple[str, ...] = ()
        self._missed = 0
        self._unanswered = False
        self._round = 0
        self._form: tuple[tuple[bool, tuple[str, ...]], tuple[bytes, bytes]] | None = None

    def start(self, now_s: float) -> None:
        self._round += 1
        self._missed = 0
        self._unanswered = False
        self.deadline_s = now_s + self.interval_s

    def stop(self) -> None:
        self._round += 1
        self.deadline_s = None

    def configure(self, interval_s: float, count: int, now_s: float) -> None:
        """Take new values at once; a running wait is shortened when the new interval ends earlier."""
        self.interval_s = interval_s
        self.count = count
        if self.deadline_s is not None:
            self.deadline_s = min(self.deadline_s, now_s + interval_s)

    def set_health(self, ok: bool, faulty: tuple[str, ...], now_s: float) -> None:
        """Change what is reported; a fault is told out of cycle."""
        changed = (ok, faulty) != (self.ok, self.faulty)
        self.ok, self.faulty = ok, faulty
        if changed and not ok and self.deadline_s is not None:
            self._send(now_s)

    def set_silent(self, silent: bool, now_s: float) -> None:
        """Stop sending without a word, as the fault keepalive.silence does; afterwards go on from now."""
        if silent == self.silent:
            return
        self.silent = silent
        self._missed = 0
        self._unanswered = False
        if not silent and self.deadline_s is not None:
            self.deadline_s = now_s

    def advance(self, now_s: float) -> None:
        if self.deadline_s is None or now_s < self.deadline_s:
            return
        self.deadline_s = max(self.deadline_s + self.interval_s, now_s)
        if self.silent:
            return
        if self._unanswered and self._miss(now_s):
            return
        if not self.loss or self._line.rng.random() >= self.loss:
            self._send(now_s)

    def _miss(self, now_s: float) -> bool:
        self._missed += 1
        self._line.events.append(KeepaliveMissed(self._missed))
        if self._missed < self.count:
            return False
        self._on_lost(f"{self._missed} keepalives without an answer", now_s)
        return True

    def _send(self, now_s: float) -> None:
        this_round = self._round
        before, behind = self._around_sn
        self._unanswered = True

        def answered(response: SipResponse | None, at_s: float) -> None:
            if this_round == self._round and response is not None:
                self._answered(response, at_s - now_s, at_s)

        body = b"%b%d%b" % (before, self._line.next_sn(), behind)
        self._line.ask(self._line.carrier(body), answered, now_s)

    @property
    def _around_sn(self) -> tuple[bytes, bytes]:
        """The body without its SN: the same from one report to the next, as long as health is."""
        told = (self.ok, self.faulty)
        if self._form is None or self._form[0] != told:
            config, status = self._line.config, "OK" if self.ok else "ERROR"
            notice = notify_keepalive(0, config.code, status=status, faulty=self.faulty)
            self._form = told, build_around_sn(notice, charset=config.body_charset)
        return self._form[1]

    def _answered(self, response: SipResponse, rtt_s: float, now_s: float) -> None:
        self._unanswered = False
        self._missed = 0
        if response.status in (403, 404):
            self._on_lost(f"keepalive answered {response.status}", now_s)
        elif response.status < 300:
            self._line.events.append(KeepaliveAnswered(rtt_s))
