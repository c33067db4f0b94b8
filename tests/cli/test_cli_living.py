"""Commands for living with findings: init, config, baseline, fix, and settings of the command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mtaudit.cli import app

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The real command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *args: CliRunner().invoke(app, args, prog_name="mtaudit")


def test_init_writes_what_audit_and_lint_take(run: Run) -> None:
    assert run("init").exit_code == 0
    assert run("glossary", "lint", "glossary.yaml").exit_code == 0
    Path("a.txt").write_text("The Example River Bureau met.", encoding="utf-8")
    result = run("audit", "a.txt")
    assert result.exit_code == 1
    assert "suggestion: Example River Authority" in result.stdout
    again = run("init")
    assert again.exit_code == 0
    assert "is there already, left as it is" in again.stdout


def test_config_says_what_holds_and_why(run: Run) -> None:
    assert "no file found" in run("config").stdout or "settings:" in run("config").stdout
    Path("mtaudit.toml").write_text("fail-under = 70\n[[override]]\noutlets = ['A*']\npivot = 'zh'\n", "utf-8")
    shown = run("config").stdout
    assert "fail-under = 70.0" in shown
    assert "mtaudit.toml" in shown
    assert '[[override]]\noutlets = ["A*"]\npivot = "zh"' in shown
    assert "fail-under is not set" in run("config", "--isolated").stdout
    Path("mtaudit.toml").write_text("nonsense = 1\n", "utf-8")
    result = run("config")
    assert result.exit_code == 2
    assert "mtaudit.toml:1: unknown key 'nonsense'" in result.stderr


def test_the_command_line_has_the_last_word(mtaudit: Run) -> None:
    Path("mtaudit.toml").write_text("fail-on = 'never'\n", "utf-8")
    assert mtaudit("audit", "major.txt").exit_code == 0
    assert mtaudit("audit", "major.txt", "--fail-on", "major").exit_code == 1
    assert mtaudit("audit", "major.txt", "--isolated").exit_code == 1
    assert mtaudit("audit", "major.txt", "--isolated", "--config", "mtaudit.toml").exit_code == 2


SEVERITIES = ("minor", "major", "critical")
EVERY = list(product((*SEVERITIES, "never"), (None, "0", "100"), ("clean", *SEVERITIES)))


@pytest.mark.parametrize(("fail_on", "fail_under", "worst"), EVERY)
def test_exit_codes(mtaudit: Run, fail_on: str, fail_under: str | None, worst: str) -> None:
    """Findings at or above --fail-on fail, and scores below --fail-under; either is enough."""
    order = ("clean", "minor", "major", "critical", "never")
    by_finding = worst != "clean" and order.index(worst) >= order.index(fail_on)
    by_score = fail_under == "100" and worst != "clean"
    args = ["audit", f"{worst}.txt", "--fail-on", fail_on, *(("--fail-under", fail_under) if fail_under else ())]
    assert mtaudit(*args).exit_code == int(by_finding or by_score)
    assert mtaudit(*args, "--exit-zero").exit_code == 0
    assert mtaudit(*args, "missing.txt").exit_code == 2
    assert mtaudit(*args, "missing.txt", "--exit-zero").exit_code == 2


def test_a_baseline_leaves_the_new_findings(run: Run) -> None:
    Path("a.txt").write_text("It rained in Kiev on Monday.\n", "utf-8")
    result = run("baseline", "a.txt")
    assert "mtaudit-baseline.json: 1 finding in 1 article" in result.stdout
    args = ("audit", "a.txt", "--fail-on", "minor", "--baseline", "mtaudit-baseline.json")
    result = run(*args)
    assert result.exit_code == 0
    assert "1 known" in result.stdout
    Path("a.txt").write_text("First.\n\nIt rained in Kiev on Monday.\n\nMore of Kiev.\n", "utf-8")
    result = run(*args)
    assert result.exit_code == 1
    assert "a.txt:5:9" in result.stdout
    assert "a.txt:3:" not in result.stdout
    Path("mtaudit-baseline.json").write_text("{}", "utf-8")
    result = run(*args)
    assert result.exit_code == 2
    assert "write it anew with `mtaudit baseline`" in result.stderr
    assert run("audit", "a.txt", "--baseline", "none.json").exit_code == 2


def test_a_baseline_is_not_written_half(run: Run) -> None:
    Path("a.txt").write_text("It rained in Kiev.\n", "utf-8")
    assert run("baseline", "a.txt", "none.txt").exit_code == 2
    assert not Path("mtaudit-baseline.json").exists()


def test_a_baseline_knows_files_however_they_are_named_and_articles_of_one_id(run: Run) -> None:
    Path("a.txt").write_text("It rained in Kiev.\n", "utf-8")
    records = [{"id": "x", "text": f"It rained in Kiev {day}."} for day in ("on Monday", "all week")]
    Path("b.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    assert run("baseline", ".").exit_code == 0
    args = ("--fail-on", "minor", "--baseline", "mtaudit-baseline.json")
    assert run("audit", "./a.txt", "b.jsonl", *args).exit_code == 0


def test_one_article_that_trips_the_auditor_is_named(mtaudit: Run) -> None:
    Path("crash.txt").write_text("Crash", "utf-8")
    for command in (("baseline", "."), ("fix", ".")):
        result = mtaudit(*command)
        assert result.exit_code == 2
        assert "crash.txt: could not be audited (RuntimeError: tripped)" in result.stderr


def test_fix_of_a_folder_takes_its_texts(run: Run) -> None:
    Path("a.txt").write_text("It rained in Kiev.\n", "utf-8")
    Path("b.json").write_text('{"id": "x", "text": "It rained in Kiev."}', "utf-8")
    result = run("fix", ".", "--write")
    assert (result.exit_code, result.stderr) == (0, "")


def test_fix_shows_then_writes_with_a_copy(run: Run) -> None:
    old = b"It rained in Kiev.\r\n"
    Path("a.txt").write_bytes(old)
    result = run("fix", "a.txt")
    assert result.exit_code == 1
    assert "-It rained in Kiev.\n+It rained in Kyiv.\n" in result.stdout
    assert Path("a.txt").read_bytes() == old
    result = run("fix", "a.txt", "--write")
    assert (result.exit_code, result.stdout) == (0, "1 replacement in 1 file\n")
    assert Path("a.txt").read_bytes() == old.replace(b"Kiev", b"Kyiv")
    assert Path("a.txt.bak").read_bytes() == old
    assert run("fix", "a.txt").exit_code == 0


def test_fix_keeps_no_copy_of_what_git_holds(run: Run) -> None:
    def git(*args: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *args], check=True, capture_output=True)

    git("init")
    Path("a.md").write_text("# Kiev\n", "utf-8")
    git("add", "a.md")
    git("commit", "-m", "a")
    run("fix", "a.md", "--write")
    assert Path("a.md").read_text("utf-8") == "# Kyiv\n"
    assert not Path("a.md.bak").exists()
    Path("a.md").write_text("# Kiev changed\n", "utf-8")
    run("fix", "a.md", "--write")
    assert Path("a.md.bak").exists()


def test_fix_leaves_records_alone(run: Run) -> None:
    Path("a.jsonl").write_text(json.dumps({"id": "x", "text": "It rained in Kiev."}) + "\n", "utf-8")
    Path("b.txt").write_text("It rained in Kiev.", "utf-8")
    result = run("fix", "a.jsonl", "b.txt", "--write")
    assert result.exit_code == 2
    assert "a.jsonl:1: only text and Markdown files can be fixed" in result.stderr
    assert "Kyiv" in Path("b.txt").read_text("utf-8")


def test_statistics_count_by_check(run: Run) -> None:
    Path("a.txt").write_text("It rained in Kiev, and in Kiev again.\n", "utf-8")
    assert run("audit", "a.txt", "--statistics", "-q").stdout.endswith("\n2 T201 forbidden-form\n")
