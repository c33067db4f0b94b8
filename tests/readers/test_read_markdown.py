"""Markdown: marks are marked, prose is not, and offsets stay those of the raw file."""

from __future__ import annotations

import datetime
import io
import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Article
from mtaudit.readers import Source, markdown
from mtaudit.readers.markdown import markup
from mtaudit.text import JOINER, Text


def prose(text: str) -> str:
    """The text with marks shown as a middle dot."""
    return Text(text, markup(text)).prose.replace(JOINER, "·")


CASES = {
    "emphasis": ("a *b* **c** _d_ ***e*** ~~f~~", "a ·b· ··c·· ·d· ···e··· ··f··"),
    "no emphasis": (
        "5 * 3 = 15, snake_case_name, *Reporting by X",
        "5 * 3 = 15, snake_case_name, *Reporting by X",
    ),
    "emphasis inside a word": ("un*believ*able a__b__c", "un·believ·able a__b__c"),
    "emphasis across lines": ("an *open\nrun* here", "an ·open\nrun· here"),
    "emphasis not across paragraphs": ("an *open\n\nrun* here", "an *open\n\nrun* here"),
    "code": ("say `x * y` and ``a`b`` but ` not", "say ······· and ······· but ` not"),
    "link": ("see [the *talks*](http://a.b/c_(d) 'T') now", "see ·the ·talks··" + "·" * 22 + " now"),
    "image": ("![Mr Kuleba](k.png)", "··Mr Kuleba········"),
    "linked image": ("[![Alt](i.png)](u)", "···Alt············"),
    "reference": ("[Kiev][1] and [sic]\n\n[1]: http://x.y", "·Kiev···· and [sic]\n\n···············"),
    "shortcut": ("[Kiev] won\n\n[kiev]: /k 'K'", "·Kiev· won\n\n··············"),
    "no definition": ("[Editor]: this is what he said", "[Editor]: this is what he said"),
    "footnote": ("Said.[^1]\n\n[^1]: A note.", "Said.····\n\n······A note."),
    "autolink": ("<https://a.b/c> and <a@b.c>", "··············· and ·······"),
    "tag": ('<p class="x">Hi<br/>you</p> 3 < 4 > 2', "·············Hi·····you···· 3 < 4 > 2"),
    "comment": ("a <!-- b --> c\n<!-- d\n\ne --> f", "a ·········· c\n······\n\n····· f"),
    "script": ("<script>\nx *y\n</script>\nz", "········\n····\n·········\nz"),
    "heading": ("## Breaking *point* ##\nText", "···Breaking ·point····\nText"),
    "no heading": ("#1 in the country", "#1 in the country"),
    "setext": ("Title\n=====\nSub\n---", "Title\n·····\nSub\n···"),
    "rule": ("a\n\n* * *\n\nb", "a\n\n·····\n\nb"),
    "bullets": ("- a\n* b\n+ c\n- [x] d", "··a\n··b\n··c\n····· d"),
    "numbers": ("1. a\n2) b", "···a\n···b"),
    "no number": ("It was in\n1986. A year later", "It was in\n1986. A year later"),
    "quotation": ("> > He *said*\n> so.", "····He ·said·\n··so."),
    "fence": ("a\n```py\nb *c\n```\nd", "a\n·····\n····\n···\nd"),
    "tilde fence": ("~~~\n```\n~~~\nd", "···\n···\n···\nd"),
    "indented code": ("a\n\n    b\n\nc", "a\n\n·····\n\nc"),
    "list paragraph": ("- a\n\n    b", "··a\n\n    b"),
    "table": ("| a | b |\n|---|:-:|\n| *c* | d |", "· a · b ·\n·········\n· ·c· · d ·"),
    "no table": ("he | she", "he | she"),
    "escape": (r"\*not\* 1\. AT\&T", "·*not·* 1·. AT·&T"),
    "hard break": ("a  \nb\\\nc", "a··\nb·\nc"),
    "front matter": ("---\ntitle: T\n---\nHi", "···\n········\n···\nHi"),
    "no front matter": ("---\n\nHe said.\n\n---\n", "···\n\nHe said.\n\n···\n"),
    "carriage returns": (
        "# A\r\n\r\n- *b*\r\n```\r\nc\r\n```\r\n",
        "··A\r\n\r\n···b·\r\n···\r\n·\r\n···\r\n",
    ),
    "byte order mark": ("\ufeff# A", "\ufeff··A"),
    "wide and joined": ("**👩‍👩‍👧** *é* *שלום*", "··👩‍👩‍👧·· ·é· ·שלום·"),
}


