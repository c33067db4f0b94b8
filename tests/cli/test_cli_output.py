"""Reports on disks that fail: a message, exit code 2, and nothing half-written."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner, Result

from mtaudit.cli import app
from mtaudit.cli.watch import snapshot, watched


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"id": str(n), "text": "It rained in Kiev. " * 20}) + "\n" for n in range(20)]
    (tmp_path / "a.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def audit(*args: str, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """`mtaudit audit a.jsonl` in a process whose files may hold `largest` bytes."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    command = [sys.executable, "-m", "mtaudit", "audit", "a.jsonl", "--isolated", "--exit-zero", *args]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit)


@pytest.mark.parametrize("name", ["html", "jsonl", "sarif", "csv"])
def test_a_full_disk_leaves_the_old_report(folder: Path, name: str) -> None:
    (folder / "report").write_text("old", "utf-8")
    done = audit("--format", name, "-o", "report", largest=2000)
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "report").read_text("utf-8") == "old"
    assert {path.name for path in folder.iterdir()} == {"a.jsonl", "report"}


def test_one_of_two_reports_that_cannot_be_written(folder: Path) -> None:
    done = audit("--format", "csv", "-o", "report.csv", "--format", "html", "-o", "/proc/report.html")
    assert done.returncode == 2
    assert done.stderr == "mtaudit: cannot write /proc/report.html: No such file or directory\n"
    assert {path.name for path in folder.iterdir()} == {"a.jsonl"}


@pytest.mark.skipif(os.name == "nt", reason="processes are asked by a signal")
def test_what_a_killed_run_left_behind_goes(folder: Path) -> None:
    from mtaudit.cli.output import replace_bytes

    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    begins = f".a.txt.{os.uname().nodename}"
    for process in (ended.pid, os.getpid()):
        (folder / f"{begins}.{process}.x").write_bytes(b"half")
    replace_bytes(folder / "a.txt", b"whole")
    assert (folder / "a.txt").read_bytes() == b"whole"
    assert [path.name for path in folder.glob(".a.txt.*")] == [f"{begins}.{os.getpid()}.x"]


def test_two_reports_in_one_run(folder: Path) -> None:
    done = audit("--format", "csv", "-o", "report.csv", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 20
    assert (folder / "report.csv").read_text("utf-8").count("Kiev,Kyiv") == 400


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("-o", "a", "-o", "b"), "there are more files than formats"),
        (("--format", "csv", "--format", "json"), "only one report can go to the screen"),
        (("--format", "csv", "-o", "x", "--format", "json", "-o", "./x"), "two reports cannot go to one file"),
        (("--format", "pdf"), "there is no format 'pdf'; choose from text, json"),
    ],
)
def test_formats_and_files_that_do_not_go_together(
    mtaudit: Callable[..., Result], args: tuple[str, ...], problem: str
) -> None:
    result = mtaudit("audit", "clean.txt", *args)
    assert result.exit_code == 2
    assert problem in " ".join(result.stderr.replace("│", " ").split())


def test_watching_audits_again_after_a_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.txt").write_text("one", "utf-8")
    runs: list[dict[str, Any]] = []

    def once() -> int:
        runs.append(snapshot(["b.txt", "none.txt"]))
        return len(runs)

    def wait(_: float) -> None:
        if len(runs) == 3:
            raise KeyboardInterrupt
        (folder / "b.txt").write_text("x" * (10 + len(runs)), "utf-8")

    assert watched(["b.txt"], once, wait) == 3
    assert [state["b.txt"][1] for state in runs] == [3, 11, 12]
    assert "watching 1 file; Ctrl-C ends" in capsys.readouterr().err


def test_no_report_takes_the_place_of_an_input(mtaudit: Callable[..., Result]) -> None:
    before = Path("clean.txt").read_bytes()
    for args in (("audit", "clean.txt"), ("audit", "./clean.txt", "--format", "html"), ("baseline", "clean.txt")):
        result = mtaudit(*args, "-o", "clean.txt")
        assert result.exit_code == 2
        assert "is an input, and would be written over" in result.stderr
    assert Path("clean.txt").read_bytes() == before


def test_a_search_passes_over_what_mtaudit_wrote_itself(mtaudit: Callable[..., Result]) -> None:
    """Reports, baselines and redirected output stand in the folder that is audited, and are no articles."""
    for args in (("baseline", "."), ("baseline", ".", "-o", "known.json"), ("audit", "."), ("audit", "*.*")):
        extra = ("--format", "html", "-o", "r.html", "--format", "jsonl", "-o", "r.jsonl", "--baseline", "known.json")
        for _ in range(2):
            result = mtaudit(*args, *(extra if args[0] == "audit" else ()))
            assert result.exit_code == 0, result.stderr
            assert not result.stderr
    assert mtaudit("fix", ".").stderr == ""
    assert len(Path("r.jsonl").read_text("utf-8").splitlines()) == 4


