"""The device's line to its server: who that is, the flow in use, and who waits for which answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from camproof.protocols.deviation import Deviation
from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.protocols.gb28181.device.config import DeviceConfig, ServerRef
from camproof.protocols.gb28181.device.events import DeviceEvent
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.manscdp import Manscdp, build_manscdp
from camproof.protocols.sip import (
    DeviationsSeen,
    Headers,
    RequestReceived,
    SipEndpoint,
    SipRequest,
    SipResponse,
)

__all__ = ["MANSCDP_TYPE", "MANSRTSP_TYPE", "SDP_TYPE", "Admit", "Answered", "Line"]

MANSCDP_TYPE = "Application/MANSCDP+xml"
MANSRTSP_TYPE = "Application/MANSRTSP"
SDP_TYPE = "application/sdp"
_CARRIES = (("Content-Type", MANSCDP_TYPE),)

Answered = Callable[[SipResponse | None, float], None]
"""Called with the final response, or None when none came or the transport failed."""

Admit = Callable[[str, Route], int]
"""The SIP status with which requests for a code that came this way are refused; 0 where they are not."""


class Line:
    """Shared by the parts of a device machine; holds no protocol state of its own."""

    def __init__(self, config: DeviceConfig, rng: random.Random, admit: Admit | None = None) -> None:
        self.config = config
        self._admit = admit
        self.further: tuple[str, ...] = ()
        self.rng = rng
        self.endpoint = SipEndpoint(rng=rng, user_agent=config.user_agent, timers=config.timers)
        self.local: Address = ("", 0)
        self.server: ServerRef = config.server
        self.flow: Flow | None = None
        self.events: list[DeviceEvent] = []
        self.flow_actions: list[OpenFlow | CloseFlow] = []
        self._waiting: dict[str, tuple[Answered, Answered | None]] = {}
        self._sn = 0

    def refusal_of_call(self, target: str, route: Route) -> int:
        """The status with which calls to a code are refused; 0 for none."""
        if self._admit is not None and target != self.config.code:
            return self._admit(target, route)
        known = (self.config.code, *self.config.channels, *self.further)
        return 0 if target in known else 404

    def refusal_of_message(self, target: str, route: Route) -> int:
        """The same for MESSAGE: a device takes those for any code, a platform those for codes that it has."""
        if self._admit is None or target == self.config.code:
            return 0
        return self._admit(target, route)

    def next_sn(self) -> int:
        self._sn += 1
        return self._sn

    @property
    def own_uri(self) -> str:
        return f"sip:{self.config.code}@{self.server.realm}"

    @property
    def contact(self) -> str:
        host, port = self.flow.local if self.flow else self.local
        kind = ";transport=TCP" if self.config.transport == "TCP" else ""
        return f"<sip:{self.config.code}@{host}:{port}{kind}>"

    def request(
        self,
        method: str,
        uri: str,
        *,
        to_uri: str = "",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> SipRequest:
        """A request outside any dialog, with a Call-ID and a From tag of its own."""
        basic = (
            ("From", f"<{self.own_uri}>;tag={self.endpoint.new_tag()}"),
            ("To", f"<{to_uri or uri}>"),
            ("Call-ID", self.endpoint.new_call_id(self.local[0])),
            ("CSeq", f"1 {method}"),
        )
        return SipRequest(method, uri, Headers((*basic, *headers)), body)

    def message(self, manscdp: Manscdp) -> SipRequest:
        """A MESSAGE to the server that carries this body."""
        return self.carrier(self.body(manscdp))

    def carrier(self, body: bytes) -> SipRequest:
        """A MESSAGE to the server that carries these octets of a body."""
        return self.request("MESSAGE", self.server.uri, headers=_CARRIES, body=body)

    def body(self, manscdp: Manscdp) -> bytes:
        return build_manscdp(manscdp, charset=self.config.body_charset)

    def ask(
        self,
        request: SipRequest,
        answered: Answered,
        now_s: float,
        *,
        flow: Flow | None = None,
        progress: Answered | None = None,
    ) -> str | None:
        """Send a request; ``answered`` gets its end, ``progress`` each provisional response.

        :return: the transaction, or None (and ``answered(None)``) when there is no connection.
        """
        way = self.usable(flow)
        if way is None:
            answered(None, now_s)
            return None
        transaction = self.endpoint.send_request(request, way, now_s)
        self._waiting[transaction] = (answered, progress)
        return transaction

    def usable(self, flow: Flow | None) -> Flow | None:
        """The flow a peer was heard on, unless it is a TCP connection that has been replaced."""
        if flow is None or flow.transport == "TCP":
            return self.flow
        return flow

    def settle(self, transaction: str, response: SipResponse | None, now_s: float) -> None:
        """Give a response (None: failure) to whoever waits for it."""
        if response is not None and response.status < 200:
            waiting = self._waiting.get(transaction)
            if waiting is not None and waiting[1] is not None:
                waiting[1](response, now_s)
            return
        waiting = self._waiting.pop(transaction, None)
        if waiting is not None:
            waiting[0](response, now_s)

    def note_cseq(self, event: RequestReceived) -> None:
        """A request of the peer inside a dialog did not raise the CSeq."""
        number = (event.request.headers.get("CSeq") or "").encode()[:64]
        what = "CSeq of a request inside a dialog is not above the one before"
        deviation = Deviation(what, "SIP header CSeq", "RFC 3261 12.2.1.1", number)
        self.events.append(DeviationsSeen((deviation,), event.flow, event.request.method))

    def actions(self) -> list[Transmit | OpenFlow | CloseFlow]:
        """Sent bytes first, so that what was said on a flow leaves before the flow is closed."""
        sent = self.endpoint.actions()
        if not self.flow_actions:
            return sent  # type: ignore[return-value]  # nobody puts anything into it
        drained = [*sent, *self.flow_actions]
        self.flow_actions.clear()
        return drained
