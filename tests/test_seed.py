"""The article the project began with: everything wrong with it is found, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mtaudit import AuditedArticle, Auditor, Severity
from mtaudit.glossary.store import shipped_examples

RIGHT = (
    "Humeyra Pamuk|Johan Ahlander|Harpa|OSCE|Riga|William Burns|Alexander Lukashenko|"
    "Vladimir Putin|Sergey Lavrov|Reykjavik"
)


@pytest.fixture(scope="module")
def seed(auditor: Auditor) -> AuditedArticle:
    return auditor.audit((shipped_examples() / "seed-article.txt").read_text("utf-8"))


def found(audited: AuditedArticle, code: str) -> list[str]:
    return [f.text for f in audited.findings if f.code == code]


def suggestions(audited: AuditedArticle, text: str) -> set[str]:
    return {f.expected[0] for f in audited.findings if f.text == text and f.expected}


def test_the_twelve_wrong_name_tokens(seed: AuditedArticle) -> None:
    names = Counter(found(seed, "N101") + found(seed, "N102"))
    assert names == {"Brinken": 8, "Anthony": 2, "Dmitro": 1, "Culeba": 1}
    assert suggestions(seed, "Brinken") == {"Blinken"}
    assert suggestions(seed, "Anthony") == {"Antony"}
    assert suggestions(seed, "Dmitro") == {"Dmytro"}
    assert suggestions(seed, "Culeba") == {"Kuleba"}


def test_both_reversals(seed: AuditedArticle) -> None:
    reversed_ = found(seed, "T203")
    assert len(reversed_) == 2
    assert any("Crimea into Ukraine" in text for text in reversed_)
    assert any("independence from Ukraine" in text for text in reversed_)
    assert all(f.severity is Severity.CRITICAL for f in seed.findings if f.code == "T203")


def test_leftovers_and_credit(seed: AuditedArticle) -> None:
    assert found(seed, "L601") == [
        "© Reuters.",
        "Source link",
        "Please enter your comment!",
        "Please enter your name here",
    ]
    assert found(seed, "L602") == ["Reuters-zimo news"]


def test_fractures(seed: AuditedArticle) -> None:
    assert found(seed, "G401") == ["fails . Stop"]
    assert found(seed, "G402") == ["Time", "Tensions"]
    assert len(found(seed, "G404")) == 1
    line = next(f.line for f in seed.findings if f.code == "G404")
    assert line == 14


def test_wrong_terms(seed: AuditedArticle) -> None:
    terms = {f.text: f.expected[0] for f in seed.findings if f.code in ("T202", "T203")}
    assert terms["File picture"] == "File photo"
    assert terms["breaking point"] == "flashpoint"
    assert terms["diplomatic withdrawal"] == "diplomatic off-ramp"
    assert terms["immigration crisis"] == "migrant crisis"
    assert terms["Authors:"] == "By"
    assert terms["merged"] == "annexed"


def test_moscow_is_no_he(seed: AuditedArticle) -> None:
    pronouns = found(seed, "G405")
    assert pronouns[:2] == ["He", "he"]


def test_kiev_is_house_style(seed: AuditedArticle) -> None:
    kiev = [f for f in seed.findings if f.text == "Kiev"]
    assert len(kiev) == 4
    assert all(f.code == "T201" and f.severity is Severity.MINOR and f.expected == ("Kyiv",) for f in kiev)


def test_verdict(seed: AuditedArticle) -> None:
    assert seed.score.verdict == "fail"
    assert seed.score.value < 70


@pytest.mark.parametrize("right", RIGHT.split("|"))
def test_right_names_are_left_alone(seed: AuditedArticle, right: str) -> None:
    start = seed.article.text.index(right)
    assert not [f for f in seed.findings if f.code[0] == "N" and f.start < start + len(right) and start < f.end]


def test_every_finding_is_where_it_says(seed: AuditedArticle) -> None:
    lines = seed.article.text.split("\n")
    for f in seed.findings:
        assert seed.article.text[f.start : f.end] == f.text
        assert lines[f.line - 1][f.column - 1 :].startswith(f.text.split("\n")[0])
        assert f.fingerprint
    assert len({f.fingerprint for f in seed.findings}) == len(seed.findings)


def test_the_corrected_article_passes(auditor: Auditor) -> None:
    text = (Path(__file__).parent / "data" / "seed-article-corrected.txt").read_text("utf-8")
    audited = auditor.audit(text)
    assert [(f.code, f.text) for f in audited.findings if f.severity.at_least(Severity.MAJOR)] == []
    assert audited.score.verdict == "pass"
