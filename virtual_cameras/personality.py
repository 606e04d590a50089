"""Habits in which makes of cameras differ. Only what is implemented is named here."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.media.sound_track import SoundCodec
from camproof.protocols.gb28181.edition import Charset

__all__ = ["Personality"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """One make's habits; the defaults are those of a well-behaved camera.

    :param manufacturer, model, firmware: as DeviceInfo and the catalogue tell them.
    :param items_per_message: list items in one MANSCDP message (1-4 on UDP in the field).
    :param sends_y: the answer to an INVITE repeats ``y=``.
    :param charset: what bodies are written in; None means what the edition asks for.
    :param accepts_other_key_frame_spelling: takes ``IFameCmd`` as well as ``IFrameCmd``, whatever the
        edition.
    :param follows_date: sets its clock from the Date of the 200 to REGISTER.
    :param max_streams: calls with video at a time; further ones get 486.
    :param bye_after_end_s: hangs up itself when the platform does not, this long after the end of a
        recording.
    :param microphone_hz: above 0 its streams carry sound, a tone of this pitch.
    :param microphone_codec: what it is coded in: G.711 A-law, or AAC-LC of 16 kHz.
    :param answers_subscribe_with_body: the 200 to SUBSCRIBE holds a MANSCDP Response.
    """

    manufacturer: str = "camproof"
    model: str = "virtual"
    firmware: str = "1.0"
    items_per_message: int = 4
    sends_y: bool = True
    charset: Charset | None = None
    accepts_other_key_frame_spelling: bool = True
    follows_date: bool = True
    max_streams: int = 8
    bye_after_end_s: float = 30.0
    microphone_hz: int = 0
    microphone_codec: SoundCodec = "G711A"
    answers_subscribe_with_body: bool = False
