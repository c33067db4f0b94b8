"""`mtaudit audit --engine dask`: the wiring between the command line and many machines."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mtaudit.cli.output import CODE_INTERRUPT, complain

if TYPE_CHECKING:
    from mtaudit.auditor import Auditor
    from mtaudit.cli.run import Gate
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.engines.cut import Partition, Reading
    from mtaudit.engines.folder import Written
    from mtaudit.engines.tally import Tally
    from mtaudit.report import Options
    from mtaudit.suppress import Baseline


class Engine(StrEnum):
    """What an audit runs on."""

    LOCAL = "local"
    DASK = "dask"


EngineName = Annotated[
    Engine, typer.Option("--engine", help="What to run on: this machine, or a Dask cluster (docs/dask.md; extra dask).")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="The Dask scheduler; by default a cluster of -j processes."),
]
PartitionSize = Annotated[
    float,
    typer.Option("--partition-size", metavar="MB", min=0.001, help="With dask: the size of the parts of the inputs."),
]
Afresh = Annotated[
    bool, typer.Option("--afresh", help="With dask: throw away what an earlier run left in the output folder.")
]


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the command line says of a run on a cluster."""

    scheduler: str | None
    jobs: int
    partition_size: float
    afresh: bool


def check_local(cluster: Cluster) -> None:
    """Raise `typer.BadParameter` where an option stands that only the engine dask heeds."""
    given = {"--scheduler": cluster.scheduler, "--afresh": cluster.afresh}
    for option, value in given.items():
        if value:
            raise typer.BadParameter("belongs to --engine dask", param_hint=option)


def output_folder(formats: Sequence[str] | None, outputs: Sequence[Path] | None, **refused: object) -> Path:
    """The folder that results go to. Raises `typer.BadParameter` for options that do not go with the engine dask."""
    if formats:
        hint = "results are written as Parquet; `mtaudit report OUTDIR` makes reports of them"
        raise typer.BadParameter(hint, param_hint="--format")
    if outputs is None or len(outputs) != 1 or str(outputs[0]) == "-":
        raise typer.BadParameter("--engine dask needs one folder for its results: -o OUTDIR", param_hint="-o")
    for option, value in refused.items():
        if value:
            raise typer.BadParameter("does not go with --engine dask", param_hint=f"--{option}")
    return outputs[0]


def distribute(
    paths: Sequence[str],
    read: Mapping[str, Any],
    auditor: Auditor | ConfiguredAuditor,
    known: Baseline | None,
    folder: Path,
    gate: Gate,
    cluster: Cluster,
    shown: Options,
) -> int:
    """Audit inputs on a cluster and print the summary; the exit code, which is that of one machine.

    2 too where a partition could not be audited, or neither the cluster nor the folder can be used.
    """
    try:
        import distributed  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        complain(f'--engine dask needs {error.name}: pip install "mtaudit[dask]"')
        return 2
    from mtaudit.engines.cut import Reading
    from mtaudit.engines.dask import ClusterError
    from mtaudit.engines.folder import FolderError
    from mtaudit.readers import reading_problem

    reading = Reading(read["format"], read["columns"], read["view"])
    problem = reading_problem(reading.format, reading.columns, reading.view) or _overlap(paths, folder)
    if problem:
        complain(problem)
        return 2
    try:
        return _run(paths, reading, auditor, known, folder, gate, cluster, shown)
    except (FolderError, ClusterError) as error:
        complain(str(error))
    except OSError as error:
        complain(f"cannot write {error.filename or folder}: {error.strerror or error}")
    except KeyboardInterrupt:
        complain("stopped; the same command goes on from here")
        return CODE_INTERRUPT
    return 2


