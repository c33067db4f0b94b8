"""`mtaudit feed`: audit what is new in news feeds."""

from __future__ import annotations

import re
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli.formats import Formats, Outputs, options_of, reports_of
from mtaudit.cli.options import (
    AllowPrivate,
    ConfigFile,
    Follow,
    Glossaries,
    Ignore,
    Isolated,
    NoDefaultGlossaries,
    PivotLanguage,
    Select,
    View,
    auditor_of,
    in_force,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mtaudit.auditor import Auditor
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.feeds.opml import Feed
    from mtaudit.feeds.store import DayScore, Store
    from mtaudit.fetch import Fetcher
    from mtaudit.readers import View as PageView
    from mtaudit.report import Item

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SHORTEST = 60.0  # seconds between two looks at a feed
_LARGEST_LIST = 32 * 1024 * 1024


def _seconds(text: str | None) -> float | None:
    """A span of time like 90s, 10m, 2h or 1d, in seconds."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,6})([smhd])", text.strip().lower())
    if not match:
        raise typer.BadParameter(f"{text!r} is no span of time; write 10m, 2h or 1d")
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds < _SHORTEST:
        raise typer.BadParameter("servers are not asked more often than once a minute (1m)")
    return seconds


def _contact(text: str | None) -> str | None:
    if text is not None and not (text.isascii() and text.isprintable()):
        raise typer.BadParameter("must be plain ASCII: a web or mail address")
    return text


def feed(
    feeds: Annotated[
        list[str], typer.Argument(metavar="FEEDS.opml|URL...", help="Addresses of feeds, or OPML files that list them.")
    ],
    store: Annotated[
        Path, typer.Option(metavar="FILE", dir_okay=False, help="Where seen items and audits are kept.")
    ] = Path("feeds.sqlite"),
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="Look again every 10m, 2h, 1d …, until Ctrl-C.")
    ] = None,
    follow: Follow = False,
    view: Annotated[
        View, typer.Option("--view", help="Of a page that is followed: what is taken for its story, or all it shows.")
    ] = View.ARTICLE,
    format_: Formats = None,
    output: Outputs = None,
    again: Annotated[
        bool, typer.Option("--again", help="Audit anew what another glossary, selection or version audited.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Audit N articles at most; the rest is for the next time.")
    ] = None,
    days: Annotated[int, typer.Option(metavar="N", min=1, help="Show the scores of the newest N days.")] = 7,
    allow_private: AllowPrivate = False,
    delay: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, max=3600, help="The pause between requests to one host.")
    ] = 1.0,
    contact: Annotated[
        str | None, typer.Option(metavar="ADDRESS", callback=_contact, help="Tell servers who is asking.")
    ] = None,
    glossary: Glossaries = None,
    no_default_glossaries: NoDefaultGlossaries = False,
    select: Select = None,
    ignore: Ignore = None,
    pivot: PivotLanguage = None,
    pass_mark: Annotated[
        float | None,
        typer.Option(metavar="SCORE", min=0, max=100, help="The score an article passes at; default 90."),
    ] = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the evidence too.")] = False,
) -> None:
    """Audit what is new or changed in feeds, and show scores by outlet and day.

    Needs the extra: pip install 'mtaudit[feeds]'. Exit code: 0, or 2 when a feed or page could not be read
    (the rest is audited all the same).

    \b
    Examples:
      mtaudit feed feeds.opml
      mtaudit feed https://example.org/rss.xml --follow --every 10m --format html -o new.html
    """
    from mtaudit.cli import output as out
    from mtaudit.feeds.store import Store, StoreError
    from mtaudit.fetch import Fetcher, Settings

    pause = _seconds(every)
    _require("feedparser", "protego", *(["trafilatura"] if follow and view == View.ARTICLE else []))
    reports = reports_of(format_ or (["text"] if output else []), output)
    wanted, complete = _lists(feeds)
    if not wanted:
        raise typer.Exit(2)
    auditor = auditor_of(
        in_force(
            config,
            isolated,
            glossary=glossary,
            no_default_glossaries=no_default_glossaries,
            select=select,
            ignore=ignore,
            pivot=pivot,
            pass_mark=pass_mark,
        )
    )
    fetcher = Fetcher(Settings(allow_private=allow_private, delay=delay, contact=contact))
    try:
        with Store(store) as opened:
            look = _Look(wanted, opened, fetcher, auditor, view.value if follow else None, again, limit, verbose)
            clean = _report(look, reports, days) and complete
            while pause:
                time.sleep(pause)
                clean = _report(look, reports, days, is_first=False) and clean
    except BrokenPipeError:
        out.silence()
        raise typer.Exit(out.CODE_PIPE) from None
    except KeyboardInterrupt:
        out.complain("stopped")
        raise typer.Exit(out.CODE_INTERRUPT) from None
    except StoreError as error:
        out.complain(str(error))
        raise typer.Exit(2) from None
    except OSError as error:
        out.complain(f"cannot write {error.filename or 'the report'}: {error.strerror or error}")
        raise typer.Exit(2) from None
    raise typer.Exit(0 if clean else 2)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at the feeds needs. `pages`: what is read of the page of an item, None: it is not followed."""

    feeds: Sequence[Feed]
    store: Store
    fetcher: Fetcher
    auditor: Auditor | ConfiguredAuditor
    pages: PageView | None
    again: bool
    limit: int | None
    verbose: bool


def _require(*modules: str) -> None:
    """End the program where a package of the extra is missing."""
    from importlib.util import find_spec

    from mtaudit.cli.output import complain

    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        complain(f"reading feeds needs {' and '.join(missing)}: pip install 'mtaudit[feeds]'")
        raise typer.Exit(2)


def _lists(arguments: list[str]) -> tuple[list[Feed], bool]:
    """The feeds of the arguments, each once, and whether all arguments could be read."""
    from mtaudit.cli.output import complain
    from mtaudit.feeds.opml import Feed, OpmlError, read_opml

    feeds: dict[str, Feed] = {}
    complete = True
    for argument in arguments:
        try:
            if re.match("https?://", argument, re.IGNORECASE):
                found = [Feed(argument)]
            else:
                with Path(argument).open("rb") as file:
                    found = read_opml(file.read(_LARGEST_LIST), argument)
        except OpmlError as error:
            complain(str(error))
            complete = False
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            complain(f"{argument}: {why}; give an OPML file, or an address that begins with http:// or https://")
            complete = False
        else:
            feeds = feeds | {listed.url: listed for listed in found if listed.url not in feeds}
    return list(feeds.values()), complete


def _report(look: _Look, reports: list[tuple[str, Path | None]], days: int, *, is_first: bool = True) -> bool:
    """Look at the feeds once, write the reports, show the scores; whether all could be read.

    When nothing was audited, reports that are there stay as they are, and only a first look writes the others.
    """
    from mtaudit.cli.output import opened
    from mtaudit.cli.progress import Progress
    from mtaudit.cli.run import Gate, Outcome, watched, write_reports
    from mtaudit.report import WRITERS
    from mtaudit.report.cells import count

    outcome, progress, rows = Outcome(), Progress(sys.stderr), list[int]()
    done = _Count()
    items = done.counted(watched(_items(look, rows), Gate(), outcome, progress))
    first = list(_until_article(items))
    if not done.articles:
        reports = [(name, target) for name, target in reports if is_first and not (target and target.exists())]
    with ExitStack() as stack:
        outputs = []
        for name, target in reports:
            write = stack.enter_context(opened(target, utf8=name != "text"))
            outputs.append((WRITERS[name], options_of(target, verbose=look.verbose), write))
        write_reports(chain(first, items), outputs, progress)
        for _ in items:  # without a report nobody has asked for them
            pass
    with opened(None, utf8=False) if all(target for _, target in reports) else _standard_error() as write:
        for line in _table(look.store.scores(rows, days=days)):
            write(line + "\n")
        write(f"{count(len(rows), 'feed')}, {count(done.articles, 'article')} audited\n")
    return not outcome.error


def _items(look: _Look, rows: list[int]) -> Iterator[Item]:
    """Audit what is new, each audit kept before it is passed on; `rows` takes the feeds' numbers in the store."""
    from mtaudit.engines.local import Failure, audit_all
    from mtaudit.feeds.watch import article, new_items, read_feeds
    from mtaudit.readers.source import InputError
    from mtaudit.report.result import result_record
    from mtaudit.version import __version__

    read = []
    for row in read_feeds(look.feeds, look.store, look.fetcher, follow=look.pages is not None):
        if isinstance(row, InputError):
            yield row
        else:
            read.append(row)
            rows.append(row.id)
    auditor, signature = look.auditor, look.auditor.signature
    under = signature if look.again else None
    for item in new_items(look.store, read, look.fetcher, pages=look.pages, signature=under, limit=look.limit):
        if isinstance(item, InputError):
            yield item
            continue
        for result in audit_all([article(item)], auditor, on_failure=Failure.show if look.verbose else None):
            if not isinstance(result, InputError):
                look.store.record(item, signature, auditor.index.digest, __version__, result_record(result))
            yield result


class _Count:
    """Counts the articles that pass."""

    def __init__(self) -> None:
        self.articles = 0

    def counted(self, items: Iterator[Item]) -> Iterator[Item]:
        from mtaudit.readers.source import InputError

        for item in items:
            self.articles += not isinstance(item, InputError)
            yield item


def _until_article(items: Iterator[Item]) -> Iterator[Item]:
    """The items up to the first article, with it."""
    from mtaudit.readers.source import InputError

    for item in items:
        yield item
        if not isinstance(item, InputError):
            return


@contextmanager
def _standard_error() -> Iterator[Callable[[str], object]]:
    yield sys.stderr.write


def _table(scores: list[DayScore]) -> list[str]:
    """Scores by outlet and day, as lines of aligned columns."""
    from mtaudit.report.cells import cell, safe

    if not scores:
        return []
    rows = [("outlet", "day", "articles", "words", "score", "pass", "undetermined", "fail")]
    rows += [
        (safe(s.outlet), s.day, f"{s.articles:,}", f"{s.words:,}", f"{s.value:.1f}", str(s.passed),
         str(s.undetermined), str(s.failed))
        for s in scores
    ]  # fmt: skip
    widths = [max(sum(cell(char)[1] for char in text) for text in column) for column in zip(*rows, strict=True)]
    lines = []
    for outlet, *rest in rows:
        gap = " " * (widths[0] - sum(cell(char)[1] for char in outlet))
        cells = (f"{text:>{width}}" for text, width in zip(rest, widths[1:], strict=True))
        lines.append("  ".join([outlet + gap, *cells]))
    return lines
