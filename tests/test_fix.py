"""Safe replacements: unique, sure, outside quotations, and done once."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit import Article, Auditor
from mtaudit.fix import fix, quoted_spans
from mtaudit.glossary.store import shipped_examples
from mtaudit.readers.markdown import markup


@cache
def auditor() -> Auditor:
    return Auditor()


def fixed(text: str, quotations: bool = False) -> str:
    return fix(Article("a", text), auditor().audit, lambda _: (), quotations=quotations).text


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("Foreign Minister Dmitro Kuleba spoke in Kiev.", "Foreign Minister Dmytro Kuleba spoke in Kyiv."),
        ("“I was in Kiev,” he said in Kiev.", "“I was in Kiev,” he said in Kyiv."),
        ('He said "I was in Kiev" in Kiev.', 'He said "I was in Kiev" in Kyiv.'),
        ("“I was in Kiev, he said.\n\nThat was Kiev.", "“I was in Kiev, he said.\n\nThat was Kyiv."),
        ("\ufeffIn Kiev\r\nit rained.\r\n", "\ufeffIn Kyiv\r\nit rained.\r\n"),
        ("All is well in Kyiv.", "All is well in Kyiv."),
        ("In Kiev [sic] it rained.", "In Kiev [sic] it rained."),
    ],
)
def test_what_is_safe_is_replaced(bad: str, good: str) -> None:
    assert fixed(bad) == good
    assert fixed(good) == good


@pytest.mark.parametrize(
    "text",
    [
        "‘I was in Kiev,’ he said.",
        "‘I’m in Kiev, the ministers’ choice,’ he said.",
        "'I was in Kiev, in the '90s,' he said.",
        "‹I was in Kiev›, he said.",
        "> I was in Kiev.",
        "He said 「I was in Kiev」.",
    ],
)
def test_quotations_of_every_kind_are_left_alone(text: str) -> None:
    assert fixed(text) == text


@pytest.mark.parametrize("text", ["The ministers’ trip to Kiev.", "Poland's and Latvia's ministers' trip to Kiev."])
def test_an_apostrophe_opens_no_quotation(text: str) -> None:
    assert fixed(text) == text.replace("Kiev", "Kyiv")


def test_quotations_are_changed_when_asked() -> None:
    assert fixed("“I was in Kiev,” he said.", quotations=True) == "“I was in Kyiv,” he said."


def test_the_seed_article_is_fixed_once() -> None:
    seed = (shipped_examples() / "seed-article.txt").read_text("utf-8")
    once = fixed(seed)
    assert seed.count("Brinken") == 8
    assert once.count("Brinken") == 1, "the one behind a quotation that never closes"
    assert fixed(once) == once


def test_markup_is_left_alone() -> None:
    text = "See [Kiev](https://example.org/Kiev) and `Kiev`."
    article = Article("a", text, markup=markup(text))
    done = fix(article, auditor().audit, markup)
    assert done.text == "See [Kyiv](https://example.org/Kiev) and `Kiev`."
    assert [f.text for f in done.replaced] == ["Kiev"]


@given(st.text(st.sampled_from('“”"a \n«»'), max_size=40))
def test_quoted_spans_are_in_order_and_within_the_text(text: str) -> None:
    spans = list(quoted_spans(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