def _run(
    paths: Sequence[str],
    reading: Reading,
    auditor: Auditor | ConfiguredAuditor,
    known: Baseline | None,
    folder: Path,
    gate: Gate,
    cluster: Cluster,
    shown: Options,
) -> int:
    from mtaudit.engines.cut import cut
    from mtaudit.engines.dask import Job
    from mtaudit.engines.folder import Plan, begin, finish, locked

    files, partitions = cut(paths, reading, round(cluster.partition_size * 1e6))
    settings = _settings(auditor, known, reading, shown.sentences, cluster.partition_size)
    plan = Plan(settings, files)
    with locked(folder):
        done = begin(folder, plan, afresh=cluster.afresh)
        todo = [partition for partition in partitions if partition.number not in done]
        if done and todo and shown.verbosity >= 0:
            print(f"going on: {len(done)} of {len(partitions)} partitions are done", file=sys.stderr, flush=True)
        job = Job(auditor, reading, folder.absolute(), known, shown.sentences)
        failures = _audited(job, todo, done, cluster) if todo else {}
        for number, reason in sorted(failures.items()):
            complain(f"partition {number} ({_named(partitions[number])}) was not audited: {reason}")
        if failures:
            complain(f"{len(failures)} of {len(partitions)} partitions are missing; the same command tries them again")
            return 2
        tally = finish(folder, plan, auditor.signature, partitions, done)
    return _concluded(tally, gate, shown)


def _audited(job: Any, todo: Sequence[Partition], done: dict[int, Written], cluster: Cluster) -> dict[int, str]:
    """Audit partitions and add them to `done`; why others could not be."""
    from mtaudit.engines.dask import audit_partitions, connected
    from mtaudit.engines.folder import accept

    count = len(done) + len(todo)

    def on_written(number: int, written: Written) -> None:
        done[number] = accept(job.folder, number, written)
        _show(f"{len(done):,} of {count:,} partitions are done")

    try:
        with connected(cluster.scheduler, cluster.jobs) as client:
            return audit_partitions(client, job, todo, on_written)
    finally:
        _show("")


def _show(progress: str) -> None:
    """Show on a terminal how far a run is, in the place of what was shown before."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{progress}", end="", file=sys.stderr, flush=True)


def _concluded(tally: Tally, gate: Gate, shown: Options) -> int:
    """Say what came of a run; its exit code."""
    from mtaudit.finding import Severity
    from mtaudit.report.text import conclusion

    summary = tally.summary
    for error in summary.errors:
        complain(str(error))
    print(conclusion(summary, shown).lstrip("\n"), end="", flush=True)
    if summary.errors:
        return 2
    low = gate.fail_under is not None and tally.lowest is not None and tally.lowest < gate.fail_under
    fail_on = gate.fail_on
    found = fail_on and any(summary.severities[severity] for severity in Severity if severity.at_least(fail_on))
    return int(bool(low or found))


def _settings(
    auditor: Auditor | ConfiguredAuditor, known: Baseline | None, reading: Reading, sentences: bool, size: float
) -> dict[str, Any]:
    """What the results of a run depend on beside its inputs, by the names that users know."""
    from hashlib import sha256

    left = known and sorted((name, sorted(found)) for name, found in known.known.items())
    return {
        "checks and glossaries": auditor.digest,
        "baseline": left and sha256(repr(left).encode("utf-8", "surrogatepass")).hexdigest(),
        "--input-format": reading.format,
        "--column": dict(reading.columns),
        "--view": reading.view,
        "--sentences": sentences,
        "--partition-size": size,
    }


def _overlap(paths: Sequence[str], folder: Path) -> str | None:
    """What is wrong with inputs that have no files, or where results would be inputs of the next run, or None."""
    from mtaudit.readers.paths import is_url

    place = folder.resolve()
    for path in paths:
        if is_url(path):
            return f"{path}: addresses are not read with --engine dask"
        if Path(path).is_dir() and place.is_relative_to(Path(path).resolve()):
            return f"{folder}: lies inside the input {path}; name a folder elsewhere"
    return None


def _named(partition: Partition) -> str:
    from mtaudit.readers import InputError

    first = partition.pieces[0]
    name = first.where if isinstance(first, InputError) else first.file.name
    return name + (", …" if len(partition.pieces) > 1 else "")
