"""The shipped glossaries: each loads, all of them fit together, and none is about itself in the wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mtaudit.article import Article
from mtaudit.glossary.entry import Kind
from mtaudit.glossary.files import load_glossary
from mtaudit.glossary.lint import lint
from mtaudit.glossary.merge import merge
from mtaudit.glossary.store import shipped_glossaries

if TYPE_CHECKING:
    from pathlib import Path

    from mtaudit import Auditor
    from mtaudit.glossary.entry import Glossary

RIGHT_ALL_THE_SAME = {
    "Michel Temer: is President of Brazil": "he was acting president while Rousseff was suspended",
    "Qin Gang: is Foreign Minister of China": "Wang Yi stayed State Councilor, a title of foreign ministers",
}
"""Remarks of lint that are about facts, and why the facts are right."""


@pytest.fixture(scope="module")
def shipped() -> list[Glossary]:
    return [load_glossary(path) for path in shipped_glossaries()]


@pytest.mark.parametrize("path", shipped_glossaries(), ids=lambda path: path.name)
def test_a_shipped_glossary_loads_and_says_what_it_is(path: Path) -> None:
    glossary = load_glossary(path)
    assert len(glossary) > 0
    assert glossary.language == "en"
    assert glossary.name
    assert glossary.description
    assert glossary.license


def test_the_shipped_glossaries_have_names_of_their_own(shipped: list[Glossary]) -> None:
    assert len({glossary.name for glossary in shipped}) == len(shipped)


def test_the_shipped_glossaries_fit_together(shipped: list[Glossary]) -> None:
    assert len(merge(shipped)) > 1000


def test_lint_has_nothing_to_say(shipped: list[Glossary]) -> None:
    found = [remark for remark in lint(shipped) if not any(known in remark for known in RIGHT_ALL_THE_SAME)]
    assert found == []


def test_every_name_is_silent_about_itself(shipped: list[Glossary], auditor: Auditor) -> None:
    names = [e.canonical for glossary in shipped for e in glossary if e.kind is not Kind.TERM]
    flagged = {
        name: [f"{f.code} {f.text!r}" for f in findings]
        for name in names
        if (
            findings := [
                f
                for f in auditor.audit(Article("a", f"They met {name} in Paris.")).findings
                if f.code.startswith(("N1", "T2"))
            ]
        )
    }
    assert flagged == {}
