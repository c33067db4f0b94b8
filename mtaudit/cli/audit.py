"""`mtaudit audit`: audit articles and report what is wrong with them."""

from __future__ import annotations

import os
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli.distribute import (
    Afresh,
    Cluster,
    Engine,
    EngineName,
    PartitionSize,
    Scheduler,
    check_local,
    distribute,
    output_folder,
)
from mtaudit.cli.formats import Formats, Outputs, options_of, own_files, reports_of
from mtaudit.cli.options import (
    Allow,
    AllowPrivate,
    Columns,
    ConfigFile,
    Follow,
    Glossaries,
    Ignore,
    InForce,
    InputFormat,
    Isolated,
    NoDefaultGlossaries,
    PageView,
    Paths,
    PivotLanguage,
    Select,
    View,
    auditor_of,
    in_force,
    reading,
)

if TYPE_CHECKING:
    from mtaudit.auditor import Auditor
    from mtaudit.cli.run import Gate, Work
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.fluency.opinion import Reader
    from mtaudit.quality import QualityModel
    from mtaudit.suppress import Baseline


class FailOn(StrEnum):
    """The severity from which on a finding fails the run."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    NEVER = "never"


def audit(
    paths: Paths,
    glossary: Glossaries = None,
    no_default_glossaries: NoDefaultGlossaries = False,
    format_: Formats = None,
    output: Outputs = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="The least severity of a finding that makes the exit code 1; default major.")
    ] = None,
    fail_under: Annotated[
        float | None,
        typer.Option(metavar="SCORE", min=0, max=100, help="Exit code 1 for an article scored below this."),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit code 0 whatever is found (input errors still give 2).")
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Leave out the findings that this file knows (see `mtaudit baseline`)."),
    ] = None,
    allow: Allow = None,
    sentences: Annotated[bool, typer.Option("--sentences", help="List the sentences too (json, jsonl).")] = False,
    pivot: PivotLanguage = None,
    pass_mark: Annotated[
        float | None,
        typer.Option(metavar="SCORE", min=0, max=100, help="The score an article passes at; default 90."),
    ] = None,
    lm: Annotated[
        bool, typer.Option("--lm", help="Let a small language model judge suspect sentences (see lm-setup).")
    ] = False,
    lm_model: Annotated[
        Path | None,
        typer.Option(metavar="PATH", exists=True, help="The model: a GGUF file or a Hugging Face folder."),
    ] = None,
    lm_budget: Annotated[
        int, typer.Option(metavar="N", min=1, help="The most sentences of an article that it judges.")
    ] = 8,
    comet: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Add the rating of a COMET checkpoint (json, jsonl; extra comet)."),
    ] = None,
    input_format: InputFormat = None,
    column: Columns = None,
    view: PageView = View.PAGE,
    follow: Follow = False,
    allow_private: AllowPrivate = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", min=0, help="Audit with N processes; 0: one for each core.")
    ] = 1,
    cache: Annotated[
        bool, typer.Option("--cache", help="Keep audits, and do not audit again what has not changed.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a run with --resume, the same inputs and -o was killed.")
    ] = False,
    quarantine: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the records that could not be read or audited to a JSONL file."),
    ] = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="End with the findings of each check, counted.")
    ] = False,
    engine: EngineName = Engine.LOCAL,
    scheduler: Scheduler = None,
    partition_size: PartitionSize = 8.0,
    afresh: Afresh = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Audit again whenever an input changes, until Ctrl-C.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings only: no summaries.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the evidence too.")] = False,
) -> None:
    """Audit articles and report wrong names, wrong terms, reversed meanings and damage.

    Reads plain text, Markdown, JSON, JSON lines, web pages, feeds, tables, translation files and more, from files and
    from the web (docs/inputs.md); directories are searched for such files. Exit code: 0 nothing found, 1 findings (see
    --fail-on, --fail-under), 2 when some input could not be read (the rest is audited all the same).

    \b
    Examples:
      mtaudit audit article.txt
      mtaudit audit news/ --format html -o report.html
      mtaudit audit feed.jsonl --fail-on critical --fail-under 60 --format sarif -o audit.sarif
      mtaudit audit crawl/ -j 0 --format jsonl -o results.jsonl --resume --quarantine refused.jsonl
    """
    from mtaudit.cli.run import Work
    from mtaudit.cli.watch import watched
    from mtaudit.readers.paths import is_url

    jobs = jobs or os.cpu_count() or 1
    cluster = Cluster(scheduler, jobs, partition_size, afresh)
    folder, reports = None, []
    if engine is Engine.DASK:
        local = {"watch": watch, "comet": comet, "follow": follow, "cache": cache, "quarantine": quarantine}
        folder = output_folder(format_, output, **local)
    else:
        check_local(cluster)
        reports = reports_of(format_ or ["text"], output, quarantine)
    settings = in_force(
        config,
        isolated,
        glossary=glossary,
        no_default_glossaries=no_default_glossaries,
        select=select,
        ignore=ignore,
        pivot=pivot,
        pass_mark=pass_mark,
        fail_on=fail_on.value if fail_on else None,
        fail_under=fail_under,
        baseline=baseline,
        allow=allow,
    )
    if comet and jobs != 1:
        raise typer.BadParameter("a COMET model takes all cores by itself; leave out -j", param_hint="--jobs")
    auditor = auditor_of(
        settings,
        sentences=sentences,
        reader=_reader(lm_model, lm_budget) if lm or lm_model else None,
        comet=_comet(comet) if comet else None,
    )
    known = _baseline(settings["baseline"]) if settings["baseline"] else None
    shown = {"quiet": quiet, "verbose": verbose, "sentences": sentences, "statistics": statistics}
    if folder:
        options = options_of(None, **shown)
        told = reading(input_format, column, view, follow=False, allow_private=False)
        code = distribute(paths, told, auditor, known, folder, _gate(settings), cluster, options)
        raise typer.Exit(0 if exit_zero and code == 1 else code)
    own = own_files(paths, [target for _, target in reports], settings["baseline"])
    told = {**reading(input_format, column, view, follow, allow_private), "skip": own}
    work = Work(jobs, cache, _unfinished(paths, reports, follow) if resume else None, known, told)

    def once() -> int:
        return _run(paths, auditor, reports, settings, work, **shown)

    if watch and any(path == "-" or is_url(path) for path in paths):
        raise typer.BadParameter("standard input and the web cannot be watched; name a file", param_hint="--watch")
    code = watched(paths, once, skip=own) if watch else once()
    raise typer.Exit(0 if exit_zero and code == 1 else code)


def _run(
    paths: list[str],
    auditor: Auditor | ConfiguredAuditor,
    reports: list[tuple[str, Path | None]],
    settings: InForce,
    work: Work,
    **shown: bool,
) -> int:
    """One audit of the inputs with its reports; the exit code."""
    from mtaudit.cli import output as out
    from mtaudit.cli.run import run
    from mtaudit.engines.spool import SpoolError
    from mtaudit.report import WRITERS

    gate = _gate(settings)
    try:
        with ExitStack() as stack:
            outputs = []
            for name, target in reports:
                write = stack.enter_context(out.opened(target, utf8=name != "text"))
                outputs.append((WRITERS[name], options_of(target, **shown), write))
            return run(paths, auditor, outputs, gate, work)
    except SpoolError as error:
        out.complain(str(error))
        raise typer.Exit(2) from None
    except BrokenPipeError:
        out.silence()
        raise typer.Exit(out.CODE_PIPE) from None
    except KeyboardInterrupt:
        out.complain("stopped")
        raise typer.Exit(out.CODE_INTERRUPT) from None
    except OSError as error:
        out.complain(f"cannot write {error.filename or 'the report'}: {error.strerror or error}")
        raise typer.Exit(2) from None


def _unfinished(paths: list[str], reports: list[tuple[str, Path | None]], follow: bool) -> Path:
    """The file that holds a run until it is done. Raises `typer.BadParameter` where there can be none."""
    from mtaudit.readers.paths import is_url

    target = next((target for _, target in reports if target), None)
    if target is None:
        raise typer.BadParameter("a run that can go on needs a report in a file: -o FILE", param_hint="--resume")
    if follow or any(path == "-" or is_url(path) for path in paths):
        raise typer.BadParameter("standard input and the web do not stay the same; name a file", param_hint="--resume")
    return target.with_name(f"{target.name}.resume")


def _gate(settings: InForce) -> Gate:
    """What fails the run."""
    from mtaudit.cli.run import Gate
    from mtaudit.finding import Severity

    fail_on = settings["fail-on"]
    return Gate(None if fail_on == "never" else Severity(fail_on), settings["fail-under"])


def _baseline(path: Path) -> Baseline:
    from mtaudit.cli.output import complain
    from mtaudit.suppress import BaselineError, load_baseline

    try:
        return load_baseline(path)
    except BaselineError as error:
        complain(str(error))
    except OSError as error:
        complain(f"{path}: cannot be read: {error.strerror or error}")
    raise typer.Exit(2)


def _reader(model: Path | None, budget: int) -> Reader:
    from mtaudit.cli.output import complain
    from mtaudit.fluency.neural import ModelError, load
    from mtaudit.fluency.opinion import Reader

    try:
        return Reader(load(model), budget)
    except ModelError as error:
        complain(str(error))
        raise typer.Exit(2) from None


def _comet(checkpoint: str) -> QualityModel:
    from mtaudit.cli.output import complain
    from mtaudit.quality import QualityError, load

    try:
        return load(checkpoint)
    except QualityError as error:
        complain(str(error))
        raise typer.Exit(2) from None
