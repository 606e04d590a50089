"""Made results: an ordinary run with all sorts of outcomes, and one full of hostile strings."""

from __future__ import annotations

import dataclasses
import math

import pytest

from camproof.reports.model import (
    DeviationLine,
    EnvironmentFacts,
    FaultLine,
    FindingLine,
    LoadSample,
    OnlineSeries,
    PhaseResult,
    RunResult,
)
from camproof.verdicts.finding import Finding
from camproof.verdicts.limit import Limit
from camproof.verdicts.measurement import Measurement, MeasurementSpec
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.requirement import Requirement
from camproof.verdicts.verdict import Verdict, judge, unjudged

AVAIL = Requirement(
    id="AVAIL-1",
    text="Cameras of key public areas are on line.",
    term="在线率",
    clause="发改高技〔2015〕996号",
    metric="online rate",
    limit=Limit("at-least", 0.98, "share"),
    origin="policy",
    goal="availability",
    camera_class="key-public-area",
)
INTACT = dataclasses.replace(
    AVAIL,
    id="AVAIL-3",
    text="Intact rate of key-industry cameras.",
    term="完好率",
    metric="intact rate",
    limit=Limit("at-least", 0.95, "share"),
)
SHARING = dataclasses.replace(
    AVAIL,
    id="SHARE-1",
    text="Every camera of the archive is reachable from the platform.",
    term="联网率",
    metric="networking rate",
    limit=Limit("at-least", 1.0, "share"),
    goal="sharing",
)
START = Requirement(
    id="START-1",
    text="A viewer sees the first key frame in time.",
    term="调阅响应时间",
    clause="DL/T 283.3-2018",
    metric="time to first key frame",
    limit=Limit("at-most", 2.0, "s"),
    origin="default",
    goal="transport",
    sure=False,
    percentile=95.0,
)
LOSS = dataclasses.replace(
    START,
    id="TRANS-3",
    text="Packets lost among those expected.",
    term="丢包率",
    clause="GB/T 28181-2022 5.5 c",
    metric="packet loss",
    limit=Limit("at-most", 0.001, "share"),
    origin="standard",
    sure=True,
    percentile=None,
)
RECOVERY = dataclasses.replace(
    START,
    id="RECOV-1",
    text="After a power cut the cameras come back.",
    term="恢复时间",
    clause="",
    metric="recovery time to 99 %",
    limit=Limit("at-most", 60.0, "s"),
    goal="availability",
    percentile=None,
)
INTRUDER = dataclasses.replace(
    START,
    id="CTRL-2",
    text="A wrong password is refused every time.",
    term="非法接入拒绝率",
    clause="GB/T 28181-2022 8.1",
    metric="intruders refused",
    limit=Limit("at-least", 1.0, "share"),
    origin="standard",
    goal="control",
    sure=True,
    percentile=None,
)
OFFLINE = dataclasses.replace(
    START,
    id="AVAIL-7",
    text="A silent camera is off line after three heartbeats.",
    term="离线判定",
    clause="GB/T 28181-2022 9.6",
    metric="offline detection time",
    goal="availability",
    origin="standard",
    limit=Limit("at-most", 3.0, "intervals", 0.3),
    sure=True,
    percentile=None,
)

EAST = tuple(f"3402000000131000{number:04d}" for number in range(1, 14))


def measured(
    requirement: Requirement,
    value: float | None,
    n: int,
    window: tuple[float, float | None] | None = None,
    scope: str = "",
    interval: tuple[float, float] | None = None,
    method: str = "counted at the platform each 0.5 s",
) -> Measurement:
    spec = MeasurementSpec(
        requirement.metric, requirement.limit.unit, requirement.id, window, scope, requirement.percentile
    )
    return Measurement(spec, value, n, interval, method, census=interval is None and n > 0)


def join_verdicts() -> tuple[Verdict, ...]:
    return (
        judge(measured(AVAIL, 1.0, 40, (5.0, 8.0), "class key-public-area"), AVAIL),
        judge(measured(SHARING, 1.0, 60, (5.0, 8.0), method="catalogue compared with the archive"), SHARING),
        judge(
            measured(INTRUDER, 1.0, 12, None, method="REGISTER with a wrong password, answer counted"),
            INTRUDER,
        ),
    )


