"""The store: what is new, what is kept, and files that are no store."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mtaudit.feeds import store as module
from mtaudit.feeds.store import APPLICATION, Store, StoreError
from mtaudit.readers.feed import Feed, Item

if TYPE_CHECKING:
    from collections.abc import Iterator

MIGRATIONS = Path(module.__file__).parent / "migrations"
LATEST = max(int(path.stem) for path in MIGRATIONS.glob("*.sql"))


def item(name: str = "1", text: str = "Text.", **fields: Any) -> Item:
    day = fields.pop("date", datetime.date(2024, 3, 1))
    return Item(name, fields.pop("url", f"http://a.example/{name}"), fields.pop("title", "Title"), day, text, **fields)


def record(value: float = 90.0, verdict: str = "pass", words: int = 10, **more: Any) -> dict[str, Any]:
    return {"schema": 1, "score": {"value": value, "verdict": verdict}, "words": words} | more


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feeds.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def keep(store: Store, *items: Item, url: str = "http://a.example/feed", outlet: str | None = None) -> int:
    row = store.feed(url, outlet)
    store.save(row, Feed("The Post", items))
    return row.id


def audit(store: Store, number: int, signature: str = "s", **fields: Any) -> None:
    store.record(store.item(number), signature, "digest", "0.1", record(**fields))


def test_what_is_new_or_changed_is_work_until_it_is_audited(store: Store) -> None:
    feed = keep(store, item("1"), item("2"))
    first, second = store.work([feed])
    audit(store, first)
    assert store.work([feed]) == [second]
    audit(store, second)
    keep(store, item("1"), item("2"))
    assert store.work([feed]) == []
    keep(store, item("1", "Changed."), item("2"))
    assert store.work([feed]) == [first]
    assert store.item(first).text == "Changed."
    audit(store, first)
    keep(store, item("1", "Changed."), item("2", title="New title"))
    assert store.work([feed]) == [second]


def test_work_is_there_whatever_the_feed_says_next(store: Store) -> None:
    feed = keep(store, item("1"))
    store.save(store.feed("http://a.example/feed"), None)
    assert len(store.work([feed])) == 1
    keep(store)
    assert len(store.work([feed])) == 1


def test_another_signature_is_work_only_when_asked_for(store: Store) -> None:
    feed = keep(store, item())
    [number] = store.work([feed])
    audit(store, number, "a")
    assert store.work([feed]) == []
    assert store.work([feed], signature="a") == []
    assert store.work([feed], signature="b") == [number]
    audit(store, number, "b")
    assert store.work([feed], signature="b") == []
    assert store.work([feed], signature="a") == [number]


def test_the_newest_come_first(store: Store) -> None:
    days = {"old": datetime.date(2020, 1, 1), "new": datetime.date(2024, 1, 1), "mid": datetime.date(2022, 1, 1)}
    feed = keep(store, *(item(name, date=day) for name, day in days.items()))
    assert [store.item(n).item_id for n in store.work([feed])] == ["new", "mid", "old"]


def test_items_without_text_are_no_work_but_counted(store: Store) -> None:
    feed = keep(store, item("1", ""), item("2", "x"))
    assert [store.item(n).item_id for n in store.work([feed])] == ["2"]
    assert store.without_text(feed) == 1


def test_pages(store: Store) -> None:
    feed = keep(store, item("1", ""), item("2", "Summary", url=None))
    numbers = {store.item(n).item_id: n for n in store.work([feed], pages=True)}
    assert set(numbers) == {"1", "2"}
    one = store.item(numbers["1"])
    assert one.wants_page
    store.set_page(one, "The page.")
    one = store.item(one.id)
    assert (one.text, one.wants_page) == ("The page.", False)
    assert one.id in store.work([feed], pages=True)
    audit(store, one.id)
    assert store.audited(one)
    assert one.id not in store.work([feed], pages=True)
    keep(store, item("1", ""))  # the feed says what it said
    assert store.item(one.id).text == "The page."
    keep(store, item("1", "", updated="later"))
    assert one.id in store.work([feed], pages=True)


def test_a_page_that_cannot_be_read_is_given_up_until_its_entry_changes(store: Store) -> None:
    feed = keep(store, item("1", "Summary"))
    for _ in range(module.PAGE_TRIES):
        [number] = store.work([feed], pages=True)
        store.set_page(store.item(number), None)
    assert store.work([feed], pages=True) == []
    keep(store, item("1", "Summary, longer"))
    assert store.work([feed], pages=True) == [number]


def test_what_is_known_of_a_feed(store: Store) -> None:
    row = store.feed("http://a.example/feed")
    assert (row.outlet, row.etag, row.failures, row.retry_at) == ("a.example", None, 0, None)
    store.failed(row, "2030-01-01T00:00:00+00:00")
    store.failed(row, "2030-01-01T00:00:00+00:00")
    row = store.feed(row.url)
    assert (row.failures, row.retry_at) == (2, "2030-01-01T00:00:00+00:00")
    store.save(row, Feed("The Post", ()), '"1"', "Monday")
    row = store.feed(row.url)
    assert (row.outlet, row.etag, row.last_modified, row.failures, row.retry_at) == (
        "The Post",
        '"1"',
        "Monday",
        0,
        None,
    )
    store.save(row, None)
    assert store.feed(row.url).etag == '"1"'
    store.save(row, Feed("The Post", ()))
    assert store.feed(row.url).etag is None
    assert store.feed(row.url, "Named").outlet == "Named"


def test_scores_by_outlet_and_day(store: Store) -> None:
    a = keep(store, item("1"), item("2"), item("3", date=datetime.date(2024, 3, 2)), item("4", date=None), outlet="A")
    b = keep(store, item("1"), url="http://b.example/", outlet="B")
    values = {"1": (80.0, "fail"), "2": (100.0, "pass"), "3": (70.0, "fail"), "4": (60.0, "undetermined")}
    for number in store.work([a]):
        value, verdict = values[store.item(number).item_id]
        audit(store, number, value=1.0)  # superseded
        audit(store, number, "later", value=value, verdict=verdict)
    [number] = store.work([b])
    audit(store, number, value=50.0)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    shown = [
        (s.outlet, s.day, s.articles, s.words, s.value, s.passed, s.undetermined, s.failed) for s in store.scores()
    ]
    assert shown == [
        ("A", today, 1, 10, 60.0, 0, 1, 0),
        ("A", "2024-03-02", 1, 10, 70.0, 0, 0, 1),
        ("A", "2024-03-01", 2, 20, 90.0, 1, 0, 1),
        ("B", "2024-03-01", 1, 10, 50.0, 1, 0, 0),
    ]
    assert [s.outlet for s in store.scores([b])] == ["B"]
    assert [s.day for s in store.scores(days=1)] == [today, "2024-03-01"]
    keep(store, item("3", "Changed.", date=datetime.date(2024, 3, 2)), outlet="A")
    assert "2024-03-02" not in [s.day for s in store.scores()]


def test_results_are_the_last_record_of_each_item(store: Store) -> None:
    feed = keep(store, item("1"), item("2"))
    for number in store.work([feed]):
        audit(store, number, "a", id=number, value=1.0)
    audit(store, 1, "b", id=1, value=2.0, note="é\ud800")
    assert [(r["id"], r["score"]["value"]) for r in store.results()] == [(2, 1.0), (1, 2.0)]


def test_an_older_schema_is_brought_up_to_date_with_all_that_is_in_it(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript((MIGRATIONS / "1.sql").read_text("utf-8"))
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO feeds (url, outlet, etag) VALUES ('http://a.example/feed', 'A', '\"7\"')")
        db.execute(
            "INSERT INTO items (feed, item_id, url, entry_hash, text_hash, first_seen, text)"
            " VALUES (1, '1', 'http://a.example/1', 'h', 'h', '2024-01-01T00:00:00Z', 'Old text.')"
        )
        db.commit()
    with Store(path) as store:
        assert store.feed("http://a.example/feed").etag == '"7"'
        [number] = store.work([1])
        assert store.item(number).text == "Old text."
        store.set_page(store.item(number), "Page.")
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (LATEST,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Store(path).__exit__()
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / f"{LATEST + 1}.sql").write_text("CREATE TABLE more (x);\nCREATE TABLE feeds (x);\n")
    monkeypatch.setattr(module, "_MIGRATIONS", folder)
    monkeypatch.setattr(module, "_latest", lambda: LATEST + 1)
    with pytest.raises(StoreError, match="already exists"):
        Store(path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (LATEST,)
        assert not db.execute("SELECT * FROM sqlite_master WHERE name = 'more'").fetchall()


def test_many_that_open_a_new_store_at_once_find_one_schema(path: Path) -> None:
    problems: list[Exception] = []

    def open_it() -> None:
        try:
            Store(path).__exit__()
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def refused(path: Path, **settings: Any) -> str:
    with pytest.raises(StoreError) as caught:
        Store(path, **settings)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value)


def test_a_newer_store_is_refused(path: Path) -> None:
    Store(path).__exit__()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {LATEST + 1}")
    assert f"was written by a newer mtaudit (schema {LATEST + 1}; this one knows {LATEST})" in refused(path)


def test_files_that_are_no_store(path: Path, tmp_path: Path) -> None:
    path.write_text("feeds\n" * 1000)
    before = path.read_bytes()
    assert "is not a store of feeds" in refused(path)
    assert path.read_bytes() == before
    assert "cannot be opened" in refused(tmp_path)
    assert "cannot be opened" in refused(tmp_path / "none" / "feeds.sqlite")


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE feeds (x)")
        db.commit()
    before = path.read_bytes()
    assert "of another program" in refused(path)
    assert path.read_bytes() == before


def test_a_damaged_store(path: Path) -> None:
    with Store(path) as store:
        keep(store, *(item(str(n), "text " * 200) for n in range(200)))
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged"), Store(path) as store:
        keep(store, item("new"))


def test_a_locked_store(path: Path) -> None:
    Store(path).__exit__()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        assert "is in use by another program" in refused(path, patience=0.05)


def test_a_store_that_can_be_read_while_it_is_written(path: Path, store: Store) -> None:
    keep(store, item())
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM items")
        assert len(store.work([1])) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions")
def test_a_read_only_store() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "feeds.sqlite"
        Store(path).__exit__()
        path.chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:  # whom no permission stops
            os.seteuid(65534)
        try:
            assert "read-only" in refused(path) or "cannot be opened" in refused(path)
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from test_feeds_store import audit, item, keep
from mtaudit.feeds.store import Store
store = Store(Path(sys.argv[1]))
feed = keep(store, *(item(str(n)) for n in range(2000)))
for number in store.work([feed]):
    audit(store, number)
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_kill_9_loses_nothing_that_was_acknowledged(path: Path) -> None:
    code = KILLED.format(here=str(Path(__file__).parent))
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said = [int(process.stdout.readline()) for _ in range(50)]
    process.send_signal(signal.SIGKILL)
    said += [int(line) for line in process.stdout if line.endswith("\n")]
    assert process.wait(20) == -signal.SIGKILL
    assert len(said) < 2000
    with Store(path) as store:
        left = store.work([1])
        assert not set(left) & set(said)
        assert 2000 - len(said) - 1 <= len(left) <= 2000 - len(said)
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
