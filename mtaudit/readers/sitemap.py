"""Sitemaps (sitemaps.org): lists of addresses. A news sitemap has a headline, a date and an outlet for each.

A headline is an article with one paragraph. Addresses alone have no text to audit, which is an error that says
how many there are. Where pages are followed, each address is an article, those of the sitemaps of an index too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from mtaudit.article import Article
from mtaudit.readers.compress import uncompressed
from mtaudit.readers.html import date
from mtaudit.readers.source import InputError, Source, UnpackError, UnreadableError, View, guarded
from mtaudit.readers.xml import child, children, local, xml_text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from typing import Any

    from mtaudit.readers.web import Fetch


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of a sitemap, `changed` the day it says the page changed; the rest is from news sitemaps."""

    url: str
    changed: datetime.date | None = None
    title: str | None = None
    published: datetime.date | None = None
    outlet: str | None = None


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield an article for each headline of a news sitemap, and an error for addresses without one."""
    return guarded(source, "sitemap", _articles(source))


def entries(source: Source) -> tuple[Entry, ...]:
    """The addresses of a sitemap, or the sitemaps of a sitemap index. Raises `UnreadableError`."""
    return _entries(_root(source))


def _entries(root: Any) -> tuple[Entry, ...]:
    named = ("url", "sitemap")
    return tuple(entry for element in root if local(element) in named and (entry := _entry(element)).url)


def _articles(source: Source, *, nested: bool = False) -> Iterator[Article | InputError]:
    root = _root(source)
    found = _entries(root)
    if source.fetch:
        yield from _followed(found, local(root) == "sitemapindex", nested, source, source.fetch)
        return
    bare = 0
    for entry in found:
        if entry.title:
            yield Article(
                id=entry.url,
                text=entry.title,
                title=entry.title,
                date=entry.published or entry.changed,
                url=entry.url,
                outlet=entry.outlet,
                origin=source.name,
            )
        else:
            bare += 1
    if bare:
        addresses = "an address" if bare == 1 else f"{bare:,} addresses"
        yield InputError(source.name, f"lists {addresses} without a text; --follow reads the pages")
    elif not found:
        yield InputError(source.name, "is a sitemap without addresses")


def _followed(
    found: tuple[Entry, ...], is_index: bool, nested: bool, source: Source, fetch: Fetch
) -> Iterator[Article | InputError]:
    """The pages of a sitemap, or of the sitemaps of an index."""
    if is_index and nested:
        yield InputError(source.name, "is a sitemap index inside of a sitemap index, where none may stand")
        return
    for entry in found:
        if is_index:
            yield from _sitemap(entry.url, source, fetch)
        else:
            yield _page(entry, fetch, source.view)
    if not found:
        yield InputError(source.name, "is a sitemap without addresses")


def _sitemap(url: str, index: Source, fetch: Fetch) -> Iterator[Article | InputError]:
    """The pages of a sitemap of an index."""
    from mtaudit.readers.web import fetched_source

    found = fetched_source(url, fetch, index)
    if isinstance(found, InputError):
        yield found
        return
    try:
        yield from _articles(replace(found, stream=uncompressed(found.stream)), nested=True)
    except (UnreadableError, UnpackError) as error:
        yield InputError(url, str(error))


def _page(entry: Entry, fetch: Fetch, view: View) -> Article | InputError:
    from mtaudit.readers.web import page

    found = page(entry.url, fetch, view)
    if isinstance(found, InputError):
        return found
    day = entry.published or found.date or entry.changed
    return replace(found, title=entry.title or found.title, date=day, outlet=entry.outlet or found.outlet)


def _root(source: Source) -> Any:
    try:
        return ElementTree.fromstring(xml_text(source))
    except ElementTree.ParseError as error:
        raise UnreadableError(f"is not well-formed XML: {error}", error.position[0]) from None


def _entry(element: Any) -> Entry:
    news = child(element, "news")
    publication = None if news is None else child(news, "publication")
    return Entry(
        url=_text(element, "loc") or "",
        changed=date(_text(element, "lastmod")),
        title=_text(news, "title"),
        published=date(_text(news, "publication_date")),
        outlet=_text(publication, "name"),
    )


def _text(element: Any, name: str) -> str | None:
    if element is None:
        return None
    found = next(children(element, name), None)
    return None if found is None else " ".join((found.text or "").split()) or None