def cut_verdicts() -> tuple[Verdict, ...]:
    return (
        judge(
            measured(AVAIL, 0.965, 40, (12.0, 30.0), "class key-public-area"),
            AVAIL,
            Limit("at-least", 0.97, "share"),
        ),
        judge(measured(OFFLINE, 3.12, 13, (10.0, 30.0), "district east"), OFFLINE),
        judge(measured(RECOVERY, math.inf, 13, (25.0, 40.0), "district east"), RECOVERY),
    )


def watch_verdicts() -> tuple[Verdict, ...]:
    return (
        judge(measured(INTACT, 0.972, 36, (40.0, 60.0), "class key-industry", (0.931, 0.994)), INTACT),
        judge(
            measured(
                START,
                1.42,
                18,
                (40.0, 60.0),
                "30 % of all cameras",
                (1.31, 1.66),
                "INVITE sent to key frame decoded",
            ),
            START,
        ),
        judge(
            measured(LOSS, 0.00042, 81234, (40.0, 60.0), "", (0.00029, 0.0006), "RTP sequence numbers"), LOSS
        ),
        unjudged(
            MeasurementSpec("packet loss", "share", "TRANS-3", (40.0, 60.0), "district west"),
            LOSS,
            Outcome.INCONCLUSIVE,
            "never made: no stream of district west was watched",
        ),
        unjudged(
            MeasurementSpec("packet loss", "share", "TRANS-3", None, "hardware"),
            LOSS,
            Outcome.NOT_RUN,
            "no bench",
        ),
    )


def online(label: str, kind: str, cameras: int, dip: float, from_s: float, to_s: float) -> OnlineSeries:
    points = []
    for half in range(121):
        t_s = half / 2
        joined = min(1.0, t_s / 3.5)
        points.append((t_s, joined if t_s < 5 else (1 - dip if from_s + 4 <= t_s <= to_s + 6 else 1.0)))
    return OnlineSeries(label=label, kind=kind, points=tuple(points), cameras=cameras)


def made_phases() -> tuple[PhaseResult, ...]:
    return (
        PhaseResult(name="join", from_s=0.0, to_s=10.0, outcome=Outcome.PASS, verdicts=join_verdicts()),
        PhaseResult(
            name="power cut east", from_s=10.0, to_s=40.0, outcome=Outcome.FAIL, verdicts=cut_verdicts()
        ),
        PhaseResult(
            name="watch", from_s=40.0, to_s=60.0, outcome=Outcome.INCONCLUSIVE, verdicts=watch_verdicts()
        ),
    )


def made_findings() -> tuple[FindingLine, ...]:
    frozen = Finding("picture-frozen", EAST[3], 42.0, 50.0, 43.6, "same stamp repeated", "200 frames alike")
    offline = [
        Finding("camera-offline", code, 12.0, 31.5, 15.6, "keepalives missed", "3 of 3") for code in EAST[:6]
    ]
    loss = Finding("packet-loss", EAST[7], 45.0, None, 46.0, "RTP sequence numbers", "1.8 % of 402")
    return (
        *(
            FindingLine(finding=found, name=f"Crossing {i}", fault="power cut east")
            for i, found in enumerate(offline)
        ),
        FindingLine(finding=frozen, name="Stadium gate 2 体育场二号门", fault="picture freeze"),
        FindingLine(finding=loss, name="Harbour road"),
    )


def made_faults() -> tuple[FaultLine, ...]:
    return (
        FaultLine(
            fault="power.cut",
            label="power cut east",
            subjects=EAST,
            from_s=12.0,
            to_s=27.0,
            matched=tuple(range(6)),
            detected_after_s=3.6,
            recovered_after_s=4.5,
        ),
        FaultLine(
            fault="picture.freeze",
            label="picture freeze",
            subjects=EAST[3:4],
            from_s=42.0,
            to_s=50.0,
            matched=(6,),
            detected_after_s=1.6,
            recovered_after_s=0.1,
        ),
        FaultLine(
            fault="clock.offset",
            label="clock 30 s fast on three of the north",
            subjects=EAST[9:12],
            from_s=44.0,
            to_s=None,
        ),
    )


def made_online() -> tuple[OnlineSeries, ...]:
    return (
        OnlineSeries(
            label="all cameras", kind="all", cameras=60, points=online("", "", 0, 13 / 60, 12, 27).points
        ),
        online("key-public-area 重点公共区域", "class", 40, 0.2, 12, 27),
        online("key-industry 重点行业", "class", 20, 0.25, 12, 27),
        online("district east", "district", 13, 1.0, 12, 27),
        online("district west", "district", 27, 0.0, 12, 27),
    )


