"""`camproof play`: streams sent to a range of ports, without SIP."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.options import (
    FIRST_CAMERA,
    FIRST_SSRC,
    JsonOption,
    OwnerOption,
    QuietOption,
    TransportOption,
    UntilOption,
    one_of,
)
from camproof.domain.camera import SCENES
from camproof.domain.endpoints import parse_port_range
from camproof.domain.errors import InputError, Place
from camproof.domain.stream import parse_stream
from camproof.domain.units import parse_quantity
from camproof.scenarios.schema.system import require_permission

__all__ = ["add_to"]

_HELP = """\
Send many streams of a clip to a range of ports, without SIP, until Ctrl-C.

Examples:

  camproof play --to 127.0.0.1:30000-30999 --streams 500

  camproof play --to 127.0.0.1:30000 --streams 1000 --stream "720p25 h264 1 Mbit/s gop 50" --seconds 60

  camproof play --to 127.0.0.1:30000 --transport tcp --payload raw --source street.mp4 --streams 20

  camproof play --to 192.0.2.7:30000 --allow-owner "Zhang Wei" --allow-until 2030-12-31

Stream n (from 0) goes to port n, again from the first where there are more
streams than ports; its SSRC is --ssrc plus n, its camera number --camera plus
n. Over UDP a stream takes an even port and the one above it for RTCP, so that
30000-30999 are 500 ports; over TCP (RFC 4571) each stream dials.
`camproof measure --at` with the same ports tells what arrives.

"ms late" is how late frames leave: the 99th percentile of the last second.

A receiver over TCP that hangs up is dialled anew, until all have hung up
five times in a row or take nothing.

