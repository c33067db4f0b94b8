"""HTML: the whole file is one article; what the page shows is read, and every place leads back into the code.

The tokens are those of the HTML standard (html.spec.whatwg.org, 13.2.5) as far as they decide what is shown.
Everything runs in time linear in the input, whatever the input.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtaudit.article import Article
from mtaudit.readers.html_scan import Page, scan
from mtaudit.readers.source import (
    InputError,
    Source,
    UnreadableError,
    decode_declared,
    input_error,
    is_blank,
    read_bytes,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})")
_DATE = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)")


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the one article of a page, or why there is none."""
    try:
        data = read_bytes(source)
        text = decode_declared(data, declared_encoding(data), local=source.url is None)
        yield article(text, source.name, source.view, source.url)
    except UnreadableError as error:
        yield input_error(source, error)


def article(text: str, name: str, view: str = "page", url: str | None = None, origin: str | None = None) -> Article:
    """The article of the code of a page.

    In the view "page" all that the page shows is its text, in the view "article" what the extractor
    (trafilatura) takes for the story. Raises `UnreadableError` where nothing is left, and `MissingPackageError`.
    """
    page = scan(text)
    if view == "article":
        from mtaudit.readers.extract import story

        page = story(text, page)
    if is_blank(page.shown.text):
        raise UnreadableError(
            "shows no text" if view == "page" else "holds no article; the view `page` reads all of it"
        )
    meta = page.meta
    return Article(
        id=name,
        text=text,
        title=_one_line(meta.get("og:title") or page.title),
        date=date(meta.get("article:published_time") or meta.get("datepublished") or meta.get("date")),
        url=meta.get("canonical") or meta.get("og:url") or url,
        outlet=_one_line(meta.get("og:site_name")),
        markup=page.markup,
        shown=page.shown,
        origin=origin or name,
    )


def plain(code: str) -> str:
    """What a piece of HTML shows."""
    return scan(code).shown.text


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its first kilobyte, as browsers look for it."""
    match = _CHARSET.search(data, 0, 1024) or _XML_ENCODING.match(data)
    return match[1].decode("ascii", "replace") if match else None


def date(value: str | None) -> datetime.date | None:
    """The day of an ISO date or time, or None where there is none."""
    import datetime

    match = _DATE.match(value or "")
    try:
        return datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _one_line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


__all__ = ["Page", "article", "date", "declared_encoding", "plain", "read", "scan"]
