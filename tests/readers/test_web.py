"""Web addresses as inputs, and the pages that the items of feeds and sitemaps lead to."""

from __future__ import annotations

import datetime
import gzip
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import reader_samples as samples
from typer.testing import CliRunner

from mtaudit.article import Article
from mtaudit.cli import app
from mtaudit.fetch import Fetcher
from mtaudit.readers import InputError, read_inputs

if TYPE_CHECKING:
    from webserver import Server

DAY = datetime.date(2021, 12, 2)
HTML = "text/html; charset=utf-8"


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and no pauses between requests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "sleep", lambda _: None)


def read(*inputs: str, **settings: Any) -> list[Article | InputError]:
    return list(read_inputs(inputs, stdin=io.BytesIO(), allow_private=True, **settings))


def articles(*inputs: str, **settings: Any) -> list[Article]:
    items = read(*inputs, **settings)
    assert all(isinstance(item, Article) for item in items), items
    return [item for item in items if isinstance(item, Article)]


def test_a_page(web: Server) -> None:
    web.page("/old", "", "301 Moved", location="/talks")
    web.page(
        "/talks", samples.PAGE.replace('<link rel="canonical" href="https://e.org/talks/">', ""), content_type=HTML
    )
    [page] = articles(f"{web.url}/old")
    assert (page.id, page.url, page.origin) == (f"{web.url}/old", f"{web.url}/talks", f"{web.url}/old")
    assert (page.title, page.outlet, page.date) == ("Talks in Riga", "The Post", DAY)
    assert page.text.startswith("<!DOCTYPE html>")
    assert page.shown is not None
    assert "newsletter" in page.shown.text
    [story] = articles(f"{web.url}/talks", view="article")
    assert story.shown is not None
    assert "newsletter" not in story.shown.text
    assert "Brinken" in story.shown.text


@pytest.mark.parametrize(
    ("path", "sample", "kind", "count"),
    [
        ("/rss", "a.rss", "application/rss+xml", 2),
        ("/feed/", "a.rss", "text/html", 2),
        ("/atom?x=y.md", "a.atom", None, 2),
        ("/feed", "feed.json", "application/feed+json", 2),
        ("/sitemap.xml", "sitemap.xml", "application/xml", 1),
        ("/all.jsonl?page=2", "a.jsonl", "text/plain", 2),
        ("/api", "a.jsonl", "application/octet-stream", 2),
        ("/table", "a.csv", "text/csv; header=present", 2),
        ("/a.tsv", "a.tsv", "text/plain", 2),
        ("/a.parquet", "a.parquet", "application/octet-stream", 2),
        ("/a.warc.gz", "a.warc.gz", "application/gzip", 3),
        ("/x.xlf", "a1.xlf", "application/xml", 2),
    ],
)
def test_every_format_is_recognised(web: Server, path: str, sample: str, kind: str | None, count: int) -> None:
    web.page(path, (samples.text_files() | samples.binary_files())[sample], **({"content_type": kind} if kind else {}))
    found = [item for item in read(web.url + path) if isinstance(item, Article)]
    assert len(found) == count


@pytest.mark.parametrize(
    ("path", "kind", "body", "html"),
    [
        ("/story", HTML, "<div>Text</div>", True),
        ("/readme.md", HTML, "<div>Text</div>", True),
        ("/story.php", HTML, "Text", True),
        ("/", "application/xhtml+xml", "<p>Text</p>", True),
        ("/story", "text/plain", "<div>Text</div>", False),
        ("/a.txt", "text/plain", "Text", False),
    ],
)
def test_a_page_is_what_the_server_calls_one(web: Server, path: str, kind: str, body: str, html: bool) -> None:
    web.page(path, body, content_type=kind)
    [article] = articles(web.url + path)
    assert (article.shown is not None) == html
    assert article.text == body


def test_a_list_of_records_is_told_by_its_type(web: Server) -> None:
    web.page("/api", json.dumps([{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]), content_type="application/json")
    assert [article.id for article in articles(f"{web.url}/api")] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("Zażółć".encode("iso-8859-2"), "text/plain; charset=iso-8859-2", "Zażółć"),
        ("“Yes”".encode("cp1252"), "text/plain; charset=iso-8859-1", "“Yes”"),
        ("é".encode(), "text/plain; charset=iso-8859-1", "é"),
        ("<meta charset=koi8-r>д".encode("koi8-r"), "text/html", "<meta charset=koi8-r>д"),
    ],
)
def test_encodings(web: Server, body: bytes, kind: str, text: str) -> None:
    web.page("/", body, content_type=kind)
    [article] = articles(web.url)
    assert article.text == text


