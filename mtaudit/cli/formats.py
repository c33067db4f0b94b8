"""The options --format and -o, which go in pairs, and what a report is told of its screen."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mtaudit.report import Options

FORMATS = ("text", "json", "jsonl", "html", "markdown", "csv", "sarif", "junit", "github", "gitlab", "quarantine")
"""The names in `mtaudit.report.WRITERS`, written out so that --help need not import them."""


def _known(names: list[str] | None) -> list[str]:
    for name in names or ():
        if name not in FORMATS:
            raise typer.BadParameter(f"there is no format {name!r}; choose from {', '.join(FORMATS)}")
    return names or []


Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="|".join(FORMATS),
        callback=_known,
        autocompletion=lambda: FORMATS,
        help="How to report. May be given many times, each with its -o.",
    ),
]
Outputs = Annotated[
    list[Path] | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the report to a file (- for the screen)."),
]


def reports_of(
    formats: list[str], outputs: list[Path] | None, quarantine: Path | None = None
) -> list[tuple[str, Path | None]]:
    """Each format with the file it goes to (None: standard output), the quarantine last.

    Raises `typer.BadParameter` where two go to one place.
    """
    targets = [None if str(path) == "-" else path for path in outputs or ()]
    if len(targets) > len(formats):
        raise typer.BadParameter("there are more files than formats", param_hint="-o")
    targets += [None] * (len(formats) - len(targets))
    if targets.count(None) > 1:
        raise typer.BadParameter("only one report can go to the screen; give each format its -o", param_hint="--format")
    if quarantine:
        formats, targets = [*formats, "quarantine"], [*targets, quarantine]
    if len({path.resolve() for path in targets if path}) < sum(path is not None for path in targets):
        raise typer.BadParameter("two reports cannot go to one file", param_hint="-o")
    return list(zip(formats, targets, strict=True))


def options_of(
    target: Path | None,
    *,
    quiet: bool = False,
    verbose: bool = False,
    sentences: bool = False,
    statistics: bool = False,
) -> Options:
    """The settings of a report that goes to `target` (None: standard output)."""
    from mtaudit.report import Options

    terminal = target is None and sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    verbosity = -1 if quiet else int(verbose)
    return Options(verbosity=verbosity, colour=colour, width=width, sentences=sentences, statistics=statistics)
