"""Long runs: processes, kept audits, runs that go on after a kill, records that are set aside."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mtaudit.cli import app
from mtaudit.cli.progress import Progress

TEXT = "Foreign Minister Dmitro Kuleba spoke in Kiev on day {0}. " * 8


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def write(path: Path, number: int) -> Path:
    """Articles as JSON lines; each fiftieth line is no article."""
    records = [{"id": f"a{n}"} | ({} if n % 50 == 7 else {"text": TEXT.format(n)}) for n in range(number)]
    lines = map(json.dumps, records)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def audit(*args: str) -> Result:
    return CliRunner().invoke(app, ["audit", "--isolated", "--exit-zero", "--format", "jsonl", *args])


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_processes_change_nothing(folder: Path) -> None:
    write(folder / "a.jsonl", 200)
    one, two = audit("a.jsonl", "-o", "1.jsonl"), audit("a.jsonl", "-o", "2.jsonl", "-j", "2")
    assert (one.exit_code, one.stderr) == (two.exit_code, two.stderr)
    assert one.exit_code == 2
    assert one.stderr.splitlines()[0] == "mtaudit: a.jsonl:8: the record has no text"
    assert (folder / "1.jsonl").read_bytes() == (folder / "2.jsonl").read_bytes()
    assert len(lines(folder / "1.jsonl")) == 196


def test_gates_and_baselines_hold_with_processes(folder: Path) -> None:
    (folder / "a.txt").write_text("It rained in Kiev.", "utf-8")
    run = CliRunner().invoke
    assert run(app, ["audit", "a.txt", "--isolated", "-j", "2", "--fail-on", "minor"]).exit_code == 1
    assert run(app, ["baseline", "a.txt", "--isolated"]).exit_code == 0
    left_out = ["audit", "a.txt", "--isolated", "-j", "2", "--fail-on", "minor", "--baseline", "mtaudit-baseline.json"]
    assert run(app, left_out).exit_code == 0


def test_refused_records_are_set_aside_and_can_be_audited_again(folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(
        b'{"id": "a", "text": "Fine."}\n{"id": "b"}\n{"id": "c", "text": \n{"id": "d\xff"}\n'
        b'{"id": "e", "text": "Fine.", "date": "soon", "outlet": "O"}\n'
    )
    assert audit("a.jsonl", "-o", "out.jsonl", "--quarantine", "bad.jsonl").exit_code == 2
    bad = [json.loads(line) for line in lines(folder / "bad.jsonl")]
    assert len(lines(folder / "out.jsonl")) == 1
    assert [line["error"]["where"] for line in bad] == ["a.jsonl:2", "a.jsonl:3", "a.jsonl:4", "a.jsonl:5"]
    assert bad[0] == {"id": "b", "error": {"where": "a.jsonl:2", "message": "the record has no text"}}
    assert bad[1]["raw"] == '{"id": "c", "text": '
    assert bad[2]["raw"] == '{"id": "d\ufffd"}'
    mended = [{**line, "date": "2024-02-01"} for line in bad if "text" in line]
    (folder / "mended.jsonl").write_text("\n".join(map(json.dumps, mended)), "utf-8")
    assert audit("mended.jsonl", "-o", "more.jsonl").exit_code == 0
    assert json.loads(lines(folder / "more.jsonl")[0])["outlet"] == "O"


def test_refused_rows_of_a_table_are_set_aside(folder: Path) -> None:
    (folder / "a.csv").write_bytes(b'id,text\na,"one, two",three\nb,caf\xe9\nc,Fine.\n')
    assert audit("a.csv", "-o", "out.jsonl", "--quarantine", "bad.jsonl").exit_code == 2
    assert [json.loads(line)["raw"] for line in lines(folder / "bad.jsonl")] == ['a,"one, two",three', "b,caf\ufffd"]


def test_a_folder_may_hold_what_earlier_runs_wrote(folder: Path) -> None:
    write(folder / "a.jsonl", 5)
    for _ in range(2):
        command = [".", "-o", "out.jsonl", "--quarantine", "bad.jsonl", "--resume", "-j", "2"]
        assert audit(*command).exit_code == 0
    assert len(lines(folder / "out.jsonl")) == 5


def test_kept_audits_give_the_same_report(folder: Path) -> None:
    write(folder / "a.jsonl", 60)
    outputs = [audit("a.jsonl", "-o", f"{n}.jsonl", "--cache", "-j", str(1 + n % 2)) for n in range(3)]
    assert [output.exit_code for output in outputs] == [2, 2, 2]
    assert len({(folder / f"{n}.jsonl").read_bytes() for n in range(3)}) == 1
    assert list((folder / "cache" / "mtaudit" / "audits").glob("*.sqlite"))


def start(*args: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mtaudit", "audit", "--isolated", "--exit-zero", "--format", "jsonl", *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_was_killed_goes_on_and_loses_nothing(folder: Path, jobs: str) -> None:
    write(folder / "a.jsonl", 800)
    assert audit("a.jsonl", "-o", "whole.jsonl", "--quarantine", "whole-bad.jsonl").exit_code == 2
    unfinished = folder / "out.jsonl.resume"
    command = ["a.jsonl", "-o", "out.jsonl", "--quarantine", "bad.jsonl", "--resume", "-j", jobs]
    reached = 0
    for _ in range(2):
        process = start(*command)
        wait_for(lambda size=reached: unfinished.exists() and unfinished.stat().st_size > size + 60_000)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not (folder / "out.jsonl").exists()
        assert unfinished.stat().st_size > reached
        reached = unfinished.stat().st_size
        wait_for(lambda: not working())
    process = start(*command)
    process.communicate()
    assert process.returncode == 2
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    assert (folder / "bad.jsonl").read_bytes() == (folder / "whole-bad.jsonl").read_bytes()
    assert not unfinished.exists()
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")]  # of the runs that were killed


def test_ctrl_c_stops_all_processes(folder: Path) -> None:
    write(folder / "a.jsonl", 3000)
    process = start("a.jsonl", "-o", "out.jsonl", "--quarantine", "bad.jsonl", "-j", "2")
    wait_for(lambda: len(working()) == 3)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130
    assert told.decode().splitlines()[-1] == "mtaudit: stopped"
    assert b"Traceback" not in told
    wait_for(lambda: not working())
    assert {path.name for path in folder.iterdir()} <= {"a.jsonl", "cache"}


def wait_for(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.01)


def working() -> list[str]:
    """The processes of the run that are still there, whoever started them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if b"out.jsonl\0--quarantine\0bad.jsonl" in (entry / "cmdline").read_bytes():
                found.append(entry.name)
        except OSError:
            continue
    return found


