"""GStreamer's RTSP server, for the system's Python: prints its port, then serves /gate until it is ended.

Arguments: a pipeline of gst-launch with an element pay0; the timeout of sessions in seconds; "digest" or
"basic" for the user "admin" with the password "p@ss", or "".
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PIPELINE, TIMEOUT_S, METHOD = sys.argv[1], int(sys.argv[2]), sys.argv[3]

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f"( {PIPELINE} )")
factory.set_shared(True)
if METHOD:
    permissions = GstRtspServer.RTSPPermissions()
    for act in ("access", "construct"):
        permissions.add_permission_for_role("viewer", f"media.factory.{act}", True)
    factory.set_permissions(permissions)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    auth.set_realm("gate")
    if METHOD == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest("admin", "p@ss", token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic("admin", "p@ss"), token)
    server.set_auth(auth)
server.get_mount_points().add_factory("/gate", factory)
server.connect(
    "client-connected",
    lambda _, client: client.connect("new-session", lambda _, session: session.set_timeout(TIMEOUT_S)),
)
server.attach(None)


def clean() -> bool:
    """Forget sessions that nobody keeps alive."""
    server.get_session_pool().cleanup()
    return True


GLib.timeout_add(200, clean)
print(server.get_bound_port(), flush=True)  # noqa: T201
GLib.MainLoop().run()
