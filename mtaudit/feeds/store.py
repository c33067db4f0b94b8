"""The store: an SQLite file of feeds, of the items seen in them, and of their audits.

Each call that changes something is one transaction, on disk when it returns; the file is in WAL mode,
so that it can be read meanwhile and a process that is killed leaves it whole.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mtaudit.readers.feed import Feed, Item

APPLICATION = 0x6D746175
"""SQLite's application_id of our stores ("mtau")."""

PAGE_TRIES = 3
"""How often a page that cannot be read is asked for."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_REASONS = {
    sqlite3.SQLITE_NOTADB: "is not a store of feeds (not an SQLite file)",
    sqlite3.SQLITE_BUSY: "is in use by another program; try again when it has finished",
    sqlite3.SQLITE_LOCKED: "is in use by another program; try again when it has finished",
    sqlite3.SQLITE_READONLY: "cannot be written: the file or its folder is read-only",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: is the folder there, and may you write to it?",
    sqlite3.SQLITE_CORRUPT: "is damaged; name another store, or recover it with `sqlite3 FILE .recover`",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
}


_IS_AUDITED = (
    "EXISTS (SELECT 1 FROM audits WHERE (:signature IS NULL OR signature = :signature) AND id = ("
    "SELECT MAX(id) FROM audits WHERE item = items.id AND audits.text_hash = items.text_hash))"
)


class StoreError(Exception):
    """A store that cannot be used; the message names the file and says why."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """What is known of a feed. `retry_at`: it asked to be left alone until then (ISO, UTC)."""

    id: int
    url: str
    outlet: str
    etag: str | None
    last_modified: str | None
    failures: int
    retry_at: str | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A stored item with its outlet. `wants_page`: its text is not yet that of its page."""

    id: int
    feed_url: str
    outlet: str
    item_id: str
    url: str | None
    title: str | None
    date: str | None
    text: str
    text_hash: str
    wants_page: bool


@dataclass(frozen=True, slots=True)
class DayScore:
    """The audits of one outlet and day: articles, words, the mean of their values, and counts of verdicts."""

    outlet: str
    day: str
    articles: int
    words: int
    value: float
    passed: int
    undetermined: int
    failed: int