@pytest.mark.parametrize("name", CASES)
def test_marks(name: str) -> None:
    raw, seen = CASES[name]
    assert prose(raw) == seen


def test_front_matter_gives_title_and_date() -> None:
    raw = '---\ntitle: "Talks"\ndate: 2021-12-02T10:00:00Z\n---\nHi.\n'
    (article,) = markdown.read(Source("a.md", io.BytesIO(raw.encode())))
    assert isinstance(article, Article)
    assert (article.title, article.date) == ("Talks", datetime.date(2021, 12, 2))
    assert article.text == raw


SNIPPETS = st.sampled_from(
    [
        *"*_`~[]()<>!#|-+=\\: \"'\n",
        "\r\n",
        "\n\n",
        "```",
        "---",
        "<!--",
        "-->",
        "](",
        "\t",
        "    ",
        "1. ",
        "[a]: b",
        "word",
        "Kiev",
        "👩\u200d👧",
        "é",
        "שלום",
        "中文",
        "\ufeff",
        "\u2028",
        "https://a.b",
    ]
)


@given(st.lists(SNIPPETS, max_size=60).map("".join) | st.text(max_size=60))
def test_offsets_hold_whatever_the_input(raw: str) -> None:
    spans = markup(raw)
    seen = Text(raw, spans).prose
    assert len(seen) == len(raw)
    assert all(a.end < b.start for a, b in itertools.pairwise(spans))
    assert all(s.start < s.end for s in spans)
    for index, (before, after) in enumerate(zip(raw, seen, strict=True)):
        assert after in (before, JOINER), index
    assert re.findall(r"[\r\n]", raw) == re.findall(r"[\r\n]", seen)


WORDS = st.sampled_from(["Kuleba", "said", "naïve", "e\u0301te\u0301", "🙂", "שלום", "중국", "U.S.", "90,000", "don’t"])


@given(st.lists(WORDS, min_size=1, max_size=30), st.sampled_from([" ", "\n", "\r\n"]))
def test_words_of_plain_prose_are_never_marked(words: list[str], between: str) -> None:
    raw = between.join(words)
    assert markup(raw) == ()


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["*", "**", "_", "__", "~~", "# ", "> ", "- "]))
def test_words_inside_marks_keep_their_place(words: list[str], mark: str) -> None:
    closing = mark if mark.strip() in ("*", "**", "_", "__", "~~") else ""
    raw = "\ufeff" + mark + " ".join(words) + closing
    seen = Text(raw, markup(raw)).prose
    assert [m.span() for m in re.finditer(r"\S+", seen.replace(JOINER, " "))][-len(words) :] == [
        (m.start() + len(mark) + 1, m.end() + len(mark) + 1) for m in re.finditer(r"\S+", " ".join(words))
    ]


@pytest.mark.parametrize(
    "piece",
    ["[", "*a ", "<a ", "![](", "`a``", "<!--", "|a", "> ", "[a](<", "[x](  ", "---\r\na: b\r\n", "   "],
)
def test_time_is_linear(piece: str) -> None:
    began = time.perf_counter()
    markup(piece * (60_000 // len(piece)))
    assert time.perf_counter() - began < 2
