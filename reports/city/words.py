"""What figures are called in reports, in English and in the terms of the field."""

from __future__ import annotations

from camproof.domain.classes import CameraClass
from camproof.simulator.answers import RATES
from camproof.simulator.values import CLASS_WORDS, PlaceType

__all__ = ["ASSUMPTIONS", "CLASS_NAMES", "RATE_NAMES", "class_name", "class_term", "kind_name", "term"]

_TERMS = {
    "online rate": "在线率",
    "intact rate": "完好率",
    "recording completeness": "录像完整率",
    "networking rate": "联网率",
    "coverage in effect": "有效覆盖率",
    "video coverage": "视频覆盖率",
    "HD share": "高清率",
    "time to repair": "平均修复时间",
    "crew use": "维修人员利用率",
    "yearly cost": "年度费用",
    "repairs": "维修次数",
    "outages": "故障次数",
}

RATE_NAMES = RATES
"""Shares of camera time, as tables show them from left to right."""

CLASS_NAMES = tuple(word.replace("-", " ") for word in CLASS_WORDS)
"""Classes of cameras as they are told."""

ASSUMPTIONS = (
    "A rate is a share of camera time: of the hours of all cameras of a row in the period, those in which "
    "they were on-line (online rate), on-line with a good picture (intact rate), or recorded (recording "
    "completeness). Recorders take every camera; a camera with storage of its own bridges what that storage "
    "holds; disks lost beyond those that a recorder can spare take what was recorded before, as far back as "
    "it had to be kept.",
    "What a cause costs is what would come back if this kind of failure never happened and every other "
    "failure and every repair stayed as it was. Where two failures overlap, taking away one of them brings "
    "nothing back, so causes need not add up to all that is lost. That repairs would be quicker with fewer "
    "orders is not counted.",
    "Intervals hold the true mean of the model 95 % of the time: Student's for means over replications, "
    "Wilson's for the probability of meeting a goal. They say how well the model's answer is known, not how "
    "well the model fits this city: for that see the inputs and their sources.",
    "A goal passes or fails where the whole interval of its mean lies on one side of the limit; otherwise it "
    "is inconclusive, and the report says how many replications would decide it if mean and spread stayed.",
)
"""How the answers are to be read."""


def term(measure: str) -> str:
    """The Chinese term of a measure; empty where it has none."""
    return _TERMS.get(measure, "")


def class_name(camera_class: str) -> str:
    """As in "key public area"; "all cameras" for none."""
    return camera_class.replace("-", " ") if camera_class else "all cameras"


def kind_name(word: str) -> str:
    """A kind of failure as it is told: "SIP server"."""
    return word.replace("sip ", "SIP ")


def class_term(word: str) -> str:
    """The Chinese term of a class of cameras or a type of place; empty where it has none."""
    for kind in (CameraClass, PlaceType):
        if word in set(kind):
            return kind(word).term
    return ""