def test_what_is_in_no_encoding_that_is_declared_is_refused(web: Server) -> None:
    web.page("/", b"caf\xe9", content_type="text/plain; charset=utf-8")
    [error] = read(web.url)
    assert str(error) == f"{web.url}:1: is not valid UTF-8 at byte 3 (0xe9)"


def test_compressed_files_are_no_text_whatever_the_server_declares(web: Server) -> None:
    web.page("/a.jsonl.gz", gzip.compress(b'{"id": 1, "text": "\xc3\xa9"}'), content_type="text/plain; charset=latin-1")
    assert [article.text for article in articles(f"{web.url}/a.jsonl.gz")] == ["é"]


def test_a_format_and_columns_that_are_given(web: Server) -> None:
    web.page("/t", "key,body\n1,a\n", content_type="text/html")
    [article] = articles(f"{web.url}/t", format="csv", columns={"id": "key", "text": "body"})
    assert (article.id, article.text, article.origin) == ("1", "a", f"{web.url}/t:2")


def test_what_cannot_be_fetched_is_told_and_the_rest_is_read(web: Server) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /closed")
    web.page("/closed", "x", content_type="text/plain")
    web.page("/a", "Text.", content_type="text/plain")
    Path("b.txt").write_text("b")
    missing, closed, page, file = read(f"{web.url}/none", f"{web.url}/closed", f"{web.url}/a", f"{web.url}/a", "b.txt")
    assert missing == InputError(f"{web.url}/none", "the server answers 404 Not Found")
    assert closed == InputError(f"{web.url}/closed", "is closed to programs by the host's robots.txt")
    assert isinstance(page, Article)
    assert isinstance(file, Article)


def test_private_addresses_are_refused_unless_allowed(web: Server) -> None:
    [error] = read_inputs([web.url], stdin=io.BytesIO())
    assert isinstance(error, InputError)
    assert "leads to the private address 127.0.0.1, which is refused (see --allow-private)" in error.message
    assert web.requests == []


def test_a_page_beyond_the_limit_is_refused(web: Server) -> None:
    web.page("/", b"x" * ((32 << 20) + 1), content_type="text/plain")
    [error] = read(web.url)
    assert str(error) == f"{web.url}: is larger than 32 MiB, the limit"


def page(text: str) -> str:
    story = f"<article><h1>Head</h1><p>{text}</p><p>{samples.FIRST} {samples.SECOND}</p></article>"
    around = "<nav><a href='/'>Home</a></nav>", "<footer><p>Subscribe now</p></footer>"
    return f"<html><head><title>Of the page</title></head><body>{around[0]}{story}{around[1]}</body></html>"


def feed(url: str) -> str:
    item = (
        "<item><guid isPermaLink='false'>1</guid><link>{}/1</link><title>Of the feed</title>"
        "<description>Short.</description></item>"
    )
    missing = f"<item><link>{url}/none</link></item>"
    last = "<item><guid isPermaLink='false'>3</guid><description>No page.</description></item>"
    items = f"{item.format(url)}{missing}{last}"
    return f"<rss version='2.0'><channel><title>The Post</title>{items}</channel></rss>"


@pytest.mark.parametrize("is_file", [True, False])
@pytest.mark.parametrize("view", ["page", "article"])
def test_the_items_of_a_feed_are_followed(web: Server, is_file: bool, view: str) -> None:
    web.page("/1", page("Secretary of State Anthony Brinken spoke."), content_type=HTML)
    web.page("/feed", feed(web.url))
    Path("feed.xml").write_text(feed(web.url))
    first, missing, third = read("feed.xml" if is_file else f"{web.url}/feed", follow=True, view=view)
    assert isinstance(first, Article)
    assert (first.id, first.title, first.url, first.outlet) == ("1", "Of the feed", f"{web.url}/1", "The Post")
    assert first.origin == f"{web.url}/1"
    assert first.shown is not None
    assert "Brinken spoke." in first.shown.text
    assert ("Subscribe" in first.shown.text) == (view == "page")
    assert missing == InputError(f"{web.url}/none", "the server answers 404 Not Found")
    assert isinstance(third, Article)
    assert third.text == "No page."


def test_links_of_a_feed_start_from_its_address(web: Server) -> None:
    web.page("/1", page("One."), content_type=HTML)
    web.page(
        "/feed",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>urn:x</id><title>1</title>'
        '<link href="/1"/><summary>S</summary></entry></feed>',
        content_type="application/atom+xml",
    )
    [followed] = articles(f"{web.url}/feed", follow=True)
    assert (followed.id, followed.url) == ("urn:x", f"{web.url}/1")


