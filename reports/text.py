"""How outcomes, times and strings from the wire read in every rendering."""

from __future__ import annotations

from camproof.verdicts.outcome import Outcome
from camproof.verdicts.requirement import Goal
from camproof.verdicts.values import show
from camproof.verdicts.verdict import Verdict

__all__ = [
    "GOAL_TITLES",
    "OUTCOME_WORDS",
    "count_text",
    "evidence_text",
    "limit_text",
    "n_text",
    "percentile_text",
    "predicted_text",
    "printable",
    "seconds",
    "span",
    "symptom_text",
    "value_text",
    "window_text",
]

OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.PASS: "pass",
    Outcome.FAIL: "fail",
    Outcome.INCONCLUSIVE: "inconclusive",
    Outcome.NOT_RUN: "not run",
    Outcome.ABORTED: "aborted",
    Outcome.ERROR: "error",
}

GOAL_TITLES: dict[Goal, tuple[str, str]] = {
    "coverage": ("Full coverage", "全域覆盖"),
    "sharing": ("Whole-network sharing", "全网共享"),
    "availability": ("Always available", "全时可用"),
    "control": ("Controllable", "全程可控"),
    "transport": ("Transport", "传输性能"),
    "bench": ("The bench itself", "测试平台"),
}
"""The four goals of the 2015 opinion in its order, then what is judged besides."""

_HIDDEN = {0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x206A)}
_OPS = {"at-least": "≥", "at-most": "≤", "equal": "="}


def printable(text: str) -> str:
    """The text with whatever could break XML, drive a terminal or turn the reading order made visible.

    Control characters, halves of surrogate pairs, non-characters and invisible formatting become U+FFFD;
    line breaks and tabs become a space.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    point = ord(character)
    if character in "\t\n\r":
        return " "
    hidden = point < 0x20 or 0x7F <= point < 0xA0 or 0xD800 <= point <= 0xDFFF or point in _HIDDEN
    return "\ufffd" if hidden or point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF else character


def seconds(value: float) -> str:
    """As in "12.0 s", "1 min 05 s", "2 h 03 min"; negative times keep their sign."""
    if value < 0:
        return f"-{seconds(-value)}"
    if value < 99.95:
        return f"{value:.1f} s"
    whole = round(value)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def span(from_s: float, to_s: float | None) -> str:
    """As in "12.0–20.0 s"; an open end says so."""
    return f"from {from_s:.1f} s on" if to_s is None else f"{from_s:.1f}–{to_s:.1f} s"


def symptom_text(symptom: str) -> str:
    """As in "picture frozen"."""
    return printable(str(symptom).replace("-", " "))


def count_text(count: int, noun: str) -> str:
    """As in "1 verdict", "3 verdicts"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def evidence_text(example: str) -> str:
    """Bytes in hexadecimal as text where they are text, cut to what fits a cell."""
    try:
        text = bytes.fromhex(example).decode("utf-8")
    except ValueError:
        text = example
    shown = printable(text)
    if "\ufffd" in shown:
        shown = printable(example)
    return shown if len(shown) <= 48 else f"{shown[:47]}…"


def value_text(verdict: Verdict) -> str:
    """The measured value alone: "97.5 %", "never", or a dash."""
    value = verdict.measurement.value
    return "—" if value is None else show(value, verdict.measurement.spec.unit)


def predicted_text(verdict: Verdict) -> str:
    """What a model said beforehand: "predicted 23.4 s"; empty where none did."""
    spec = verdict.measurement.spec
    return "" if spec.predicted is None else f"predicted {show(spec.predicted, spec.unit)}"


def limit_text(verdict: Verdict, *, catalogue: bool = False) -> str:
    """The limit applied, or the requirement's own: "≥ 98 %"; a tolerance follows in brackets."""
    limit = verdict.requirement.limit if catalogue else verdict.limit
    text = f"{_OPS[limit.op]} {show(limit.value, limit.unit)}"
    return f"{text} (tolerance {show(limit.tolerance, limit.unit)})" if limit.tolerance else text


def percentile_text(verdict: Verdict) -> str:
    """As in "p95", or nothing."""
    percentile = verdict.measurement.spec.percentile
    return "" if percentile is None else f"p{percentile:g}"


def window_text(verdict: Verdict) -> str:
    """As in "5.0–8.0 s", or "whole run"."""
    window = verdict.measurement.spec.window
    return "whole run" if window is None else span(*window)


def n_text(verdict: Verdict) -> str:
    """How many observations, and how sure: "n 40, census", "n 120, 95 %: 94.1 % to 99 %"."""
    measurement = verdict.measurement
    if measurement.value is None and measurement.n == 0:
        return "—"
    if measurement.census:
        return f"n {measurement.n}, census"
    if measurement.interval is None:
        return f"n {measurement.n}"
    low, high = (show(end, measurement.spec.unit) for end in measurement.interval)
    return f"n {measurement.n}, 95 %: {low} to {high}"
