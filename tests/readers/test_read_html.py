"""HTML: what a page shows, that findings lead back into its code, and the two views."""

from __future__ import annotations

import io

import pytest
import reader_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Article, Run, Shown, Span
from mtaudit.auditor import Auditor
from mtaudit.readers import InputError, Source, html
from mtaudit.readers.html_scan import scan
from mtaudit.readers.source import View


def read(code: str | bytes, view: View = "page") -> Article | InputError:
    data = code.encode() if isinstance(code, str) else code
    (item,) = html.read(Source("a.html", io.BytesIO(data), {}, view))
    return item


def article(code: str | bytes, view: View = "page") -> Article:
    item = read(code, view)
    assert isinstance(item, Article), item
    return item


def shown(code: str) -> str:
    return scan(code).shown.text


SHOWN = {
    "paragraphs": ("<p>A.</p><p>B.</p>\n<div>C.</div>", "A.\n\nB.\n\nC."),
    "line breaks": ("a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd"),
    "white space": (" <p> a \n b\t<b> c</b> </p> ", "a b c"),
    "space kept": ("<pre>a\r\n  b</pre>c", "a\n  b\n\nc"),
    "inline tags": ("Ku<b>le</b>ba <i class='a > b'>said</i>", "Kuleba said"),
    "references": ("AT&amp;T &lt;b&gt; &#8217;s&nbsp;x &#x2014; &eacute;", "AT&T <b> ’s\u00a0x — é"),
    "no references": ("a & b &c; R&D &", "a & b &c; R&D &"),
    "open reference": ("&ampx &copy 2021", "&x © 2021"),
    "soft hyphen": ("Blin&shy;ken", "Blinken"),
    "scripts": ("a<script>if (a<b) '</p>'</script><style>p{}</style>b", "ab"),
    "comments": ("a<!-- <p> -- > --><!--> b <!---> c <!-- d --!> e", "a b c e"),
    "open comment": ("a<!-- b", "a"),
    "declarations": ("<!DOCTYPE html><?xml a?>a<![CDATA[b]]>c</ d>e", "ace"),
    "no tag": ("1 < 2 <3 a<b", "1 < 2 <3 a"),
    "open tag": ("a <b c='d", "a"),
    "open quotation": ('<a x="y>b</a>', "b"),
    "quotation in a name": ("<p it's>b</p>", "b"),
    "upper case": ("<P>A</P><SCRIPT>b</SCRIPT >C", "A\n\nC"),
    "title is no text": ("<title>A &amp; B</title><p>c", "c"),
    "forms": ("<select><option>a</select><textarea>b</textarea><button>c</button>", "c"),
    "drawings": ("<svg><text>a</text><svg/></svg>b<template><p>c</template>d", "bd"),
    "hidden": ("<div hidden><div>a</div>b</div>c<span style='display: none'>d</span>", "c"),
    "shown after all": ("<body style='display:none'><p hidden>a<p>b", "a\n\nb"),
    "byte order mark": ("\ufeff<p>a", "a"),
    "table": ("<table><tr><td>a<td>b</tr></table>", "a\n\nb"),
    "list": ("<ul><li>a<li>b</ul>", "a\n\nb"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_page_shows(name: str) -> None:
    code, expected = SHOWN[name]
    assert shown(code) == expected


def test_findings_lead_back_into_the_code() -> None:
    audited = Auditor(sentences=True).audit(article(samples.PAGE))
    found = {finding.text: finding for finding in audited.findings}
    assert {"Brinken", "Culeba"} <= set(found)
    lines = samples.PAGE.split("\n")
    for finding in audited.findings:
        assert samples.PAGE[finding.start : finding.end] == finding.text
        assert lines[finding.line - 1][finding.column - 1 :].startswith(finding.text.split("\n")[0])
    assert found["Brinken"].line == 17
    assert audited.article.text == audited.text.raw == samples.PAGE
    places = [samples.PAGE[s["start"] : s["end"]] for s in audited.sentences]
    assert any(p.startswith("US Secretary") and p.endswith("</a>.") for p in places)


def test_names_are_found_through_references_and_tags() -> None:
    code = "<p>Foreign Minister Dmytro&nbsp;<em>Cule</em>ba met Josep Borell in M&uuml;nchen.</p>"
    audited = Auditor().audit(article(code))
    assert "Cule</em>ba" in [finding.text for finding in audited.findings]


def test_the_same_is_found_in_a_page_as_in_its_text() -> None:
    auditor = Auditor()
    page = article(samples.PAGE)
    assert page.shown is not None
    of_page, of_text = auditor.audit(page), auditor.audit(page.shown.text)
    assert of_page.score == of_text.score
    assert [f.fingerprint for f in of_page.findings] == [f.fingerprint for f in of_text.findings]


def test_what_a_page_says_of_itself() -> None:
    page = article(samples.PAGE)
    assert (page.id, page.title, page.outlet) == ("a.html", "Talks in Riga", "The Post")
    assert (str(page.date), page.url) == ("2021-12-02", "https://e.org/talks/")
    bare = article("<title>\nTalks &amp; more </title><p>a")
    assert (bare.title, bare.date, bare.url, bare.outlet) == ("Talks & more", None, None, None)


def test_the_page_view_has_all_and_the_article_view_the_story() -> None:
    page, story = article(samples.PAGE), article(samples.PAGE, "article")
    assert page.shown is not None
    assert story.shown is not None
    for furniture in ("World news", "Subscribe to our newsletter", "All rights reserved"):
        assert furniture in page.shown.text
        assert furniture not in story.shown.text
    for line in story.shown.text.split("\n\n"):
        assert line in page.shown.text.split("\n\n")
    assert "Dmytro Culeba" in story.shown.text
    assert "AT&T" in story.shown.text
    assert page.text == story.text
    audited = Auditor().audit(story)
    assert {"Brinken", "Culeba"} <= {finding.text for finding in audited.findings}


def test_a_page_without_an_article_is_told() -> None:
    item = read("<nav><a href='/'>Home</a></nav>", "article")
    assert item == InputError("a.html", "holds no article; the view `page` reads all of it")
    many = read("<p>a" * 30_000, "article")
    assert isinstance(many, InputError)
    assert "has more than 20,000 tags" in many.message


@pytest.mark.parametrize(
    ("code", "why"),
    [("", "shows no text"), ("<script>a</script>&nbsp;", "shows no text"), (b"<p>\0", "is a binary file, not a text")],
)
def test_pages_without_text(code: str | bytes, why: str) -> None:
    assert read(code) == InputError("a.html", why)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1252", "iso-8859-1"), ("cp1251", "windows-1251"), ("gb18030", "GB2312"), ("shift_jis", "Shift_JIS")],
)
def test_declared_encodings_are_read(encoding: str, declared: str) -> None:
    word = {"cp1252": "café", "cp1251": "Київ", "gb18030": "北京", "shift_jis": "東京"}[encoding]
    code = f"<meta http-equiv=a content='text/html; charset={declared}'><p>{word}".encode(encoding)
    page = article(code)
    assert page.shown is not None
    assert page.shown.text == word
    undeclared = read(f"<p>{word}".encode(encoding))
    assert isinstance(undeclared, InputError)
    assert "is not valid UTF-8" in undeclared.message


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "base64", "idna", "rot13"])
def test_other_encodings_are_not(encoding: str) -> None:
    assert isinstance(read(f"<meta charset={encoding}>\xe9".encode("latin-1")), InputError)


