"""Reports opened by programs that were not written here, and the files that bring mtaudit into pipelines."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from mtaudit.article import Article
from mtaudit.checks import CHECKS
from mtaudit.cli.explain import document
from mtaudit.finding import Severity
from mtaudit.glossary.store import shipped_examples
from mtaudit.readers import InputError
from mtaudit.report import WRITERS, Options
from mtaudit.report.github import MOST

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
HOSTILE = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["=1+1", "+x", "-x", "@x", "a|b", "]]>", "::error::", "%0A"]
)

# github.com/actions/runner, ActionCommand: ::name key=value,key=value::data, with %, CR, LF (and : , in values) escaped
COMMAND = re.compile(r"::(error|warning|notice)(?: (?:[a-z]+=[^:,\r\n]*)(?:,[a-z]+=[^:,\r\n]*)*)?::[^\r\n]*")


def report(name: str, *items: Any) -> str:
    return "".join(WRITERS[name](items, Options()))


def hostile(make: Any, text: str) -> Any:
    """An article in which every text is the same, such as it is."""
    words = {"expected": (text,), "message": text, "evidence": {text: text}, "entry": text}
    return make(
        Article(text or "id", f"{text} x", title=text, outlet=text, origin=text or "o"), {"quoted": "x", **words}
    )


def many(make: Any, number: int, severity: Severity = Severity.MAJOR) -> Any:
    item = {"quoted": "Brinken", "severity": severity, "confidence": 0.5}
    return make(Article("many", "Brinken"), *[item] * number)


@pytest.fixture(scope="module")
def sarif_schema() -> Any:
    """The schema of SARIF 2.1.0 (OASIS), as Microsoft's SARIF Multitool ships it."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((DATA / "sarif-2.1.0.schema.json").read_text("utf-8-sig")))


