"""One look at the feeds: what they hold goes into the store, what is new or changed comes out as articles."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from mtaudit.article import Article
from mtaudit.feeds.parse import NotAFeedError, parse_feed
from mtaudit.feeds.store import FeedRow, ItemRow, Store
from mtaudit.fetch import FetchError
from mtaudit.readers.source import InputError
from mtaudit.readers.web import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.feeds.opml import Feed
    from mtaudit.fetch import Fetched, Fetcher
    from mtaudit.readers import View

_LONGEST_REST = datetime.timedelta(days=1)


def read_feeds(
    feeds: Iterable[Feed], store: Store, fetcher: Fetcher, *, follow: bool = False
) -> Iterator[FeedRow | InputError]:
    """Read each feed and keep its items; yields the feed's row, and an error for each that could not be read.

    Also the row of a feed that could not be read is yielded: of earlier looks there may be items to audit.
    Items without any text are an error of their feed, unless (`follow`) their pages are read. Raises `StoreError`.
    """
    for feed in feeds:
        row = store.feed(feed.url, feed.outlet)
        before = store.without_text(row.id)
        error = _read(row, store, fetcher)
        empty = store.without_text(row.id) - before
        if not error and not follow and empty > 0:
            error = f"{empty} new {'item has' if empty == 1 else 'items have'} no text; --follow reads the pages"
        if error:
            yield InputError(feed.url, error)
        yield row


def new_items(
    store: Store,
    feeds: Iterable[FeedRow],
    fetcher: Fetcher,
    *,
    pages: View | None = None,
    signature: str | None = None,
    limit: int | None = None,
) -> Iterator[ItemRow | InputError]:
    """The items of these feeds that are to be audited, one at a time, and an error for each page that failed.

    `pages`: read each item's page first, and so much of it. `signature`: also what was audited under another one.
    `limit`: look at no more items than that; the rest is there the next time. Raises `StoreError`.
    """
    for number in store.work([feed.id for feed in feeds], pages=pages is not None, signature=signature)[:limit]:
        item = store.item(number)
        if pages is None or not item.wants_page:
            yield item
            continue
        found = page(item.url or "", fetcher.get, pages)
        if isinstance(found, InputError):
            store.set_page(item, None)
            yield found
            continue
        store.set_page(item, found.shown.text if found.shown else found.text)
        item = store.item(number)
        if not store.audited(item, signature):  # a page may stay as it is when its feed says something else
            yield item


def article(item: ItemRow) -> Article:
    """A stored item as an article; its id is the address of its page, else what the feed calls it."""
    date = datetime.date.fromisoformat(item.date) if item.date else None
    name = item.url or item.item_id
    return Article(name, item.text, item.title, date, item.url, item.outlet, origin=item.feed_url)


def _read(row: FeedRow, store: Store, fetcher: Fetcher) -> str | None:
    """Read one feed into the store; the reason where that failed."""
    now = datetime.datetime.now(datetime.UTC)
    if row.retry_at and row.retry_at > now.isoformat():
        return f"asked to be left alone until {row.retry_at[:16].replace('T', ' ')} (UTC)"
    got = fetcher.get(row.url, row.etag, row.last_modified)
    if isinstance(got, FetchError):
        rest = min(_LONGEST_REST, datetime.timedelta(seconds=got.retry_after or 0))
        store.failed(row, (now + rest).isoformat(timespec="seconds") if rest else None)
        return got.message
    if got.not_modified:
        store.save(row, None, got.etag, got.last_modified)
        return None
    return _keep(row, got, store)


def _keep(row: FeedRow, got: Fetched, store: Store) -> str | None:
    try:
        parsed = parse_feed(got)
    except NotAFeedError as error:
        store.failed(row)
        return str(error)
    store.save(row, parsed, got.etag, got.last_modified)
    return "; ".join(map(str, parsed.damage)) or None
