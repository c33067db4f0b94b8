"""What stands in feeds: RSS, Atom, and things that claim to be one."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webserver import serve

from mtaudit.feeds.parse import NotAFeedError, parse_feed
from mtaudit.fetch import Fetched

if TYPE_CHECKING:
    from mtaudit.readers.feed import Feed


def parsed(body: str | bytes, kind: str | None = "application/xml") -> Feed:
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
        (b"", None, "is empty"),
        (b"<!DOCTYPE html><html><p>x</html>", "text/html", "is no RSS or Atom feed (it is a web page; look on it for"),
        (b'{"items": []}', "application/json", "is not XML: no element is found at its beginning (the server calls it"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png", "is a binary file, not a text (the server calls it image/png)"),
        (b"<opml><body/></opml>", None, "is no RSS or Atom feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}', None, "is no JSON Feed: it has no items"),
    ],
)
def test_what_is_not_a_feed(body: bytes, kind: str | None, why: str) -> None:
    with pytest.raises(NotAFeedError, match=f"^{re.escape(why)}"):
        parsed(body, kind)


def test_a_json_feed() -> None:
    items = [{"id": 1, "url": "/1", "content_html": "<p>One.</p>", "date_modified": "2024-03-01T10:00:00Z"}]
    feed = parsed(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}), None)
    assert feed.title == "Wire"
    [item] = feed.items
    assert (item.id, item.url, item.text, item.updated) == ("1", None, "One.", "2024-03-01T10:00:00Z")


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
