from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.verdicts.catalogue import requirement
from camproof.verdicts.errors import JournalCorruptError, JournalError, JournalInUseError
from camproof.verdicts.journal import Journal
from camproof.verdicts.journal_reader import LONGEST_LINE, Entry, read_journal, scan_journal, verdicts_of
from camproof.verdicts.measure import census_share
from camproof.verdicts.measurement import MeasurementSpec
from camproof.verdicts.verdict import Verdict, judge

_FOLDER_OK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def _verdict() -> Verdict:
    spec = MeasurementSpec("online rate", "share", "AVAIL-1", scope="东区")
    return judge(census_share(spec, 98, 100, method="m"), requirement("AVAIL-1"))


def _write(path: Path) -> None:
    with Journal(path) as journal:
        journal.append("phase", 0.0, name="warm-up", cameras=60)
        journal.append("finding", 12.5, symptom="camera-offline", subject="34020000001320000001")
        journal.verdict(30.0, _verdict())


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path)
    entries = read_journal(path)
    assert [(entry.kind, entry.at_s, entry.line) for entry in entries] == [
        ("phase", 0.0, 2),
        ("finding", 12.5, 3),
        ("verdict", 30.0, 4),
    ]
    assert entries[0].data == {"name": "warm-up", "cameras": 60}
    assert verdicts_of(entries) == [_verdict()]


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    _write(tmp_path / "a")
    _write(tmp_path / "b")
    data = (tmp_path / "a").read_bytes()
    assert data == (tmp_path / "b").read_bytes()
    assert data.splitlines()[0] == b'{"at_s":0.0,"format":"camproof-journal","kind":"journal","version":1}'
    assert all(list(json.loads(line)) == sorted(json.loads(line)) for line in data.splitlines())


def test_torn_at_every_byte_nothing_complete_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path)
    whole, entries = path.read_bytes(), read_journal(path)
    ends = [at for at, byte in enumerate(whole) if byte == 10]
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        complete = sum(size >= end for end in ends[1:])
        scan = scan_journal(path)
        assert list(scan.entries) == entries[:complete]
        assert len(scan.torn) == size - scan.complete_size
        with Journal(path) as journal:
            assert journal.repaired_bytes == len(scan.torn)
            journal.append("resumed", 31.0)
        kept = read_journal(path)
        assert kept[:-1] == entries[:complete]
        assert kept[-1].kind == "resumed"
        assert path.read_bytes().startswith(whole[: max((e + 1 for e in ends if e < size), default=0)])


def test_a_torn_end_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path)
    with path.open("ab") as file:
        file.write(b'{"at_s":31.0,"ki')
    scan = scan_journal(path)
    assert scan.torn == b'{"at_s":31.0,"ki'
    assert (scan.size - scan.complete_size, len(scan.entries)) == (16, 3)


@pytest.mark.parametrize(
    ("line", "broken", "sentence"),
    [
        (3, b"\x00" * 20, "not a JSON object"),
        (3, b"", "not a JSON object"),
        (3, b"[]", "not a JSON object"),
        (3, b'{"at_s":1}', "'kind' is missing"),
        (3, b'{"kind":"a"}', "'at_s' is missing"),
        (3, b'{"at_s":"1","kind":"a"}', "at_s a number"),
        (3, b'{"at_s":true,"kind":"a"}', "at_s a number"),
        (3, b'{"at_s":NaN,"kind":"a"}', "NaN is no JSON number"),
        (3, b'{"at_s":1e999,"kind":"a"}', "too large a number"),
        (3, b'{"at_s":1' + b"0" * 400 + b',"kind":"a"}', "at_s a number"),
        (3, b'{"at_s":1,"kind":"\xff"}', "not a JSON object"),
        (3, b"[" * 100_000, "not a JSON object"),
        (4, b"{", "not a JSON object"),
    ],
)
def test_damage_before_the_end_is_refused_by_line(
    tmp_path: Path, line: int, broken: bytes, sentence: str
) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path)
    lines = path.read_bytes().splitlines()
    lines[line - 1] = broken
    damaged = b"\n".join(lines) + b"\n"
    path.write_bytes(damaged)
    with pytest.raises(JournalCorruptError, match=sentence) as caught:
        read_journal(path)
    assert caught.value.line == line
    assert f"journal.jsonl, line {line}: " in str(caught.value)
    with pytest.raises(JournalCorruptError):
        Journal(path)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (b'{"at_s":0,"kind":"phase"}\n', "is no journal"),
        (b'{"at_s":0,"kind":"journal","format":"other","version":1}\n', "is no journal"),
        (b'{"at_s":0,"kind":"journal","format":"camproof-journal","version":2}\n', "version 2"),
        (b"camera_id,location\n", "not a JSON object"),
    ],
)
def test_another_kind_of_file_is_refused_and_left_alone(tmp_path: Path, header: bytes, sentence: str) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(header)
    for use in (read_journal, Journal):
        with pytest.raises(JournalError, match=sentence):
            use(path)
    assert path.read_bytes() == header


