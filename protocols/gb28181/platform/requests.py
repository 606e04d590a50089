"""Queries, controls and configurations: one MESSAGE out, its SIP answer, and the Response MESSAGEs back.

Theory of operation. The SIP 200 only says that the device has the request. Those that the standard gives a
business answer are done when that answer is complete; the others when the 200 is there. Answers are matched
by SN and by the device that was asked. Every part of an answer starts the gap timer anew. An answer that
never came, or never became complete, is a :class:`RequestFailed` with what there was of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from camproof.protocols.deviation import Deviation
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform.answers import Answer, answer_for
from camproof.protocols.gb28181.platform.core import Core
from camproof.protocols.gb28181.platform.deadlines import Deadlines
from camproof.protocols.gb28181.platform.events import RequestAnswered, RequestFailed, UnmatchedResponse
from camproof.protocols.gb28181.platform.presence import DeviceRecord
from camproof.protocols.manscdp import Manscdp
from camproof.protocols.sip import SipRequest, SipResponse

__all__ = ["OnAnswer", "Requests"]

OnAnswer = Callable[[tuple[Manscdp, ...], float], None]
"""Called with the parts of a complete answer and the time, before the event is told."""


@dataclass(slots=True)
class _Pending:
    device: str
    asked: Manscdp
    answer: Answer
    sent_s: float
    on_answer: OnAnswer | None
    acknowledged_s: float | None = None
    first_s: float | None = None
    messages: list[Manscdp] = field(default_factory=list)


class Requests:
    """All open requests of one platform, by SN."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._pending: dict[int, _Pending] = {}
        self._sent: dict[str, int] = {}
        self._deadlines: Deadlines[int] = Deadlines()

    def send(
        self,
        record: DeviceRecord,
        asked: Manscdp,
        now_s: float,
        on_answer: OnAnswer | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> int:
        """Send a request whose SN no other has, with further headers; gives the SN."""
        target = asked.device_id if len(asked.device_id) == 20 else record.code
        transaction = self._core.send_message(
            target, record.flow, asked, record.edition, self, now_s, headers
        )
        self._pending[asked.sn] = _Pending(record.code, asked, answer_for(asked), now_s, on_answer)
        self._sent[transaction] = asked.sn
        self._deadlines.set(asked.sn, now_s + self._core.config.answer_timeout_s)
        return asked.sn

    def gone(self, device: str, now_s: float) -> None:
        """A device is off-line: its requests have failed."""
        for sn in [sn for sn, pending in self._pending.items() if pending.device == device]:
            self._fail(sn, "the device went off-line", None, now_s)

    # The SIP answer.

    def answered(self, transaction: str, request: SipRequest, response: SipResponse, now_s: float) -> None:  # noqa: ARG002
        if response.status < 200:
            return
        sn = self._sent.pop(transaction, 0)
        pending = self._pending.get(sn)
        if pending is None:
            return
        if response.status >= 300:
            self._fail(sn, f"refused: {response.status} {response.reason}".strip(), response.status, now_s)
            return
        pending.acknowledged_s = now_s
        if not pending.answer.is_awaited:
            self._done(sn, now_s)

    def unanswered(self, transaction: str, why: str, now_s: float) -> None:
        sn = self._sent.pop(transaction, 0)
        pending = self._pending.get(sn)
        if pending is not None and pending.first_s is None:
            self._fail(sn, why, None, now_s)

    # The business answer.

    def response(self, device: str, message: Manscdp, flow: Flow, now_s: float) -> None:
        """Take a MANSCDP Response of a device."""
        pending = self._pending.get(message.sn)
        if pending is None or pending.device != device or not pending.answer.is_awaited:
            self._core.events.append(UnmatchedResponse(now_s, device, message))
            return
        if message.cmd_type.lower() != pending.asked.cmd_type.lower():
            self._core.events.append(UnmatchedResponse(now_s, device, message))
            return
        if pending.asked.device_id and message.device_id != pending.asked.device_id:
            deviation = Deviation(
                "Response names another DeviceID than the request", f"MANSCDP {message.cmd_type}/DeviceID"
            )
            self._core.deviate(device, flow, f"Response {message.cmd_type}", now_s, [deviation])
        if pending.first_s is None:
            pending.first_s = now_s
        pending.messages.append(message)
        complete = pending.answer.add(message)
        self._core.deviate(
            device, flow, f"Response {message.cmd_type}", now_s, pending.answer.new_deviations()
        )
        if complete:
            self._done(message.sn, now_s)
        else:
            self._deadlines.set(message.sn, now_s + self._core.config.part_gap_s)

    # Time.

    def due(self, now_s: float) -> None:
        for sn, _ in self._deadlines.pop_due(now_s):
            pending = self._pending.get(sn)
            if pending is None:
                continue
            if pending.first_s is not None:
                why = f"no further part in {self._core.config.part_gap_s:g} s"
            elif pending.acknowledged_s is not None:
                why = f"200, but no answer in {self._core.config.answer_timeout_s:g} s"
            else:
                why = f"no answer in {self._core.config.answer_timeout_s:g} s"
            self._fail(sn, why, None, now_s)

    def next_s(self) -> float | None:
        return self._deadlines.next_s()

    # The outcome.

    def _take(self, sn: int) -> _Pending:
        self._deadlines.cancel(sn)
        return self._pending.pop(sn)

    def _done(self, sn: int, now_s: float) -> None:
        pending = self._take(sn)
        messages = tuple(pending.messages)
        if pending.on_answer is not None:
            pending.on_answer(messages, now_s)
        self._core.events.append(
            RequestAnswered(
                now_s, sn, pending.device, pending.asked, messages,
                pending.sent_s, pending.acknowledged_s, pending.first_s,
            )
        )  # fmt: skip

    def _fail(self, sn: int, why: str, status: int | None, now_s: float) -> None:
        pending = self._take(sn)
        if pending.on_answer is not None:
            pending.on_answer((), now_s)
        self._core.events.append(
            RequestFailed(
                now_s, sn, pending.device, pending.asked, why, status, tuple(pending.messages),
                pending.answer.received, pending.answer.expected, pending.sent_s,
            )
        )  # fmt: skip