class Store:
    """An open store; close it, or use it in a `with` statement. For one thread.

    `patience`: seconds to wait for another process that writes. Raises `StoreError` where the file
    cannot be opened, is something else, or was written by a newer version; so do all methods.
    """

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        self.path = path
        with self._told():
            self._db = sqlite3.connect(path.absolute(), timeout=patience, isolation_level=None)
        try:
            with self._told():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def feed(self, url: str, outlet: str | None = None) -> FeedRow:
        """The row of a feed, made where it is new; an `outlet` that is given has the last word."""
        with self._transaction():
            host = urlsplit(url).hostname or url
            self._db.execute("INSERT OR IGNORE INTO feeds (url, outlet) VALUES (?, ?)", (url, outlet or host))
            if outlet:
                self._db.execute("UPDATE feeds SET outlet = ? WHERE url = ?", (outlet, url))
        columns = "id, url, outlet, etag, last_modified, failures, retry_at"
        return FeedRow(*self._all(f"SELECT {columns} FROM feeds WHERE url = ?", url)[0])

    def save(
        self, feed: FeedRow, parsed: Feed | None, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """Keep a feed's items as they are now (None: it was not modified) and how to ask for the next."""
        with self._transaction():
            self._db.execute(
                "UPDATE feeds SET checked_at = ?, failures = 0, retry_at = NULL, etag = COALESCE(?, etag),"
                " last_modified = COALESCE(?, last_modified) WHERE id = ?",
                (_now(), etag, last_modified, feed.id),
            )
            if parsed is None:
                return
            self._db.execute(
                "UPDATE feeds SET etag = ?, last_modified = ?, title = ? WHERE id = ?",
                (etag, last_modified, parsed.title, feed.id),
            )
            if parsed.title and feed.outlet == urlsplit(feed.url).hostname:
                self._db.execute("UPDATE feeds SET outlet = ? WHERE id = ?", (parsed.title, feed.id))
            for item in parsed.items:
                self._keep(feed.id, item)

    def failed(self, feed: FeedRow, retry_at: str | None = None) -> None:
        """Count a failure of a feed."""
        with self._transaction():
            self._db.execute("UPDATE feeds SET failures = failures + 1, retry_at = ? WHERE id = ?", (retry_at, feed.id))

    def work(self, feeds: Iterable[int], *, pages: bool = False, signature: str | None = None) -> list[int]:
        """The items of these feeds that are to be audited, the newest of each feed first.

        Those whose present text was never audited; with `pages` also those whose text is still the feed's; with a
        `signature` also those whose last audit was made under another one.
        """
        found: list[int] = []
        for feed in feeds:
            rows = self._all(
                "SELECT id FROM items WHERE feed = :feed AND ("
                " (:pages AND NOT from_page AND url IS NOT NULL AND page_failures < :tries)"
                f" OR ((from_page OR NOT :pages OR url IS NULL) AND text <> '' AND NOT {_IS_AUDITED}))"
                " ORDER BY COALESCE(date, first_seen) DESC, id",
                {"feed": feed, "pages": pages, "tries": PAGE_TRIES, "signature": signature},
            )
            found += [row[0] for row in rows]
        return found

    def without_text(self, feed: int) -> int:
        """How many items of a feed have no text, so that nobody can audit them."""
        return int(self._all("SELECT COUNT(*) FROM items WHERE feed = ? AND text = ''", feed)[0][0])

    def item(self, number: int) -> ItemRow:
        """A stored item."""
        row = self._all(
            "SELECT items.id, feeds.url, outlet, item_id, items.url, items.title, date, text, text_hash,"
            " NOT from_page AND items.url IS NOT NULL"
            " FROM items JOIN feeds ON feeds.id = items.feed WHERE items.id = ?",
            number,
        )[0]
        return ItemRow(*(*row[:-1], bool(row[-1])))

    def set_page(self, item: ItemRow, text: str | None) -> None:
        """Keep the text of an item's page, or (None) count that it could not be had."""
        with self._transaction():
            if text is None:
                self._db.execute("UPDATE items SET page_failures = page_failures + 1 WHERE id = ?", (item.id,))
            else:
                self._db.execute(
                    "UPDATE items SET text = ?, text_hash = ?, from_page = 1, page_failures = 0 WHERE id = ?",
                    (text, text_hash(item.title, text), item.id),
                )

    def audited(self, item: ItemRow, signature: str | None = None) -> bool:
        """Whether an item's present text was audited, the last time under this signature (None: any)."""
        found = self._all(
            f"SELECT 1 FROM items WHERE id = :item AND {_IS_AUDITED}", {"item": item.id, "signature": signature}
        )
        return bool(found)

    def record(self, item: ItemRow, signature: str, glossary: str, version: str, record: dict[str, Any]) -> None:
        """Keep the audit of an item: `record` is its result record. On disk when this returns."""
        score = record["score"]
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO audits"
                " (item, text_hash, signature, glossary, version, value, verdict, words, record, time)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(item.id, item.text_hash, signature, glossary, version),
                    *(score["value"], score["verdict"], record["words"], json.dumps(record), _now()),
                ),
            )

    def scores(self, feeds: Sequence[int] | None = None, *, days: int = 7) -> list[DayScore]:
        """Scores by outlet and day (an item's date, else the day it was first seen), newest first.

        The last audit of each item's present text counts. `feeds`: of these only. `days`: the newest
        so many of each outlet.
        """
        chosen = json.dumps(list(feeds)) if feeds is not None else None
        rows = self._all(
            "WITH last AS (SELECT MAX(id) AS id FROM audits GROUP BY item, text_hash),"
            " scored AS (SELECT outlet, COALESCE(items.date, substr(first_seen, 1, 10)) AS day, words, value, verdict"
            "  FROM last JOIN audits USING (id) JOIN items ON items.id = item AND items.text_hash = audits.text_hash"
            "  JOIN feeds ON feeds.id = feed"
            "  WHERE ?1 IS NULL OR feed IN (SELECT value FROM json_each(?1))),"
            " days AS (SELECT outlet, day, COUNT(*), SUM(words), AVG(value), SUM(verdict = 'pass'),"
            "  SUM(verdict = 'undetermined'), SUM(verdict = 'fail'),"
            "  ROW_NUMBER() OVER (PARTITION BY outlet ORDER BY day DESC) AS rank FROM scored GROUP BY outlet, day)"
            " SELECT * FROM days WHERE rank <= ?2 ORDER BY outlet, day DESC",
            chosen,
            days,
        )
        return [DayScore(*row[:-1]) for row in rows]

    def results(self) -> Iterator[dict[str, Any]]:
        """The result record of each item's last audit, in the order in which they were made."""
        with self._told():
            for (record,) in self._db.execute(
                "SELECT record FROM audits WHERE id IN (SELECT MAX(id) FROM audits GROUP BY item) ORDER BY id"
            ):
                yield json.loads(record)

    def _keep(self, feed: int, item: Item) -> None:
        date = item.date.isoformat() if item.date else None
        said = _hash(item.title, item.url, date, item.updated, item.text)
        new = (item.url, item.title, date, said, text_hash(item.title, item.text), item.text)
        self._db.execute(
            "INSERT INTO items (feed, item_id, url, title, date, entry_hash, text_hash, text, first_seen)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feed, item_id) DO UPDATE SET"
            " url = excluded.url, title = excluded.title, date = excluded.date, entry_hash = excluded.entry_hash,"
            " text_hash = excluded.text_hash, text = excluded.text, from_page = 0, page_failures = 0"
            " WHERE entry_hash <> excluded.entry_hash",
            (feed, item.id, *new, _now()),
        )

    def _prepare(self) -> None:
        latest = _latest()
        version = self._pragma("user_version")
        tables = self._db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if tables and self._pragma("application_id") != APPLICATION:
            raise StoreError(f"{self.path}: is an SQLite file of another program; name another store")
        if version > latest:
            raise StoreError(
                f"{self.path}: was written by a newer mtaudit (schema {version}; this one knows {latest}); update it"
            )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        with self._transaction():  # another process may have been faster, so what is missing is asked again
            for number in range(self._pragma("user_version") + 1, latest + 1):
                for statement in _statements((_MIGRATIONS / f"{number}.sql").read_text("utf-8")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {APPLICATION}")
                self._db.execute(f"PRAGMA user_version = {number}")

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    def _all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._told():
            return self._db.execute(sql, values[0] if values and isinstance(values[0], dict) else values).fetchall()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            raise StoreError(f"{self.path}: {_REASONS.get(code, error)}") from None


def text_hash(title: str | None, text: str) -> str:
    """What an audit of an article depends on, as a hash."""
    return _hash(title, text)


def _hash(*parts: str | None) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _latest() -> int:
    """The version of the newest migration."""
    return max(int(file.stem) for file in _MIGRATIONS.glob("*.sql"))


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
