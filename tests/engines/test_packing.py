"""What is packed comes back as it was, as far as any report shows it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit import Article, Auditor
from mtaudit.article import Span
from mtaudit.engines.packing import pack_item, unpack_audit, unpack_item
from mtaudit.finding import Category, Finding, Severity
from mtaudit.readers import InputError
from mtaudit.report import WRITERS, Options
from mtaudit.scoring import score
from mtaudit.text import Text

REFERENCED = Article(
    "r",
    "It rained in Kiev.\nMr Brinken left.",
    "A title",
    datetime.date(2024, 2, 1),
    "https://example.com/a",
    "The Outlet",
    source="В Киеве шёл дождь.",
    source_lang="ru",
    reference="It rained in Kyiv. Mr Blinken left.",
    markup=(Span(0, 2),),
    ignore=("S301",),
    origin="f.jsonl:1",
)


@pytest.mark.parametrize("format_", sorted(WRITERS))
def test_every_report_of_what_comes_back_is_the_same(auditor: Auditor, format_: str) -> None:
    items = [auditor.audit(REFERENCED), InputError("f.jsonl:2", "is broken", {"raw": "{"})]
    again = [unpack_item(pack_item(item)) for item in items]
    options = Options(verbosity=1, sentences=True)
    assert "".join(WRITERS[format_](again, options)) == "".join(WRITERS[format_](items, options))


TEXTS = st.text(st.characters(), max_size=30)


@given(TEXTS, TEXTS, st.floats(0, 1), st.dictionaries(st.text(max_size=5), st.none() | st.integers(-9, 9) | TEXTS))
def test_any_text_comes_back(text: str, message: str, confidence: float, evidence: dict[str, object]) -> None:
    from mtaudit.auditor import AuditedArticle

    finding = Finding(
        "N101", "misspelled-name", Category.MISTRANSLATION, Severity.MAJOR, 0, len(text), 1, 1, text, message,
        ("a", message), None, confidence, evidence, "0" * 16,
    )  # fmt: skip
    item = AuditedArticle(Article("a", text), Text(text), (finding,), score([finding], 7, "s"))
    again = unpack_item(pack_item(item))
    assert isinstance(again, AuditedArticle)
    assert (again.article, again.findings, again.score) == (item.article, item.findings, item.score)


@given(st.binary(max_size=40))
def test_other_bytes_are_an_error(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        unpack_audit(data, Article("a", "text"))
