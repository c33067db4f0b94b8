"""Audits of earlier runs, kept on this machine: an article that has not changed is not audited again.

An audit is kept under a digest of everything it depends on: all of the article but its name and place, the glossaries,
the settings, and mtaudit's own code.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgpack

from mtaudit.cache import cache_folder, code_digest
from mtaudit.configured import ConfiguredAuditor

if TYPE_CHECKING:
    from types import TracebackType

    from mtaudit.article import Article
    from mtaudit.auditor import Auditor

MAX_SIZE = 1 << 30
"""The largest file that is kept, in bytes; the audits that were not used for longest go first."""

_DAY = 24 * 60 * 60
_COMMIT = 200  # audits that a crash may cost
_PAGE = 4096
_TIMEOUT = 5.0  # seconds to wait for another run that writes
_SCHEMA = "CREATE TABLE IF NOT EXISTS audits (key BLOB PRIMARY KEY, used INTEGER NOT NULL, data BLOB NOT NULL) STRICT"


class KeptAudits:
    """The audits that are kept in a file; a context manager.

    A cache may fail and nobody needs to know: where the file cannot be used, nothing is found and nothing is kept.
    """

    def __init__(self, path: Path, max_size: int = MAX_SIZE) -> None:
        self.path = path
        self._max_size = max_size
        self._today = int(time.time() // _DAY)
        self._new = 0
        self._file = _opened(path)
        self._code = code_digest()

    def __enter__(self) -> KeptAudits:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        with suppress(sqlite3.Error):
            self._file.commit()
            self._shrink(self._file)
            self._file.close()

    def get(self, auditor: Auditor | ConfiguredAuditor, article: Article) -> bytes | None:
        """The packed audit of an article by an auditor, None where there is none."""
        if self._file is None:
            return None
        key = self._key(auditor, article)
        with suppress(sqlite3.Error):
            row = self._file.execute("SELECT data, used FROM audits WHERE key = ?", (key,)).fetchone()
            if row and row[1] != self._today:
                self._file.execute("UPDATE audits SET used = ? WHERE key = ?", (self._today, key))
            return row and bytes(row[0])
        return None

    def put(self, auditor: Auditor | ConfiguredAuditor, article: Article, data: bytes) -> None:
        """Keep the packed audit of an article by an auditor."""
        if self._file is None:
            return
        with suppress(sqlite3.Error):
            row = (self._key(auditor, article), self._today, data)
            self._file.execute("INSERT OR REPLACE INTO audits VALUES (?, ?, ?)", row)
            self._new += 1
            if self._new % _COMMIT == 0:
                self._file.commit()

    def _key(self, auditor: Auditor | ConfiguredAuditor, article: Article) -> bytes:
        chosen = auditor.auditor_for(article) if isinstance(auditor, ConfiguredAuditor) else auditor
        day = article.date and article.date.isoformat()
        shown = article.shown and (article.shown.text, article.shown.runs)
        told = (article.title, day, article.url, article.outlet, article.source, article.source_lang)
        given = (article.text, article.reference, article.markup, article.ignore, shown)
        material = msgpack.packb((self._code, chosen.digest, told, given), unicode_errors="surrogatepass")
        return hashlib.sha256(material).digest()

    def _shrink(self, file: sqlite3.Connection) -> None:
        """Drop the audits not used for longest until the rest fits; their pages are used again."""
        pages, free = (file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
        surplus = (pages - free) * _PAGE - self._max_size
        if surplus <= 0:
            return
        share = surplus / ((pages - free) * _PAGE)
        (rows,) = file.execute("SELECT count(*) FROM audits").fetchone()
        oldest = "SELECT rowid FROM audits ORDER BY used, rowid LIMIT ?"
        file.execute(f"DELETE FROM audits WHERE rowid IN ({oldest})", (int(rows * share) + 1,))
        file.commit()


def kept_path() -> Path | None:
    """The file in the user's cache folder, None where there is no such folder or it is not to be used."""
    folder = cache_folder()
    return folder and folder / "audits" / "1.sqlite"


def _opened(path: Path) -> sqlite3.Connection | None:
    """The file, made where there is none; a damaged one is made anew. None where that cannot be."""
    for _ in range(2):
        with suppress(OSError, sqlite3.Error):
            path.parent.mkdir(parents=True, exist_ok=True)
            file = sqlite3.connect(path, timeout=_TIMEOUT)
            try:
                file.execute("PRAGMA journal_mode = WAL")
                file.execute("PRAGMA synchronous = NORMAL")
                file.execute(_SCHEMA)
                file.execute("SELECT key, used, data FROM audits LIMIT 1").fetchone()
            except sqlite3.OperationalError:  # another run has it, or the folder cannot be written
                file.close()
                return None
            except sqlite3.DatabaseError:
                file.close()
                path.unlink()
                continue
            return file
    return None
