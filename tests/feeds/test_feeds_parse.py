"""What stands in feeds: RSS, Atom, and things that claim to be one."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webserver import serve

from mtaudit.feeds.parse import NotAFeedError, page_text, parse_feed, plain
from mtaudit.fetch import Fetched

if TYPE_CHECKING:
    from mtaudit.feeds.parse import ParsedFeed


def parsed(body: str | bytes, kind: str | None = "application/xml") -> ParsedFeed:
    data = body.encode() if isinstance(body, str) else body
    return parse_feed(Fetched("http://a.example/feed", "http://a.example/feed", 200, kind, None, data))


def rss(*items: str, head: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>The Post</title>{inner}</channel></rss>'


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>
<entry><id>tag:1</id><title type="html">A &amp;amp; B</title>
<link href="/1"/><updated>2024-03-01T23:00:00-05:00</updated><summary>short</summary>
<content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;</content></entry></feed>"""


def test_rss() -> None:
    feed = parsed(
        rss(
            "<guid>g1</guid><link>http://a.example/1</link><title>One</title>"
            "<pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;Text&lt;/p&gt;</description>",
            "<link>http://a.example/2</link><title>Two</title>",
        )
    )
    assert feed.title == "The Post"
    one, two = feed.items
    assert (one.url, one.title, one.date, one.text) == ("http://a.example/1", "One", datetime.date(2024, 3, 1), "Text")
    assert (two.id, two.url, two.text, two.date) == ("http://a.example/2", "http://a.example/2", "", None)


def test_atom() -> None:
    [item] = parsed(ATOM).items
    assert (item.id, item.url, item.title) == ("tag:1", "http://a.example/1", "A & B")
    assert item.text == "One.\n\nTwo & three."
    assert item.date == datetime.date(2024, 3, 2)
    assert item.updated.startswith("2024-03-01T23")


def test_the_longest_text_counts() -> None:
    content = (
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>The whole text.</content:encoded>"
    )
    [item] = parsed(rss(f"<guid>1</guid><description>The …</description>{content}")).items
    assert item.text == "The whole text."


def test_items_that_share_an_id_are_told_apart() -> None:
    first, second, third = parsed(
        rss(*(f"<guid isPermaLink='false'>same</guid><title>{n}</title><description>{n}</description>" for n in "abc"))
    ).items
    assert len({first.id, second.id, third.id}) == 3
    again = parsed(
        rss(*["<guid isPermaLink='false'>same</guid><title>a</title><description>a</description>"] * 2)
    ).items
    assert [item.id for item in again] == [first.id]


def test_links_that_are_no_pages() -> None:
    [item] = parsed(rss("<guid isPermaLink='false'>1</guid><link>javascript:alert(1)</link><title>x</title>")).items
    assert item.url is None


def test_a_feed_that_breaks_off_gives_what_came_before() -> None:
    whole = rss("<guid>1</guid><title>One</title><description>First.</description>", "<guid>2</guid><title>Two</title>")
    assert parsed(whole[: whole.index("<guid>2")]).items[0].text == "First."


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"", None, "it is empty"),
        (b"<!DOCTYPE html><html><p>x</html>", "text/html", "it is a web page"),
        (b'{"items": []}', "application/json", "the server calls it application/json"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png", "image/png"),
        (b"<opml><body/></opml>", None, "something else"),
    ],
)
def test_what_is_not_a_feed(body: bytes, kind: str | None, why: str) -> None:
    with pytest.raises(NotAFeedError, match=f"is not a feed \\(.*{why}"):
        parsed(body, kind)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 7))
BLOWN = f'<!ENTITY l6 "{"ha" * 1000}">'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
@pytest.mark.parametrize("declared", ['<!ENTITY l0 "ha">' + LAUGHS, BLOWN, '<!ENTITY l6 SYSTEM "file:///etc/passwd">'])
def test_feeds_that_declare_entities_are_refused(declared: str, encoding: str) -> None:
    text = rss("<guid>1</guid><title>x</title><description>a &l6; b</description>", head=f"<!DOCTYPE rss [{declared}]>")
    text = text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"', 1)
    assert "ENTITY" in text
    with pytest.raises(NotAFeedError, match="declares entities"):
        parsed(text.encode(encoding))


def test_entities_that_stand_for_a_character_are_read() -> None:
    head = '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY eur "€">]>'
    [item] = parsed(rss("<guid>1</guid><title>x</title><description>5&nbsp;&eur;</description>", head=head)).items
    assert item.text.split() == ["5", "€"]


def test_nothing_outside_a_feed_is_opened() -> None:
    server, stop = serve()
    head = f'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "{server.url}/dtd">'
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{server.url}/xi" parse="text"/>'
    [item] = parsed(rss(f"<guid>1</guid><title>x</title><description>Text.</description>{include}", head=head)).items
    stop()
    assert item.text == "Text."
    assert server.requests == []


@given(st.binary() | st.text().map(rss) | st.text().map(lambda text: ATOM.replace("short", text)))
def test_any_bytes_are_a_feed_or_none(body: str | bytes) -> None:
    try:
        items = parsed(body).items
    except NotAFeedError:
        return
    assert len({item.id for item in items}) == len(items)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("just  text < 5 & so", "just  text < 5 & so"),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\n\nThree"),
        ("<p>A <b>bold</b>\n word</p><script>x</script><style>y</style>", "A bold word"),
        ("AT&amp;T &#8212; caf&eacute;", "AT&T — café"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("", ""),
    ],
)
def test_plain_text_of_html(html: str, text: str) -> None:
    assert plain(html) == text


@given(
    st.text()
    | st.lists(st.sampled_from(["<p>", "</p>", "<script>", "</script>", "x ", "&amp;", "<", "<!--", "<![CDATA["])).map(
        "".join
    )
)
def test_any_html_has_a_text(html: str) -> None:
    text = plain(html)
    assert text == text.strip()


def page(body: str | bytes, charset: str | None = None) -> str | None:
    data = body.encode() if isinstance(body, str) else body
    return page_text(Fetched("http://a.example/", "http://a.example/", 200, "text/html", charset, data))


def test_the_text_of_a_page() -> None:
    prose = "Foreign Minister Dmytro Kuleba met his colleagues in Brussels on Monday, and spoke of the winter. " * 3
    around = ("<nav><a href='/'>Home</a><a href='/s'>Sport</a></nav>", "<footer>© 2024 All rights reserved</footer>")
    article = f"<article><h1>Title</h1><p>{prose}</p><p>{prose[:90]}</p></article>"
    html = f"<html><body>{around[0]}{article}{around[1]}</body></html>"
    text = page(html)
    assert text is not None
    assert text.startswith("Title")
    assert prose[:90] in text
    assert "Sport" not in text
    assert "rights" not in text


@pytest.mark.parametrize("body", ["", "<html></html>", b"\xff\xfe\x00", "<p>" * 5000, "\0"])
def test_pages_without_text(body: str | bytes) -> None:
    assert page(body) is None
