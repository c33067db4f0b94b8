"""`mtaudit audit`: exit codes, selection, output, and what happens when things go wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mtaudit.cli.formats import FORMATS
from mtaudit.report import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from typer.testing import Result

    Run = Callable[..., Result]


def test_the_formats_are_those_that_exist() -> None:
    assert tuple(WRITERS) == FORMATS


def test_a_finding_is_shown_with_its_place(mtaudit: Run) -> None:
    result = mtaudit("audit", "major.txt")
    assert "major.txt:1:4: major " in result.stdout
    assert " 1 | Mr Brinken said so.\n   |    ^^^^^^^\n" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ("clean.txt", 0),
        ("minor.txt", 0),
        ("major.txt", 1),
        ("critical.txt", 1),
        ("minor.txt --fail-on minor", 1),
        ("clean.txt --fail-on minor", 0),
        ("major.txt --fail-on critical", 0),
        ("critical.txt --fail-on critical", 1),
        ("critical.txt --fail-on never", 0),
        ("clean.txt --fail-under 100", 0),
        ("minor.txt --fail-under 100", 1),
        ("minor.txt --fail-under 10", 0),
        ("minor.txt --fail-on never --fail-under 100", 1),
        ("clean.txt major.txt", 1),
        ("major.txt clean.txt", 1),
        ("major.txt --exit-zero", 0),
        ("none.txt --exit-zero", 2),
        ("none.txt clean.txt", 2),
        ("none.txt major.txt", 2),
        ("major.txt --quiet", 1),
        ("major.txt --format json", 1),
        ("major.txt --format jsonl", 1),
        (".", 1),
        ("*.txt --fail-on never", 0),
    ],
)
def test_exit_codes(mtaudit: Run, args: str, code: int) -> None:
    assert mtaudit("audit", *args.split()).exit_code == code


def test_bad_input_is_named_and_the_rest_is_audited(mtaudit: Run, here: Path) -> None:
    (here / "a.bin").write_bytes(b"\0")
    (here / "e.txt").write_bytes(b"")
    (here / "u.txt").write_bytes(b"a\n\xff")
    (here / "f.jsonl").write_text('{"id": 1, "text": "Brinken"}\n{"id"\n{"id": 3, "text": "Kiev"}\n', encoding="utf-8")
    result = mtaudit("audit", "a.bin", "e.txt", "none.txt", "u.txt", "f.jsonl", "major.txt")
    assert result.exit_code == 2
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == [
        "a.bin",
        "e.txt",
        "none.txt",
        "u.txt:2",
        "f.jsonl:2",
    ]
    for shown in ("1:1:1: major", "3:1:1: minor", "major.txt:1:4: major", "5 input errors"):
        assert shown in result.stdout


def test_names_that_a_terminal_would_obey_are_escaped(mtaudit: Run, here: Path) -> None:
    (here / "\x1b[31m.txt").write_bytes(b"")
    result = mtaudit("audit", "\x1b[31m.txt")
    assert result.stderr == "mtaudit: \\x1b[31m.txt: is empty\n"


def test_an_article_that_trips_the_auditor_is_an_error_of_its_own(mtaudit: Run, here: Path) -> None:
    (here / "crash.txt").write_text("Crash", encoding="utf-8")
    result = mtaudit("audit", "crash.txt", "major.txt")
    assert result.exit_code == 2
    assert "crash.txt: could not be audited (RuntimeError: tripped)" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Brinken" in result.stdout
    assert "RuntimeError: tripped" in mtaudit("audit", "-v", "crash.txt").stderr


def test_standard_input(mtaudit: Run) -> None:
    assert "-:2:1: major" in mtaudit("audit", "-", stdin="Mr\nBrinken").stdout
    records = mtaudit("audit", "-", "--format", "jsonl", stdin='{"id": "x", "text": "Brinken"}\n').stdout
    assert json.loads(records)["id"] == "x"


def test_settings_reach_the_auditor(mtaudit: Run, stub: Any, here: Path) -> None:
    (here / "g.yaml").write_text("", encoding="utf-8")
    (here / "h.csv").write_text("", encoding="utf-8")
    args = "--glossary g.yaml --glossary h.csv --no-default-glossaries --pivot zh --pass-mark 80 --sentences"
    assert mtaudit("audit", "clean.txt", *args.split()).exit_code == 0
    assert stub.made | {"checks": ()} == {
        "glossaries": ["g.yaml", "h.csv"],
        "checks": (),
        "pivot": "zh",
        "pass_mark": 80.0,
        "default_glossaries": False,
        "sentences": True,
        "reader": None,
        "comet": None,
        "severities": {},
        "allowed": None,
    }


@pytest.mark.parametrize(
    ("args", "codes"),
    [
        ("--select N", {"N101", "N102"}),
        ("--select N1,T", {"N101", "T201"}),
        ("--select n101 --select T201", {"N101", "T201"}),
        ("--select misspelled-name", {"N101"}),
        ("--select N --ignore N102", {"N101"}),
        ("--ignore T", {"N101", "N102"}),
    ],
)
def test_selection(mtaudit: Run, stub: Any, args: str, codes: set[str]) -> None:
    assert mtaudit("audit", "clean.txt", *args.split()).exit_code == 0
    assert {check.code for check in stub.made["checks"]} & {"N101", "N102", "T201"} >= codes
    dropped = {"--ignore T": "T201", "--select N --ignore N102": "N102"}.get(args)
    assert dropped not in {check.code for check in stub.made["checks"]}


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ("", "Missing argument"),
        ("clean.txt --select N10l", "did you mean N10"),
        ("clean.txt --ignore misspelt-name", "did you mean misspelled-name?"),
        ("clean.txt --select ,", "names no check"),
        ("clean.txt --select N101 --ignore N", "leave no check"),
        ("clean.txt --format yaml", "there is no format 'yaml'; choose from text, json, jsonl"),
        ("clean.txt --fail-on sometimes", "fail-on"),
        ("clean.txt --fail-under 101", "fail-under"),
        ("clean.txt --pivot xx", "pivot"),
        ("clean.txt --glossary none.yaml", "none.yaml"),
        ("clean.txt --nonsense", "--nonsense"),
        ("clean.txt -o none/report.txt", "cannot write none/report.txt: No such file or directory"),
        ("clean.txt -o .", "cannot write ."),
    ],
)
def test_usage_errors(mtaudit: Run, args: str, why: str) -> None:
    result = mtaudit("audit", *args.split())
    assert result.exit_code == 2
    assert why in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_a_glossary_that_cannot_be_used(mtaudit: Run, here: Path) -> None:
    (here / "bad.yaml").write_text("", encoding="utf-8")
    result = mtaudit("audit", "clean.txt", "--glossary", "bad.yaml")
    assert result.exit_code == 2
    assert result.stderr == "mtaudit: bad.yaml:3: Blinken: unknown key 'aliasses'\n"


def test_a_report_file_is_put_in_place_when_complete(mtaudit: Run, here: Path) -> None:
    (here / "out").mkdir()
    report = here / "out" / "r.json"
    report.write_text("old", encoding="utf-8")
    report.chmod(0o640)
    assert mtaudit("audit", "major.txt", "--format", "json", "-o", str(report)).exit_code == 1
    assert json.loads(report.read_bytes())["summary"]["articles"] == 1
    assert report.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in report.parent.iterdir()] == ["r.json"]


def test_a_run_that_is_stopped_leaves_the_old_report(mtaudit: Run, here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / "r.txt").write_text("old", encoding="utf-8")
    (here / "wait.txt").write_text("Wait", encoding="utf-8")
    result = mtaudit("audit", "major.txt", "wait.txt", "-o", "out/r.txt")
    assert result.exit_code == 130
    assert result.stderr == "mtaudit: stopped\n"
    assert [(p.name, p.read_text(encoding="utf-8")) for p in (here / "out").iterdir()] == [("r.txt", "old")]


def test_quiet_shows_findings_only(mtaudit: Run) -> None:
    assert mtaudit("audit", "--quiet", "clean.txt").stdout == ""
    assert "total" not in mtaudit("audit", "-q", "major.txt").stdout


def test_verbose_shows_evidence(mtaudit: Run) -> None:
    assert "= confidence: 1.00" in mtaudit("audit", "-v", "major.txt").stdout
    assert "confidence" not in mtaudit("audit", "major.txt").stdout


def test_json_lines_hold_a_record_an_article(mtaudit: Run, here: Path) -> None:
    result = mtaudit("audit", ".", "--format", "jsonl", "--sentences")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["id"] for r in records] == ["clean.txt", "critical.txt", "major.txt", "minor.txt"]
    assert all(r["sentences"] for r in records)


def test_the_input_formats_of_help_are_the_readers() -> None:
    from mtaudit.cli.options import INPUT_FORMATS
    from mtaudit.readers import READERS

    assert [reader.name for reader in READERS] == list(INPUT_FORMATS)


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        ("--input-format pdf", "there is no input format 'pdf'; choose from plain, markdown"),
        ("--column text", "'text' is not of the form text=body"),
        ("--column body=text", "no field of an article is called 'body'"),
    ],
)
def test_bad_ways_to_read(mtaudit: Callable[..., Result], args: str, problem: str) -> None:
    result = mtaudit("audit", "clean.txt", *args.split())
    assert result.exit_code == 2
    assert problem in " ".join(result.stderr.replace("│", " ").split())


def test_tables_with_columns_of_their_own(mtaudit: Callable[..., Result], here: Path) -> None:
    (here / "news.csv").write_text("key,body\n7,Mr Brinken said so.\n", encoding="utf-8")
    result = mtaudit("audit", "news.csv", "--column", "id=key", "--column", "text=body")
    assert result.exit_code == 1
    assert "7:1:4: major" in result.stdout
