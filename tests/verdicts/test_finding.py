from __future__ import annotations

import json

from camproof.verdicts.finding import Finding, Symptom


def test_json_form_is_lossless() -> None:
    finding = Finding(Symptom.PICTURE_FROZEN, "34020000001320000001", 41.0, None, 42.1, "stamps", "frame 7")
    assert Finding.from_dict(json.loads(json.dumps(finding.as_dict()))) == finding
