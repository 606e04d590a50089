"""What the fields of a scenario file mean, in a sentence each. Faults and measures bring their own."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["description_of"]

_ENTRY: Mapping[str, str] = {
    "at": "When it starts, counted from the start of the phase.",
    "for": "How long it lasts; without it, until the phase ends or as long as the thing itself takes.",
    "on": "The cameras that it acts on; without it, all of them.",
}
_TARGET: Mapping[str, str] = {
    "of": "The cameras that are judged; without it, all of them.",
    "window": "The part of the phase that is judged, as in 5 s .. 8 s; without it, the whole phase.",
    "percentile": "The percentile that is judged, as in 95.",
    "at least": "The smallest value that passes, in place of the requirement's limit.",
    "at most": "The largest value that passes, in place of the requirement's limit.",
    "exactly": "The only value that passes, in place of the requirement's limit.",
    "requirement": "The row of the requirement catalogue that judges; see camproof requirements.",
    "predicted": "What a model said it would be; shown beside what is measured, and judges nothing.",
}
_TABLES: Mapping[str, Mapping[str, str]] = {
    "a scenario": {
        "": "A scenario of camproof: cameras, a network, a time line of faults and actions, and targets.",
        "scenario": "The title, as reports show it.",
        "proves": "One sentence: what is proved when every target is met.",
        "tags": "Words by which scenarios are chosen; pytest makes markers of them.",
        "runs": "The loops and clocks that the scenario is for.",
        "system": "The system under test: built-in, or the path of a file that describes your platform.",
        "platform": "Settings of the built-in platform.",
        "cascade": "The platform above the system under test, and the link between the two.",
        "cameras": "The groups of virtual cameras.",
        "network": "The link of each district; a district without one has a perfect link.",
        "phases": "Parts of the run, one after the other, each with a time line and targets of its own.",
        "for": "How long a scenario of one phase lasts.",
        "timeline": "What happens in a scenario of one phase.",
        "targets": "What has to hold in a scenario of one phase.",
        "seed": "The seed of all that is random; without it one is drawn and named.",
        "must-fail": "The measures for which the run has to fail, and for no others, as a test.",
        "variants": "Named sets of settings laid over the file, as in tcp: {cameras.0.sip: tcp}.",
    },
    "runs": {
        "loops": "mil: a model; sil: the protocol code with virtual cameras; hil: real devices.",
        "clocks": "wall: real time on sockets; virtual: simulated time and network.",
    },
    "the platform": {
        "domain": "Its SIP domain of 10 digits, or its code of 20.",
        "password": "The password of every camera.",
        "heartbeat-interval": "How often cameras send a keepalive.",
        "heartbeat-count": "So many missed keepalives make a camera off-line.",
        "expires": "How long a registration holds.",
        "accept-replayed-nonces": "A weakness on purpose: copied credentials are accepted.",
        "ban-after": "So many wrong passwords within a minute bring a ban; 0 for never.",
        "ban": "How long a ban lasts.",
        "device-limit": "How many devices it has room for.",
        "keepalive-moves": "A weakness on purpose: a keepalive from elsewhere moves the device's address.",
    },
    "the cascade": {
        "domain": "SIP domain of the upper platform, 10 digits, or its code of 20.",
        "port": "Port of its SIP on sockets: by default any, or 5060 where the lower platform is not ours.",
        "password": "The password of the lower platform there.",
        "heartbeat-interval": "How often the lower platform sends a keepalive.",
        "heartbeat-count": "So many missed keepalives make the lower platform off-line.",
        "expires": "How long the registration of the lower platform holds.",
        "sip": "The transport of the signalling between the two platforms.",
        "edition": "The edition of GB/T 28181 that the lower platform speaks to the upper one.",
        "items-per-message": "How many items of its catalogue the lower platform puts into one message.",
        "mutual": "Whether the upper platform is below the lower one, too.",
        "cameras": "The camera groups that stand at the upper platform itself.",
        "link": "The link between the two platforms; without it, a perfect one.",
        "defects": "Standing faults of the lower platform, that no time line announces.",
    },
    "a camera group": {
        "name": "Its name; cameras are called after it, and selections name it.",
        "count": "How many cameras it has.",
        "inventory": "A CSV file of cameras, from the scenario's folder on, in place of a count.",
        "columns": "Which column of the inventory holds a field, as in name: Location.",
        "skip-bad-rows": "Leave rows of the inventory out that cannot be used, and say so.",
        "district": "The part of the network that they hang on; several are dealt in turn.",
        "class": "Whose cameras they are, after the 2015 opinion; several are dealt in turn.",
        "edition": "The edition of GB/T 28181 that they speak; several are dealt in turn.",
        "sip": "The transport of their signalling; several are dealt in turn.",
        "stream": "Picture size and frame rate, codec and bit rate, as in 1080p25 h264 2 Mbit/s.",
        "scene": "What they look at; several are dealt in turn.",
        "sound": "What their streams carry beside the picture.",
        "picture": "clip: coded once and played in a loop; rendered: drawn live, as head and lens stand.",
        "infrared": "When a rendered picture has no colours; by-clock: from 18 to 6 o'clock of its clock.",
        "defects": "Standing faults of all cameras of the group, that no time line announces.",
        "channels": "How many channels hang on each device; without it, each camera is its own.",
        "items-per-message": "How many items of a list each device puts into one message.",
        "region": "The first 6 or 8 digits of the codes that are made.",
    },
    "the columns of an inventory": {
        "": "Which column of the file holds a field, where the usual names do not do.",
        "code": "The column of 20-digit codes.",
        "id": "The column of the camera's own number.",
        "name": "The column of names.",
        "longitude": "The column of degrees east.",
        "latitude": "The column of degrees north.",
        "class": "The column of camera classes.",
        "district": "The column of districts.",
        "group": "The column of groups.",
        "edition": "The column of editions of GB/T 28181.",
        "transport": "The column of SIP transports.",
        "stream": "The column of streams.",
    },
    "a link": {
        "delay": "How long packets take, with their jitter, as in 5 ms ± 2 ms.",
        "loss": "The share of packets that are lost.",
        "rate": "How much it carries; without it, anything.",
    },
    "a phase": {
        "name": "Its name in reports.",
        "for": "How long it lasts.",
        "timeline": "What happens in it: faults and actions.",
        "targets": "What has to hold in it.",
    },
    "a selection of cameras": {
        "district": "Cameras of any of these districts.",
        "class": "Cameras of any of these classes.",
        "group": "Cameras of any of these groups, or with one of these names.",
        "codes": "Cameras by their number, from 1, or their code of 20 digits.",
        "count": "So many of them, drawn by the seed.",
        "share": "This share of them, drawn by the seed.",
    },
    "the action query-catalog": {"": "Ask cameras for their catalogue."},
    "the action query-info": {"": "Ask cameras who they are."},
    "the action query-status": {"": "Ask cameras how they are and what time they have."},
    "the action query-records": {
        "": "Ask cameras for their recordings.",
        "span": "How far back from now; without it, a day.",
    },
    "the action configure-heartbeat": {
        "": "Set keepalive interval and count on cameras.",
        "interval": "The interval to set; without it, the platform's.",
        "count": "The count to set; without it, the platform's.",
    },
    "the action watch": {
        "": "Watch cameras live.",
        "transport": "How media come: tcp-passive: the camera dials; tcp-active: the platform does.",
        "pictures": "How often a received picture is diagnosed; without it, never.",
    },
    "the action playback": {
        "": "Play a recording, with pause, seek and double speed on the way.",
        "transport": "How media come: tcp-passive: the camera dials; tcp-active: the platform does.",
    },
    "the action download": {
        "": "Download a recording up to its end.",
        "transport": "How media come: tcp-passive: the camera dials; tcp-active: the platform does.",
        "speed": "How many times faster than it was recorded; without it, four.",
    },
    "the action move-ptz": {"": "Pan and tilt cameras until they are seen to move."},
    "the action raise-alarm": {"": "Raise an alarm at cameras and wait for it at the platform."},
    "the action watch-from-upper": {
        "": "Watch cameras live from the upper platform, through the lower one.",
        "transport": "How media come: tcp-passive: the lower platform dials; tcp-active: the upper one does.",
    },
    "the action query-catalog-from-upper": {"": "Ask the lower platform for its catalogue."},
    "the action subscribe-catalog-from-upper": {
        "": "Let the lower platform tell changes of its catalogue to the upper one, from now on."
    },
    "the action move-ptz-from-upper": {
        "": "Pan and tilt cameras from the upper platform until they are seen to move."
    },
    "the action watch-in-a-loop": {
        "": "Ask the lower platform for cameras of the upper one: streams that would come back."
    },
    "the action subscribe-positions": {
        "": "Subscribe to the positions of cameras for a while.",
        "interval": "How often a position is wanted.",
    },
}
_FAMILIES: Mapping[str, Mapping[str, str]] = {"the action": _ENTRY, "the fault": _ENTRY, "a target": _TARGET}


def description_of(title: str, field: str) -> str:
    """What a field of a table means, or with an empty field the table itself; empty where nothing is known.

    :param title: the table in the words of the errors: "a camera group", "the action watch".
    """
    own = _TABLES.get(title, {}).get(field, "")
    if own or not field:
        return own
    return _FAMILIES.get(" ".join(title.split()[:2]), {}).get(field, "")
