"""Sitemaps (sitemaps.org): lists of addresses. A news sitemap has a headline, a date and an outlet for each.

A headline is an article with one paragraph. Addresses alone have no text to audit, which is an error that says
how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from mtaudit.article import Article
from mtaudit.readers.html import date
from mtaudit.readers.source import InputError, Source, UnreadableError, guarded
from mtaudit.readers.xml import child, children, local, xml_text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from typing import Any


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
    root = _root(source)
    named = ("url", "sitemap")
    return tuple(entry for element in root if local(element) in named and (entry := _entry(element)).url)


def _articles(source: Source) -> Iterator[Article | InputError]:
    found = entries(source)
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
        yield InputError(source.name, f"lists {addresses} without a text; save the pages and give the files")
    elif not found:
        yield InputError(source.name, "is a sitemap without addresses")


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
