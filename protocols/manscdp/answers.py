"""Which messages get a business answer besides the SIP 200."""

from __future__ import annotations

from camproof.protocols.manscdp.control import needs_response
from camproof.protocols.manscdp.control_read import read_control
from camproof.protocols.manscdp.node import Manscdp

__all__ = ["expects_response"]

_NOTICES = {"alarm", "broadcast"}


def expects_response(message: Manscdp) -> bool:
    """True if the receiver of ``message`` shall send a Response with the same CmdType and SN.

    Bodies of SUBSCRIBE and NOTIFY get none, whatever this says; it is for MESSAGE.
    """
    command = message.cmd_type.lower()
    match message.root:
        case "Query":
            return True
        case "Control":
            return command == "deviceconfig" or needs_response(read_control(message)[0])
        case "Notify":
            return command in _NOTICES
        case "Response":
            return False
