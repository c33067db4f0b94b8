"""The command as a process: pipes that close, Ctrl-C, start-up, progress."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from mtaudit.cli.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

DRIVER = """
import sys
sys.path.insert(0, {here!r})
import conftest
from mtaudit import auditor
auditor.Auditor = conftest.StubAuditor
from mtaudit.cli import main
main()
"""


def start(*args: str, **options: object) -> subprocess.Popen[bytes]:
    code = DRIVER.format(here=os.path.dirname(__file__))  # noqa: PTH120
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", code, *args], **(pipes | options))  # type: ignore[call-overload,no-any-return]


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "f.jsonl").write_text('{"id": 1, "text": "Brinken"}\n' * 5000, encoding="utf-8")
    process = start("audit", str(tmp_path / "f.jsonl"))
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(20) == 141


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_stops_without_a_traceback() -> None:
    process = start("audit", "-")
    assert process.stdin
    process.stdin.write(b'{"id": 1, "text": "Brinken"}\n')
    process.stdin.flush()
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert process.stderr
    assert process.stderr.read() == b"mtaudit: stopped\n"


def test_records_are_reported_as_they_come() -> None:
    process = start("audit", "-", "--format", "jsonl")
    assert process.stdin
    assert process.stdout
    for number in (b"1", b"2"):
        process.stdin.write(b'{"id": ' + number + b', "text": "Brinken"}\n')
        process.stdin.flush()
        assert b'"id": "' + number + b'"' in process.stdout.readline()
    process.communicate()


def test_output_is_utf8_whatever_the_locale() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for format_ in ("jsonl", "text"):
        process = start("audit", "-", "--format", format_, env=environment)
        out, err = process.communicate('{"id": "\u0434", "text": "Brinken \u4e2d"}\n'.encode())
        assert err == b""
        assert ("\u0434" if format_ == "jsonl" else "\\u0434").encode() in out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_shows_after_two_seconds_and_goes_away() -> None:
    now = [0.0]
    stream = Terminal()
    progress = Progress(stream, lambda: now[0])
    for now[0] in (0.5, 1.9):
        progress.step(1_000_000)
    progress.clear()
    assert stream.getvalue() == ""
    now[0] = 4.0
    progress.step(2_000_000)
    assert stream.getvalue() == "\r\x1b[K3 articles audited, 4 s, 1.0 million characters a second"
    progress.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_progress_is_for_terminals_only() -> None:
    stream = io.StringIO()
    now = iter([0.0, 10.0])
    progress = Progress(stream, lambda: next(now))
    progress.step(1)
    progress.clear()
    assert stream.getvalue() == ""


def test_help_needs_nothing_heavy() -> None:
    code = "import sys, mtaudit.cli; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for module in (
        "pandas",
        "numpy",
        "sacrebleu",
        "ftfy",
        "yaml",
        "wordfreq",
        "pypinyin",
        "rich",
    ):
        assert f"'{module}'" not in loaded


def test_version_and_help_start_fast() -> None:
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "mtaudit", "--version"], capture_output=True, check=True)
        best = min(best, time.perf_counter() - began)
    assert best < 0.5
