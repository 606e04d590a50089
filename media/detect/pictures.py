"""From diagnosed samples to findings: each symptom from the first that shows it to the first without it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from camproof.media.detect.span import SpanDetector
from camproof.verdicts.finding import Finding

if TYPE_CHECKING:
    from camproof.media.diagnosis.work import Diagnosis

__all__ = ["PictureWatch"]


class PictureWatch:
    """The picture detectors of one stream; fed with its diagnosed samples in their order.

    :param subject: 20-digit code for the findings.
    :ivar diagnosed: samples that the detectors saw.
    :ivar failures: why others were not seen; they are no pass.
    """

    def __init__(self, subject: str = "") -> None:
        self._subject = subject
        self._spans: dict[str, SpanDetector] = {}
        self.diagnosed = 0
        self.failures: Counter[str] = Counter()

    def take(self, diagnosis: Diagnosis, from_s: float, known_s: float) -> None:
        """A sample was looked at.

        :param from_s: when its first picture came.
        :param known_s: when the diagnosis was there.
        """
        if diagnosis.failure is not None:
            self.failures[diagnosis.failure.value] += 1
            return
        self.diagnosed += 1
        for reading in diagnosis.readings:
            span = self._spans.get(reading.symptom)
            if span is None:
                span = SpanDetector(reading.symptom, self._subject, reading.method, 0.0)
                self._spans[reading.symptom] = span
            if reading.found:
                detail = f"{reading.score:.1f} {reading.unit}, limit {reading.limit:g}"
                span.holds(known_s, detail, since_s=from_s)
            elif reading.found is False:
                span.over(from_s)

    def findings(self) -> tuple[Finding, ...]:
        """All findings so far, in the order in which they began."""
        found = [finding for span in self._spans.values() for finding in span.findings()]
        return tuple(sorted(found, key=lambda finding: finding.from_s))
