"""`mtaudit review` as a command: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from mtaudit.review.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FEED = [
    {"id": "a", "text": "U.S. Secretary of State Antony Brinken spoke in Kiev."},
    {"id": "b", "text": "All is well in the the town."},
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.jsonl").write_text("".join(json.dumps(record) + "\n" for record in FEED), encoding="utf-8")
    return tmp_path


@pytest.fixture
def review(here: Path) -> Callable[..., Result]:
    from mtaudit.cli import app

    return lambda *args: CliRunner().invoke(app, ["review", *args], prog_name="mtaudit")


def test_export_audits_writes_and_ends(review: Callable[..., Result], here: Path) -> None:
    result = review("feed.jsonl", "--export", "out")
    assert result.exit_code == 0
    assert result.stdout == ("0 decisions written to out: patch.yaml, glossary.yaml, labels.jsonl, precision.csv\n")
    assert sorted(path.name for path in (here / "out").iterdir()) == [
        "glossary.yaml",
        "labels.jsonl",
        "patch.yaml",
        "precision.csv",
    ]
    assert "N101,1,0" in (here / "out" / "precision.csv").read_text()
    again = review("--export", "out")
    assert again.exit_code == 0


def test_checks_and_glossaries_are_chosen_as_for_audit(review: Callable[..., Result], here: Path) -> None:
    (here / "own.yaml").write_text(
        "name: own\nlanguage: en\nentries:\n- {canonical: hamlet, kind: term, forbidden: [town]}\n", encoding="utf-8"
    )
    result = review("feed.jsonl", "--no-default-glossaries", "--glossary", "own.yaml", "--ignore", "G", "--export", "o")
    assert result.exit_code == 0
    assert (here / "o" / "precision.csv").read_text().splitlines()[1:] == ["T202,1,0,0,0,0,,,", "all,1,0,0,0,0,,,"]


def port_in_use(here: Path) -> list[str]:
    taken = socket.create_server(("127.0.0.1", 0))
    TAKEN.append(taken)
    return ["feed.jsonl", "--port", str(taken.getsockname()[1])]


TAKEN: list[socket.socket] = []


def newer(here: Path) -> list[str]:
    Store(here / "review.sqlite").close()
    with sqlite3.connect(here / "review.sqlite") as db:
        db.execute("PRAGMA user_version = 2")
    return ["feed.jsonl"]


def no_database(here: Path) -> list[str]:
    return ["feed.jsonl", "--db", "feed.jsonl"]


def occupied(here: Path) -> list[str]:
    (here / "out").write_text("a file")
    return ["feed.jsonl", "--export", "out"]


REFUSED: dict[str, tuple[Callable[[Path], list[str]], str]] = {
    "port in use": (port_in_use, "is in use; name another with --port"),
    "newer": (newer, "was made by a newer mtaudit (version 2 of its tables"),
    "no database": (no_database, "feed.jsonl: is not a SQLite database"),
    "no folder": (lambda _: ["feed.jsonl", "--db", "no/such/review.sqlite"], "is there such a folder"),
    "nothing named": (lambda _: [], "there is no review.sqlite"),
    "nothing found": (lambda _: ["missing.txt", "--port", "0"], "nothing to review: review.sqlite holds no articles"),
    "no such check": (lambda _: ["feed.jsonl", "--select", "X9"], "no check is called 'X9'"),
    "no check left": (lambda _: ["feed.jsonl", "--select", "N101", "--ignore", "N"], "leave no check to run"),
    "export to a file": (occupied, "cannot write out"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_work_is_said_with_exit_code_2(case: str, review: Callable[..., Result], here: Path) -> None:
    make, message = REFUSED[case]
    result = review(*make(here))
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.output
    while TAKEN:
        TAKEN.pop().close()


def test_without_the_extra_it_says_what_to_install(
    review: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "starlette" else find(name))
    result = review("feed.jsonl")
    assert result.exit_code == 2
    assert result.stderr == 'mtaudit: the review needs two more packages: pip install "mtaudit[review]"\n'
    assert review("feed.jsonl", "--export", "out").exit_code == 0  # which needs no server


def test_bad_input_is_told_and_the_rest_is_there(review: Callable[..., Result], here: Path) -> None:
    with (here / "feed.jsonl").open("a", encoding="utf-8") as feed:
        feed.write('{"id": "a", "text": "Again."}\nnonsense\n')
    result = review("feed.jsonl", "--export", "out")
    assert result.exit_code == 2
    assert "feed.jsonl:3: left out: the id a stands twice" in result.stderr
    assert "feed.jsonl:4: " in result.stderr
    store = Store(here / "review.sqlite")
    assert [row.id for row in store.rows()] == ["a", "b"]
    store.close()


def test_the_command_costs_others_nothing_at_start_up() -> None:
    code = "import sys, mtaudit.cli; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not [m for m in ("starlette", "uvicorn", "sqlite3", "jinja2", "asyncio") if f"'{m}'" in loaded]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_it_serves_until_ctrl_c_and_ends_quietly(here: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "mtaudit", "review", "feed.jsonl", "--port", "0", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("2 of 2 articles to review: http://127.0.0.1:")
    port = int(line.split(":")[-1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