def test_other_inputs_are_not_mixed_with_an_unfinished_run(folder: Path) -> None:
    write(folder / "a.jsonl", 30)
    (folder / "out.jsonl.resume").write_bytes(b"mtaudit run 1\n")  # killed before it began
    assert audit("a.jsonl", "-o", "out.jsonl", "--resume").exit_code == 2  # for the bad record only
    assert len(lines(folder / "out.jsonl")) == 29
    from mtaudit.engines.spool import resumable_spool

    with pytest.raises(RuntimeError), resumable_spool(folder / "out.jsonl.resume", b"another"):
        raise RuntimeError
    refused = audit("a.jsonl", "-o", "out.jsonl", "--resume")
    assert refused.exit_code == 2
    assert "out.jsonl.resume: is of other inputs, settings or another mtaudit" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.jsonl", "--resume"], "needs a report in a file"),
        (["-", "--resume", "-o", "out.jsonl"], "standard input and the web do not stay the same"),
        (["https://example.com/", "--resume", "-o", "out.jsonl"], "standard input and the web do not stay the same"),
        (["a.jsonl", "-o", "same", "--quarantine", "same"], "two reports cannot go to one file"),
        (["a.jsonl", "-j", "-1"], "-1 is not in the range"),
        (["a.jsonl", "-j", "2", "--comet", "x"], "leave out -j"),
    ],
)
def test_what_cannot_be_is_said(folder: Path, arguments: list[str], message: str) -> None:
    write(folder / "a.jsonl", 1)
    refused = audit(*arguments)
    assert refused.exit_code == 2
    assert message in " ".join(refused.stderr.replace("│", " ").split())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_tells_what_is_left(tmp_path: Path) -> None:
    now = 0.0
    screen = Terminal()
    progress = Progress(screen, lambda: now)
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(1000))
    assert progress.meter
    progress.meter.expect([str(path)])
    with path.open("rb") as stream, progress.meter.reading(stream):
        stream.read(250)
        now = 100.0
        progress.step(50_000_000)
    assert screen.getvalue() == "\r\x1b[K1 article audited, 100 s, 0.5 million characters a second, 25%, 5 min 0 s left"
    assert progress.meter.share == 1.0


def test_nothing_is_measured_where_nobody_looks() -> None:
    assert Progress(io.StringIO()).meter is None