def test_redirected_output_is_no_input(folder: Path) -> None:
    command = f"{sys.executable} -m mtaudit audit . --isolated --exit-zero --format jsonl > results.jsonl"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert len((folder / "results.jsonl").read_text("utf-8").splitlines()) == 20


def test_a_folder_with_reports_alone_holds_no_input(mtaudit: Callable[..., Result]) -> None:
    Path("only").mkdir()
    for _ in range(2):
        result = mtaudit("audit", "only", "--format", "html", "-o", "only/r.html")
        assert result.exit_code == 2
        assert "the directory holds no file to read" in result.stderr


def test_watching_does_not_see_its_own_report(folder: Path) -> None:
    (folder / "r.html").write_text("x", "utf-8")
    assert set(snapshot(["."], lambda path: path == "r.html")) == {"a.jsonl"}


def test_standard_input_cannot_be_watched(mtaudit: Callable[..., Result]) -> None:
    assert mtaudit("audit", "-", "--watch").exit_code == 2


def commands() -> list[tuple[str, ...]]:
    """Every command there is, with those of its groups."""
    group: Any = typer.main.get_command(app)
    inner: Any = group.commands["glossary"]
    return [(name,) for name in group.commands if name != "glossary"] + [("glossary", name) for name in inner.commands]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_shows_examples_that_exist(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage: " in result.stdout
    assert "\\b" not in result.stdout
    examples = re.search(r"^  Examples?:\n((?:    mtaudit .*\n)+)", result.stdout, re.MULTILINE)
    assert examples
    options = set(re.findall(r"(?<= )--?[a-z][a-z-]*", result.stdout.replace(",", " ")))
    for line in examples[1].splitlines():
        own = line.split(" && ")[0].split(" | ")[0].split(" > ")[0].split()
        assert tuple(own[1 : 1 + len(command)]) == command
        assert {word for word in own if re.match("--?[a-z]", word)} <= options


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_and_formats(shell: str) -> None:
    """What the shells ask of the program, as Typer's scripts put it."""
    asked = {
        "bash": {"COMP_WORDS": "mtaudit audit --format sa", "COMP_CWORD": "3"},
        "zsh": {"_TYPER_COMPLETE_ARGS": "mtaudit audit --format sa"},
        "fish": {"_TYPER_COMPLETE_ARGS": "mtaudit audit --format sa", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    env = {**os.environ, **asked, "_MTAUDIT_COMPLETE": f"complete_{shell}"}
    done = subprocess.run([sys.executable, "-m", "mtaudit"], env=env, capture_output=True, text=True)
    assert "sarif" in done.stdout


@pytest.mark.parametrize(("colour", "coloured"), [("", True), ("1", False)])
def test_no_color_is_heeded_on_a_terminal(folder: Path, colour: str, coloured: bool) -> None:
    master, slave = os.openpty()
    env = {**os.environ, "NO_COLOR": colour, "TERM": "xterm"}
    command = [sys.executable, "-m", "mtaudit", "audit", "a.jsonl", "--isolated", "-q"]
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.DEVNULL, env=env):
        os.close(slave)
        shown = os.read(master, 100)
        with contextlib.suppress(OSError):  # the end of a terminal
            while os.read(master, 1 << 16):
                pass
    os.close(master)
    assert (b"\x1b[" in shown) is coloured


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own in memory; skips where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", ["html", "jsonl", "sarif", "junit"])
def test_a_tiny_disk_that_runs_full_leaves_the_old_report(folder: Path, name: str) -> None:
    with mounted(folder / "disk", "size=16k") as disk:
        (disk / "report").write_text("old", "utf-8")
        done = audit("--format", name, "-o", "disk/report")
        assert done.returncode == 2
        assert done.stderr == "mtaudit: cannot write disk/report: No space left on device\n"
        assert {path.name: path.read_text("utf-8") for path in disk.iterdir()} == {"report": "old"}


def test_a_folder_that_may_only_be_read(folder: Path) -> None:
    with mounted(folder / "disk", "ro,size=1m"):
        for command in (("audit", "a.jsonl", "-o", "disk/r.txt"), ("baseline", "a.jsonl", "-o", "disk/b.json")):
            run = [sys.executable, "-m", "mtaudit", *command, "--isolated"]
            done = subprocess.run(run, capture_output=True, text=True)
            assert done.returncode == 2
            assert f"cannot write {command[-1]}: Read-only file system" in done.stderr
            assert "Traceback" not in done.stderr
