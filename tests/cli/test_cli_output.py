"""Reports on disks that fail: a message, exit code 2, and nothing half-written."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mtaudit.cli import app
from mtaudit.cli.watch import snapshot, watched


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"id": str(n), "text": "It rained in Kiev. " * 20}) + "\n" for n in range(20)]
    (tmp_path / "a.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def audit(*args: str, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """`mtaudit audit a.jsonl` in a process whose files may hold `largest` bytes."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    command = [sys.executable, "-m", "mtaudit", "audit", "a.jsonl", "--isolated", "--exit-zero", *args]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit)


@pytest.mark.parametrize("name", ["html", "jsonl", "sarif", "csv"])
def test_a_full_disk_leaves_the_old_report(folder: Path, name: str) -> None:
    (folder / "report").write_text("old", "utf-8")
    done = audit("--format", name, "-o", "report", largest=2000)
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "report").read_text("utf-8") == "old"
    assert {path.name for path in folder.iterdir()} == {"a.jsonl", "report"}


def test_one_of_two_reports_that_cannot_be_written(folder: Path) -> None:
    done = audit("--format", "csv", "-o", "report.csv", "--format", "html", "-o", "/proc/report.html")
    assert done.returncode == 2
    assert done.stderr == "mtaudit: cannot write /proc/report.html: No such file or directory\n"
    assert {path.name for path in folder.iterdir()} == {"a.jsonl"}


def test_two_reports_in_one_run(folder: Path) -> None:
    done = audit("--format", "csv", "-o", "report.csv", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 20
    assert (folder / "report.csv").read_text("utf-8").count("Kiev,Kyiv") == 400


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("-o", "a", "-o", "b"), "there are more files than formats"),
        (("--format", "csv", "--format", "json"), "only one report can go to the screen"),
        (("--format", "csv", "-o", "x", "--format", "json", "-o", "./x"), "two reports cannot go to one file"),
        (("--format", "pdf"), "there is no format 'pdf'; choose from text, json"),
    ],
)
def test_formats_and_files_that_do_not_go_together(
    mtaudit: Callable[..., Result], args: tuple[str, ...], problem: str
) -> None:
    result = mtaudit("audit", "clean.txt", *args)
    assert result.exit_code == 2
    assert problem in " ".join(result.stderr.replace("│", " ").split())


def test_watching_audits_again_after_a_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.txt").write_text("one", "utf-8")
    runs: list[dict[str, Any]] = []

    def once() -> int:
        runs.append(snapshot(["b.txt", "none.txt"]))
        return len(runs)

    def wait(_: float) -> None:
        if len(runs) == 3:
            raise KeyboardInterrupt
        (folder / "b.txt").write_text("x" * (10 + len(runs)), "utf-8")

    assert watched(["b.txt"], once, wait) == 3
    assert [state["b.txt"][1] for state in runs] == [3, 11, 12]
    assert "watching 1 file; Ctrl-C ends" in capsys.readouterr().err


def test_no_report_takes_the_place_of_an_input(mtaudit: Callable[..., Result]) -> None:
    before = Path("clean.txt").read_bytes()
    for args in (("audit", "clean.txt"), ("audit", "./clean.txt", "--format", "html"), ("baseline", "clean.txt")):
        result = mtaudit(*args, "-o", "clean.txt")
        assert result.exit_code == 2
        assert "is an input, and would be written over" in result.stderr
    assert Path("clean.txt").read_bytes() == before


def test_a_search_passes_over_what_mtaudit_wrote_itself(mtaudit: Callable[..., Result]) -> None:
    """Reports, baselines and redirected output stand in the folder that is audited, and are no articles."""
    for args in (("baseline", "."), ("baseline", ".", "-o", "known.json"), ("audit", "."), ("audit", "*.*")):
        extra = ("--format", "html", "-o", "r.html", "--format", "jsonl", "-o", "r.jsonl", "--baseline", "known.json")
        for _ in range(2):
            result = mtaudit(*args, *(extra if args[0] == "audit" else ()))
            assert result.exit_code == 0, result.stderr
            assert not result.stderr
    assert mtaudit("fix", ".").stderr == ""
    assert len(Path("r.jsonl").read_text("utf-8").splitlines()) == 4


def test_redirected_output_is_no_input(folder: Path) -> None:
    command = f"{sys.executable} -m mtaudit audit . --isolated --exit-zero --format jsonl > results.jsonl"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert len((folder / "results.jsonl").read_text("utf-8").splitlines()) == 20


def test_a_folder_with_reports_alone_holds_no_input(mtaudit: Callable[..., Result]) -> None:
    Path("only").mkdir()
    for _ in range(2):
        result = mtaudit("audit", "only", "--format", "html", "-o", "only/r.html")
        assert result.exit_code == 2
        assert "the directory holds no file to read" in result.stderr


def test_watching_does_not_see_its_own_report(folder: Path) -> None:
    (folder / "r.html").write_text("x", "utf-8")
    assert set(snapshot(["."], lambda path: path == "r.html")) == {"a.jsonl"}


def test_standard_input_cannot_be_watched(mtaudit: Callable[..., Result]) -> None:
    assert mtaudit("audit", "-", "--watch").exit_code == 2


@pytest.mark.parametrize("command", ["audit", "fix", "baseline", "report", "config", "init", "compare", "glossary"])
def test_help_has_no_gaps(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage: " in result.stdout
    assert "\\b" not in result.stdout
