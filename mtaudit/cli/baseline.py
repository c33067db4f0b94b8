"""`mtaudit baseline`: write down the findings of today, so that tomorrow shows the new ones only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli.formats import BASELINE, own_files
from mtaudit.cli.options import (
    ConfigFile,
    Glossaries,
    Ignore,
    Isolated,
    NoDefaultGlossaries,
    Paths,
    PivotLanguage,
    Select,
    auditor_of,
    in_force,
)

if TYPE_CHECKING:
    from mtaudit.auditor import AuditedArticle


def baseline(
    paths: Paths,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The baseline to write.")
    ] = None,
    glossary: Glossaries = None,
    no_default_glossaries: NoDefaultGlossaries = False,
    select: Select = None,
    ignore: Ignore = None,
    pivot: PivotLanguage = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
) -> None:
    """Write down every finding of the articles, for `mtaudit audit --baseline`.

    A finding is known by its check, its text and its sentence: edits elsewhere in the article change
    nothing. The file is written anew each time, so what was put right leaves it. Without -o it is the
    baseline of the settings, or mtaudit-baseline.json.

    \b
    Example:
      mtaudit baseline archive/ && mtaudit audit archive/ --baseline mtaudit-baseline.json
    """
    from mtaudit.cli.output import complain, opened
    from mtaudit.engines.local import audit_all
    from mtaudit.readers import InputError, read_inputs
    from mtaudit.report.cells import count
    from mtaudit.suppress import dump_baseline

    settings = in_force(
        config,
        isolated,
        glossary=glossary,
        no_default_glossaries=no_default_glossaries,
        select=select,
        ignore=ignore,
        pivot=pivot,
    )
    target = output or settings["baseline"] or BASELINE
    own = own_files(paths, [target], settings["baseline"])
    auditor = auditor_of(settings)
    known: list[AuditedArticle] = []
    for item in audit_all(read_inputs(paths, stdin=sys.stdin.buffer, skip=own), auditor):
        if isinstance(item, InputError):
            complain(str(item))
            raise typer.Exit(2)
        known.append(item)
    try:
        with opened(None if str(target) == "-" else target, utf8=True) as write:
            write(dump_baseline(known))
    except OSError as error:
        complain(f"cannot write {target}: {error.strerror or error}")
        raise typer.Exit(2) from None
    findings = sum(len(item.findings) for item in known)
    if str(target) != "-":
        typer.echo(f"{target}: {count(findings, 'finding')} in {count(len(known), 'article')}")