def test_no_file_no_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="cannot be read"):
        read_journal(tmp_path / "none")
    with pytest.raises(JournalError, match="cannot be opened"):
        Journal(tmp_path / "none" / "journal.jsonl")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path), pytest.raises(JournalInUseError):
        Journal(path)
    Journal(path).close()


def test_closed_is_closed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.close()
    journal.close()
    with pytest.raises(JournalError, match="is closed"):
        journal.append("phase", 0.0)


@pytest.mark.parametrize(
    ("at_s", "value"),
    [(float("nan"), 1), (float("inf"), 1), (0.0, float("inf")), (0.0, object()), (0.0, {1: 2, "a": 3})],
)
def test_what_json_cannot_hold_is_refused_and_not_written(tmp_path: Path, at_s: float, value: object) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        before = path.read_bytes()
        with pytest.raises(JournalError):
            journal.append("phase", at_s, value=value)
        assert path.read_bytes() == before


def test_a_line_too_long_to_be_read_is_not_written(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal, pytest.raises(JournalError, match="too many for one line"):
        journal.append("phase", 0.0, text="x" * LONGEST_LINE)


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.jsonl"
    real, full = os.write, False

    def write(descriptor: int, data: bytes) -> int:
        if full and len(data) < 40:
            raise OSError(28, "No space left on device")
        return real(descriptor, data[:20] if full else data)

    with Journal(path) as journal:
        monkeypatch.setattr(os, "write", write)
        full = True
        with pytest.raises(JournalError, match="No space left"):
            journal.append("phase", 1.0, name="warm-up of sixty cameras")
        full = False
        journal.append("phase", 2.0, name="again")
    assert [entry.at_s for entry in read_journal(path)] == [2.0]


def test_a_verdict_is_forced_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real: Callable[[int], None] = os.fsync
    with Journal(tmp_path / "j") as journal:
        monkeypatch.setattr(os, "fsync", lambda descriptor: (synced.append(descriptor), real(descriptor)))
        journal.append("phase", 0.0)
        assert not synced
        journal.verdict(1.0, _verdict())
        assert len(synced) == 1


def test_a_writer_killed_outright_leaves_every_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    code = (
        "import os, sys; from pathlib import Path; from camproof.verdicts.journal import Journal\n"
        "j = Journal(Path(sys.argv[1]))\n"
        "for n in range(50): j.append('phase', float(n))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)])
    assert done.returncode == -9
    assert [entry.at_s for entry in read_journal(path)] == [float(n) for n in range(50)]


def test_a_line_that_says_verdict_but_holds_none() -> None:
    with pytest.raises(JournalError, match="line 5 holds no verdict"):
        verdicts_of([Entry("verdict", 0.0, {}, 5)])
    with pytest.raises(JournalError, match="line 5 holds no verdict"):
        verdicts_of([Entry("verdict", 0.0, {"verdict": {"outcome": "good"}}, 5)])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@_FOLDER_OK
@given(_JSON, st.floats(allow_nan=False, allow_infinity=False), st.text(min_size=1))
def test_any_json_survives(tmp_path: Path, value: object, at_s: float, kind: str) -> None:
    path = tmp_path / "journal.jsonl"
    path.unlink(missing_ok=True)
    with Journal(path) as journal:
        journal.append(kind, at_s, value=value)
    (entry,) = read_journal(path)
    assert (entry.kind, entry.at_s, entry.data) == (kind, at_s, {"value": value})


_HEADER = b'{"at_s":0.0,"format":"camproof-journal","kind":"journal","version":1}\n'


@_FOLDER_OK
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_give_entries_or_the_rooms_error(tmp_path: Path, data: bytes, headed: bool) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(_HEADER + data if headed else data)
    try:
        entries = read_journal(path)
    except JournalError:
        with pytest.raises(JournalError):
            Journal(path)
        return
    Journal(path).close()
    assert read_journal(path) == entries


@_FOLDER_OK
@given(st.data())
def test_one_damaged_byte_never_gives_a_wrong_number_of_lines_in_silence(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "journal.jsonl"
    path.unlink(missing_ok=True)
    _write(path)
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(whole))
    try:
        scan = scan_journal(path)
    except JournalError:
        return
    assert len(scan.entries) == 3 or scan.torn
