"""`camproof measure`: all streams that come to a range of ports, without SIP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.options import (
    FIRST_CAMERA,
    FIRST_SSRC,
    JitterOption,
    JsonOption,
    LossOption,
    QuietOption,
    TransportOption,
    WaitOption,
    milliseconds,
    one_of,
    share,
)
from camproof.cli.payload import container_named
from camproof.domain.endpoints import parse_port_range
from camproof.domain.errors import InputError, Place
from camproof.domain.units import parse_quantity

__all__ = ["add_to"]

_HELP = """\
Measure every RTP stream that comes to a range of ports, without SIP.

Examples:

  camproof measure --at 127.0.0.1:30000-30999 --seconds 60

  camproof measure --at 127.0.0.1:30000 --streams 1000 --max-loss 0.1% --max-latency 500ms --json

  camproof measure --at 127.0.0.1:30000 --transport tcp --csv streams.csv --picture streams.png

Each SSRC at each port is a stream, of each connection over TCP (RFC 4571).
Over UDP an even port is listened to with the one above it for RTCP, so that
30000-30999 are 500 ports; all streams may also share one port. What a stream
carries is told from its bytes. Latency, frame loss, freezes and the camera are
read from truth stamps (`camproof play`, `camproof cameras`); latency is the
sender's clock against ours. With --numbered a stream has to show the camera
that `camproof play` gives its SSRC: --camera plus what it is above --ssrc.

A limit holds for every stream: the worst one decides. A stream that fell
silent before the end (a second and more, without RTCP BYE) passes none: the
frames due in its silence are lost.

Exit codes: 0 measured, all limits are met, 1 a limit is not met, 2 bad input,
3 inconclusive: nothing came, a limit could not be judged, more came than
--most has room for, or this machine did not keep up (its own sockets dropped
datagrams), 4 infrastructure error, 130 interrupted; what came until then is
shown.
"""

AtOption = Annotated[
    str, typer.Option("--at", help="Where to listen.", metavar="HOST:PORT[-PORT]", show_default=False)
]
SecondsOption = Annotated[
    float, typer.Option("--seconds", help="How long to measure, from the first packet.", min=0.1)
]
PayloadOption = Annotated[
    str, typer.Option("--payload", help="PS, H264, H265 or PCMA, of all; found out when not given.")
]
MostOption = Annotated[
    int, typer.Option("--most", help="Room for so many streams; more are only counted.", min=1, max=65536)
]
NumberedOption = Annotated[
    bool, typer.Option("--numbered", help="Expect the cameras that --ssrc and --camera count.")
]
SsrcOption = Annotated[int, typer.Option("--ssrc", help="With --numbered: the first SSRC.", min=0)]
CameraOption = Annotated[int, typer.Option("--camera", help="With --numbered: the first camera.", min=0)]
StreamsOption = Annotated[
    int | None, typer.Option("--streams", help="A limit: so many streams must come.", min=1)
]
LatencyOption = Annotated[
    str, typer.Option("--max-latency", help="A limit of the p99, as in 500ms.", metavar="TIME")
]
FrameLossOption = Annotated[str, typer.Option("--max-frame-loss", help="A limit, as in 1%.", metavar="SHARE")]
WrongOption = Annotated[str, typer.Option("--max-wrong-camera", help="A limit, as in 0%.", metavar="SHARE")]
FpsOption = Annotated[str, typer.Option("--min-fps", help="A limit, as in 24.", metavar="FPS")]
CsvOption = Annotated[
    Path | None, typer.Option("--csv", help="Every figure, a row a stream.", metavar="FILE")
]
PictureOption = Annotated[
    Path | None, typer.Option("--picture", help="The figures over the streams, drawn.", metavar="PNG")
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("measure", help=_HELP)(_measure)


def _measure(
    at: AtOption,
    transport: TransportOption = "udp",
    seconds: SecondsOption = 10.0,
    wait: WaitOption = 10.0,
    payload: PayloadOption = "",
    most: MostOption = 4096,
    numbered: NumberedOption = False,
    ssrc: SsrcOption = FIRST_SSRC,
    camera: CameraOption = FIRST_CAMERA,
    streams: StreamsOption = None,
    max_loss: LossOption = "",
    max_jitter: JitterOption = "",
    max_latency: LatencyOption = "",
    max_frame_loss: FrameLossOption = "",
    max_wrong_camera: WrongOption = "",
    min_fps: FpsOption = "",
    csv: CsvOption = None,
    picture: PictureOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    for option, given, usual in (("--ssrc", ssrc, FIRST_SSRC), ("--camera", camera, FIRST_CAMERA)):
        if given != usual and not numbered:
            raise InputError("it means nothing without --numbered", Place(field=option), "add --numbered")
    if streams is not None and streams > most:
        raise InputError(f"there is room for {most} streams only", Place(field="--streams"), "raise --most")
    tcp = one_of(transport, ("udp", "tcp"), "transport", "--transport") == "tcp"
    target = parse_port_range(at, Place(field="--at"), pairs=not tcp)
    from camproof.cli.measure_run import MeasureWish, run_measure  # noqa: PLC0415  (OpenCV: for this command)
    from camproof.media.load.limits import Asked  # noqa: PLC0415
    from camproof.media.load.measured import Numbering  # noqa: PLC0415

    limits = {
        "loss": share(max_loss, "--max-loss"),
        "frame-loss": share(max_frame_loss, "--max-frame-loss"),
        "wrong-camera": share(max_wrong_camera, "--max-wrong-camera"),
        "jitter": milliseconds(max_jitter, "--max-jitter"),
        "latency": parse_quantity(max_latency, "duration", Place(field="--max-latency"))
        if max_latency
        else None,
        "fps": parse_quantity(min_fps, "fps", Place(field="--min-fps")) if min_fps else None,
    }
    wish = MeasureWish(
        target=target,
        tcp=tcp,
        seconds=seconds,
        wait_s=wait,
        container=container_named(payload),
        most=most,
        numbering=Numbering(ssrc, camera) if numbered else None,
        streams=streams,
        asked=tuple(Asked(name, value) for name, value in limits.items() if value is not None),
        csv=csv,
        picture=picture,
    )
    raise typer.Exit(run_measure(wish, json=json, quiet=quiet))
