"""`mtaudit audit`: audit articles and report what is wrong with them."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mtaudit.auditor import Auditor
    from mtaudit.fluency.opinion import Reader
    from mtaudit.quality import QualityModel
    from mtaudit.report import Options

FORMATS = ("text", "json", "jsonl", "html", "markdown", "csv", "sarif", "junit", "github", "gitlab")
"""The names in `mtaudit.report.WRITERS`, written out so that --help need not import them."""


class FailOn(StrEnum):
    """The severity from which on a finding fails the run."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    NEVER = "never"


class Pivot(StrEnum):
    """The languages that articles are known to come through."""

    ZH = "zh"
    RU = "ru"
    UK = "uk"
    AR = "ar"
    JA = "ja"
    KO = "ko"


def _formats(names: list[str]) -> list[str]:
    for name in names:
        if name not in FORMATS:
            raise typer.BadParameter(f"there is no format {name!r}; choose from {', '.join(FORMATS)}")
    return names


def audit(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Files, directories, patterns, or - for standard input."),
    ],
    glossary: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Add a glossary. May be given many times."),
    ] = None,
    no_default_glossaries: Annotated[
        bool, typer.Option("--no-default-glossaries", help="Leave out the glossaries that come with mtaudit.")
    ] = False,
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            callback=lambda names: _formats(names or ["text"]),
            autocompletion=lambda: FORMATS,
            help="How to report. May be given many times, each with its -o.",
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the report to a file (- for the screen)."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="CODES", help="Run these checks only: codes, prefixes (N1) or names, with commas."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODES", help="Leave these checks out.")] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="The least severity of a finding that makes the exit code 1.")
    ] = FailOn.MAJOR,
    fail_under: Annotated[
        float | None,
        typer.Option(metavar="SCORE", min=0, max=100, help="Exit code 1 for an article scored below this."),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit code 0 whatever is found (input errors still give 2).")
    ] = False,
    sentences: Annotated[bool, typer.Option("--sentences", help="List the sentences too (json, jsonl).")] = False,
    pivot: Annotated[Pivot | None, typer.Option(help="The language the articles were translated from.")] = None,
    pass_mark: Annotated[
        float, typer.Option(metavar="SCORE", min=0, max=100, help="The score an article passes at.")
    ] = 90.0,
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings only: no summaries.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the evidence too.")] = False,
) -> None:
    """Audit articles and report wrong names, wrong terms, reversed meanings and damage.

    Reads plain text, Markdown, and JSON or JSON lines with records of id and text; directories are
    searched for such files. Exit code: 0 nothing found, 1 findings (see --fail-on, --fail-under),
    2 when some input could not be read (the rest is audited all the same).
    """
    from mtaudit.cli import output as out
    from mtaudit.cli.run import Gate, run
    from mtaudit.finding import Severity
    from mtaudit.report import WRITERS

    auditor = _auditor(
        glossary or [],
        select=_codes(select, "--select"),
        ignore=_codes(ignore, "--ignore"),
        pivot=pivot.value if pivot else None,
        pass_mark=pass_mark,
        default_glossaries=not no_default_glossaries,
        sentences=sentences,
        reader=_reader(lm_model, lm_budget) if lm or lm_model else None,
        comet=_comet(comet) if comet else None,
    )
    gate = Gate(None if fail_on is FailOn.NEVER else Severity(fail_on.value), fail_under)
    reports = _reports(format_ or ["text"], output or [])
    try:
        with ExitStack() as stack:
            outputs = []
            for name, target in reports:
                options = _options(target, quiet, verbose, sentences)
                write = stack.enter_context(out.opened(target, utf8=name != "text"))
                outputs.append((WRITERS[name], options, write))
            code = run(paths, auditor, outputs, gate)
    except BrokenPipeError:
        out.silence()
        raise typer.Exit(out.CODE_PIPE) from None
    except KeyboardInterrupt:
        out.complain("stopped")
        raise typer.Exit(out.CODE_INTERRUPT) from None
    except OSError as error:
        out.complain(f"cannot write {error.filename or 'the report'}: {error.strerror or error}")
        raise typer.Exit(2) from None
    raise typer.Exit(0 if exit_zero and code == 1 else code)


def _reports(formats: list[str], outputs: list[Path]) -> list[tuple[str, Path | None]]:
    """Each format with the file it goes to (None: standard output)."""
    if len(outputs) > len(formats):
        raise typer.BadParameter("there are more files than formats", param_hint="-o")
    targets = [None if str(path) == "-" else path for path in outputs]
    targets += [None] * (len(formats) - len(targets))
    if targets.count(None) > 1:
        raise typer.BadParameter("only one report can go to the screen; give each format its -o", param_hint="--format")
    if len({path.resolve() for path in targets if path}) < sum(path is not None for path in targets):
        raise typer.BadParameter("two reports cannot go to one file", param_hint="-o")
    return list(zip(formats, targets, strict=True))


def _auditor(
    glossaries: list[Path],
    *,
    select: list[str],
    ignore: list[str],
    pivot: str | None,
    pass_mark: float,
    default_glossaries: bool,
    sentences: bool,
    reader: Reader | None,
    comet: QualityModel | None,
) -> Auditor:
    from mtaudit.auditor import Auditor, SelectionError
    from mtaudit.cli.output import complain
    from mtaudit.glossary.entry import GlossaryError

    try:
        auditor = Auditor(
            glossaries,
            select=select,
            ignore=ignore,
            pivot=pivot,
            pass_mark=pass_mark,
            default_glossaries=default_glossaries,
            sentences=sentences,
            reader=reader,
            comet=comet,
        )
    except SelectionError as error:
        raise typer.BadParameter(str(error)) from None
    except GlossaryError as error:
        complain(str(error))
        raise typer.Exit(2) from None
    if not auditor.checks:
        raise typer.BadParameter("--select and --ignore leave no check to run")
    gc.freeze()  # the index is no garbage; a fifth of the time of a long run went into looking for some in it
    return auditor


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


def _codes(given: list[str] | None, option: str) -> list[str]:
    codes = [code.strip() for item in given or [] for code in item.split(",") if code.strip()]
    if given and not codes:
        raise typer.BadParameter("names no check; `mtaudit checks` lists them", param_hint=option)
    return codes


def _options(target: Path | None, quiet: bool, verbose: bool, sentences: bool) -> Options:
    from mtaudit.report import Options

    terminal = target is None and sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    verbosity = -1 if quiet else int(verbose)
    return Options(verbosity=verbosity, colour=colour, width=width, sentences=sentences)
