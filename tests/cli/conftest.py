"""A command line whose auditor knows two words: what commands do must not hang on what the checks find."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from mtaudit import auditor
from mtaudit.finding import Finding, Problem, Severity
from mtaudit.glossary.entry import GlossaryError
from mtaudit.scoring import score
from mtaudit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mtaudit.article import Article

WORDS = {"Brinken": Severity.MAJOR, "Kiev": Severity.MINOR, "Pravda": Severity.CRITICAL}


class StubAuditor:
    """Takes what `Auditor` takes, and flags `WORDS`; "Crash" trips it."""

    made: dict[str, Any]

    def __init__(self, glossaries: Any = (), *, select: Any = (), ignore: Any = (), **settings: Any) -> None:
        self.checks = auditor.select_checks(select, ignore)
        type(self).made = {"glossaries": [str(g) for g in glossaries], "checks": self.checks, **settings}
        if any("bad" in str(glossary) for glossary in glossaries):
            raise GlossaryError("bad.yaml:3: Blinken: unknown key 'aliasses'")

    def audit(self, article: Article) -> auditor.AuditedArticle:
        text = Text(article.text, article.markup)
        if "Crash" in text.prose:
            raise RuntimeError("tripped")
        if "Wait" in text.prose:
            raise KeyboardInterrupt
        findings = [
            self._finding(text, match, WORDS[match.group()]) for match in re.finditer("|".join(WORDS), text.prose)
        ]
        sentences = ({"start": 0, "end": 1, "fluency": None},) if self.made["sentences"] else ()
        scored = score(findings, text.word_count, "mqm:linear|stub", self.made["pass_mark"])
        return auditor.AuditedArticle(article, text, tuple(findings), scored, sentences)

    def _finding(self, text: Text, match: re.Match[str], severity: Severity) -> Finding:
        check = auditor.CHECKS[0]
        problem = Problem(match.start(), match.end(), f"{match.group()} is wrong", severity=severity)
        line, column = text.position(problem.start)
        place = (problem.start, problem.end, line, column)
        return Finding(check.code, check.name, check.category, severity, *place, match.group(), problem.message)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> type[StubAuditor]:
    monkeypatch.setattr(auditor, "Auditor", StubAuditor)
    return StubAuditor


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "major.txt").write_text("Mr Brinken said so.\n", encoding="utf-8")
    (tmp_path / "minor.txt").write_text("In Kiev, they said so.\n", encoding="utf-8")
    (tmp_path / "critical.txt").write_text("Pravda.\n", encoding="utf-8")
    (tmp_path / "clean.txt").write_text("Mr Blinken said so.\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def mtaudit(stub: type[StubAuditor], here: Path) -> Callable[..., Result]:
    """Run a command in a directory with four articles."""
    from mtaudit.cli import app

    def run(*args: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, args, input=stdin, prog_name="mtaudit")

    return run
