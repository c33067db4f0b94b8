"""Results read back: what is refused, what is compared, and the report over them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from mtaudit.cli import app
from mtaudit.readers import InputError
from mtaudit.results.compare import UnknownGroupError, compare
from mtaudit.results.load import read_results, row, table

Run = Callable[..., Result]


def record(name: str, value: float, **facts: Any) -> dict[str, Any]:
    finding = {
        "code": "N101", "name": "misspelled-name", "severity": "major", "text": "=Brinken|", "message": "m", "line": 1,
        "expected": ["Blinken"], "confidence": 0.9, "evidence": {},
    }  # fmt: skip
    score = {"value": value, "low": 0.0, "high": 100.0, "penalty": 5.0, "verdict": "fail", "signature": "mqm"}
    return {"schema": 1, "id": name, "words": 100, "score": score, "findings": [finding], **facts}


CUT = json.dumps(record("a", 1)) + "\n" + json.dumps(record("b", 1))[:-30]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for day, shift in (("mon", 0), ("tue", 10)):
        lines = [
            json.dumps(record(f"a{n}", 60 + n + shift, outlet=f"O{n % 2}", date=f"2024-02-0{1 + (shift > 0)}"))
            for n in range(10)
        ]
        Path(f"{day}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return lambda *args: CliRunner().invoke(app, args, prog_name="mtaudit")


def test_reports_join_and_compare(run: Run) -> None:
    result = run("report", "mon.jsonl", "tue.jsonl", "--compare", "tue,mon", "--compare", "O0,O1")
    assert result.exit_code == 0
    assert "20 articles, 2,000 words, 20 findings" in result.stdout
    assert "+10.0 points, 95% interval +10.0 to +10.0 (10 and 10 articles; the same articles, paired)" in result.stdout
    assert "these articles do not tell them apart" in result.stdout
    assert "| 2024-02-02 | 10 | 74.5 |" in result.stdout
    assert "| =Brinken\\| | Blinken | 20 |" in result.stdout


def test_csv_opens_in_pandas(run: Run) -> None:
    assert run("report", "mon.jsonl", "-o", "all.csv").exit_code == 0
    frame = pd.read_csv("all.csv")
    assert list(frame["value"]) == [60.0 + n for n in range(10)]
    assert set(frame["audit"]) == {"mon"}


def test_html_has_the_findings(run: Run) -> None:
    assert run("report", "mon.jsonl", "-o", "all.html", "--title", "Week <1>").exit_code == 0
    page = Path("all.html").read_text("utf-8")
    assert "<h1>Week &lt;1&gt;</h1>" in page
    assert page.count("<article ") == 10
    assert "=Brinken|" in page


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"schema": 2, "id": "a"}\n', "bad.jsonl:1: is of schema 2, and this mtaudit reads 1: audit again"),
        (CUT, "bad.jsonl:2: is not a result: no valid JSON; the line is cut off"),
        ('{"id": "a", "text": "b"}\n', "bad.jsonl:1: is not a result; `mtaudit audit --format jsonl` writes them"),
        ('{"schema": 1, "id": "a", "words": 1}\n', "bad.jsonl:1: is not a result: its score is incomplete"),
        ("", "bad.jsonl: is empty"),
        (json.dumps(record("a", 101)), "its score is not between 0 and 100"),
        (json.dumps(record("a", float("nan"))), "its score is incomplete"),
        (json.dumps(record("a", 1, date=5)), "its title, outlet, date or url is no text"),
        (json.dumps(record("a", 1)).replace('"major"', '"awful"'), "its findings are incomplete"),
        (json.dumps(record("a", 1)).replace('["Blinken"]', "[1]"), "its findings are incomplete"),
        (json.dumps(record("a", 1)).replace('"evidence": {}', '"evidence": []'), "its findings are incomplete"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_the_rest_reported(run: Run, content: str, problem: str) -> None:
    Path("bad.jsonl").write_text(content, "utf-8")
    result = run("report", "bad.jsonl", "mon.jsonl", "-o", "all.md")
    assert result.exit_code == 2
    assert problem in result.stderr
    assert "# Results of 2 audits" in Path("all.md").read_text("utf-8")


def test_nothing_to_report_writes_nothing(run: Run) -> None:
    result = run("report", "none.jsonl", "-o", "all.md")
    assert result.exit_code == 2
    assert "none.jsonl: cannot be read: no such file or directory" in result.stderr
    assert not Path("all.md").exists()


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("--compare", "mon"), "is not of the form A,B"),
        (("--compare", "mon,never"), "'never' is no outlet, date or audit"),
        (("--compare", "mon,O1"), "are not both an outlet, date or audit"),
        (("-o", "none/all.md"), "cannot write none/all.md: No such file or directory"),
    ],
)
def test_bad_usage(run: Run, args: tuple[str, ...], problem: str) -> None:
    result = run("report", "mon.jsonl", *args)
    assert result.exit_code == 2
    assert problem in " ".join(result.stderr.replace("│", " ").split())


def test_unpaired_groups_are_drawn_apart() -> None:
    rows = [row({**record(f"x{n}", 50 + n, outlet="A"), "audit": "r"}) for n in range(20)]
    rows += [row({**record(f"y{n}", 80 + n, outlet="B"), "audit": "r"}) for n in range(20)]
    found = compare(table(rows), "A", "B")
    assert not found.paired
    assert found.difference == -30
    assert -35 < found.low < -30 < found.high < -25
    assert found == compare(table(rows), "A", "B")
    with pytest.raises(UnknownGroupError):
        compare(table(rows), "A", "C")


def test_codes_of_results_are_escaped(run: Run) -> None:
    evil = json.dumps(record("a", 1)).replace("N101", "</script><script>alert(1)//")
    Path("evil.jsonl").write_text(evil, "utf-8")
    assert run("report", "evil.jsonl", "-o", "evil.html").exit_code == 0
    assert "<script>alert" not in Path("evil.html").read_text("utf-8")


def test_a_report_never_takes_the_place_of_its_results(run: Run) -> None:
    before = Path("mon.jsonl").read_bytes()
    assert run("report", "mon.jsonl", "-o", "mon.jsonl").exit_code == 2
    assert Path("mon.jsonl").read_bytes() == before


def test_binary_files_are_no_results(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    assert [type(item) for item in read_results(path)] == [InputError]


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/dev/full").exists(), reason="no way to a full disk")
def test_a_full_disk_is_told(run: Run) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "mtaudit", "report", "mon.jsonl", "-o", "/dev/full"], capture_output=True, text=True
    )
    assert result.returncode == 2
    assert "cannot write /dev/full: No space left on device" in result.stderr
    assert "Traceback" not in result.stderr


def test_markdown_of_results_is_one_table_a_section(run: Run) -> None:
    text = run("report", "mon.jsonl").stdout
    for block in text.split("\n\n"):
        lines = [line for line in io.StringIO(block) if line.startswith("|")]
        assert len({line.replace("\\|", "").count("|") for line in lines}) <= 1


def test_comparisons_as_a_table(run: Run) -> None:
    assert run("report", "mon.jsonl", "tue.jsonl", "--compare", "tue,mon", "-o", "c.csv").exit_code == 0
    frame = pd.read_csv("c.csv")
    assert frame.to_dict("records") == [
        {
            "first": "tue", "second": "mon", "first_articles": 10, "second_articles": 10, "first_mean": 74.5,
            "second_mean": 64.5, "difference": 10.0, "low": 10.0, "high": 10.0, "paired": "yes",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["c.html", "c.md"])
def test_dates_are_compared_with_an_interval_in_every_format(run: Run, name: str) -> None:
    run("report", "mon.jsonl", "tue.jsonl", "--compare", "2024-02-02,2024-02-01", "-o", name)
    said = Path(name).read_text("utf-8").replace("\\", "").replace("&#43;", "+")
    assert "2024-02-02 scores higher" in said
    assert "+10.0 points, 95% interval +10.0 to +10.0" in said


def test_audits_of_one_name_are_told_apart_and_a_file_is_read_once(run: Run) -> None:
    for folder, source in (("one", "mon"), ("two", "tue")):
        Path(folder).mkdir()
        Path(folder, "r.jsonl").write_bytes(Path(f"{source}.jsonl").read_bytes())
    result = run("report", "one/r.jsonl", "two/r.jsonl", "./one/r.jsonl", "--compare", "two/r,one/r")
    assert result.exit_code == 0, result.output
    assert "20 articles" in result.stdout
    assert "two/r scores higher" in result.stdout