Exit codes: 0 all was sent in time, 1 a receiver over TCP did not take
everything or hung up, 2 bad input, 3 the generator was saturated or the
kernel refused packets, so the load was not what was asked for, 4
infrastructure error, 130 interrupted before --seconds were over.
"""

ToOption = Annotated[
    str, typer.Option("--to", help="Where the streams go.", metavar="HOST:PORT[-PORT]", show_default=False)
]
StreamsOption = Annotated[int, typer.Option("--streams", help="How many.", min=1, max=65536)]
StreamOption = Annotated[
    str, typer.Option("--stream", help='What each shows, as in "720p25 h264 1 Mbit/s gop 50".')
]
SceneOption = Annotated[str, typer.Option("--scene", help=f"What is drawn: {', '.join(SCENES)}.")]
SourceOption = Annotated[
    Path | None, typer.Option("--source", help="A video file in place of a drawn scene.", metavar="FILE")
]
PayloadOption = Annotated[
    str, typer.Option("--payload", help="PS (program stream), or raw: the H.264 or H.265 units themselves.")
]
StampOption = Annotated[
    str,
    typer.Option(
        "--stamp",
        help="Where the truth of each picture stands: sei, picture (a band with strip, names and clock too), "
        "none.",
    ),
]
SpreadOption = Annotated[
    str,
    typer.Option(
        "--spread", help="Share of the frame interval over which a frame's packets leave, as in 50%."
    ),
]
StartOption = Annotated[
    str,
    typer.Option(
        "--start-over",
        help="The streams begin within this time; one GOP when not given, 0 sends all key pictures together.",
    ),
]
DriftOption = Annotated[
    str,
    typer.Option(
        "--drift-ppm",
        help="How much faster than the true one the cameras' clocks run: one value for all, or -50..50 for "
        "one between these for each.",
        metavar="PPM[..PPM]",
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Of the clocks' drifts.", min=0)]
SecondsOption = Annotated[
    float | None, typer.Option("--seconds", help="How long; else until Ctrl-C.", min=0.1)
]
ShardsOption = Annotated[int, typer.Option("--shards", help="Sending processes, one a core.", min=1, max=64)]
SsrcOption = Annotated[int, typer.Option("--ssrc", help="SSRC of the first stream.", min=0, max=0xFFFFFFFF)]
CameraOption = Annotated[
    int, typer.Option("--camera", help="Camera number of the first stream.", min=0, max=0xFFFFFFFF)
]
TypeOption = Annotated[int, typer.Option("--payload-type", help="Of RTP.", min=0, max=127)]
SystemOption = Annotated[
    Path | None,
    typer.Option("--system", help="A system file of that host, with the permission in it.", metavar="FILE"),
]


_PPM = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_DRIFT = re.compile(rf"({_PPM})(?:\.\.({_PPM}))?")
_MOST_PPM = 1e5


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("play", help=_HELP)(_play)


def _play(
    to: ToOption,
    streams: StreamsOption = 1,
    stream: StreamOption = "",
    scene: SceneOption = SCENES[0],
    source: SourceOption = None,
    payload: PayloadOption = "PS",
    transport: TransportOption = "udp",
    stamp: StampOption = "sei",
    spread: SpreadOption = "0%",
    start_over: StartOption = "",
    drift_ppm: DriftOption = "0",
    seed: SeedOption = 0,
    seconds: SecondsOption = None,
    shards: ShardsOption = 1,
    ssrc: SsrcOption = FIRST_SSRC,
    camera: CameraOption = FIRST_CAMERA,
    payload_type: TypeOption = 96,
    allow_owner: OwnerOption = "",
    allow_until: UntilOption = "",
    system: SystemOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    tcp = one_of(transport, ("udp", "tcp"), "transport", "--transport") == "tcp"
    target = parse_port_range(to, Place(field="--to"), pairs=not tcp)
    if target.first == 0:
        raise InputError("port 0 is nobody's", Place(field="--to"), "write the receiver's port")
    for option, first in (("--ssrc", ssrc), ("--camera", camera)):
        if first + streams - 1 > 0xFFFFFFFF:
            raise InputError(f"{first} and {streams} streams go beyond 32 bits", Place(field=option))
    if source is not None and (stream or scene != SCENES[0]):
        option = "--stream" if stream else "--scene"
        raise InputError("a video file has its own picture", Place(field=option), "leave it out")
    require_permission(target.host, "--to", owner=allow_owner, until=allow_until, system=system)
    from camproof.cli.play_run import PlayWish, run_play  # noqa: PLC0415  (PyAV, OpenCV: for this command only)

    wish = PlayWish(
        target=target,
        streams=streams,
        profile=parse_stream(stream, Place(field="--stream")) if stream else None,
        scene=one_of(scene, SCENES, "scene", "--scene"),
        source=source,
        raw=one_of(payload.lower(), ("ps", "raw"), "payload", "--payload") == "raw",
        tcp=tcp,
        stamp=one_of(stamp, ("sei", "picture", "none"), "kind of stamp", "--stamp"),
        spread=parse_quantity(spread, "share", Place(field="--spread")),
        start_over_s=parse_quantity(start_over, "duration", Place(field="--start-over"))
        if start_over
        else None,
        drift_ppm=_drift(drift_ppm),
        seed=seed,
        seconds=seconds,
        shards=min(shards, streams),
        ssrc=ssrc,
        camera=camera,
        payload_type=payload_type,
    )
    raise typer.Exit(run_play(wish, json=json, quiet=quiet))


def _drift(text: str) -> tuple[float, float]:
    """Least and most of "20" or "-50..50".

    :raises InputError: it is neither, or beyond 100 000 ppm.
    """
    place, found = Place(field="--drift-ppm"), _DRIFT.fullmatch(text.strip())
    if found is None:
        raise InputError(f"{text[:40]!r} is no drift", place, "write 20 or -50..50")
    low_ppm = float(found[1])
    high_ppm = low_ppm if found[2] is None else float(found[2])
    if not -_MOST_PPM <= low_ppm <= high_ppm <= _MOST_PPM:
        raise InputError(
            f"{text[:40]!r} is out of order or beyond 100 000 ppm", place, "write the lower value first"
        )
    return low_ppm, high_ppm
