"""From the bytes of a feed to its items, and from the bytes of a page to its text."""

from __future__ import annotations

import datetime
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from mtaudit.fetch import Fetched

_UNSEEN = frozenset({"script", "style", "template", "head", "iframe", "noscript", "svg"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table"}
    | {"td", "th", "tr", "ul"}
)
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\w+|\w+);")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_CHARACTER = re.compile(rb"""<!ENTITY\s+\w+\s+(["'])(?:&\#\w{1,8};|[^&"'<%]{0,16})\1\s*>""", re.IGNORECASE)
_HIDING = re.compile(rb"""^[^>]{0,200}encoding\s*=\s*["']utf-?7""", re.IGNORECASE)


class NotAFeedError(ValueError):
    """Bytes that are no feed; the message says what they look like."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed. `text` is plain text, "" where the feed gives none; `updated` is what it says of changes."""

    id: str
    url: str | None
    title: str | None
    date: datetime.date | None
    text: str
    updated: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's own title and its items, each id once."""

    title: str | None
    items: tuple[Item, ...]


def parse_feed(fetched: Fetched) -> ParsedFeed:
    """The items of an RSS or Atom feed. A feed that breaks off gives what came before.

    Raises `NotAFeedError` where the bytes are none, or declare entities.
    """
    import feedparser

    if _grows(fetched.body):
        raise NotAFeedError("declares entities in its DOCTYPE, which is not accepted")
    headers = {"content-location": fetched.final_url}
    if fetched.content_type:
        charset = f"; charset={fetched.charset}" if fetched.charset else ""
        headers["content-type"] = fetched.content_type + charset
    try:
        parsed = feedparser.parse(io.BytesIO(fetched.body), response_headers=headers)
    except Exception as error:  # it means to take anything, and has been tripped all the same
        raise NotAFeedError(f"cannot be read as a feed ({type(error).__name__})") from None
    if not parsed.get("version") and not parsed.entries:
        raise NotAFeedError(f"is not a feed ({_likeness(fetched)})")
    title = _line(parsed.feed.get("title"))
    return ParsedFeed(title, _once(_item(entry) for entry in parsed.entries))


def page_text(fetched: Fetched) -> str | None:
    """The article of a web page as plain text, without what stands around it; None where there is none."""
    import trafilatura

    page = fetched.text() if fetched.charset else fetched.body
    try:
        text = trafilatura.extract(page, url=fetched.final_url, include_comments=False, include_tables=False)
    except Exception:  # pages of every kind go through several libraries; whatever trips them has no text for us
        return None
    return text.strip() or None if text else None


def plain(html: str) -> str:
    """A piece of HTML as plain text: blocks become paragraphs, scripts and styles nothing."""
    if not _MARKUP.search(html):
        return html.strip()
    reader = _Prose()
    reader.feed(html)
    reader.close()
    paragraphs = (" ".join(part.split()) for part in "".join(reader.parts).split("\0"))
    return "\n\n".join(filter(None, paragraphs))


class _Prose(HTMLParser):
    """Collects what a reader of the page would see, with NUL between blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BLOCKS:
            self.parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data.replace("\0", " "))


def _grows(body: bytes) -> bool:
    """Whether XML declares entities that stand for more than a character or two.

    The parser would write out a few MB of them before it sees a bomb. NULs go, for the sake of UTF-16.
    """
    data = body.replace(b"\0", b"")
    harmless = sum(1 for _ in _CHARACTER.finditer(data))
    return len(_ENTITY.findall(data)) > harmless or bool(_HIDING.match(data))


def _likeness(fetched: Fetched) -> str:
    head = fetched.body[:1000].lstrip().lower()
    if not head:
        return "it is empty"
    if b"<html" in head or head.startswith(b"<!doctype html"):
        return "it is a web page; look on it for the address of the feed"
    return f"the server calls it {fetched.content_type}" if fetched.content_type else "it is something else"


def _item(entry: Any) -> Item:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    text = _encodable(plain(max([*contents, entry.get("summary", "")], key=len)))
    link = _line(entry.get("link"))
    url = link if link and urlsplit(link).scheme in ("http", "https") else None
    title = _line(plain(entry.get("title", "")))
    day = entry.get("published_parsed") or _own(entry, "updated_parsed")
    return Item(
        id=_line(entry.get("id")) or url or title or text[:100],
        url=url,
        title=title,
        date=_date(day),
        text=text,
        updated=_line(_own(entry, "updated")) or "",
    )


def _own(entry: Any, key: str) -> Any:
    """A value of an entry: `get` would answer with the date of publication where there is no other, and warn."""
    return entry[key] if key in entry else None  # noqa: SIM401


def _once(items: Any) -> tuple[Item, ...]:
    """Items with an id of their own each: some feeds give one id to several."""
    items = list(items)
    times = Counter(item.id for item in items)
    own = [replace(item, id=f"{item.id} {item.url or item.title}") if times[item.id] > 1 else item for item in items]
    return tuple({item.id: item for item in reversed(own)}.values())[::-1]


def _date(moment: Any) -> datetime.date | None:
    try:
        return datetime.date(*moment[:3]) if moment else None
    except (TypeError, ValueError):
        return None


def _line(text: object) -> str | None:
    """A text on one line, without half characters; None where nothing is left."""
    if not isinstance(text, str):
        return None
    return " ".join(_encodable(text).split()) or None


def _encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()
