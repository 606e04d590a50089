"""All picture faults, each with the strengths that the detectors are scored at."""

from __future__ import annotations

from camproof.media.diagnosis.faults import colour, lens, light, osd, sensor
from camproof.media.diagnosis.faults.model import PictureFault
from camproof.media.errors import ClipError
from camproof.verdicts.finding import Symptom

__all__ = ["FAULTS", "picture_fault"]

FAULTS: tuple[PictureFault, ...] = (
    PictureFault(
        "signal-lost", "视频丢失", Symptom.SIGNAL_LOST, "% of rows blue", (85, 95, 100), light.blue_signal
    ),
    PictureFault("freeze", "画面冻结", Symptom.PICTURE_FROZEN, "pictures held", (3, 6, 8), sensor.freeze),
    PictureFault("black", "黑屏", Symptom.PICTURE_BLACK, "% of light taken", (90, 96, 100), light.black),
    PictureFault("blur", "清晰度异常", Symptom.PICTURE_BLURRED, "px (deviation)", (1.5, 3, 6), lens.blur),
    PictureFault("too-bright", "过亮", Symptom.PICTURE_TOO_BRIGHT, "stops over", (1, 2, 3), light.too_bright),
    PictureFault("too-dark", "过暗", Symptom.PICTURE_TOO_DARK, "stops under", (2, 4, 6), light.too_dark),
    PictureFault(
        "low-contrast",
        "对比度异常",
        Symptom.CONTRAST_LOW,
        "% of contrast taken",
        (50, 75, 90),
        light.low_contrast,
    ),
    PictureFault("colour-cast", "偏色", Symptom.COLOUR_CAST, "% of gain", (10, 25, 50), colour.colour_cast),
    PictureFault(
        "monochrome",
        "黑白图像",
        Symptom.PICTURE_MONOCHROME,
        "% of chroma taken",
        (80, 95, 100),
        colour.monochrome,
    ),
    PictureFault("noise", "噪声", Symptom.PICTURE_NOISY, "levels (deviation)", (8, 16, 32), sensor.noise),
    PictureFault("snow", "雪花", Symptom.PICTURE_NOISY, "% of pixels", (2, 5, 10), sensor.snow),
    PictureFault(
        "stripe", "条纹干扰", Symptom.PICTURE_STRIPED, "levels (amplitude)", (4, 10, 25), sensor.stripe
    ),
    PictureFault("shake", "画面抖动", Symptom.PICTURE_SHAKES, "‰ of width", (3, 10, 30), lens.shake),
    PictureFault(
        "scene-change", "场景变换", Symptom.SCENE_CHANGED, "% of width turned", (5, 20, 50), lens.turned
    ),
    PictureFault("occlusion", "遮挡", Symptom.PICTURE_OCCLUDED, "% of area", (8, 20, 50), lens.occlusion),
    PictureFault(
        "osd-missing", "OSD 丢失", Symptom.OSD_MISSING, "% of opacity taken", (50, 80, 100), osd.osd_missing
    ),
    PictureFault("osd-clock", "OSD 时钟停走", Symptom.OSD_CLOCK_STALE, "s held", (60,), osd.clock_stopped),
)


def picture_fault(fault_id: str) -> PictureFault:
    """The fault with this id.

    :raises ClipError: there is none.
    """
    for fault in FAULTS:
        if fault.id == fault_id:
            return fault
    raise ClipError(f"There is no picture fault {fault_id}; there are {', '.join(f.id for f in FAULTS)}.")
