"""A picture with a band in packets without a container (RFC 6184, RFC 7798).

Delimiter, parameter sets, stamp and strip go into as few packets as they fit into; the text into what room
the last of these has left, the rest of it into packets of its own. Each slice of the scene has packets of its
own, so that nothing of it changes with the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from camproof.media.clips.model import Codec
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.tables.raw import fragments, is_aggregate, packed
from camproof.protocols.nal import split_annexb

__all__ = ["RawText", "cut_front", "cut_scene", "cut_text", "text_room"]

_KEPT_TEXTS = 4096


@dataclass(frozen=True, slots=True)
class RawText:
    """A text behind a front.

    :param joins: what goes into the last packet of the front; may be empty.
    :param payloads: further packets.
    """

    joins: bytes
    payloads: tuple[bytes, ...]


def cut_front(codec: Codec, front: bytes) -> list[bytes]:
    """The payloads of what stands before the text, Annex B."""
    return packed(codec, [*split_annexb(front)])


def text_room(codec: Codec, payloads: list[bytes]) -> int:
    """How many bytes of text may join the last payload of a front; 0 where it is no aggregate."""
    return PAYLOAD_SIZE - len(payloads[-1]) if is_aggregate(codec, payloads[-1]) else 0


@lru_cache(maxsize=_KEPT_TEXTS)
def cut_text(codec: Codec, text: bytes, room: int) -> RawText:
    """A text, Annex B. :param room: ``text_room`` of its front."""
    nals, joined = split_annexb(text), b""
    while nals and len(joined) + 2 + len(nals[0]) <= room:
        nal = nals.pop(0)
        joined += len(nal).to_bytes(2) + bytes(nal)
    return RawText(joined, tuple(packed(codec, [*nals])))


def cut_scene(codec: Codec, scene: bytes) -> list[bytes]:
    """The payloads of the slices of a scene, Annex B."""
    return [payload for nal in split_annexb(scene) for payload in fragments(codec, nal)]
