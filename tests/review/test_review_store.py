"""What the store promises: no acknowledged decision is ever lost, and undo always goes one step back."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from review_parts import TALKS, audited, kinds, talks

from mtaudit.review.decision import Action
from mtaudit.review.store import APPLICATION, Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANY = 400

WRITER = """
import sys
from pathlib import Path
from mtaudit.review.decision import Action
from mtaudit.review.store import Store
store = Store(Path(sys.argv[1]))
for item in store.article(1).items[int(sys.argv[2])::2]:
    assert store.decide(1, item.fingerprint, Action.REJECTED)
    print(item.fingerprint, flush=True)
"""


def many() -> str:
    return " ".join(f"Brinken{n} left." for n in range(MANY))


def writer(path: Path, share: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(share)], stdout=subprocess.PIPE, text=True)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A file with one article of many findings."""
    path = tmp_path / "many.sqlite"
    store = Store(path)
    store.put(audited("many", many(), *(("N101", f"Brinken{n} ") for n in range(MANY))))
    store.close()
    return path


def fingerprints(store: Store, number: int = 1) -> list[str]:
    reviewed = store.article(number)
    assert reviewed
    return [item.fingerprint for item in reviewed.items]


def standing(store: Store, number: int = 1) -> dict[str, tuple[str, str | None]]:
    reviewed = store.article(number)
    assert reviewed
    return {key: (d.action.value, d.correction) for key, d in reviewed.decisions.items()}


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_killed_process_loses_no_acknowledged_decision(full: Path) -> None:
    process = writer(full, 0)
    assert process.stdout
    told = [process.stdout.readline().strip() for _ in range(30)]
    process.send_signal(signal.SIGKILL)
    told += process.stdout.read().split()
    assert process.wait() == -signal.SIGKILL
    assert 30 <= len(told) < MANY // 2
    store = Store(full)
    kept = [d.item.fingerprint for d in store.decisions()]
    assert kept[: len(told)] == told
    assert len(kept) <= len(told) + 1  # one may be on disk that nobody was told of any more
    store.close()


def test_two_processes_may_write_at_once(full: Path) -> None:
    both = [writer(full, share) for share in (0, 1)]
    told = [line for process in both for line in process.communicate()[0].split()]
    assert [process.returncode for process in both] == [0, 0]
    assert len(told) == MANY
    store = Store(full)
    assert {d.item.fingerprint for d in store.decisions()} == set(told)
    assert store.count(only_open=True) == 0
    store.close()


def test_undo_goes_back_one_decision_at_a_time(store: Store) -> None:
    store.put(talks(), kinds)
    first, second, *_ = fingerprints(store)
    assert store.decide(1, first, Action.ACCEPTED)
    assert store.decide(1, second, Action.REJECTED)
    assert store.decide(1, first, Action.CORRECTED, "Antony", "person")
    states = [standing(store)]
    while last := store.last():
        assert store.undo(last.number)
        assert store.undo(last.number) is None
        states.append(standing(store))
    assert states == [
        {first: ("corrected", "Antony"), second: ("rejected", None)},
        {first: ("accepted", None), second: ("rejected", None)},
        {first: ("accepted", None)},
        {},
    ]
    assert store.decisions() == []


def test_the_same_decision_twice_is_one(store: Store) -> None:
    store.put(talks(), kinds)
    first = fingerprints(store)[0]
    for _ in range(2):
        assert store.decide(1, first, Action.ACCEPTED)
    last = store.last()
    assert last
    assert store.undo(last.number)
    assert standing(store) == {}
    assert not store.decide(1, "no such finding", Action.ACCEPTED)
    assert not store.decide(99, first, Action.ACCEPTED)


def test_a_changed_text_keeps_the_decisions_whose_findings_are_still_there(store: Store) -> None:
    store.put(talks(), kinds)
    keys = fingerprints(store)
    for key in keys[:3]:
        store.decide(1, key, Action.ACCEPTED)
    store.put(talks(), kinds)
    assert set(standing(store)) == set(keys[:3])
    later = TALKS.replace("Anthony Brinken met", "Antony Blinken met")
    store.put(
        audited("feed/talks.txt", later, ("N101", "Brinken"), ("S301", "glad ,"), ("N102", "Dmitro")),
        kinds,
    )
    assert store.count() == 1
    assert standing(store) == {}  # their sentence is another now, and so are they
    assert [d.item.text for d in store.decisions()] == ["Anthony", "Brinken", "Dmitro"]
    store.put(talks(), kinds)
    assert set(standing(store)) == set(keys[:3])
    moved = audited("feed/talks.txt", "New.\n\n" + TALKS, ("N101", "Brinken"))
    store.put(moved, kinds)
    [decision] = (d for d in store.decisions() if d.item.fingerprint in fingerprints(store))
    assert decision.item.start == moved.findings[0].start