def test_given_places() -> None:
    view = Shown("ab c", (Run(0, 3, 5), Run(2, 5, 11), Run(3, 11, 12)))
    assert [view.given(i, i + 1) for i in range(4)] == [Span(3, 4), Span(4, 5), Span(5, 11), Span(11, 12)]
    assert view.given(1, 4) == Span(4, 12)
    assert view.given(2, 2) == Span(5, 5)
    assert Shown("", ()).given(0, 0) == Span(0, 0)


PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            "</",
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<br>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<pre>",
            "</pre>",
        ),
        *(
            "<div hidden>",
            "</div>",
            "<a href='x>'>",
            '<a x="',
            "&amp;",
            "&nbsp;",
            "&#8217;",
            "&shy;",
            "&",
            "&ampx",
            ";",
        ),
        *(
            "<svg>",
            "</svg>",
            "<title>",
            "</title>",
            "<textarea>",
            " ",
            "\n",
            "\r\n",
            "\u00a0",
            "\ufeff",
            "word",
            "Kyiv",
        ),
        *(
            "é",
            "中文",
            "👩\u200d👧",
            "'",
            '"',
            "=",
            "<meta name=date content=2021>",
            "<template>",
            "</template>",
            "\ud7ff",
        ),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_every_character_shown_has_its_place(code: str) -> None:
    page = scan(code)
    view = page.shown
    last = 0
    for index, char in enumerate(view.text):
        start, end = view.given(index, index + 1)
        assert 0 <= start <= end <= len(code)
        assert start >= last or code[start:end].startswith("&")
        last = start
        given_ = code[start:end]
        if not char.isspace():
            assert given_ == char or given_.startswith("&"), (index, char, given_)
    assert [run.at for run in view.runs] == sorted({run.at for run in view.runs})
    assert all(a.end < b.start for a, b in zip(page.markup, page.markup[1:], strict=False))


WORDS = st.sampled_from(["Kuleba", "said", "naïve", "e\u0301te\u0301", "🙂", "שלום", "중국", "U.S.", "90,000", "don’t"])


@given(st.lists(WORDS, min_size=1, max_size=20), st.sampled_from(["p", "b", "li", "td", "h1", "custom-tag"]))
def test_words_in_tags_keep_their_place(words: list[str], tag: str) -> None:
    code = f"<{tag} class=x>" + f"</{tag}>\n<{tag}>".join(words) + f"</{tag}>"
    view = scan(code).shown
    assert view.text.split() == words
    position = 0
    for word in words:
        at = view.text.index(word, position)
        assert code[slice(*view.given(at, at + len(word)))] == word
        position = at + len(word)
