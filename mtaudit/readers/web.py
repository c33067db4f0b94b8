"""The web as an input: what an address gives, and the pages that the items of feeds and sitemaps lead to."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from mtaudit.fetch import Fetched, Fetcher, FetchError, Settings
from mtaudit.readers.compress import MAGIC_SIZE, compression
from mtaudit.readers.html import article, declared_encoding
from mtaudit.readers.source import MAX_BYTES, InputError, Source, UnreadableError, View, decode_declared

if TYPE_CHECKING:
    from mtaudit.article import Article

Fetch = Callable[[str], Fetched | FetchError]
"""What gets an address."""

_PAGES = (None, "text/html", "application/xhtml+xml")


def fetcher(allow_private: bool) -> Fetch:
    """What gets the addresses of one run, with one memory of pauses and of robots.txt."""
    return Fetcher(Settings(max_bytes=MAX_BYTES, allow_private=allow_private)).get


def fetched_source(url: str, fetch: Fetch, like: Source) -> Source | InputError:
    """What an address gives, as an input that is read as `like` is, or why it gives nothing."""
    got = fetch(url)
    if isinstance(got, FetchError):
        return InputError(url, got.message)
    return replace(like, name=url, stream=stream(got), url=got.final_url, media_type=got.content_type)


def stream(got: Fetched) -> io.BufferedReader:
    """What was fetched, at its beginning; text is in UTF-8 where the server declares another encoding."""
    return io.BufferedReader(cast("io.RawIOBase", io.BytesIO(_utf8(got))))


def page(url: str, fetch: Fetch, view: View) -> Article | InputError:
    """The article of a web page, called by its address, or why there is none."""
    got = fetch(url)
    if isinstance(got, FetchError):
        return InputError(url, got.message)
    if got.content_type not in _PAGES:
        return InputError(url, f"is not a web page but {got.content_type}")
    try:
        code = decode_declared(got.body, got.charset or declared_encoding(got.body), local=False)
        return article(code, url, view, got.final_url)
    except UnreadableError as error:
        return InputError(url, str(error))


def _utf8(got: Fetched) -> bytes:
    kind = got.content_type or ""
    is_text = kind.startswith("text/") or kind.endswith(("xml", "json"))
    if got.charset is None or not is_text or compression(got.body[:MAGIC_SIZE]):
        return got.body
    try:
        return decode_declared(got.body, got.charset).encode()
    except UnreadableError:  # its reader says so
        return got.body
