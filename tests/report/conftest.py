"""Audited articles made by hand: what a report shows must not hang on what the checks find."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from mtaudit.auditor import AuditedArticle
from mtaudit.finding import Category, Finding, Severity
from mtaudit.scoring import score
from mtaudit.text import Text

if TYPE_CHECKING:
    from mtaudit.article import Article

Make = Callable[..., AuditedArticle]


def finding(text: Text, quoted: str, start: int | None = None, **more: Any) -> Finding:
    begin = text.raw.index(quoted) if start is None else start
    line, column = text.position(begin)
    facts: dict[str, Any] = {
        "code": "N101",
        "name": "misspelled-name",
        "category": Category.MISTRANSLATION,
        "severity": Severity.MAJOR,
        "message": f"“{quoted}” is misspelled",
        "fingerprint": "0123456789abcdef",
    }
    facts |= {"start": begin, "end": begin + len(quoted), "line": line, "column": column, "text": quoted}
    return Finding(**(facts | more))


def audited(article: Article, *quoted: str | dict[str, Any]) -> AuditedArticle:
    text = Text(article.text, article.markup)
    findings = [finding(text, **(q if isinstance(q, dict) else {"quoted": q})) for q in quoted]
    scored = score(findings, text.word_count, "mqm:linear|test")
    sentences = tuple({"start": s.start, "end": s.end, "fluency": None} for s in text.paragraphs)
    return AuditedArticle(article, text, tuple(findings), scored, sentences)


@pytest.fixture(scope="session")
def make() -> Make:
    return audited