def test_the_items_of_a_json_feed_are_followed(web: Server) -> None:
    web.page("/1", page("One."), content_type=HTML)
    items = [{"id": 1, "url": f"{web.url}/1"}, {"id": 2, "url": "javascript:alert(1)", "content_text": "Two."}]
    Path("f.json").write_text(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    first, second = articles("f.json", follow=True)
    assert (first.id, first.url) == ("1", f"{web.url}/1")
    assert (second.text, second.url) == ("Two.", None)


def sitemap(kind: str, *urls: str) -> str:
    inner = "".join(f"<{kind}><loc>{url}</loc><lastmod>2021-12-02</lastmod></{kind}>" for url in urls)
    root = "urlset" if kind == "url" else "sitemapindex"
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{root}>'


def test_the_pages_of_a_sitemap_are_followed(web: Server) -> None:
    web.page("/1", page("One."), content_type=HTML)
    web.page("/2", b"%PDF-1", content_type="application/pdf")
    web.page("/sitemap.xml", sitemap("url", f"{web.url}/1", f"{web.url}/2"))
    first, second = read(f"{web.url}/sitemap.xml", follow=True)
    assert isinstance(first, Article)
    assert (first.id, first.title, first.date) == (f"{web.url}/1", "Of the page", DAY)
    assert second == InputError(f"{web.url}/2", "is not a web page but application/pdf")
    [error] = read(f"{web.url}/sitemap.xml")
    assert isinstance(error, InputError)
    assert error.message == "lists 2 addresses without a text; --follow reads the pages"


def test_the_sitemaps_of_an_index_are_followed_one_level_deep(web: Server) -> None:
    web.page("/1", page("One."), content_type=HTML)
    web.page("/a.xml.gz", gzip.compress(sitemap("url", f"{web.url}/1").encode()), content_type="application/gzip")
    web.page("/b.xml", sitemap("sitemap", f"{web.url}/b.xml"))
    web.page("/c.xml.gz", gzip.compress(sitemap("url", f"{web.url}/1").encode())[:-9])
    web.page("/d.xml", "<urlset>")
    names = ("a.xml.gz", "b.xml", "c.xml.gz", "d.xml")
    Path("index.xml").write_text(sitemap("sitemap", *(f"{web.url}/{name}" for name in names)))
    first, *errors = read("index.xml", follow=True)
    assert isinstance(first, Article)
    assert first.id == f"{web.url}/1"
    nested, cut, broken = map(str, errors)
    assert nested == f"{web.url}/b.xml: is a sitemap index inside of a sitemap index, where none may stand"
    assert cut == f"{web.url}/c.xml.gz: is cut short: the gzip data ends too early"
    assert broken.startswith(f"{web.url}/d.xml: is not well-formed XML")


def test_the_command_audits_an_address(web: Server) -> None:
    web.page("/1", page("Secretary of State Anthony Brinken spoke."), content_type=HTML)
    args = ["audit", f"{web.url}/1", "--select", "N101", "--format", "jsonl", "--isolated"]
    refused = CliRunner().invoke(app, args, prog_name="mtaudit")
    assert refused.exit_code == 2
    assert "see --allow-private" in refused.stderr
    result = CliRunner().invoke(app, [*args, "--allow-private"], prog_name="mtaudit")
    assert result.exit_code == 1
    [finding] = json.loads(result.stdout)["findings"]
    code = page("Secretary of State Anthony Brinken spoke.")
    assert code[finding["start"] : finding["end"]] == finding["text"] == "Brinken"


def test_the_command_follows_a_feed(web: Server) -> None:
    web.page("/1", page("Secretary of State Anthony Brinken spoke."), content_type=HTML)
    Path("feed.xml").write_text(feed(web.url))
    args = ["audit", "feed.xml", "--follow", "--allow-private", "--select", "N101", "--format", "jsonl", "--isolated"]
    result = CliRunner().invoke(app, args, prog_name="mtaudit")
    assert result.exit_code == 2
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["1", "3"]
    assert f"{web.url}/none: the server answers 404 Not Found" in result.stderr


def test_the_web_is_not_watched(web: Server) -> None:
    result = CliRunner().invoke(app, ["audit", f"{web.url}/1", "--watch"], prog_name="mtaudit")
    assert result.exit_code == 2
    assert "cannot be watched" in result.stderr


def test_a_missing_package_is_named(web: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtaudit.fetch.fetcher.find_spec", lambda _: None)
    web.page("/1", "x")
    Path("z.txt").write_text("still read")
    error, rest = read(f"{web.url}/1", "z.txt")
    assert isinstance(error, InputError)
    assert error.message == 'reading the robots.txt of hosts needs protego: pip install "mtaudit[feeds]"'
    assert isinstance(rest, Article)
