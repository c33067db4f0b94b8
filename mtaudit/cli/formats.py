"""The options --format and -o, which go in pairs, and what a report is told of its screen."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mtaudit.report import Options

BASELINE = Path("mtaudit-baseline.json")
"""Where `mtaudit baseline` writes what it is not told where to write."""

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


def own_files(
    inputs: Sequence[str], outputs: Iterable[Path | None], baseline: Path | None = None
) -> Callable[[str], bool]:
    """Whether a path is that of a file mtaudit itself writes: one of `outputs`, a baseline, or standard output.

    A search of a directory passes them over (`skip` of `mtaudit.readers.read_inputs`). Raises `typer.BadParameter`
    where an output would take the place of a file that is named as an input.
    """
    named = {Path(path).resolve() for path in inputs if path != "-"}
    written = [path for path in outputs if path]
    for path in written:
        if path.is_file() and path.resolve() in named:
            raise typer.BadParameter(f"{path} is an input, and would be written over; name another", param_hint="-o")
    own = {os.path.abspath(path) for path in (*written, baseline or BASELINE, BASELINE)}  # noqa: PTH100
    return lambda path: os.path.abspath(path) in own or _is_standard_output(path)  # noqa: PTH100


def _is_standard_output(path: str) -> bool:
    """Whether standard output goes to a file, and to this one."""
    try:
        screen = os.fstat(sys.stdout.fileno())
        return stat.S_ISREG(screen.st_mode) and os.path.samestat(os.stat(path), screen)  # noqa: PTH116
    except (OSError, ValueError):
        return False


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
