"""From what was fetched to the items of a feed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from mtaudit.readers.feed import Feed, Item, parse, parse_json
from mtaudit.readers.kinds import recognise
from mtaudit.readers.source import Source, UnreadableError
from mtaudit.readers.web import stream

if TYPE_CHECKING:
    from mtaudit.fetch import Fetched


_BEGINNING = 1 << 16


class NotAFeedError(ValueError):
    """Bytes that are no feed; the message says why, and what they look like."""


def parse_feed(fetched: Fetched) -> Feed:
    """An RSS, Atom or JSON feed with each item once. A feed that breaks off gives what came before, and its damage.

    Raises `NotAFeedError` where the bytes are none, or declare entities.
    """
    source = Source(fetched.url, stream(fetched), url=fetched.final_url)
    is_json = recognise("", fetched.body[:_BEGINNING]).name == "jsonfeed"
    try:
        feed = parse_json(source) if is_json else parse(source)
    except UnreadableError as error:
        raise NotAFeedError(f"{error}{_likeness(fetched)}") from None
    return replace(feed, items=_once(feed.items))


def _likeness(fetched: Fetched) -> str:
    head = fetched.body[:1000].lstrip().lower()
    if b"<html" in head or head.startswith(b"<!doctype html"):
        return " (it is a web page; look on it for the address of the feed)"
    return f" (the server calls it {fetched.content_type})" if fetched.content_type else ""


def _once(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Items with an id of their own each: some feeds give one id to several."""
    times = Counter(item.id for item in items)
    own = [replace(item, id=f"{item.id} {item.url or item.title}") if times[item.id] > 1 else item for item in items]
    return tuple({item.id: item for item in reversed(own)}.values())[::-1]
