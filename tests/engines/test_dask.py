"""The engine on a real cluster of processes: what one machine finds, once each, whoever dies in mid-run."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import distributed
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner, Result

from mtaudit.auditor import Auditor
from mtaudit.cli import app
from mtaudit.engines import dask as engine
from mtaudit.engines.cut import Partition, Reading, cut
from mtaudit.engines.dask import ClusterError, Job, JobPlugin, audit_partitions, connected
from mtaudit.engines.folder import Plan, Written, accept, begin, result_files
from mtaudit.results.load import read_results

SENTENCES = (
    "Foreign Minister Dmitro Kuleba spoke in Kiev on Monday .",
    "Secretary of State Anthony Brinken met him , and and left.",
    "The talks went on for two days, and nothing came of them.",
    "It rained in Kharkov.",
)

pytestmark = pytest.mark.slow
Run = Callable[..., Result]


def local_cluster(count: int) -> distributed.LocalCluster:
    return distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[distributed.LocalCluster]:
    with local_cluster(2) as made:
        yield made


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path, cluster: distributed.LocalCluster) -> Run:
    """Run `mtaudit audit`, on the cluster of these tests where `-o` names a folder."""

    def invoke(*args: str) -> Result:
        engine_of = ("--engine", "dask", "--scheduler", cluster.scheduler_address) if "-o" in args else ()
        isolated = () if "--config" in args else ("--isolated",)
        return CliRunner().invoke(app, ["audit", *isolated, *engine_of, *args], prog_name="mtaudit")

    return invoke


def record(number: int) -> dict[str, str]:
    text = " ".join(SENTENCES[(number + n * n) % len(SENTENCES)] for n in range(number % 7 + 1))
    facts = {"title": f"Title {number}", "outlet": "AB"[number % 2], "date": "2024-02-01"}
    return {"id": f"a{number}", "text": text, **facts}


def write_lines(path: str, count: int) -> None:
    Path(path).write_text("".join(json.dumps(record(n)) + "\n" for n in range(count)), "utf-8")


def records_of(path: str) -> list[dict[str, Any]]:
    found = list(read_results(Path(path)))
    return [{k: v for k, v in item.items() if k != "audit"} if isinstance(item, dict) else item for item in found]


def ids(folder: str) -> list[str]:
    return [item["id"] for item in records_of(folder)]


def test_one_machine_and_many_find_the_same(run: Run, here: Path) -> None:
    write_lines("a.jsonl", 150)
    with Path("a.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "x"}\n{\n' + json.dumps(record(150)) + "\n")
    (here / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps(record(200)).encode()))
    parquet.write_table(pa.Table.from_pylist([record(n) for n in range(300, 340)]), "c.parquet", row_group_size=9)
    (here / "glossary.yaml").write_text(
        "name: own\nlanguage: en\nentries:\n  - {canonical: negotiations, kind: term, forbidden: [talks]}\n", "utf-8"
    )
    (here / "d.txt").write_text("The talks went on.\n", "utf-8")
    given = ("a.jsonl", "b.jsonl.gz", "none.jsonl", "c.parquet", "d.txt", "--glossary", "glossary.yaml", "--sentences")
    spread = run(*given, "-o", "out", "--partition-size", "0.005", "--statistics")
    single = run(*given, "--statistics")
    assert spread.exit_code == single.exit_code == 2
    assert spread.stderr == single.stderr
    assert [line.split(": ")[1] for line in spread.stderr.splitlines()] == ["a.jsonl:151", "a.jsonl:152", "none.jsonl"]
    assert spread.stdout == single.stdout[single.stdout.index("total: ") :]
    assert re.search(r"^ *\d+ T201 forbidden-form$", spread.stdout, re.MULTILINE)
    (here / "single.jsonl").write_text(run(*given, "--format", "jsonl").stdout, "utf-8")
    assert len(result_files(here / "out")) > 5
    assert records_of("out") == records_of("single.jsonl")
    manifest = json.loads((here / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["summary"] == json.loads(run(*given, "--format", "json").stdout)["summary"]
    assert sum(part["rows"] for part in manifest["partitions"]) == 151 + 1 + 40 + 1 + 3
    table = pd.read_parquet("out/results")
    assert sorted(table.loc[table["error"].notna(), "where"]) == ["a.jsonl:151", "a.jsonl:152", "none.jsonl"]


@pytest.mark.parametrize(
    ("gates", "code"),
    [
        ((), 1),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "minor"), 1),
        (("--fail-on", "never"), 0),
        (("--fail-on", "never", "--fail-under", "5"), 0),
        (("--fail-on", "never", "--fail-under", "99"), 1),
        (("--exit-zero",), 0),
    ],
)
def test_gates_are_those_of_one_machine(run: Run, here: Path, gates: tuple[str, ...], code: int) -> None:
    (here / "a.jsonl").write_text(
        json.dumps({"id": "a", "text": " ".join([SENTENCES[1], *[SENTENCES[2]] * 9])}) + "\n", "utf-8"
    )
    spread, single = run("a.jsonl", "-o", "out", *gates), run("a.jsonl", *gates)
    assert (spread.exit_code, spread.stderr) == (single.exit_code, single.stderr) == (code, "")


def test_a_baseline_and_overrides_reach_the_workers(run: Run, here: Path) -> None:
    write_lines("a.jsonl", 30)
    config = '[[override]]\noutlets = ["A"]\nignore = ["T201"]\n[[override]]\npaths = ["news/b.txt"]\nignore = ["N"]\n'
    (here / "config.toml").write_text(config, "utf-8")
    (here / "news").mkdir()
    (here / "news" / "b.txt").write_text(SENTENCES[0], "utf-8")
    found = json.loads(run("a.jsonl", "--format", "json").stdout)["articles"][1]["findings"]
    kept = [{key: item[key] for key in ("fingerprint", "code", "text")} for item in found]
    (here / "known.json").write_text(json.dumps({"schema": 1, "articles": {"a1": kept}}), "utf-8")
    given = ("a.jsonl", "news/b.txt", "--config", "config.toml", "--baseline", "known.json")
    (here / "single.jsonl").write_text(run(*given, "--format", "jsonl").stdout, "utf-8")
    spread = run(*given, "-o", "out", "--partition-size", "0.002")
    records = records_of("out")
    assert records == records_of("single.jsonl")
    assert f"{len(kept)} known" in spread.stdout
    assert [item["id"] for item in records if item.get("known")] == ["a1"]
    assert not any(finding["code"].startswith("N") for finding in records[-1]["findings"])


def test_a_second_run_goes_on_and_another_is_refused(run: Run, here: Path) -> None:
    write_lines("a.jsonl", 60)
    given = ("a.jsonl", "-o", "out", "--partition-size", "0.002")
    first = run(*given)
    files = result_files(here / "out")
    written = {path: path.stat().st_mtime_ns for path in files}
    files[1].write_bytes(b"half")
    second = run(*given)
    assert (second.stdout, second.exit_code) == (first.stdout, first.exit_code)
    assert second.stderr == f"going on: {len(files) - 1} of {len(files)} partitions are done\n"
    assert [path for path in files if path.stat().st_mtime_ns != written[path]] == [files[1]]
    assert run(*given).stderr == ""
    refused = run(*given, "--pivot", "ru")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "mtaudit: out: holds a run with other settings (checks and glossaries); "
        "name another folder, or replace that run with --afresh\n"
    )
    assert run(*given, "--pivot", "ru", "--afresh").exit_code == first.exit_code
    assert ids("out") == [f"a{n}" for n in range(60)]


def test_what_a_report_says_of_results(run: Run, here: Path) -> None:
    write_lines("a.jsonl", 20)
    run("a.jsonl", "-o", "out", "--partition-size", "0.002")
    (here / "single.jsonl").write_text(run("a.jsonl", "--format", "jsonl").stdout, "utf-8")
    reports = [CliRunner().invoke(app, ["report", name, "--title", "T"]).stdout for name in ("out", "single.jsonl")]
    assert "| B | 10 |" in reports[0]
    assert reports[0] == reports[1]
    result_files(here / "out")[0].write_bytes(b"PAR1")
    broken = CliRunner().invoke(app, ["report", "out"], prog_name="mtaudit")
    assert broken.exit_code == 2
    assert "mtaudit: out: its results cannot be read" in broken.stderr
    (here / "out" / "manifest.json").unlink()
    unfinished = CliRunner().invoke(app, ["report", "out"], prog_name="mtaudit")
    assert unfinished.exit_code == 2
    assert "mtaudit: out: has no manifest.json; the audit has not come to its end" in unfinished.stderr


def test_settings_travel_once_and_tasks_are_small(here: Path, auditor: Auditor) -> None:
    write_lines("a.jsonl", 300)
    _, partitions = cut(["a.jsonl"], Reading(), 1000)
    task = len(distributed.protocol.pickle.dumps((engine.write_partition, partitions[0], "mtaudit-" + "0" * 32)))
    assert task < 1000
    assert len(distributed.protocol.pickle.dumps(JobPlugin(Job(auditor, Reading(), here)))) > 1_000_000


def prepared(here: Path, auditor: Auditor, count: int, size: int) -> tuple[Job, list[Partition]]:
    write_lines("a.jsonl", count)
    files, partitions = cut(["a.jsonl"], Reading(), size)
    folder = here / "out"
    folder.mkdir()
    begin(folder, Plan({}, files))
    return Job(auditor, Reading(), folder), partitions


def test_killed_workers_lose_nothing_and_repeat_nothing(here: Path, auditor: Auditor) -> None:
    job, partitions = prepared(here, auditor, 1200, 20_000)
    assert len(partitions) > 15
    seen: list[int] = []
    killed: list[int] = []
    with connected(None, 2) as client:

        def on_written(number: int, written: Written) -> None:
            accept(job.folder, number, written)
            seen.append(number)
            if len(seen) in (2, 6):
                killed.append(next(iter(client.run(os.getpid).values())))
                os.kill(killed[-1], signal.SIGKILL)

        assert audit_partitions(client, job, partitions, on_written) == {}
        client.wait_for_workers(2, timeout=30)
        assert not set(killed) & set(client.run(os.getpid).values())
    assert len(killed) == 2
    assert sorted(seen) == [partition.number for partition in partitions]
    table = pd.read_parquet(job.folder / "results")
    assert sorted(table["id"], key=lambda name: int(name[1:])) == [f"a{n}" for n in range(1200)]


def test_a_worker_that_joins_later_gets_the_settings(here: Path, auditor: Auditor) -> None:
    job, partitions = prepared(here, auditor, 8, 100)
    ports: list[str] = []
    with (
        local_cluster(1) as made,
        distributed.Client(made, set_as_default=False) as client,
    ):

        def on_written(number: int, written: Written) -> None:
            accept(job.folder, number, written)
            if not ports:
                made.scale(2)
                client.wait_for_workers(2, timeout=30)
                [old] = [address for address, name in workers(client).items() if name == 0]
                client.retire_workers([old])
                ports.append(old)

        assert audit_partitions(client, job, partitions, on_written) == {}
        assert ports[0] not in workers(client)
    assert len(pd.read_parquet(job.folder / "results")) == 8


def workers(client: distributed.Client) -> dict[str, int]:
    return {address: worker["name"] for address, worker in client.scheduler_info()["workers"].items()}


def test_a_killed_leader_is_taken_over_from(here: Path) -> None:
    write_lines("a.jsonl", 800)
    command = [sys.executable, "-m", "mtaudit", "audit", "--isolated", "a.jsonl", "--fail-on", "never"]
    command += ["--engine", "dask", "-j", "2", "--partition-size", "0.01", "-o", "out"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as leader:
        limit = time.monotonic() + 60
        while len(marks := list(Path("out/done").glob("part-*.json"))) < 2:
            assert leader.poll() is None and time.monotonic() < limit
            time.sleep(0.005)
        leader.kill()
    marks = list(Path("out/done").glob("part-*.json"))
    assert not Path("out/manifest.json").exists()
    written = {path: path.stat().st_mtime_ns for path in marks}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"going on: {len(marks)} of \d+ partitions are done\n", done.stderr)
    assert "total: 800 articles" in done.stdout
    assert ids("out") == [f"a{n}" for n in range(800)]
    assert {path: path.stat().st_mtime_ns for path in marks} == written
    assert not list(Path("out/results").glob(".part-*"))


class Tripping(Auditor):
    """Trips at one article, and ends its process at another."""

    def audit(self, article: Any) -> Any:
        if article.id == "a1":
            raise RuntimeError("tripped \ud800")
        if article.id == "a4":
            os._exit(1)
        return super().audit(article)


def test_an_article_that_trips_the_auditor_costs_no_other(here: Path, cluster: distributed.LocalCluster) -> None:
    job, partitions = prepared(here, Tripping(select=["T201"]), 4, 100_000)
    done: list[Written] = []
    with connected(cluster.scheduler_address, 0) as client:
        assert audit_partitions(client, job, partitions, lambda _, written: done.append(written)) == {}
    [written] = done
    assert (written.tally["articles"], written.errors) == (3, 1)
    [[where, message]] = written.tally["errors"]
    assert where == "a.jsonl:2"
    assert message.startswith("could not be audited (RuntimeError: tripped ?); this is a bug in mtaudit")


def test_a_partition_that_ends_its_workers_is_given_up(here: Path) -> None:
    job, [partition] = prepared(here, Tripping(select=["T201"]), 5, 100_000)
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), connected(None, 1) as client:
        failures = audit_partitions(client, job, [partition], lambda *_: pytest.fail("there are no results"))
    assert failures == {0: "it ended every worker that took it, perhaps for want of memory"}


def test_a_partition_that_cannot_be_read_is_named_and_tried_again(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lines("a.jsonl", 20)
    write_lines("b.jsonl", 1)
    real = engine.audit_partitions

    def without_a_file(*args: Any) -> dict[int, str]:
        (here / "b.jsonl").rename("elsewhere")
        try:
            return real(*args)
        finally:
            (here / "elsewhere").rename("b.jsonl")

    monkeypatch.setattr(engine, "audit_partitions", without_a_file)
    given = ("a.jsonl", "b.jsonl", "-o", "out", "--partition-size", "0.002")
    failed = run(*given)
    assert failed.exit_code == 2
    first, second = failed.stderr.splitlines()
    assert re.fullmatch(
        r"mtaudit: partition \d+ \(.*\) was not audited: "
        r".*b\.jsonl: is not there; inputs have to lie under the same path on every machine",
        first,
    )
    assert re.fullmatch(r"mtaudit: 1 of \d+ partitions are missing; the same command tries them again", second)
    assert failed.stdout == ""
    monkeypatch.undo()
    monkeypatch.chdir(here)
    again = run(*given)
    assert "going on: " in again.stderr
    assert len(ids("out")) == 21


def test_what_is_wrong_with_a_command(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines("a.jsonl", 2)
    (here / "mine").mkdir()
    (here / "mine" / "thesis.txt").write_text("mine", "utf-8")

    def said(*args: str) -> str:
        result = run(*args)
        assert (result.exit_code, result.stdout) == (2, "")
        return " ".join(result.stderr.replace("│", " ").split())

    assert "mine: holds other files (thesis.txt); name a new or an empty folder" in said("a.jsonl", "-o", "mine")
    assert "out: lies inside the input .; name a folder elsewhere" in said(".", "-o", "out")
    assert "no field of an article is called 'body'" in said("a.jsonl", "--column", "body=text", "-o", "out")
    assert "results are written as Parquet" in said("a.jsonl", "-o", "out", "--format", "json")
    assert "needs one folder for its results: -o OUTDIR" in said("a.jsonl", "--engine", "dask")
    assert "belongs to --engine dask" in said("a.jsonl", "--afresh")
    assert "does not go with --engine dask" in said("a.jsonl", "-o", "out", "--watch")
    assert "none.jsonl: no such file or directory" in run("none.jsonl", "-o", "empty").stderr
    monkeypatch.setattr(engine, "_ANSWER", 0.3)
    nobody = said("a.jsonl", "-o", "out", "--scheduler", "tcp://127.0.0.1:1")
    assert "mtaudit: no scheduler answers at tcp://127.0.0.1:1 (" in nobody
    assert "`dask scheduler` starts one" in nobody
    assert "no scheduler answers at nonsense://x" in said("a.jsonl", "-o", "out", "--scheduler", "nonsense://x")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert said("a.jsonl", "-o", "out") == 'mtaudit: --engine dask needs distributed: pip install "mtaudit[dask]"'


def test_a_scheduler_without_workers_is_not_waited_for_in_vain(
    here: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_WORKERS", 0.3)
    with local_cluster(0) as made:
        message = f"the scheduler at {made.scheduler_address} has no workers"
        with pytest.raises(ClusterError, match=re.escape(message)), connected(made.scheduler_address, 1):
            pass


def test_a_scheduler_that_goes_away_ends_the_run(here: Path, auditor: Auditor) -> None:
    job, partitions = prepared(here, auditor, 200, 1000)
    made = local_cluster(1)
    with connected(made.scheduler_address, 1) as client, pytest.raises(ClusterError, match="has lost the run"):
        audit_partitions(client, job, partitions, lambda *_: made.close())