def made_load() -> tuple[LoadSample, ...]:
    return tuple(
        LoadSample(
            t_s=float(t),
            cpu_share=0.22 + 0.3 * (t > 40) + 0.02 * math.sin(t),
            loop_lag_ms=0.4 + 0.3 * (t % 7),
            send_lateness_ms=1.2 + (2.4 if t > 40 else 0.0) + 0.2 * (t % 3),
            udp_drops=0,
        )
        for t in range(61)
    )


def made_deviations() -> tuple[DeviationLine, ...]:
    return (
        DeviationLine(
            what="SumNum differs from the number of items sent",
            where="MANSCDP Catalog/SumNum",
            clause="GB/T 28181-2016 A.2.6.1",
            count=12,
            devices=EAST[:4],
            example="3c53756d4e756d3e",
        ),
        DeviationLine(
            what="The expiry is shorter than an hour",
            where="SIP header Expires",
            clause="GB/T 28181-2022 9.1",
            count=60,
            devices=EAST,
            example="457870697265733a203630",
        ),
    )


ENVIRONMENT = EnvironmentFacts(
    host="bench-7",
    started="2024-06-07T08:00:01+08:00",
    ended="2024-06-07T08:01:04+08:00",
    versions=(("camproof", "0.1.0"), ("Python", "3.11.8"), ("Linux", "6.8.0")),
    facts=(("Processor cores", "2"),),
)


def make_result() -> RunResult:
    return RunResult(
        scenario="Acceptance of a GB/T 28181 network",
        file="library/acceptance.scenario.yaml",
        proves="A city network of 60 cameras joins, survives a power cut and serves its viewers.",
        outcome=Outcome.FAIL,
        exit_code=1,
        seed=20240607,
        duration_s=60.0,
        cameras=60,
        loop="sil",
        clock="wall",
        command="camproof run library/acceptance.scenario.yaml --seed 20240607",
        phases=made_phases(),
        findings=made_findings(),
        faults=made_faults(),
        online=made_online(),
        load=made_load(),
        deviations=made_deviations(),
        environment=ENVIRONMENT,
        notes=("The archive has 60 records, 2 of them without coordinates.",),
    )


HOSTILE = (
    "</script><script>alert(1)</script>",
    "]]>&amp;\"'<b>",
    "nul\x00 esc\x1b[2J bel\x07 \x9b31m",
    "turned \u202e round \ufffe \ud800 \u2028",
    "[bold]markup[/bold] {{ 7 * 7 }} {% raw %}",
    "x" * 4000,
    "\U0001f4f7 名称 ✓",
)


def hostile_result(text: str) -> RunResult:
    made = make_result()
    requirement = dataclasses.replace(AVAIL, id=text, text=text, term=text, clause=text, metric=text)
    measurement = measured(requirement, 0.5, 3, (1.0, None), text, (0.1, 0.9), text)
    verdict = judge(dataclasses.replace(measurement, detail=text), requirement)
    finding = Finding(text, text, 1.0, None, 2.0, text, text)
    return dataclasses.replace(
        made,
        scenario=text,
        file=text,
        proves=text,
        reason=text,
        command=text,
        system=text,
        load_note=text,
        phases=(
            PhaseResult(
                name=text, from_s=0.0, to_s=9.0, outcome=Outcome.FAIL, verdicts=(verdict,), reason=text
            ),
        ),
        findings=(FindingLine(finding=finding, name=text, fault=text),),
        faults=(FaultLine(fault=text, label=text, subjects=(text,), from_s=0.0, to_s=1.0),),
        online=(OnlineSeries(label=text, kind="all", points=((0.0, 0.0), (9.0, 1.0)), cameras=1),),
        deviations=(
            DeviationLine(what=text, where=text, clause=text, count=1, devices=(text,), example=text),
        ),
        environment=EnvironmentFacts(
            host=text, started=text, ended=text, versions=((text, text),), facts=((text, text),)
        ),
        notes=(text,),
    )


@pytest.fixture
def result() -> RunResult:
    return make_result()


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile_text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hostile(hostile_text: str) -> RunResult:
    return hostile_result(hostile_text)