def test_the_queue_is_worst_first(store: Store) -> None:
    store.put(audited("clean", "All is well here. " * 20))
    store.put(audited("bad", "Brinken left. " * 3, ("N101", "Brinken")))
    store.put(audited("so-so", "Brinken left. " + "All is well. " * 10, ("N101", "Brinken")))
    assert [row.id for row in store.rows()] == ["bad", "so-so", "clean"]
    assert [row.id for row in store.rows(only_open=True)] == ["bad", "so-so"]
    assert [row.id for row in store.rows(first=1, most=1)] == ["so-so"]
    bad, so_so = (row.number for row in store.rows(only_open=True))
    assert (store.next_open(bad), store.next_open(so_so)) == (so_so, bad)
    store.decide(so_so, fingerprints(store, so_so)[0], Action.ACCEPTED)
    assert store.next_open(bad) is None
    assert store.count(only_open=True) == 1


def test_any_text_is_kept_as_it_is(store: Store) -> None:
    raw = "Half \ud800 and \0 and \u202e Brinken."
    store.put(audited("id \ud801", raw, ("N101", "\u202e Brinken", "\ud802"), title="\ud803"))
    reviewed = store.article(1)
    assert reviewed
    assert reviewed.text == raw
    assert reviewed.items[0].expected == ("\ud802",)
    assert reviewed.row.title == "\\ud803"


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "newer.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 7")
    with pytest.raises(StoreError, match=r"newer\.sqlite: was made by a newer mtaudit \(version 7"):
        Store(path)
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (7,)


def other_program(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (x)")


def damaged(path: Path) -> None:
    store = Store(path)
    store.put(talks(), kinds)
    store.close()
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 40960)


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "not a database": (
        lambda path: path.write_text("Just a text file, long enough to have a header. " * 9),
        "not a SQLite",
    ),
    "of another program": (other_program, "database of another program"),
    "a folder": (Path.mkdir, "cannot be opened"),
    "damaged": (damaged, "is damaged"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_said_plainly(case: str, tmp_path: Path) -> None:
    make, message = UNUSABLE[case]
    path = tmp_path / "review.sqlite"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=f"^{re.escape(str(path))}: .*{message}"):
        Store(path).put(talks(), kinds)
    if case in ("not a database", "of another program"):
        assert path.read_bytes() == before


def test_a_file_that_another_program_holds_is_waited_for_then_told(full: Path) -> None:
    store = Store(full, patience=0.05)
    key = fingerprints(store)[0]
    other = sqlite3.connect(full, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program is writing to it"):
        store.decide(1, key, Action.ACCEPTED)
    other.execute("ROLLBACK")
    other.close()
    assert store.decide(1, key, Action.ACCEPTED)
    store.close()


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that all may read, and the rights of somebody who may not write there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        Store(path / "review.sqlite").close()
        (path / "review.sqlite").chmod(0o444)
        if os.geteuid() == 0:
            os.seteuid(65534)
            yield path
            os.seteuid(0)
        else:
            path.chmod(0o555)
            yield path
            path.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="file permissions")
def test_a_read_only_file_is_told(nobody: Path) -> None:
    with pytest.raises(StoreError, match=r"is read-only|cannot be opened"):
        Store(nobody / "review.sqlite")


def test_the_log_only_grows(store: Store) -> None:
    store.put(talks(), kinds)
    key = fingerprints(store)[0]
    store.decide(1, key, Action.ACCEPTED)
    last = store.last()
    assert last
    store.undo(last.number)
    store.decide(1, key, Action.REJECTED)
    rows = sqlite3.connect(store.path).execute("SELECT number, action, undoes, time FROM decisions").fetchall()
    assert rows == [
        (1, "accepted", None, "2026-01-02T03:00:00+00:00"),
        (2, "undo", 1, "2026-01-02T03:01:00+00:00"),
        (3, "rejected", None, "2026-01-02T03:02:00+00:00"),
    ]
    assert sqlite3.connect(store.path).execute("PRAGMA application_id").fetchone() == (APPLICATION,)