def test_sarif_is_valid(make: Any, sarif_schema: Any) -> None:
    log = json.loads(report("sarif", many(make, 3), InputError("bad", "is bad")))
    sarif_schema.validate(log)
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["tool"]["driver"]["rules"]) == len(CHECKS)
    assert all(rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"])
    assert all(result["partialFingerprints"] for result in run["results"])
    assert run["invocations"][0]["executionSuccessful"] is False


@given(text=HOSTILE)
def test_sarif_stays_valid_whatever_a_text_holds(make: Any, sarif_schema: Any, text: str) -> None:
    log = report("sarif", hostile(make, text)).encode("utf-8", "backslashreplace")
    sarif_schema.validate(json.loads(log))


@given(text=HOSTILE)
def test_junit_is_read_by_a_parser(make: Any, text: str) -> None:
    xml = report("junit", hostile(make, text), many(make, 2), InputError("bad", text))
    suites = list(JUnitXml.fromstring(xml.encode("utf-8", "backslashreplace")))
    assert [(suite.tests, suite.failures, suite.errors) for suite in suites] == [(1, 1, 0), (2, 2, 0), (1, 0, 1)]


@given(text=HOSTILE)
def test_csv_is_read_by_pandas_and_runs_nothing(make: Any, text: str) -> None:
    data = report("csv", hostile(make, text.replace("\0", ""))).encode("utf-8", "replace")
    frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    assert len(frame) == 1
    for cells in csv.reader(io.StringIO(data.decode(), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)


@given(text=HOSTILE)
def test_github_commands_follow_the_grammar(make: Any, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        lines = report("github", hostile(make, text), InputError("a:b", text)).split("\n")
    assert lines.pop() == ""
    assert len(lines) == 2
    assert all(COMMAND.fullmatch(line) for line in lines)


def test_github_shows_the_worst_and_sums_up_the_rest(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    text = report("github", many(make, 30), many(make, 2, Severity.CRITICAL), many(make, 15, Severity.MINOR))
    lines = text.splitlines()
    assert sum(line.startswith("::error") for line in lines) == MOST
    assert sum(line.startswith("::warning") for line in lines) == MOST
    assert lines[-1] == "27 more findings: see the step summary or another format"
    assert summary.read_text("utf-8").count("| 1:1 | ") == 47


def test_the_step_summary_has_the_worst_first_and_fits(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    clean = make(Article("clean", "All is well here."))
    bad = make(Article("bad", "Brinken said so."), {"quoted": "Brinken"})
    report("github", clean, bad)
    assert summary.read_text("utf-8").index("## bad") < summary.read_text("utf-8").index("## clean")
    summary.unlink()
    report("github", *[many(make, 100)] * 200)
    assert summary.stat().st_size < 1024**2
    assert summary.read_text("utf-8").endswith("takes no longer summary; another format has the rest.\n")


@given(text=HOSTILE)
def test_gitlab_issues_have_what_gitlab_asks_for(make: Any, text: str) -> None:
    issues = json.loads(
        report("gitlab", hostile(make, text), InputError("bad", text)).encode("utf-8", "backslashreplace")
    )
    assert len({issue["fingerprint"] for issue in issues}) == 2
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert set(issue) == {"check_name", "description", "severity", "fingerprint", "location"}


def test_the_documentation_of_checks_is_current() -> None:
    written = (ROOT / "docs" / "checks.md").read_text("utf-8")
    assert written == document(CHECKS) + "\n", "write it anew: mtaudit explain all > docs/checks.md"


def test_the_sample_report_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = next(
        line
        for line in (ROOT / "reports" / "README.md").read_text("utf-8").splitlines()
        if "audit" in line and line.startswith("mtaudit")
    )
    (tmp_path / "examples").symlink_to(shipped_examples())
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path)
    subprocess.run([sys.executable, "-m", "mtaudit", *command.split()[1:]], check=True, capture_output=True)
    for name in ("seed.html", "seed.md", "seed.json", "seed.txt"):
        assert (tmp_path / "reports" / name).read_text("utf-8") == (ROOT / "reports" / name).read_text("utf-8"), command
    assert {path.name for path in (ROOT / "reports").glob("seed.*")} == {
        p.name for p in (tmp_path / "reports").iterdir()
    }


def fenced(language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )


def schema_check(name: str, *files: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}", *map(str, files)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_action_and_the_snippets_fit_their_schemas(tmp_path: Path) -> None:
    workflow, gitlab, hooks = fenced("yaml")
    (tmp_path / "workflow.yml").write_text(workflow, "utf-8")
    (tmp_path / "gitlab.yml").write_text(gitlab, "utf-8")
    (tmp_path / "hooks.yaml").write_text(hooks, "utf-8")
    schema_check("github-actions", ROOT / "action.yml")
    schema_check("github-workflows", tmp_path / "workflow.yml")
    schema_check("gitlab-ci", tmp_path / "gitlab.yml")
    for kind, file in (("manifest", ROOT / ".pre-commit-hooks.yaml"), ("config", tmp_path / "hooks.yaml")):
        subprocess.run([sys.executable, "-m", "pre_commit", f"validate-{kind}", str(file)], check=True)


@pytest.fixture
def program(tmp_path: Path) -> dict[str, str]:
    """An environment in which `mtaudit` is a command."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "mtaudit").write_text(f'#!/bin/sh\nexec {sys.executable} -m mtaudit "$@"\n', "utf-8")
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "bin" / "mtaudit").chmod(0o755)
    return {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize(
    ("outbox", "done"),
    [
        ({"a.txt": b"It rained all day in the city."}, "publish"),
        ({"a.txt": b"It rained all day.", "b.txt": b"Brinken, Culeba and Kiev. Merged Crimea into Ukraine."}, "hold"),
        ({"a.txt": b"It rained all day.", "b.txt": b"\xff\xfe\x00"}, "call-somebody"),
        ({}, "call-somebody"),
    ],
)
def test_the_recipes_block_what_they_should(
    tmp_path: Path, program: dict[str, str], outbox: dict[str, bytes], done: str
) -> None:
    """The scripts of docs/ci.md, under `bash -e` as pipelines run them."""
    (tmp_path / "outbox").mkdir()
    for name, content in outbox.items():
        (tmp_path / "outbox" / name).write_bytes(content)
    for name in ("publish", "hold", "call-somebody"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} > done.txt\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    block, single = fenced("bash")
    subprocess.run(["bash", "-e", "-c", block], cwd=tmp_path, env=program, check=True, capture_output=True)
    assert (tmp_path / "done.txt").read_text("utf-8") == f"{done}\n"
    script = subprocess.run(["bash", "-e", "-c", single], cwd=tmp_path, env=program, capture_output=True)
    assert script.returncode == (2 if done == "call-somebody" else 0)
    if done == "hold":
        assert (tmp_path / "held.txt").read_text("utf-8") == "outbox/b.txt\n"


def test_the_action_runs(tmp_path: Path, program: dict[str, str]) -> None:
    """The action's own script, with hostile names: what stands in an input is never run."""
    import yaml

    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    script = action["runs"]["steps"][-1]["run"]
    name = "a $(touch ran).txt"
    (tmp_path / name).write_text("It rained in Kiev.", "utf-8")
    env = {
        **program, "INPUT_PATHS": f"{name}\n\n",
        "INPUT_FAIL_ON": "minor", "INPUT_FAIL_UNDER": "10", "INPUT_ARGS": "--isolated", "INPUT_SARIF": "a.sarif",
        "INPUT_HTML": "", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }  # fmt: skip
    result = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert result.returncode == 1, result.stderr
    assert result.stdout.startswith("::warning file=a $(touch ran).txt,line=1,col=14,")
    assert json.loads((tmp_path / "a.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert not (tmp_path / "ran").exists()


def test_articles_of_one_id_are_different_issues(make: Any) -> None:
    twice = [make(Article("x", "Brinken", origin=f"a.jsonl:{line}"), {"quoted": "Brinken"}) for line in (1, 2)]
    first, second = json.loads(report("gitlab", *twice))
    assert first["fingerprint"] != second["fingerprint"]
    assert json.loads(report("gitlab", twice[0])) == [first]
