"""Where a review is kept: one SQLite file with the articles, their findings, and a log of decisions.

A decision is on disk before anybody is told that it was taken (write-ahead log, `synchronous=FULL`), so neither a
killed process nor a power cut loses one. Several processes may use a file at once.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtaudit.report.result import plain
from mtaudit.review.decision import Action, Decision, Item, Reviewed, Row

if TYPE_CHECKING:
    from mtaudit.auditor import AuditedArticle

VERSION = 1
"""The version of the tables (PRAGMA user_version)."""

APPLICATION = 0x6D746172
"""What marks a file as a review ("mtar", PRAGMA application_id)."""

_ROW = (
    "number, id, title, outlet, date, value, low, high, verdict, words, "
    "(SELECT count(*) FROM findings WHERE article = number) AS findings, "
    "(SELECT count(decision) FROM findings WHERE article = number) AS decided"
)
_OPEN = "EXISTS (SELECT 1 FROM findings WHERE article = number AND decision IS NULL)"
_DECISION = "d.number, d.article, a.id, d.fingerprint, coalesce(f.item, d.item), d.action, d.correction, d.kind, d.time"
_DECISIONS = (
    f"SELECT {_DECISION} FROM {{}} AS d JOIN articles AS a ON a.number = d.article "
    "LEFT JOIN findings AS f ON f.article = d.article AND f.fingerprint = d.fingerprint"
)


class StoreError(Exception):
    """A review file that cannot be used; the message names it and says what to do."""


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


class Store:
    """An open review file, which is made if there is none.

    `patience`: seconds to wait for another process that writes. `clock` gives the time of a decision.

    Every method raises `StoreError` where the file cannot be read or written.
    """

    def __init__(self, path: Path, *, patience: float = 5.0, clock: Callable[[], str] = _now) -> None:
        self.path = path
        self._clock = clock
        with self._told():
            self._db = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def put(self, audited: AuditedArticle, kinds: Callable[[str], str | None] = lambda entry: None) -> None:
        """Keep an article and its findings in the place of what was there under its id.

        Decisions on findings that are still there stay; the others stay in the log. `kinds` tells what
        the canonical form of a glossary entry names.
        """
        article, score = audited.article, audited.score
        facts = {
            "id": _column(article.id),
            "title": _column(article.title or article.id),
            "outlet": _column(article.outlet) if article.outlet else None,
            "date": article.date.isoformat() if article.date else None,
            "value": score.value,
            "low": score.low,
            "high": score.high,
            "verdict": score.verdict,
            "words": score.words,
            "text": json.dumps(article.text),
        }
        names = ", ".join(facts)
        updates = ", ".join(f"{name} = excluded.{name}" for name in facts)
        insert = f"INSERT INTO articles ({names}) VALUES ({', '.join('?' * len(facts))})"
        with self._writing() as db:
            [(number,)] = db.execute(
                f"{insert} ON CONFLICT (id) DO UPDATE SET {updates} RETURNING number", tuple(facts.values())
            ).fetchall()
            db.execute("DELETE FROM findings WHERE article = ?", (number,))
            for place, item in enumerate(_items(audited, kinds)):
                db.execute(
                    "INSERT OR IGNORE INTO findings (article, fingerprint, place, code, item) VALUES (?, ?, ?, ?, ?)",
                    (number, item.fingerprint, place, item.code, _dumped(item)),
                )
            db.execute(
                "UPDATE findings SET decision = standing.number FROM standing WHERE findings.article = ? "
                "AND standing.article = findings.article AND standing.fingerprint = findings.fingerprint",
                (number,),
            )

    def rows(self, *, only_open: bool = False, first: int = 0, most: int = -1) -> list[Row]:
        """Articles, the worst score first (`only_open`: those that wait for a decision), `most` from `first` on."""
        where = f"WHERE {_OPEN}" if only_open else ""
        query = f"SELECT {_ROW} FROM articles {where} ORDER BY value, number LIMIT ? OFFSET ?"
        return [Row(*row) for row in self._read(query, most, first)]

    def count(self, *, only_open: bool = False) -> int:
        """The number of articles."""
        return int(self._read(f"SELECT count(*) FROM articles {f'WHERE {_OPEN}' if only_open else ''}")[0][0])

    def article(self, number: int) -> Reviewed | None:
        """An article with its findings and decisions, or None where there is no such number."""
        rows = self._read(f"SELECT {_ROW}, text FROM articles WHERE number = ?", number)
        if not rows:
            return None
        *facts, text = rows[0]
        found = self._read("SELECT fingerprint, item FROM findings WHERE article = ? ORDER BY place", number)
        query = f"{_DECISIONS.format('decisions')} WHERE f.article = ? AND f.decision = d.number"
        decisions = {d.item.fingerprint: d for d in map(_decision, self._read(query, number))}
        return Reviewed(Row(*facts), json.loads(text), tuple(_loaded(*row) for row in found), decisions)

    def next_open(self, number: int) -> int | None:
        """The article after this one in the queue that waits for a decision, else the first; None: there is none."""
        query = (
            f"SELECT number FROM articles WHERE number <> ? AND {_OPEN} ORDER BY "
            "(value, number) <= (SELECT value, number FROM articles WHERE number = ?), value, number LIMIT 1"
        )
        rows = self._read(query, number, number)
        return int(rows[0][0]) if rows else None

    def decide(
        self, article: int, fingerprint: str, action: Action, correction: str | None = None, kind: str | None = None
    ) -> bool:
        """Take a decision; it takes the place of an earlier one. False where there is no such finding.

        The same decision once more changes nothing.
        """
        with self._writing() as db:
            found = db.execute(
                "SELECT f.item, d.action, d.correction, d.kind FROM findings AS f "
                "LEFT JOIN decisions AS d ON d.number = f.decision WHERE f.article = ? AND f.fingerprint = ?",
                (article, fingerprint),
            ).fetchone()
            if found is None:
                return False
            new = (action.value, None if correction is None else json.dumps(correction), kind)
            if found[1:] == new:
                return True
            db.execute(
                "INSERT INTO decisions (article, fingerprint, action, correction, kind, item, time) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (article, fingerprint, *new, found[0], self._clock()),
            )
            _let_stand(db, article, fingerprint)
        return True

    def last(self) -> Decision | None:
        """The latest decision that was not taken back."""
        rows = self._read(f"{_DECISIONS.format('live')} ORDER BY d.number DESC LIMIT 1")
        return _decision(rows[0]) if rows else None

    def undo(self, number: int) -> Decision | None:
        """Take a decision back, so that the one before it stands; None where it does not stand (any more)."""
        with self._writing() as db:
            found = db.execute(f"{_DECISIONS.format('live')} WHERE d.number = ?", (number,)).fetchone()
            if found is None:
                return None
            db.execute(
                "INSERT INTO decisions (article, fingerprint, action, item, time, undoes) "
                "SELECT article, fingerprint, 'undo', item, ?, number FROM decisions WHERE number = ?",
                (self._clock(), number),
            )
            taken = _decision(found)
            _let_stand(db, taken.article, taken.item.fingerprint)
        return taken

    def decisions(self) -> list[Decision]:
        """Every decision that stands, in the order they were taken; those on findings that are gone, too."""
        return [_decision(row) for row in self._read(f"{_DECISIONS.format('standing')} ORDER BY d.number")]

    def found(self) -> dict[str, int]:
        """The number of findings by the code of their check."""
        return dict(self._read("SELECT code, count(*) FROM findings GROUP BY code ORDER BY code"))

    def _prepare(self) -> None:
        self._is_made()  # before anything is changed: the file may be another program's
        with self._told():
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
        with self._writing() as db:
            if not self._is_made():
                for statement in _statements():
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")
                db.execute(f"PRAGMA application_id = {APPLICATION}")

    def _is_made(self) -> bool:
        """Whether the tables are there; raises `StoreError` where they are not ours, or not of this version."""
        [(version,)], [(application,)] = (self._read(f"PRAGMA {name}") for name in ("user_version", "application_id"))
        if application == APPLICATION and version > VERSION:
            raise StoreError(
                f"{self.path}: was made by a newer mtaudit (version {version} of its tables; this one knows "
                f"{VERSION}); update mtaudit, or name another file with --db"
            )
        if application != APPLICATION and self._read("SELECT count(*) FROM sqlite_schema")[0][0]:
            raise StoreError(f"{self.path}: is the database of another program; name another file with --db")
        return bool(application == APPLICATION)

    def _read(self, query: str, *values: Any) -> list[Any]:
        with self._told(), closing(self._db.execute(query, values)) as cursor:
            return cursor.fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of the block or nothing, and on disk when the block is left."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {_said(error)}") from error


def _said(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "").split("_")
    kind = "_".join(name[:2])
    if kind in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return "another program is writing to it; try again when that is done"
    if kind in ("SQLITE_READONLY", "SQLITE_PERM"):
        return "is read-only; make it writable, or name another file with --db"
    if kind == "SQLITE_CANTOPEN":
        return "cannot be opened: is there such a folder, and may you write there?"
    if kind == "SQLITE_NOTADB":
        return "is not a SQLite database; name another file with --db"
    if kind == "SQLITE_CORRUPT":
        return "is damaged; take it from a backup, or name another file with --db"
    return f"cannot be used: {error}"


def _statements() -> list[str]:
    script = (Path(__file__).parent / "schema.sql").read_text("utf-8")
    lines = (line.partition("--")[0] for line in script.splitlines())
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]


def _let_stand(db: sqlite3.Connection, article: int, fingerprint: str) -> None:
    db.execute(
        "UPDATE findings SET decision = (SELECT max(number) FROM live WHERE article = ?1 AND fingerprint = ?2) "
        "WHERE article = ?1 AND fingerprint = ?2",
        (article, fingerprint),
    )


def _items(audited: AuditedArticle, kinds: Callable[[str], str | None]) -> Iterator[Item]:
    text = audited.text
    for finding in audited.findings:
        sentence = text.raw[slice(*text.sentence_at(finding.start))]
        kind = kinds(finding.entry) if finding.entry else None
        yield Item(finding.fingerprint, plain(finding.to_record()), sentence, kind)


def _dumped(item: Item) -> str:
    return json.dumps({"record": item.record, "sentence": item.sentence, "kind": item.kind})


def _loaded(fingerprint: str, dumped: str) -> Item:
    return Item(fingerprint, **json.loads(dumped))


def _decision(row: tuple[Any, ...]) -> Decision:
    number, article, article_id, fingerprint, item, action, correction, kind, time = row
    right = None if correction is None else json.loads(correction)
    return Decision(number, article, article_id, _loaded(fingerprint, item), Action(action), right, kind, time)


def _column(text: str) -> str:
    """A text as a column can hold it: half characters as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
