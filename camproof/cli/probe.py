"""`camproof probe`: one stream looked at closely."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.cli.options import (
    JitterOption,
    JsonOption,
    LossOption,
    QuietOption,
    WaitOption,
    milliseconds,
    share,
)
from camproof.cli.payload import container_named

__all__ = ["add_to"]

_HELP = """\
Show what one stream is like, packet by packet, with a picture of its timing.

Examples:

  camproof probe rtp://127.0.0.1:5000 --seconds 30

  camproof probe tcp-listen://0.0.0.0:30000 --payload PS --camera 7

  camproof probe capture.pcapng --stream 0100000001 --picture timing.png

  camproof probe rtp://127.0.0.1:5000 --max-loss 0.1% --max-jitter 50ms --json

  camproof probe rtsp://admin:secret@192.0.2.7/live --max-loss 0.1%

  camproof probe street.mp4 --no-diagnosis

rtp:// and udp:// listen for RTP on that port (RTCP on the next), tcp://
dials and tcp-listen:// waits for RTP over TCP (RFC 4571, GB/T 28181 Annex D).
rtsp:// and rtsps:// play the video of a server, RTP interleaved over TCP or,
with --rtsp-transport udp, over UDP; name and password stand in the address.
Files are seen at the level of frames: no loss, no jitter. Of a capture (pcap,
pcapng) the largest RTP stream is shown and the others listed.
Afterwards samples of the pictures are decoded and looked at for faults: lost
signal, black, blur, noise, stripes, a wrong colour and more (视频质量诊断).

Exit codes: 0 shown, 1 a limit is not met, 2 bad input, 3 inconclusive:
nothing came or a limit could not be judged, 4 infrastructure error,
130 interrupted; what came until then is shown.
"""

SourceArgument = Annotated[
    str, typer.Argument(help="An address, a capture, or a video file.", metavar="URL|FILE|PCAP")
]
SecondsOption = Annotated[
    float, typer.Option("--seconds", help="How long to measure a live stream.", min=0.1)
]
PayloadOption = Annotated[
    str, typer.Option("--payload", help="PS, H264, H265 or PCMA; found out when not given.")
]
StreamOption = Annotated[
    str,
    typer.Option(
        "--stream", help="Which stream: its SSRC; in a capture also its number or HOST:PORT it goes to."
    ),
]
RtspTransportOption = Annotated[
    str, typer.Option("--rtsp-transport", help="How RTP comes from an RTSP server: tcp (usual) or udp.")
]
CameraOption = Annotated[
    int | None, typer.Option("--camera", help="The number that should be in the stamps.", min=0)
]
PictureOption = Annotated[
    Path | None,
    typer.Option(
        "--picture", help="Where the picture goes; probe-NAME.png here when not given.", metavar="PNG"
    ),
]
NoDiagnosisOption = Annotated[
    bool,
    typer.Option("--no-diagnosis", help="Do not look for faults (black, blurred, frozen) in the pictures."),
]
NoPictureOption = Annotated[bool, typer.Option("--no-picture", help="Draw no picture.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("probe", help=_HELP)(_probe)


def _probe(
    source: SourceArgument,
    seconds: SecondsOption = 10.0,
    wait: WaitOption = 10.0,
    payload: PayloadOption = "",
    stream: StreamOption = "",
    rtsp_transport: RtspTransportOption = "",
    camera: CameraOption = None,
    max_loss: LossOption = "",
    max_jitter: JitterOption = "",
    picture: PictureOption = None,
    no_picture: NoPictureOption = False,
    no_diagnosis: NoDiagnosisOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from camproof.cli.probe_run import run_probe  # noqa: PLC0415  (PyAV, OpenCV, dpkt: for this command only)

    code = run_probe(
        source,
        seconds=seconds,
        wait_s=wait,
        container=container_named(payload),
        stream=stream,
        rtsp_transport=rtsp_transport,
        camera=camera,
        max_loss=share(max_loss, "--max-loss"),
        max_jitter_ms=milliseconds(max_jitter, "--max-jitter"),
        picture=picture,
        draw=not (no_picture or (json and picture is None)),
        diagnosis=not no_diagnosis,
        json=json,
        quiet=quiet,
    )
    raise typer.Exit(code)
