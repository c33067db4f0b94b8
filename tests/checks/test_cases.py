"""Every check against its cases file: bad texts give exactly the spans named there, good texts nothing."""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mtaudit.article import Article
from mtaudit.auditor import Auditor
from mtaudit.checks import CHECKS
from mtaudit.checks.base import SECTIONS, Check

if TYPE_CHECKING:
    from mtaudit.finding import Problem

CASES = Path(__file__).parents[1] / "cases"
BY_CODE = {check.code: check for check in CHECKS}
ENOUGH = 3


@cache
def auditor() -> Auditor:
    return Auditor()


def cases(code: str) -> dict[str, list[dict[str, Any]]]:
    path = CASES / f"{code}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def each(kind: str) -> list[Any]:
    """The cases of one kind of all checks, with ids such as S301-bad-2.

    A case has `text`, and may have what an article may have: `title`, `date`, `source`, `source_lang`.
    """
    return [
        pytest.param(code, case, id=f"{code}-{kind}-{number}")
        for code in BY_CODE
        for number, case in enumerate(cases(code).get(kind, []), 1)
    ]


def problems(check: Check, case: dict[str, Any]) -> list[Problem]:
    date = case.get("date")
    article = Article(
        id="case",
        text=case["text"],
        title=case.get("title"),
        date=datetime.date.fromisoformat(date) if isinstance(date, str) else date,
        source=case.get("source"),
        source_lang=case.get("source_lang"),
    )
    return sorted(check.run(auditor().context(article)), key=lambda problem: (problem.start, problem.end))


@pytest.mark.parametrize("code", BY_CODE)
def test_the_check_has_documentation_and_cases(code: str) -> None:
    sections = BY_CODE[code].sections()
    assert tuple(sections) == SECTIONS
    assert all(sections.values())
    assert BY_CODE[code].summary
    for kind in ("bad", "good"):
        assert len(cases(code).get(kind, [])) >= ENOUGH, f"{code} needs {ENOUGH} {kind} cases"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_cases_file_belongs_to_a_check_and_has_known_keys(path: Path) -> None:
    assert path.stem in BY_CODE
    found = cases(path.stem)
    assert set(found) <= {"bad", "good"}
    article = {"text", "title", "date", "source", "source_lang"}
    assert all(set(case) <= article | {"spans", "expected"} for case in found.get("bad", []))
    assert all(set(case) <= article for case in found.get("good", []))


@pytest.mark.parametrize(("code", "case"), each("bad"))
def test_bad_text_gives_exactly_the_findings(code: str, case: dict[str, Any]) -> None:
    text = case["text"]
    found = problems(BY_CODE[code], case)
    assert [text[p.start : p.end] for p in found] == case["spans"]
    if "expected" in case:
        assert [list(p.expected) for p in found] == case["expected"]
    for problem in found:
        assert 0 <= problem.start < problem.end <= len(text)
        assert 0.0 < problem.confidence <= 1.0
        assert problem.message


@pytest.mark.parametrize(("code", "case"), each("good"))
def test_good_text_gives_no_findings(code: str, case: dict[str, Any]) -> None:
    text = case["text"]
    assert [text[p.start : p.end] for p in problems(BY_CODE[code], case)] == []


@pytest.mark.parametrize("code", [code for code in BY_CODE if any("source" in c for c in cases(code).get("bad", []))])
def test_evidence_stands_where_it_says_in_the_source(code: str) -> None:
    for case in cases(code)["bad"]:
        for problem in problems(BY_CODE[code], case) if case.get("source") else ():
            if "source_start" in problem.evidence:
                place = slice(problem.evidence["source_start"], problem.evidence["source_end"])
                assert problem.evidence["source"] and case["source"][place].startswith(problem.evidence["source"])
