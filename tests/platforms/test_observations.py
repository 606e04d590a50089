"""The log of what was seen, and counted deviations."""

from __future__ import annotations

import dataclasses
import json

import pytest

from camproof.platforms import KINDS, DeviationCounts, Observation, ObservationLog
from camproof.platforms.observe import observe
from camproof.protocols.deviation import Deviation
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform import (
    AlarmRaised,
    CallAnswered,
    CallControlled,
    CallEnded,
    CallFailed,
    DeviationsNoted,
    DeviceOffline,
    DeviceRedirected,
    DeviceRegistered,
    KeepaliveReceived,
    KeepaliveRefused,
    MediaEnded,
    MessageRejected,
    NoticeReceived,
    PlatformEvent,
    PositionReported,
    RegistrationRefused,
    RequestAnswered,
    RequestFailed,
    SubscriptionActive,
    SubscriptionEnded,
    SubscriptionNotified,
    UnmatchedResponse,
)
from camproof.protocols.gb28181.platform.call_events import (
    BroadcastInvited,
    BroadcastRefused,
    BroadcastStarted,
)
from camproof.protocols.manscdp import Manscdp, Node
from camproof.protocols.mansrtsp import MansrtspRequest
from camproof.protocols.sdp import live_offer

D = "34020000001320000001"
FLOW = Flow("UDP", ("127.0.0.1", 5060), ("192.0.2.10", 5061))
ASKED = Manscdp("Query", "DeviceStatus", 7, D)
TOLD = Manscdp(
    "Response", "DeviceStatus", 7, D, (Node("Result", "OK"), Node("DeviceTime", "2026-01-01T00:00:00"))
)
SDP = live_offer(origin_user=D, host="192.0.2.10", port=15060, ssrc="0200000001")
EVENTS: list[tuple[str, PlatformEvent]] = [
    ("registered", DeviceRegistered(12.0, D, FLOW, "<sip:x>", 3600, "3.0", True, False, "fresh")),
    ("registration-refused", RegistrationRefused(12.0, D, FLOW, "wrong password", 403)),
    ("redirected", DeviceRedirected(12.0, D, FLOW, "sip:y")),
    ("offline", DeviceOffline(12.0, D, "keepalives missed", 11.0)),
    ("keepalive", KeepaliveReceived(12.0, D, "OK", (D,), 60.0)),
    ("keepalive-refused", KeepaliveRefused(12.0, D, FLOW, "not registered", 403)),
    ("answer", RequestAnswered(12.0, 7, D, ASKED, (TOLD,), 11.5, 11.6, 12.0)),
    ("no-answer", RequestFailed(12.0, 7, D, ASKED, "no answer in 10 s", None, (), 0, None, 11.0)),
    ("unmatched", UnmatchedResponse(12.0, D, TOLD)),
    ("alarm", AlarmRaised(12.0, D, Manscdp("Notify", "Alarm", 1, D, (Node("AlarmPriority", "1"),)))),
    ("position", PositionReported(12.0, D, Manscdp("Notify", "MobilePosition", 1, D))),
    ("notice", NoticeReceived(12.0, D, Manscdp("Notify", "VideoUploadNotify", 1, D))),
    ("rejected", MessageRejected(12.0, D, FLOW, "INFO", 481, "unknown dialog")),
    ("call-answered", CallAnswered(12.0, "c", D, D, "live", "udp", "1", ("192.0.2.10", 15060), SDP, 11.0)),
    ("call-failed", CallFailed(12.0, "c", D, D, "live", 486, "busy")),
    ("call-ended", CallEnded(12.0, "c", D, D, "live", "device", "BYE")),
    ("call-controlled", CallControlled(12.0, "c", D, MansrtspRequest.pause(1), 200)),
    ("media-ended", MediaEnded(12.0, "c", D, D, True)),
    ("broadcast", BroadcastInvited(12.0, "c", D, D, "udp", "1", ("192.0.2.10", 1), SDP)),
    ("broadcast", BroadcastStarted(12.0, "c", D, D)),
    ("broadcast", BroadcastRefused(12.0, D, D, "no")),
    ("subscription", SubscriptionActive(12.0, "s", D, "presence", 600, False)),
    ("subscription", SubscriptionEnded(12.0, "s", D, "presence", "expired")),
    ("catalog-change", SubscriptionNotified(12.0, "s", D, Manscdp("Notify", "Catalog", 1, D))),
]


@pytest.mark.parametrize(("kind", "event"), EVENTS)
def test_every_event_becomes_an_observation_that_json_can_hold(kind: str, event: PlatformEvent) -> None:
    observation = observe(event, 10.0)
    assert observation is not None
    assert (observation.kind, observation.device, observation.at_s) == (kind, D, 2.0)
    assert kind in KINDS
    json.dumps(observation.as_dict())


def test_times_count_from_the_origin_and_figures_are_kept() -> None:
    offline = observe(EVENTS[3][1], 10.0)
    answer = observe(EVENTS[6][1], 10.0)
    assert offline is not None
    assert answer is not None
    assert offline.data["silent_since_s"] == 1.0
    assert (answer.data["sent_s"], answer.data["answer_ms"], answer.data["acknowledged_ms"]) == (
        1.5,
        500.0,
        100.0,
    )
    assert answer.data["DeviceTime"] == "2026-01-01T00:00:00"


def test_deviations_are_not_logged_one_by_one() -> None:
    assert observe(DeviationsNoted(12.0, D, FLOW, "REGISTER", ()), 10.0) is None


def test_log_is_bounded_selects_and_tells() -> None:
    log, heard = ObservationLog(limit=3), list[Observation]()
    stop = log.listen(heard.append)
    for at_s in range(5):
        log.add(Observation(at_s, "keepalive" if at_s % 2 else "registered", D if at_s < 4 else "x"))
    stop()
    stop()
    log.add(Observation(9.0, "alarm", D))
    assert (len(log), log.dropped, len(heard)) == (3, 3, 5)
    assert [entry.at_s for entry in log] == [3, 4, 9.0]
    assert [entry.at_s for entry in log.select("keepalive", "alarm")] == [3, 9.0]
    assert [entry.at_s for entry in log.select(device="x")] == [4]
    assert [entry.at_s for entry in log.select(from_s=4, to_s=9.0)] == [4]


def test_observations_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Observation(0.0, "alarm", D).at_s = 1.0  # type: ignore[misc]


def test_deviations_are_counted_by_device_and_kind_within_a_bound() -> None:
    counts = DeviationCounts(limit=2)
    late, odd = Deviation("late", "SIP", "X", b"1"), Deviation("odd", "SDP")
    counts.add(D, "REGISTER", [late, odd], 1.0)
    counts.add(D, "MESSAGE", [late], 5.0)
    counts.add("other", "MESSAGE", [late], 6.0)
    counts.add("third", "MESSAGE", [odd], 7.0)
    rows = {(entry.device, entry.first.what): entry for entry in counts.all()}
    assert rows[D, "late"].count == 2
    assert (rows[D, "late"].first_s, rows[D, "late"].last_s, rows[D, "late"].summary) == (
        1.0,
        5.0,
        "REGISTER",
    )
    assert rows["", "further kinds of deviation"].count == 2
    assert [entry.first.what for entry in counts.of(D)] == ["late", "odd"]
