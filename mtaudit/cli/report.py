"""`mtaudit report`: one report over the results of any number of audits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

    from mtaudit.report.html import Pages
    from mtaudit.results.compare import Comparison


class Format(StrEnum):
    """The formats of a report over results."""

    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"


def report(
    results: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULTS...", help="Files of `mtaudit audit --format jsonl`, or folders of `--engine dask`."
        ),
    ],
    format_: Annotated[
        Format | None, typer.Option("--format", help="How to report; by default what FILE ends in, or Markdown.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file (- for the screen).")
    ] = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B", help="Two outlets, dates or audits (names of files); any number of times."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="The heading of the report.")] = None,
) -> None:
    """Join the results of audits: ranking, scores by outlet and day, checks, wrong names, comparisons.

    \b
    Examples:
      mtaudit report monday.jsonl tuesday.jsonl -o week.html
      mtaudit report results/*.jsonl --compare "Agency A,Agency B"
      mtaudit report old.jsonl new.jsonl --compare old,new --format markdown

    CSV holds the table of articles, or with --compare that of the comparisons. Exit code: 0 written, 2 when some
    result could not be read (the rest is reported all the same).
    """
    from mtaudit.cli.formats import own_files
    from mtaudit.cli.output import CODE_PIPE, complain, opened, silence
    from mtaudit.results.compare import UnknownGroupError

    target = None if output is None or str(output) == "-" else output
    kind = format_ or _format_of(target)
    pairs = [_pair(item) for item in compare or []]
    own_files(list(map(str, results)), [target])
    try:
        with TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="") as spool:
            pages, frame = _read(results, spool)
            for error in pages.errors:
                complain(error)
            if not pages.overview.articles:
                complain("there is no result to report")
                raise typer.Exit(2)
            compared = _comparisons(frame, pairs)
            with opened(target, utf8=True) as write:
                for piece in _pieces(kind, pages, frame, title or _title(results), compared):
                    write(piece)
    except UnknownGroupError as error:
        raise typer.BadParameter(str(error), param_hint="--compare") from None
    except BrokenPipeError:
        silence()
        raise typer.Exit(CODE_PIPE) from None
    except OSError as error:
        complain(f"cannot write {error.filename or 'the report'}: {error.strerror or error}")
        raise typer.Exit(2) from None
    raise typer.Exit(2 if pages.errors else 0)


def _read(results: Sequence[Path], spool: Any) -> tuple[Pages, pd.DataFrame]:
    from mtaudit.readers.source import InputError
    from mtaudit.report.html import Pages
    from mtaudit.results.load import audit_names, read_results, row, table

    pages = Pages(spool)
    rows = []
    for path, audit in audit_names(results).items():
        for record in read_results(path, audit):
            if isinstance(record, InputError):
                pages.errors.append(str(record))
                continue
            rows.append(row(record))
            pages.add(record)
    return pages, table(rows)


def _comparisons(frame: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> list[Comparison]:
    from mtaudit.results.compare import compare

    return [compare(frame, first, second) for first, second in pairs]


def _pieces(
    kind: Format, pages: Pages, frame: pd.DataFrame, title: str, compared: Sequence[Comparison]
) -> Iterator[str]:
    said = list(map(str, compared))
    if kind is Format.HTML:
        return pages.document(title, said)
    if kind is Format.MARKDOWN:
        from mtaudit.results.markdown import write

        return write(pages.overview, title, said, pages.errors)
    from mtaudit.report.csv import row

    if compared:
        from mtaudit.results.compare import COLUMNS

        return map(row, (COLUMNS, *(comparison.row() for comparison in compared)))
    return map(row, (list(frame.columns), *frame.itertuples(index=False)))


def _format_of(target: Path | None) -> Format:
    endings = {".html": Format.HTML, ".htm": Format.HTML, ".csv": Format.CSV}
    return endings.get(target.suffix.lower(), Format.MARKDOWN) if target else Format.MARKDOWN


def _pair(item: str) -> tuple[str, str]:
    first, comma, second = (part.strip() for part in item.partition(","))
    if not (first and comma and second):
        raise typer.BadParameter(f"{item!r} is not of the form A,B", param_hint="--compare")
    return first, second


def _title(results: Sequence[Path]) -> str:
    return f"Audit results of {results[0].stem}" if len(results) == 1 else f"Results of {len(results)} audits"
